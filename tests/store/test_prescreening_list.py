"""A run's people kept at hand: filtered, sorted, read from any place, and let go without a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.cohort.run import Run, Sort, Which
from screening.patient import read_history
from screening.service import today
from screening.service.prescreening import Listing, candidate, prescreen
from screening.service.templates import save_cohort_template
from screening.wording import Words
from tests.gui.prescreen.patients import days_ago, patient, population, write
from tests.store.cohort_samples import worklist
from tests.store.service_samples import published

EN = Words("en", "iso")


def judged(folder: Path, ending: str = "parquet") -> Run:
    cohort = write(folder / "cohort.csv", population())
    return prescreen(None, published(), cohort, today(), folder / f"result.{ending}")


@pytest.fixture
def listing(tmp_path: Path) -> Iterator[Listing]:
    with Listing(judged(tmp_path)) as opened:
        yield opened


def subjects(listing: Listing, which: Which, first: int = 0, most: int = 50) -> list[str]:
    return [one.subject for one in listing.rows(listing.select(which), first, most)]


@pytest.mark.parametrize("ending", ["parquet", "csv", "xlsx"])
def test_a_result_is_listed_alike_in_every_format(tmp_path: Path, ending: str) -> None:
    """Verdicts, open questions and days survive being written and read."""
    run = judged(tmp_path, ending)
    page = worklist(run, Which(hopeful=True))
    assert [(one.subject, one.verdict, len(one.missing)) for one in page.rows] == [
        ("H-meets", "eligible", 0),
        ("H-waits", "ineligible", 0),
        ("H-open", "undetermined", 2),
    ]
    assert page.rows[1].possible_from is not None and (page.rows[1].possible_from - today()).days == 2


@pytest.mark.parametrize(
    ("sort", "first"),
    [("subject", "H-ill"), ("verdict", "H-meets"), ("missing", "H-meets"), ("when", "H-meets"), ("against", "H-ill")],
)
def test_every_column_sorts(listing: Listing, sort: Sort, first: str) -> None:
    """Up and down; whoever has no value stands last either way."""
    assert subjects(listing, Which(sort=sort))[0] == first
    down = subjects(listing, Which(sort=sort, descending=True))
    assert len(down) == 4
    if sort == "when":
        assert down[0] == "H-waits" and down[-1] == "H-ill"


def test_any_place_is_read_alone(listing: Listing) -> None:
    """As a window scrolls: from a place on, so many of them."""
    everybody = subjects(listing, Which())
    assert [subjects(listing, Which(), place, 1) for place in range(4)] == [[one] for one in everybody]
    assert subjects(listing, Which(), 4, 10) == []


def test_whoever_reads_the_answer_before_is_not_cut_off(listing: Listing) -> None:
    """A page of it may still be asked for when the next question was answered."""
    before = listing.select(Which())
    listing.select(Which(hopeful=True))
    assert len(listing.rows(before, 0, 10)) == 4


def test_steps_of_the_funnel_are_found(listing: Listing) -> None:
    """Whom a criterion was the first to speak against, and who is left after it."""
    assert subjects(listing, Which(fell_at="I1")) == ["H-ill"]
    assert "H-ill" not in subjects(listing, Which(left_after="I1"))
    assert subjects(listing, Which(hopeful=True, verdict="ineligible")) == ["H-waits"]
    assert subjects(listing, Which(subject="h-'; drop")) == []


def test_nothing_is_left_beside_the_result(tmp_path: Path) -> None:
    """Closed or forgotten."""
    run = judged(tmp_path)
    Listing(run).close()
    Listing(run)
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == []


def test_every_fact_says_its_file_and_row(tmp_path: Path) -> None:
    """A line that is none counts as well, as in an editor that counts from the header."""
    path = write(tmp_path / "cohort.csv", [patient("H-1"), patient("H-2")])
    header, first, second, *_ = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, first, "torn,line", second]), "utf-8")
    run = prescreen(None, published(), path, today(), tmp_path / "result.csv")
    history = candidate(run, "H-2", EN)
    source = f"cohort.csv, row 3 (pre-screening for {today()})"
    assert history["answers"]["tumour_type"] == {"value": "solid", "source": source}
    assert history["answers"]["other_causes"]["immune"] == {"value": "ruled_out", "source": source}
    result = {"source": source, "value": "68", "unit": "10*9/L", "on": days_ago(1)}
    assert history["answers"]["platelets"] == [result]
    read_history(history, published())
    assert candidate(run, "H-2")["answers"]["tumour_type"] == "solid"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_taken_as_it_is(tmp_path: Path, ending: str) -> None:
    """Every heading of it is known, of patients and of results."""
    files = [tmp_path / f"{name}.{ending}" for name in ("patients", "results")]
    for file in files:
        save_cohort_template(published(), file, Words("zh_CN", "long"), results=file is files[1])
    run = prescreen(None, published(), files[0], today(), tmp_path / "result.csv")
    assert run.rows == 0
    patients = write(tmp_path / "some.csv", [{"subject_id": "H-1"}])
    assert prescreen(None, published(), patients, today(), tmp_path / "result.csv", labs=files[1]).judged == 1
