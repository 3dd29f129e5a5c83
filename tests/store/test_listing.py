"""The log as it is listed: every question answered as somebody would who looks through all rows one by one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from screening.log import SORTS, CaseRow, LogQuery, Person, Selection, cases
from screening.log.people import folded
from screening.service import Site
from tests.store.long_log import LongLog
from tests.store.service_samples import ON, begun, history, someone

VERDICTS = ("eligible", "not_yet", "undetermined", "ineligible")
ENDINGS = ("pending", "enrolled", "screen_failure", "declined", "withdrew", "lost", "other")
SIGNED = ("none", "confirmed", "declined", "acknowledged", "superseded")
STATES = ("current", "struck", "superseded")
TEXTS = (
    *("", "", "", "0", "99", "995", "0000", "04-99", "sh04-1", "SH04-09951", "4-1000", "-", "１０００"),
    *("张", "三丰", "a", "n", "anna", "王伟", "zhang", "hn-0", "nobody", "hn-", "李"),
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(params=range(4))
def log(site: Site, request: pytest.FixtureRequest) -> LongLog:
    """A log of a few hundred rows, other ones for each number."""
    made = LongLog(site, Random(request.param))
    made.grow(300)
    return made


# The oracle


def verdict(row: CaseRow) -> str:
    return "not_yet" if row.not_yet else row.verdict


KEYS: dict[str, Callable[[CaseRow], Any]] = {
    "entry": lambda row: 0,
    "number": lambda row: row.serial or 0,
    "day": lambda row: row.on_day,
    "verdict": lambda row: VERDICTS.index(verdict(row)),
    "against": lambda row: (row.failed, row.open_count),
    "protocol": lambda row: (row.protocol_version, row.actor),
    "state": lambda row: STATES.index(row.state),
    "outcome": lambda row: ENDINGS.index(row.outcome or "pending"),
    "signed": lambda row: SIGNED.index(row.signed),
}
FIELDS: dict[str, Callable[[CaseRow], str]] = {
    "verdict": verdict,
    "outcome": lambda row: row.outcome or "pending",
    "signed": lambda row: row.signed,
    "state": lambda row: row.state,
    "protocol": lambda row: row.protocol_version,
    "actor": lambda row: row.actor,
}


def listed(site: Site, query: LogQuery) -> list[CaseRow]:
    """Give the rows of the whole list in order of entry."""
    if query.prescreening:
        return sorted(site.prescreening(), key=lambda row: row.seq)
    return sorted(cases(site._book.ledger, site.study), key=lambda row: row.seq)


def answer(log: LongLog, query: LogQuery) -> list[int]:
    """Look through all rows one by one."""

    def takes(row: CaseRow) -> bool:
        who = log.people[row.person]
        told = "\n".join(folded(one) for one in (row.number or "", who.name, who.hospital_number))
        shown = not query.current_only or row.state != "superseded"
        return shown and all(FIELDS[name](row) == value for name, value in query.where) and folded(query.text) in told

    found = [row for row in listed(log.site, query) if takes(row)]
    found.sort(key=lambda row: (KEYS[query.sort](row), row.seq), reverse=query.descending)
    return [row.seq for row in found]


def random_query(random: Random) -> LogQuery:
    values = {
        "verdict": VERDICTS,
        "outcome": ENDINGS,
        "signed": SIGNED,
        "state": STATES,
        "protocol": ("2025", "2024-published", "never-met"),
        "actor": ("Lin Mei", "Wang Li"),
    }
    names = random.sample(list(values), random.choice((0, 0, 1, 1, 2)))
    return LogQuery(
        prescreening=random.random() < 0.3,
        current_only=random.random() < 0.6,
        where=tuple((name, random.choice(values[name])) for name in names),
        text=random.choice(TEXTS),
        sort=random.choice(list(SORTS)),
        descending=random.random() < 0.5,
    )


def all_of(selection: Selection) -> list[int]:
    return selection.entries(0, len(selection))


# Questions


def test_any_question_is_answered_as_by_looking_through_all_rows(log: LongLog) -> None:
    """Which rows, in which order, how many of how many, and where each of them stands."""
    random = Random(7)
    log.site.listing.read_names()
    for _ in range(150):
        query = random_query(random)
        found, expected = log.site.listing.select(query), answer(log, query)
        assert (all_of(found), len(found)) == (expected, len(expected)), query
        assert found.total == len(listed(log.site, query))
        for entry in {row.seq for row in log.site.log(current_only=False)}:
            assert found.position(entry) == (expected.index(entry) if entry in expected else -1)


def test_any_part_of_the_answer_is_given(log: LongLog) -> None:
    """From any position, as many as there are; what lies beyond the end is nothing."""
    random = Random(3)
    for sort in SORTS:
        found = log.site.listing.select(LogQuery(sort=sort, descending=random.random() < 0.5))
        every = all_of(found)
        for _ in range(20):
            first, count = random.randint(0, len(found) + 3), random.randint(0, 40)
            assert found.entries(first, count) == every[first : first + count]


def test_what_is_written_later_is_in_the_next_answer(log: LongLog) -> None:
    """An answer itself never changes; nor does it matter who wrote."""
    listing, query = log.site.listing, LogQuery(current_only=False)
    listing.read_names()
    before = listing.select(query)
    every = all_of(before)
    log.grow(60)
    assert all_of(before) == every
    listing.read_names()
    for one in (query, replace(query, text="张"), replace(query, sort="day"), LogQuery(where=(("state", "struck"),))):
        assert all_of(listing.select(one)) == answer(log, one)


def test_the_columns_are_the_same_when_built_anew(log: LongLog) -> None:
    """They are a view like any other: thrown away and made again, nothing is different."""
    ledger = log.site._book.ledger
    tables = ("log_columns", "log_term", "log_person", "log_case")
    before = [ledger.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    log.site.rebuild()
    assert [ledger.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before


def test_rows_come_with_their_people(log: LongLog) -> None:
    """As last identified; whoever was forgotten has no name any more."""
    found = log.site.listing.select(LogQuery(current_only=False, descending=True))
    rows = log.site.listing.rows(found.entries(10, 40))
    assert [row.seq for row, _ in rows] == found.entries(10, 40)
    assert [person for _, person in rows] == [log.people[row.person] for row, _ in rows]
    assert log.site.listing.rows([]) == []


# Beginning


def test_the_beginning_is_answered_before_the_whole_is_read(site: Site) -> None:
    """Of a long log its first rows, as they are; afterwards there is nothing to begin with."""
    log = LongLog(site, Random(1))
    log.grow(4_000)
    first, every = site.listing.begin(LogQuery()), answer(log, LogQuery())
    assert not first.complete and 1_000 < len(first) < len(every)
    assert all_of(first) == every[: len(first)]
    assert all_of(site.listing.select(LogQuery())) == every
    assert site.listing.begin(LogQuery()).complete


def test_a_short_log_is_whole_at_once(log: LongLog) -> None:
    """Nothing has to be read again."""
    first = log.site.listing.begin(LogQuery())
    assert first.complete and all_of(first) == answer(log, LogQuery())
    assert all_of(log.site.listing.begin(LogQuery(sort="day"))) == answer(log, LogQuery(sort="day"))


def test_an_empty_log_has_an_empty_answer(site: Site) -> None:
    """For every order and every question."""
    for sort in SORTS:
        found = site.listing.select(LogQuery(text="a", sort=sort, where=(("protocol", "x"),)))
        assert (len(found), found.total, found.entries(0, 5), found.position(1)) == (0, 0, [], -1)


# Names


def test_numbers_are_found_before_the_names_are_read(log: LongLog) -> None:
    """A search by name finds nobody until then, and says so."""
    listing = log.site.listing
    assert not listing.finds_names
    assert len(listing.select(LogQuery(text="三丰"))) == 0
    number = log.site.log()[0].number
    assert number is not None and len(listing.select(LogQuery(text=number))) == 1
    steps: list[bool] = []
    listing.read_names(lambda: steps.append(listing.finds_names))
    assert steps == [False] * len(steps)
    assert all_of(listing.select(LogQuery(text="三丰"))) == answer(log, LogQuery(text="三丰"))


def test_people_are_found_as_by_looking_at_each(log: LongLog) -> None:
    """By any part of name, hospital number or birth date, whatever its case, width and spaces."""
    random, known = Random(11), [one for one in log.people.values() if one.name or one.hospital_number]

    def holds(person: Person, text: str) -> bool:
        born = person.birth_date
        parts = (person.name, person.hospital_number, born, born.replace("-", "/"), born.replace("-", ""))
        return folded(text) in "\n".join(folded(one) for one in parts)

    for text in ("张三", "anna", "HN-0", "1950-0", "1950/0", "195", "san", "Zhang S", random.choice(known).birth_date):
        expected = [one for one in log.people.values() if holds(one, text)]
        assert log.site.find_people(text) == expected[:20], text
    log.grow(80)
    for one in log.people.values():
        same = log.site.same_person({"hospital_number": one.hospital_number})
        assert (one in same) == bool(one.hospital_number)
        same = log.site.same_person({"name": one.name, "birth_date": one.birth_date})
        assert (one in same) == bool(one.name)


def test_a_name_is_asked_of_its_person_alone(site: Site) -> None:
    """Opening or saving a case reads nobody else's name."""
    first = site.save(someone("1"), ON)
    site.save(someone("2"), ON)
    with site._book.ledger._database.reading() as connection:
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        site.save(history(name="Person 1", hospital_number="1", birth_date="1970-01-01"), ON, person=first.person)
        connection.set_trace_callback(None)
    assert site.person(first.person).name == "Person 1"
    assert not [one for one in seen if "kind IN ('person_identified'" in one]


# Effort


def steps(site: Site, act: Callable[[Site], object]) -> int:
    """Count what the store does for an act, in hundreds of its own steps; the least of a few times.

    Now and then a save draws keys for later ones.
    """
    connection, counted = site._book.ledger._database.connection, [0]

    def count() -> int:
        counted[-1] += 1
        return 0

    connection.set_progress_handler(count, 100)
    for _ in range(3):
        act(site)
        counted.append(0)
    connection.set_progress_handler(None, 0)
    return min(counted[:-1])


def last_entry(site: Site) -> int:
    return site.head().length


EVERY_DAY: dict[str, Callable[[Site], object]] = {
    "begin": lambda site: site.listing.begin(LogQuery()),
    "rows": lambda site: site.listing.rows([site.listing.begin(LogQuery()).entries(9, 1)[0]]),
    "save": lambda site: site.save(someone("new"), ON),
    "open": lambda site: site.record(last_entry(site)),
    "continue": lambda site: site.save(someone("new"), ON, former=last_entry(site)),
    "number": lambda site: site.next_number(),
}


def test_what_is_done_all_day_takes_no_longer_in_a_long_log(tmp_path: Path) -> None:
    """Showing the log's beginning, opening a case, saving one: nothing walks over everything that was ever entered."""
    taken = []
    for acts in (2_500, 10_000):
        with begun(tmp_path / str(acts)) as site:
            LongLog(site, Random(1)).grow(acts)
            taken.append({name: steps(site, act) for name, act in EVERY_DAY.items()})
    short, long = taken
    assert {name: (short[name], long[name]) for name in short if long[name] > 2 * short[name] + 5} == {}
