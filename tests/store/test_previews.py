"""What is shown before a copy leaves: the same as leaves then, without making it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from screening.errors import RefusedError
from screening.service import Dates, Site, Wish, export, offered, preview
from screening.service.exporting.logs import log_table
from screening.service.exporting.wishes import View
from screening.wording import Words
from tests.store.act_samples import LIN, MO, WU, at_work, staffed
from tests.store.export_samples import IDENTIFIED, screened, table
from tests.store.long_log import LongLog
from tests.store.service_samples import ON, someone

EN = Words()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with screened(tmp_path / "site") as opened:
        yield opened


def test_what_would_leave_is_shown_before(site: Site) -> None:
    """The same columns and rows, and nothing is noted."""
    before = site.head()
    shown = preview(site, EN, Wish())
    assert shown.rows == 3 == len(shown.first) and len(shown.columns) == len(shown.first[0])
    assert site.head() == before
    with pytest.raises(RefusedError):
        preview(site, EN, Wish(view="identification"))


def test_the_first_rows_shown_are_those_that_leave(site: Site, tmp_path: Path) -> None:
    """Whatever is asked for: the same titles, the same cells, and how many rows there will be."""
    at_work(site, WU).conduct.let_dates_leave(True)
    at_work(site, LIN)
    third = site.log()[2].seq
    corrected = site.save(someone("HN-30003"), ON, former=third, corrects=True, reason="typed twice")
    site.strike(third, "superseded, and struck through all the same")
    site.strike(site.save(someone("HN-50005"), ON).seq, "another person")
    assert site.log()[2].seq == corrected.seq
    wishes = [
        {"view": view, **level, "current_only": current, "newest_first": newest}
        for view in ("screening", "enrolment")
        for level in (IDENTIFIED, {"level": "coded"})
        for current in (True, False)
        for newest in (True, False)
    ]
    for wish in (*wishes, {"view": "identification", **IDENTIFIED}):
        left = table(site, tmp_path, **wish)
        shown = preview(site, EN, Wish(**wish))
        titles = [one.title for one in shown.columns]
        assert shown.rows == len(left) and shown.dated
        told = [[str("" if cell is None else cell) for cell in row] for row in shown.first]
        assert [dict(zip(titles, row, strict=True)) for row in told] == left, wish


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("view", ["screening", "enrolment"])
def test_a_long_log_is_counted_without_being_told(tmp_path: Path, view: View, current: bool) -> None:
    """Only the first rows are told, each with the study days of its own person."""
    with staffed(tmp_path / "site") as long:
        LongLog(long, Random(7)).grow(400)
        wish = Wish(view=view, current_only=current)
        shown, rows = preview(long, EN, wish), list(log_table(long, wish, EN).rows)
        assert shown.rows == len(rows) > 1 and [list(row) for row in shown.first] == rows[:50]
        assert len(rows) > 50 or view == "enrolment"


@pytest.mark.parametrize("format", ["sdtm", "xpt"])
def test_the_files_shown_are_those_of_the_package(site: Site, tmp_path: Path, format: str) -> None:
    """Of the people who consented and their attempts, without gathering them."""
    shown = preview(site, EN, Wish(format=format))  # type: ignore[arg-type]
    assert (shown.rows, shown.attempts, shown.criteria) == (3, 3, len(site.protocol.criterion))
    assert not shown.columns and not shown.dated
    made = export(site, tmp_path / "study.zip", EN, Wish(format=format))  # type: ignore[arg-type]
    with zipfile.ZipFile(tmp_path / "study.zip") as packed:
        assert set(shown.files) == set(packed.namelist())
    assert made.rows == shown.rows


def test_the_events_shown_are_those_that_leave(site: Site, tmp_path: Path) -> None:
    wish = Wish(format="jsonl", **IDENTIFIED)
    shown = preview(site, EN, wish)
    export(site, tmp_path / "log.jsonl", EN, wish)
    said = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [one.title for one in shown.columns] == list(said[0])
    assert shown.rows == len(said) and [row[0] for row in shown.first] == [one["entry"] for one in said]


def test_what_is_offered_can_be_asked_for(site: Site) -> None:
    """To each what they may take, at the levels in which it may leave; the events coded where dates may leave."""
    mine = offered(site)
    assert mine["screening", "csv"] == ("identified", "coded", "deidentified")
    assert mine["identification", "xlsx"] == ("identified",)
    assert mine["study", "odm"] == ("coded", "deidentified") and mine["study", "jsonl"] == ("identified",)
    at_work(site, WU).conduct.let_dates_leave(True)
    assert offered(site)["study", "jsonl"] == ("identified", "coded")
    monitors = offered(at_work(site, MO))
    assert not [one for levels in monitors.values() for one in levels if one == "identified"]
    assert ("identification", "csv") not in monitors and monitors["screening", "csv"] == ("coded", "deidentified")


def test_who_let_dates_leave_is_known(site: Site) -> None:
    """And since when; nobody where it was never said."""
    assert site.conduct.dates() == Dates()
    at_work(site, WU).conduct.let_dates_leave(True)
    said = site.conduct.dates()
    assert (said.leave, said.by) == (True, "Wu Ke") and said.since == next(site.reader.entries(newest_first=True)).at
