"""Many histories saved together: all of them or none, in one transaction, as one after another would be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.errors import InputError, RefusedError
from screening.log import People
from screening.service import Actor, Case, Site
from tests.store.service_samples import ON, begun, history, someone, with_answer

NOT_CONSENTED = {"given": False}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path / "data") as opened:
        yield opened


def cases(*histories: dict[str, Any]) -> list[Case]:
    return [Case(one, ON, name=f"{chr(97 + place)}.json") for place, one in enumerate(histories)]


def told(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in error.value.problems]


def test_many_are_saved_as_one_after_another_would_be(tmp_path: Path) -> None:
    """The same rows, numbers and entries, whole and verified; a later one builds on an earlier one of the same call."""
    people = [history(consent=NOT_CONSENTED), *(someone(str(number)) for number in range(3))]
    with begun(tmp_path / "one") as single, begun(tmp_path / "many") as many:
        one_by_one = [single.save(one, ON) for one in people]
        together = many.save_all(cases(*people))
        assert [(one.seq, one.number, one.attempt) for one in together] == [
            (one.seq, one.number, one.attempt) for one in one_by_one
        ]
        theirs = [row._replace(person="", at="") for row in single.log() + single.prescreening()]
        assert [row._replace(person="", at="") for row in many.log() + many.prescreening()] == theirs
        assert [many.record(one.seq).history for one in together] == [
            single.record(one.seq).history for one in one_by_one
        ]
        assert many.verify().ok and many.head().length == single.head().length
        many.rebuild()
        assert [row._replace(person="", at="") for row in many.log() + many.prescreening()] == theirs


def test_a_later_case_of_the_same_call_sees_the_earlier_one(site: Site) -> None:
    """Corrected twice in one call: the second correction of one entry comes too late, and neither is written."""
    seq = site.save(history(), ON).seq
    before = site.head()
    twice = [Case(history(), ON, former=seq, name=name) for name in ("a.json", "b.json")]
    with pytest.raises(InputError) as error:
        site.save_all(twice)
    assert told(error) == [("b.json", "refused.superseded")]
    assert site.head() == before
    assert [row.seq for row in site.log()] == [seq]


def test_all_that_is_wrong_is_told_and_nothing_is_written(site: Site) -> None:
    """Every faulty place of every history; then every case that has no place; the next save goes on as if not tried."""
    before = site.head()
    faulty = with_answer(someone("A"), tumour_type="liquid")
    with pytest.raises(InputError) as error:
        site.save_all(cases(faulty, someone("B"), someone("C", sex="f")))
    assert [place for place, _ in told(error)] == ["a.json: answers.tumour_type", "c.json: subject.sex"]
    nowhere = [Case(someone(name), ON, former=former, name=name) for name, former in (("A", 1), ("B", None), ("C", 99))]
    with pytest.raises(InputError) as error:
        site.save_all(nowhere)
    assert told(error) == [("A", "refused.no_case"), ("C", "refused.no_case")]
    assert site.head() == before and site.log() == []
    assert site.save(someone("D"), ON).number == "SH04-0001"
    assert site.verify().ok


def test_one_alone_is_refused_in_its_own_words(site: Site) -> None:
    """No file's name before it, and the code that names the sentence."""
    with pytest.raises(RefusedError) as error:
        site.save_all([Case(history(), ON, former=99, name="a.json")])
    assert (error.value.code, [one.place for one in error.value.problems]) == ("no_case", [""])


def test_nothing_is_no_transaction(site: Site) -> None:
    """An empty call writes nothing."""
    before = site.head()
    assert site.save_all([]) == [] and site.add([]) == []
    assert site.head() == before


def test_a_clock_that_went_back_is_said_once_before_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes first, and what follows is as it would be."""
    monkeypatch.setattr(site._book.ledger, "_clock", lambda: datetime.now(UTC) - timedelta(hours=1))
    saved = site.add(cases(someone("A"), someone("B")))
    assert [one.saved.number for one in saved] == ["SH04-0001", "SH04-0002"]
    kinds = [entry.kind for entry in site._book.ledger.entries(after=3)]
    assert kinds == ["clock_went_back", *("person_identified", "assessed") * 2]


# Adding: whose a history is, it says itself


def test_added_histories_find_their_people(site: Site) -> None:
    """A new person, one who comes back, and one who waits in the pre-screening list."""
    before = site.save(someone("A"), ON)
    waiting = site.save(someone("B", consent=NOT_CONSENTED), ON)
    new, back, entered = site.add(cases(someone("C"), someone("A"), someone("B")))
    assert (new.saved.number, new.saved.attempt, new.before) == ("SH04-0002", 1, ())
    assert (back.saved.person, back.saved.attempt, back.before) == (before.person, 2, ("SH04-0001",))
    assert (entered.saved.person, entered.saved.attempt) == (waiting.person, 1)
    assert site.prescreening() == []


@pytest.mark.parametrize(
    "again",
    [
        someone("A"),
        {**history(name="Another", hospital_number="a", birth_date="1980-02-02")},
        {**history(name="Person A", hospital_number=None, birth_date="1970-01-01")},
    ],
)
def test_nobody_is_added_twice_in_one_call(site: Site, again: dict[str, Any]) -> None:
    """Which history comes first is not the program's to guess: the same number, or the same name and birth date."""
    before = site.head()
    with pytest.raises(InputError) as error:
        site.add(cases(someone("A"), someone("B"), again))
    assert told(error) == [("c.json", "refused.added_twice")] and "a.json" in str(error.value)
    assert site.head() == before


def test_namesakes_with_different_numbers_are_two_people(site: Site) -> None:
    """The same name and birth date with different hospital numbers."""
    both = (history(hospital_number=number) for number in ("1", "2"))
    assert [one.saved.number for one in site.add(cases(*both))] == ["SH04-0001", "SH04-0002"]
    with pytest.raises(RefusedError) as error:
        site.add(cases(history(hospital_number=None)))
    assert error.value.code == "several_alike"


def test_whoever_was_added_meanwhile_by_another_program_is_known(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the book and the writing somebody else adds the same person: looked at again."""
    there = People.same
    looks = []

    def overtaken(people: People, *given: Any) -> Any:
        found = there(people, *given)
        looks.append(found)
        if len(looks) == 1:
            with Site.open(site.folder, Actor("Wu Ke", "coordinator")) as other:
                other.save(someone("A"), ON)
        return found

    monkeypatch.setattr(People, "same", overtaken)
    (added,) = site.add(cases(someone("A")))
    assert (added.saved.number, added.saved.attempt, added.before) == ("SH04-0002", 2, ("SH04-0001",))
    assert len({row.person for row in site.log()}) == 1 and len(looks) == 2


def test_nobody_new_is_added_while_recruitment_is_paused(site: Site) -> None:
    """Said once, not of each; whoever waits in the pre-screening list goes on."""
    site.save(someone("W", consent=NOT_CONSENTED), ON)
    site.conduct.pause("safety")
    with pytest.raises(RefusedError, match="paused"):
        site.add(cases(someone("W"), someone("B")))
    assert [one.saved.number for one in site.add(cases(someone("W")))] == ["SH04-0001"]
