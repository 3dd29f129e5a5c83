"""Numbers, entries and people of a site's book, as the service keeps them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening import __version__
from screening.errors import InputError, StoreError
from screening.ledger import Ledger, read_key_file
from screening.log import ProtocolActivated
from screening.protocol import loads
from screening.protocol.catalogue import find
from screening.service import KEY, Actor, Server, Site
from screening.service.where import book_at
from tests.store.service_samples import ON, begun, history, published, someone, with_answer

NOT_CONSENTED = {"given": False}


@pytest.fixture
def site(tmp_path: Path, server: Server | None) -> Iterator[Site]:
    with begun(tmp_path / "data", server) as opened:
        yield opened


def entries(site: Site) -> list[tuple[str, int | None]]:
    key = read_key_file(site.folder / KEY)
    with Ledger.open(book_at(site.folder), key) as ledger:
        return [(entry.kind, entry.attempt) for entry in ledger.entries()]


def test_numbers_are_given_in_order(site: Site) -> None:
    """R11: SITE-0001, SITE-0002 and so on, per study."""
    numbers = [site.save(someone(str(n)), ON).number for n in range(3)]
    assert numbers == ["SH04-0001", "SH04-0002", "SH04-0003"]


def test_a_struck_number_is_never_given_again(site: Site) -> None:
    """R11, A4: striking the last entry keeps its number spent, and the row in the log."""
    first = site.save(someone("A"), ON)
    site.strike(first.seq, "wrong patient")
    assert site.save(someone("B"), ON).number == "SH04-0002"
    assert [(row.number, row.state) for row in site.log()] == [("SH04-0001", "struck"), ("SH04-0002", "current")]


def test_a_strike_says_why_and_happens_once(site: Site) -> None:
    """A5: the reason is needed, kept, and shown again; a second strike is refused."""
    saved = site.save(history(), ON)
    with pytest.raises(InputError, match="Say why"):
        site.strike(saved.seq, "  ")
    site.strike(saved.seq, "entered twice")
    assert site.record(saved.seq).struck_because == "entered twice"
    with pytest.raises(InputError, match="already"):
        site.strike(saved.seq, "again")


def test_only_a_case_of_this_log_can_be_struck(site: Site) -> None:
    """The entry that began the book is no case; neither is one that isn't there."""
    for seq in (1, 99):
        with pytest.raises(InputError, match="no case"):
            site.strike(seq, "why not")


def test_a_correction_names_the_former_entry(site: Site) -> None:
    """A4: it keeps number, person and attempt; the former row is superseded."""
    first = site.save(history(), ON)
    second = site.save(
        with_answer(history(), brain_metastases="none"), ON, former=first.seq, corrects=True, reason="misread"
    )
    rows = {row.seq: row for row in site.log(current_only=False)}
    assert (second.number, second.person, second.attempt) == (first.number, first.person, 1)
    assert (rows[first.seq].state, rows[first.seq].superseded_by) == ("superseded", second.seq)
    assert rows[second.seq].former == first.seq
    assert site.record(second.seq).said.why == "corrected"
    assert [row.seq for row in site.log()] == [second.seq]


def test_a_superseded_entry_is_not_continued_again(site: Site) -> None:
    """Whoever has an old case open is told which entry followed it."""
    first = site.save(history(), ON)
    second = site.save(history(), ON, former=first.seq)
    with pytest.raises(InputError, match=f"entry {second.seq}"):
        site.save(history(), ON, former=first.seq)


def test_a_struck_entry_is_not_continued(site: Site) -> None:
    """What should not have been entered has no next version."""
    first = site.save(history(), ON)
    site.strike(first.seq, "wrong patient")
    with pytest.raises(InputError, match="struck through"):
        site.save(history(), ON, former=first.seq)


def test_a_person_who_comes_back_has_another_attempt(site: Site) -> None:
    """A new number that names the earlier one."""
    first = site.save(history(), ON)
    again = site.save(history(), ON, person=first.person)
    row = next(row for row in site.log() if row.seq == again.seq)
    assert (again.number, again.attempt, again.person) == ("SH04-0002", 2, first.person)
    assert row.earlier == "SH04-0001"
    assert site.record(again.seq).said.why == "rescreened"


def test_whoever_has_not_consented_stands_apart(site: Site) -> None:
    """S4: no number, and no row in the screening log."""
    saved = site.save(history(consent=NOT_CONSENTED), ON)
    assert saved.number is None
    assert site.log() == []
    assert [row.person for row in site.prescreening()] == [saved.person]


def test_consent_gives_the_number(site: Site) -> None:
    """S4: continued after consent, the person moves from the pre-screening list into the log."""
    before = site.save(history(consent=NOT_CONSENTED), ON)
    after = site.save(history(), ON, former=before.seq)
    assert (after.number, after.attempt, after.person) == ("SH04-0001", 1, before.person)
    assert site.prescreening() == []


def test_consent_on_a_later_visit_leaves_the_prescreening_list_too(site: Site) -> None:
    """It doesn't matter how the person came back."""
    before = site.save(history(consent=NOT_CONSENTED), ON)
    site.save(history(), ON, person=before.person)
    assert site.prescreening() == []


@pytest.mark.parametrize(("unstated", "number"), [(False, None), (True, "SH04-0001")])
def test_consent_that_nobody_asked_for(site: Site, unstated: bool, number: str | None) -> None:
    """A form without the answer is pre-screening; a history from elsewhere is not."""
    assert site.save(history(consent=None), ON, consent_unstated=unstated).number == number


def test_a_faulty_history_writes_nothing(site: Site) -> None:
    """S5: every faulty place is named, and the book is as it was."""
    before = site.head()
    with pytest.raises(InputError) as error:
        site.save(with_answer(history(), tumour_type="liquid", platelets=[{"value": "68", "on": "2026-11-22"}]), ON)
    assert {one.place for one in error.value.problems} == {"answers.tumour_type", "answers.platelets[0].unit"}
    assert site.head() == before


def test_people_are_found_again(site: Site) -> None:
    """By two characters of the name, a part of the number, or the birth date in any common form."""
    saved = site.save(history(), ON)
    for text in ("珍稀", "veryrare", "7719", "1964-05-17", "1964/05/17", "19640517"):
        assert [one.id for one in site.find_people(text)] == [saved.person], text
    assert site.find_people("珍") == []
    assert [one.id for one in site.same_person(history()["subject"])] == [saved.person]


def test_a_blank_loses_nothing_but_a_correction_does(site: Site) -> None:
    """A later form without the hospital number keeps the known one; a correction can take it away."""
    saved = site.save(history(), ON)
    again = site.save(history(hospital_number=None, name="New Name"), ON, former=saved.seq)
    assert (site.person(saved.person).name, site.person(saved.person).hospital_number) == ("New Name", "HN-7719-0042")
    site.save(history(hospital_number=None), ON, former=again.seq, corrects=True, reason="misread")
    assert site.person(saved.person).hospital_number == ""


def test_who_a_person_is_is_recorded_once(site: Site) -> None:
    """Saving again without a change adds one entry, not two."""
    first = site.save(history(), ON)
    site.save(history(), ON, former=first.seq)
    kinds = [kind for kind, _ in entries(site)]
    assert kinds[3:] == ["person_identified", "assessed", "assessed"]


def test_a_record_reads_as_it_was_entered(site: Site) -> None:
    """R1, R8, R10: history, reasons, protocol and engine come back, whatever is current by then."""
    saved = site.save(history(), ON)
    record = site.record(saved.seq)
    assert record.history == history()
    assert record.protocol == published()
    assert record.said.engine == __version__
    assert record.said.verdict == saved.assessment.verdict == "eligible"
    assert [one.id for one in record.said.criteria] == ["I1", "I2", "I3", "E1", "E2", "E3"]


def test_a_late_entry_bears_both_dates(site: Site) -> None:
    """A9: the day it speaks of, and the day it was written."""
    row = site.record(site.save(history(), ON.replace(year=2025)).seq).row
    assert row.on_day == "2025-11-23" and row.recorded_on > row.on_day and row.late


def test_the_book_holds_the_text_of_its_protocol(site: Site) -> None:
    """R10: enough to read every case without the file."""
    with Ledger.open(book_at(site.folder), read_key_file(site.folder / KEY)) as ledger:
        entry = next(iter(ledger.entries(kinds=(ProtocolActivated.kind,))))
    assert loads(str(entry.payload["text"])) == published()
    assert entry.payload["fingerprint"] == published().fingerprint


def test_rebuilt_views_are_the_same(site: Site) -> None:
    """A1: nothing in a view comes from anywhere but the entries."""
    first = site.save(history(consent=NOT_CONSENTED), ON)
    second = site.save(history(), ON, former=first.seq)
    site.save(someone("B"), ON)
    site.strike(second.seq, "wrong")
    site.save(history(), ON, person=first.person)
    before = (site.log(current_only=False), site.prescreening(), site.cases_of(first.person))
    site.rebuild()
    assert (site.log(current_only=False), site.prescreening(), site.cases_of(first.person)) == before
    assert site.verify().ok


def test_drafts_are_parked_listed_and_dropped(site: Site) -> None:
    """They change and go without a trace in the chain, and live in the store alone."""
    before = site.head()
    site.unsaved.put("a", site.study, '{"name": "诸葛"}')
    site.unsaved.put("b", site.study, "{}")
    site.unsaved.put("a", site.study, '{"name": "changed"}')
    parked = site.unsaved.get("a")
    assert parked is not None and parked.content == '{"name": "changed"}'
    assert [one.id for one in site.unsaved.list(site.study)] == ["a", "b"]
    site.unsaved.delete("a")
    assert site.unsaved.get("a") is None
    assert site.head() == before


def test_the_next_program_finds_the_drafts(tmp_path: Path) -> None:
    """A crash loses none that was put."""
    with begun(tmp_path) as site:
        site.unsaved.put("a", site.study, "text")
    with Site.open(tmp_path) as site:
        assert [one.content for one in site.unsaved.list()] == ["text"]


def test_whoever_set_the_site_up_is_at_work_unless_somebody_else_is_named(tmp_path: Path) -> None:
    """A2: each entry bears who made it."""
    begun(tmp_path).close()
    with Site.open(tmp_path) as site:
        assert site.actor == Actor("Lin Mei", "coordinator")
    with Site.open(tmp_path, Actor("Wu Ke", "investigator")) as site:
        row = site.record(site.save(history(), ON).seq).row
    assert (row.actor, row.role) == ("Wu Ke", "investigator")


def test_a_folder_holds_one_book(tmp_path: Path) -> None:
    """A second start changes nothing."""
    with begun(tmp_path) as site:
        site.save(history(), ON)
    with pytest.raises(StoreError, match="already holds"):
        begun(tmp_path)
    with Site.open(tmp_path) as site:
        assert len(site.log()) == 1


def test_no_book_says_how_to_begin_one(tmp_path: Path) -> None:
    """An empty folder is no site."""
    with pytest.raises(StoreError, match="eligo site init"):
        Site.open(tmp_path)


def test_a_book_can_not_begin_without_a_code_and_a_name(tmp_path: Path) -> None:
    """All that is missing is named at once, and the folder can be used afterwards."""
    registered = find("NCT03976882@2019-registered").load()
    with pytest.raises(InputError) as error:
        Site.init(tmp_path, code="a b", actor=Actor(" ", "\ud800"), protocol=registered)
    assert {one.place for one in error.value.problems} == {"site", "user", "role", "protocol"}
    begun(tmp_path).close()


def test_a_book_whose_beginning_fails_leaves_the_folder_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or not at all."""

    def full(*arguments: object, **named: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "append", full)
        with pytest.raises(StoreError, match="full"):
            begun(tmp_path)
    begun(tmp_path).close()


ADD = """
import sys
from pathlib import Path
from screening.service import Site
from tests.store.service_samples import ON, someone
with Site.open(Path(sys.argv[1])) as site:
    for n in range(int(sys.argv[3])):
        print(site.save(someone(f"{sys.argv[2]}-{n}"), ON).number)
"""


def test_two_programs_never_give_one_number_twice(tmp_path: Path) -> None:
    """R11: several windows and commands may write into one book at the same time."""
    begun(tmp_path).close()
    root = Path(__file__).resolve().parents[2]
    commands = [[sys.executable, "-c", ADD, str(tmp_path), who, "12"] for who in "AB"]
    running = [subprocess.Popen(one, cwd=root, stdout=subprocess.PIPE, text=True) for one in commands]
    given = [number for one in running for number in one.communicate()[0].split()]
    assert sorted(given) == [f"SH04-{n:04d}" for n in range(1, 25)]
    with Site.open(tmp_path) as site:
        assert [row.number for row in site.log()] == sorted(given)
        assert site.verify().ok
