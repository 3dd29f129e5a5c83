"""Forgetting who somebody is: nothing of it is left in any file of the site, and the coded row stays."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.errors import InputError
from screening.ledger import Ledger, LedgerError, read_key_file
from screening.log import Accounts, Cases, SettingChanged, event_of
from screening.service import KEY, Site
from screening.service.beginning import BOOK
from tests.store.act_samples import (
    DAY,
    LIN,
    MO,
    PASSWORD,
    WU,
    at_work,
    code_of,
    confirmed,
    enrolled,
    saved,
    staffed,
)
from tests.store.ledger_samples import reading
from tests.store.service_samples import (
    AUTHOR,
    BIRTH_DATE,
    HOSPITAL_NUMBER,
    NAME,
    ON,
    SECRETS,
    SOURCE,
    WHY,
    history,
    someone,
    with_answer,
)
from tests.store.test_ledger_private import key_of, pages

WORDS = ("declined by Dr Frail", "phoned by Mr Remark", "struck for Ms Mistake", "corrected for Mx Typo")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "data") as opened:
        yield opened


def busy(site: Site) -> int:
    """Let everything happen to the person with the secrets that leaves words; gives the last entry of the case."""
    seq = site.save(history(), ON).seq
    at_work(site, WU).signatures.sign(seq, "declines", PASSWORD, why=WORDS[0])
    at_work(site, LIN)
    site.outcomes.record(seq, "declined", on=DAY, primary="not_interested", remark=WORDS[1])
    site.outcomes.take_back(seq, WORDS[2])
    return site.save(history(name="Another Name"), ON, former=seq, corrects=True, reason=WORDS[3]).seq


def stays(site: Site) -> int:
    """Save somebody else, with nothing in words but who it is."""
    platelets = [{"value": "68", "unit": "10*9/L", "on": "2026-11-22"}]
    data = with_answer(someone("stays"), tumour_type="solid", platelets=platelets, brain_metastases="none")
    return site.save({**data, "decisions": {}}, ON).seq


def park(site: Site, id: str, **said: Any) -> None:
    site.unsaved.put(id, site.study, json.dumps({"form": 1, "former": None, "person": None, **said}))


def opened(folder: Path) -> Ledger:
    return Ledger.open(folder / BOOK, read_key_file(folder / KEY), projections=[Cases(), Accounts()])


def test_nothing_of_a_forgotten_person_is_left_in_any_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of the book and its write-ahead log, decrypted; every row; every other file of the folder."""
    monkeypatch.setattr("tests.store.test_ledger_private.KEY", read_key_file(site.folder / KEY))
    seq, other = busy(site), stays(site)
    park(site, "theirs", former=seq, history={"subject": {"name": NAME, "hospital_number": HOSPITAL_NUMBER}})
    site.find_people("Veryrare")
    key, kept = key_of(site._book.ledger, seq), key_of(site._book.ledger, other)
    secrets = (*SECRETS, *WORDS, "Another Name")

    def left() -> list[str]:
        path = site.folder / BOOK
        raw = b"".join([*pages(path), *(one.read_bytes() for one in site.folder.iterdir() if one != path)])
        assert kept in raw
        found = [secret for secret in secrets if secret.encode() in raw or ascii(secret)[1:-1].encode() in raw]
        return found + (["the key"] if key in raw else [])

    assert {NAME, HOSPITAL_NUMBER, "the key"} <= set(left())
    site.forgetting.forget(site.record(seq).row.person, "asked")
    assert left() == []
    site.close()
    assert left() == []
    with opened(site.folder) as ledger:
        tables = [name for (name,) in ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [str(row) for name in tables for row in ledger.rows(f'SELECT * FROM "{name}"')]
        rows += [str(dict(one.values)) for one in ledger.privates()]
        assert [secret for secret in secrets for row in rows if secret in row] == []
        assert [one.values["name"] for one in ledger.privates() if "name" in one.values] == ["Person stays"]


def test_the_coded_row_stays_and_says_so(site: Site) -> None:
    """In the log, the record and the trail; search, people and words show nothing."""
    seq = busy(site)
    row = site.record(seq).row
    entry = site.forgetting.forget(row.person, "consent_withdrawn")
    record = site.record(seq)
    assert [(one.number, one.forgotten_by) for one in site.log()] == [("SH04-0001", entry.seq)]
    assert (record.row.verdict, record.row.age, record.row.sex) == ("eligible", 62, "female")
    assert (record.person.name, record.person.hospital_number, record.person.birth_date) == ("", "", "")
    assert (record.reason, [one.words for one in site.outcomes.of(seq)]) == ("", ["", ""])
    (signature,) = site.signatures.of(seq)
    assert (signature.why, signature.genuine) == ("", True)
    assert [one.why for one in site.changes(seq)] == [""] * len(site.changes(seq))
    assert site.find_people("Another") == [] and site.same_person(history()["subject"]) == []
    assert not any(secret in str(record.history) for secret in (NAME, BIRTH_DATE, SOURCE, AUTHOR, WHY))
    assert site.verify().ok
    site.rebuild()
    assert site.record(seq).row == record.row


def test_the_entry_says_why_and_how_much(site: Site) -> None:
    seq = busy(site)
    entry = site.forgetting.forget(site.record(seq).row.person, "asked")
    assert (entry.kind, entry.actor, entry.role) == ("person_forgotten", "Lin Mei", "coordinator")
    assert dict(entry.payload) == {"reason": "asked", "entries": 7, "forgets": True}
    assert event_of(entry).model_dump() == {"reason": "asked", "entries": 7}


def test_parked_forms_about_the_person_go_and_others_stay(site: Site) -> None:
    """By the case that they continue, the person, or whom they name; a form that may be somebody else's is left."""
    seq = site.save(history(), ON).seq
    person = site.record(seq).row.person
    about: dict[str, dict[str, Any]] = {
        "continued": {"former": seq},
        "again": {"person": person},
        "number": {"history": {"subject": {"name": "Misspelt", "hospital_number": HOSPITAL_NUMBER}}},
        "named": {"history": {"subject": {"name": NAME, "birth_date": BIRTH_DATE}}},
        "name alone": {"history": {"subject": {"name": f" {NAME.upper()}"}}},
    }
    others: dict[str, dict[str, Any]] = {
        "somebody": {"history": {"subject": {"name": "Somebody Else"}}},
        "namesake": {"history": {"subject": {"name": NAME, "birth_date": "1970-01-01"}}},
        "same day": {"history": {"subject": {"birth_date": BIRTH_DATE}}},
        "nobody": {"history": {"answers": {}}},
        "odd": {"history": {"subject": [NAME]}},
    }
    for id, said in (about | others).items():
        park(site, id, **said)
    site.unsaved.put("no form", site.study, "[1")
    site.forgetting.forget(person, "asked")
    assert {one.id for one in site.unsaved.list()} == {*others, "no form"}


def test_another_window_forgets_too(site: Site) -> None:
    """One that had read the names before."""
    seq = site.save(history(), ON).seq
    with Site.open(site.folder) as other:
        assert other.find_people("珍稀")
        site.forgetting.forget(site.record(seq).row.person, "asked")
        assert other.find_people("珍稀") == [] and other.record(seq).person.name == ""


def test_somebody_enrolled_is_kept_until_retention_is_over(site: Site) -> None:
    """The identification list of those enrolled is an essential record."""
    person = site.record(enrolled(site)).row.person
    for reason in ("asked", "consent_withdrawn"):
        assert code_of(site.forgetting.forget, person, reason) == "forgets_enrolled"
    site.forgetting.forget(person, "retention_over")


def test_who_is_forgotten_is_not_screened_again_under_the_same_id(site: Site) -> None:
    """Their case can still end; a new case is a new person's."""
    seq = site.save(history(), ON).seq
    person = site.record(seq).row.person
    site.forgetting.forget(person, "asked")
    for named in ({"former": seq}, {"former": seq, "corrects": True, "reason": "x"}, {"person": person}):
        assert code_of(site.save, history(), ON, **named) == "forgotten"
    site.outcomes.record(seq, "withdrew", on=DAY, primary="changed_mind")
    assert site.save(history(), ON).person != person
    assert site.verify().ok


def test_nothing_is_forgotten_twice_but_what_came_later_can_be(site: Site) -> None:
    seq = site.save(history(), ON).seq
    person = site.record(seq).row.person
    site.forgetting.forget(person, "asked")
    assert code_of(site.forgetting.forget, person, "asked") == "forgotten_already"
    site.strike(seq, "the reason names somebody")
    assert site.forgetting.forget(person, "asked").payload["entries"] == 1
    assert site.record(seq).struck_because == "" and site.verify().ok


def test_whoever_forgets_once_more_learns_whether_all_is_gone(site: Site) -> None:
    """A15: a program that reads the log may have kept it in the files the first time."""
    person = site.record(saved(site)).row.person
    site.forgetting.forget(person, "asked")
    site._book.ledger._database.rows("PRAGMA busy_timeout = 200")
    with reading(site.folder / BOOK, read_key_file(site.folder / KEY)):
        site.note(SettingChanged(name="backup_days", old=7, new=8))
        with pytest.raises(LedgerError) as told:
            site.forgetting.forget(person, "asked")
        assert told.value.code == "lingers"
    assert code_of(site.forgetting.forget, person, "asked") == "forgotten_already"


def test_only_people_of_this_log_are_forgotten_for_a_known_reason_by_who_may(site: Site) -> None:
    person = site.record(saved(site)).row.person
    with pytest.raises(InputError, match="nobody"):
        site.forgetting.forget("P0", "asked")
    with pytest.raises(InputError, match="no reason"):
        site.forgetting.forget(person, "bored")  # type: ignore[arg-type]
    at_work(site, MO)
    assert code_of(site.forgetting.forget, person, "asked") == "not_permitted.forget"


def test_forgetting_notes_a_clock_that_went_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    person = site.record(saved(site)).row.person
    real = site._book.ledger._clock
    monkeypatch.setattr(site._book.ledger, "_clock", lambda: real() - timedelta(hours=1))
    site.forgetting.forget(person, "asked")
    assert [one.kind for one in site._book.ledger.entries()][-2:] == ["clock_went_back", "person_forgotten"]


def test_a_signature_holds_after_the_person_is_forgotten(site: Site) -> None:
    """It is over the coded entry, which stays."""
    seq = confirmed(site, saved(site))
    site.forgetting.forget(site.record(seq).row.person, "asked")
    assert [one.genuine for one in site.signatures.of(seq)] == [True] and site.verify().ok
