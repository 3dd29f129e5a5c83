"""A run's people kept at hand: filtered, sorted, read from any place, and let go without a trace."""

import csv
import os
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from screening.cohort.candidate import candidate_known
from screening.cohort.run import Run, Sort, Which
from screening.errors import RefusedError
from screening.patient import read_history, unwrapped
from screening.service import today
from screening.service.intake.candidates import taken_over
from screening.service.intake.reckoning import places_in
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
    first = page.rows[1]
    assert first.possible_from is not None and (first.possible_from - today()).days == 2
    assert {one.possible_until for one in page.rows} == {today() + timedelta(days=2)}


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
    history, row = candidate_known(run, "H-2", EN)
    assert row == f"row 3 (pre-screening for {today()})"
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


def test_what_each_file_gave_is_attributed_to_it(tmp_path: Path) -> None:
    """Patients to one file, results to the other; not to a file that was changed since."""
    cohort = write(tmp_path / "cohort.csv", [{**patient("H-1"), "birth_date": "1964-05-17"}])
    labs = tmp_path / "labs.csv"
    labs.write_text(f"subject_id,field,value,unit,on\nH-1,platelets,66,10*9/L,{days_ago(1)}\n", "utf-8")
    wide = ("platelets.value", "platelets.unit", "platelets.on", "platelets.clumped")
    header, *rows = csv.reader(cohort.read_text("utf-8").splitlines())
    kept = [place for place, name in enumerate(header) if name not in wide]
    with cohort.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([row[place] for place in kept] for row in [header, *rows])
    run = prescreen(None, published(), cohort, today(), tmp_path / "result.csv", labs=labs)
    document, files = taken_over(run, "H-1", EN, "Li")
    assert {one.name: one.sha256 for one in files} == {
        path.name: sha256(path.read_bytes()).hexdigest() for path in (cohort, labs)
    }
    whole = unwrapped(document, published())
    places = {one.name: list(places_in(whole, one)) for one in files}
    assert places["labs.csv"] == ["answers.platelets[0]"]
    assert {"subject.hospital_number", "subject.birth_date", "answers.tumour_type"} <= set(places["cohort.csv"])
    assert all(one.count("taken") == len(one.fates()) == 1 for one in files)
    labs.write_text(labs.read_text("utf-8").replace("66", "67"), "utf-8")
    os.utime(labs, (0, 0))
    with pytest.raises(RefusedError) as error:
        taken_over(run, "H-1", EN, "Li")
    assert error.value.code == "cohort.changed_since"
