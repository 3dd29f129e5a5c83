"""A clock that goes backwards, several programs on one book: told, nothing lost, no number twice."""

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.log import ClockWentBack, event_of
from screening.service import Site
from tests.store.service_samples import ON, begun, history, someone

PROGRAMS, CASES = 3, 10


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path / "data") as opened:
        yield opened


def set_clock(site: Site, hours: float) -> None:
    site._book.ledger._clock = lambda: datetime.now(UTC) + timedelta(hours=hours)


def test_a_clock_that_goes_back_is_told_once_and_the_sequence_stays(site: Site) -> None:
    """A9: the entry before the first one with an earlier time says by how much; then the new time counts."""
    site.save(history(), ON)
    set_clock(site, -1)
    second = site.save(someone("B"), ON)
    site.strike(second.seq, "wrong patient")
    entries = list(site._book.ledger.entries(after=5))
    assert [entry.kind for entry in entries] == ["clock_went_back", "person_identified", "assessed", "entered_in_error"]
    assert [entry.seq for entry in entries] == [6, 7, 8, 9]
    said = event_of(entries[0])
    assert isinstance(said, ClockWentBack)
    assert (said.seconds // 10, said.last) == (359, site._book.ledger.entry(5).at) or said.seconds == 3600
    assert (second.seq, second.number) == (8, "SH04-0002")
    assert site.verify().ok


def test_a_clock_that_is_set_right_by_a_moment_is_no_matter(site: Site) -> None:
    site.save(history(), ON)
    set_clock(site, -0.0003)
    site.save(someone("B"), ON)
    assert "clock_went_back" not in [entry.kind for entry in site._book.ledger.entries()]


def work(folder: Path, program: int) -> list[str | None]:
    """Save cases as one of several programs, opening and closing the book each time."""
    numbers = []
    for n in range(CASES):
        with Site.open(folder) as site:
            numbers.append(site.save(someone(f"{program}-{n}"), ON).number)
    return numbers


def test_several_programs_on_one_book_sign_and_number_it_together(tmp_path: Path) -> None:
    """R11: no number twice, and every checkpoint of every program fits."""
    folder = tmp_path / "data"
    begun(folder).close()
    with multiprocessing.get_context("spawn").Pool(PROGRAMS) as pool:
        drawn = pool.starmap(work, [(folder, n) for n in range(PROGRAMS)], chunksize=1)
    numbers = sorted(number for one in drawn for number in one if number)
    assert numbers == [f"SH04-{n:04d}" for n in range(1, PROGRAMS * CASES + 1)]
    with Site.open(folder) as site:
        assert site.verify().ok
