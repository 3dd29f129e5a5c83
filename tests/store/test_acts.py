"""What people decide about a case: signatures, outcomes, deviations, forgetting; each in its order, no override."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, InputError
from screening.ledger import Ledger
from screening.log import Ending, OutcomeRecorded, endings
from screening.service import Site
from tests.store.service_samples import ON, SECRETS, history, with_answer
from tests.store.staffed import COORDINATOR, DOCTOR, as_coordinator, as_doctor, begin_staffed

PASSWORD = DOCTOR[1]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin a site with a coordinator and an investigator; each test works on a copy."""
    folder = tmp_path_factory.mktemp("staffed") / "site"
    begin_staffed(folder)
    return folder


@pytest.fixture
def folder(staffed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed, tmp_path / "site"))


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """Give the book to the coordinator."""
    with as_coordinator(folder) as opened:
        yield opened


@pytest.fixture
def doctor(folder: Path, site: Site) -> Iterator[Site]:
    """Give the book to the investigator, beside the coordinator."""
    del site
    with as_doctor(folder) as opened:
        yield opened


def ineligible() -> dict[str, Any]:
    return with_answer(history(), tumour_type="haematological")


def unknown() -> dict[str, Any]:
    made = history()
    del made["answers"]["tumour_type"]
    return made


def refused(act: Callable[[], object], match: str) -> None:
    with pytest.raises((InputError, AccessError), match=match):
        act()


def test_confirmed_and_enrolled(site: Site, doctor: Site) -> None:
    """S4, S6: the signature comes before the enrolment, and says who, when and what it means."""
    seq = site.save(history(), ON).seq
    refused(lambda: site.outcomes.record(seq, "enrolled"), "not confirmed")
    refused(lambda: site.signatures.sign(seq, "confirms", COORDINATOR[1]), "not_permitted|may not")
    refused(lambda: doctor.signatures.sign(seq, "confirms", "wrong"), "not right")
    doctor.signatures.sign(seq, "confirms", PASSWORD)
    (signature,) = site.signatures.of(seq)
    said = signature.said
    assert (said.name, said.meaning, said.role, said.number) == ("Xu Dan", "confirms", "investigator", "SH04-0001")
    assert signature.state == "valid"
    refused(lambda: site.outcomes.record(seq, "enrolled", on="2026-11-26"), "assess for that day")
    refused(lambda: site.outcomes.record(seq, "enrolled", on="2026-11-19"), "before the day")
    refused(lambda: doctor.signatures.sign(seq, "confirms", PASSWORD), "signed so already")
    site.outcomes.record(seq, "enrolled", subject_number="R-017", on=ON.isoformat())
    (row,) = site.log()
    assert (row.outcome, row.subject_number, row.signed, row.signed_by) == ("enrolled", "R-017", "confirms", "Xu Dan")


def test_there_is_no_override(site: Site, doctor: Site) -> None:
    """R12: neither a signature nor an outcome makes anybody eligible."""
    for given in (ineligible(), unknown()):
        seq = site.save(given, ON).seq
        refused(partial(doctor.signatures.sign, seq, "confirms", PASSWORD), "no override")
        refused(partial(site.outcomes.record, seq, "enrolled"), "no override")


def test_not_yet_known_is_never_a_failure(site: Site) -> None:
    """S4: a failure has a criterion against it, and names all of them."""
    seq = site.save(unknown(), ON).seq
    refused(lambda: site.outcomes.record(seq, "screen_failure", primary="I1"), "no criterion against")
    seq = site.save(ineligible(), ON).seq
    refused(lambda: site.outcomes.record(seq, "screen_failure", primary="I3"), "no reason")
    site.outcomes.record(seq, "screen_failure", primary="E1", remark="told by phone")
    row = site.log()[-1]
    assert (row.outcome, row.reason) == ("screen_failure", "E1")
    entry = next(iter(site.reader.entries(kinds=(OutcomeRecorded.kind,))))
    assert entry.payload["criteria"] == ["I1", "E1"]
    assert "phone" not in str(entry.payload)


def test_who_can_wait_is_no_failure_unless_nobody_waits(site: Site) -> None:
    seq = site.save(with_answer(history(), planned_cycle_date=ON.isoformat()), ON).seq
    assert site.log()[-1].not_yet
    refused(lambda: site.outcomes.record(seq, "screen_failure"), "by waiting")
    site.outcomes.record(seq, "screen_failure", final=True)


def test_other_endings_have_a_coded_reason(site: Site) -> None:
    for number, (ending, ways) in enumerate(endings().items()):
        if ending == "screen_failure":
            continue
        seq = site.save(history(name=f"Nobody {number}", hospital_number=f"N-{number}"), ON).seq
        outcome: Ending = ending  # type: ignore[assignment]
        refused(partial(site.outcomes.record, seq, outcome), "primary")
        site.outcomes.record(seq, outcome, primary=ways.reasons[0])
        refused(partial(site.outcomes.record, seq, outcome), "ended already")
    counts = site.outcomes.counts()
    assert counts.screened == counts.declined + counts.withdrew + counts.lost + counts.other == 4


def test_a_correction_supersedes_the_signature(site: Site, doctor: Site) -> None:
    """S9: it shows, and a new signature is asked for."""
    seq = site.save(history(), ON).seq
    doctor.signatures.sign(seq, "confirms", PASSWORD)
    later = site.save(history(sex="male"), ON, former=seq, corrects=True, reason="typed wrongly").seq
    assert [one.state for one in site.signatures.of(later)] == ["superseded"]
    assert site.log()[-1].signed == "superseded"
    refused(lambda: site.outcomes.record(later, "enrolled"), "supersedes")
    refused(lambda: doctor.signatures.sign(seq, "confirms", PASSWORD), "no longer speaks")
    doctor.signatures.sign(later, "confirms", PASSWORD)
    site.outcomes.record(later, "enrolled", on=ON.isoformat())
    assert [one.state for one in site.signatures.of(later)] == ["superseded", "valid"]


def test_a_signature_can_not_be_moved_or_changed(site: Site, doctor: Site) -> None:
    """S8: bound to its entry, its signer and its words; anything else does not verify."""
    first = site.save(history(), ON).seq
    second = site.save(history(name="Another One", hospital_number="N-2"), ON).seq
    doctor.signatures.sign(first, "confirms", PASSWORD)
    entry = next(iter(site.reader.entries(kinds=("signed",))))
    assert site.signatures.first_broken() is None
    assert site.verify().ok
    row = site.log()[1]
    forged = {**entry.payload, "entry": second, "entry_hash": site.reader.entry(second).hash, "number": row.number}
    for payload, person in (
        (forged, row.person),
        ({**entry.payload, "meaning": "declines"}, entry.person),
        ({**entry.payload, "name": "Wang Li"}, entry.person),
        (dict(entry.payload), row.person),
    ):
        made = _written(doctor, payload, person)
        assert not site.signatures.holds(site.reader.entry(made))
    found = site.verify()
    assert (found.ok, found.first_bad, found.why) == (False, site.signatures.first_broken(), "signature")


def _written(site: Site, payload: dict[str, Any], person: str | None) -> int:
    """Write a signature by another way than the service's, as somebody could who holds the book's key."""
    from screening.log import Signed

    event = Signed.model_validate(payload)
    return site._book.write(lambda reader: [site._book.draft(event, person, 1)])[-1].seq


def test_declining_says_why_and_ends_nothing(site: Site, doctor: Site) -> None:
    seq = site.save(history(), ON).seq
    refused(lambda: doctor.signatures.sign(seq, "declines", PASSWORD), "why")
    doctor.signatures.sign(seq, "declines", PASSWORD, "too frail, as seen today")
    (signature,) = site.signatures.of(seq)
    assert signature.reason == "too frail, as seen today"
    assert "frail" not in str(signature.said)
    assert site.log()[-1].outcome == "pending"
    refused(lambda: site.outcomes.record(seq, "enrolled"), "not confirmed")


def test_consent_comes_first(site: Site, doctor: Site) -> None:
    """S4: where the protocol asks for it."""
    seq = site.save(history(consent=None), ON, consent_unstated=True).seq
    refused(lambda: doctor.signatures.sign(seq, "confirms", PASSWORD), "consent")


def test_only_a_delegated_investigator_signs(site: Site, doctor: Site) -> None:
    """R12: per study, with dates."""
    seq = site.save(history(), ON).seq
    doctor.staff.end_delegation("Xu Dan", ON)
    refused(lambda: doctor.signatures.sign(seq, "confirms", PASSWORD), "not delegated")
    site.staff.delegate("Xu Dan", principal=True)
    doctor.signatures.sign(seq, "confirms", PASSWORD)


def test_an_outcome_is_taken_back_with_a_reason(site: Site) -> None:
    seq = site.save(ineligible(), ON).seq
    site.outcomes.record(seq, "screen_failure", primary="E1")
    refused(lambda: site.outcomes.take_back(seq, " "), "why")
    site.outcomes.take_back(seq, "the wrong row was chosen")
    assert site.log()[-1].outcome == "pending"
    refused(lambda: site.outcomes.take_back(seq, "again"), "no outcome")


def test_a_deviation_found_later_changes_no_verdict(site: Site, doctor: Site) -> None:
    seq = site.save(history(), ON).seq
    refused(lambda: site.outcomes.deviation(seq, "E2", ON.isoformat(), "heparin was given"), "not of somebody enrolled")
    doctor.signatures.sign(seq, "confirms", PASSWORD)
    site.outcomes.record(seq, "enrolled", on=ON.isoformat())
    refused(lambda: site.outcomes.deviation(seq, "E9", ON.isoformat(), "x"), "no criterion")
    site.outcomes.deviation(seq, "E2", ON.isoformat(), "heparin was given")
    (row,) = site.log()
    assert (row.deviations, row.verdict, row.outcome) == (1, "eligible", "enrolled")


def test_a_person_is_forgotten_and_the_row_stays(site: Site, folder: Path) -> None:
    """A15: nothing that identifies is left in any file, and the chain verifies."""
    seq = site.save(history(), ON).seq
    site.find_people("Veryrarename")
    site.outcomes.forget(seq, "consent_withdrawn")
    assert site.find_people("Veryrarename") == []
    (row,) = site.log()
    assert row.forgotten
    record = site.record(seq)
    assert record.person.name == ""
    assert not [one for one in SECRETS if one in str(record.history)]
    refused(lambda: site.outcomes.forget(seq, "asked"), "already")
    assert site.verify().ok
    key = site.key
    site.close()
    with Ledger.open(folder / "eligo.db", key) as ledger:
        said = str(ledger.rows("SELECT * FROM entry")) + str(ledger.rows("SELECT * FROM log_case"))
    assert not [one for one in SECRETS if one in said]


def test_counts_reconcile(site: Site, doctor: Site) -> None:
    """R11: screened is the sum of what became of them; a struck one counts nowhere."""
    seqs = [site.save(history(name=f"Nobody {n}", hospital_number=f"N-{n}"), ON).seq for n in range(3)]
    doctor.signatures.sign(seqs[0], "confirms", PASSWORD)
    site.outcomes.record(seqs[0], "enrolled", on=ON.isoformat())
    site.outcomes.record(seqs[1], "declined", primary="family")
    site.strike(seqs[2], "wrong patient")
    failed = site.save(ineligible(), ON).seq
    site.outcomes.record(failed, "screen_failure", primary="I1")
    counts = site.outcomes.counts()
    assert (counts.screened, counts.enrolled, counts.declined, counts.screen_failure, counts.pending) == (3, 1, 1, 1, 0)
