"""What becomes of a case: enrolled, screen failure, declined, withdrew, lost. A person's act, never a verdict's."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from screening.access import Permission
from screening.errors import InputError, Problem, nearest
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    Assessed,
    CaseRow,
    Counts,
    DeviationRecorded,
    Ending,
    OutcomeRecorded,
    OutcomeTakenBack,
    PersonForgotten,
    Signed,
    cases_of,
    endings,
    event_of,
    is_same,
    person_of,
    tally,
)
from screening.patient import parse_day
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed, refuse_when_paused
from screening.service.drafts import today
from screening.service.placing import row_of
from screening.service.signatures import Signatures

ENROLLED, FAILURE, PENDING = "enrolled", "screen_failure", "pending"
FORGETTING = ("consent_withdrawn", "retention_over", "asked")


class Outcomes:
    """The outcomes of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.RECORD_OUTCOME)
    def record(
        self,
        seq: int,
        outcome: Ending,
        *,
        primary: str = "",
        on: str = "",
        subject_number: str = "",
        remark: str = "",
        final: bool = False,
    ) -> Entry:
        """Record how a case ended; InputError where something comes first, or a reason is missing.

        `primary` is a failed criterion or a coded reason, `on` a day (for an enrolment a day and time; today's where
        it is left out). `final` says of a person who does not qualify yet that nobody will wait.
        """

        def ending(reader: Reader) -> Sequence[Draft]:
            row = row_of(reader, self._book.study, seq)
            _refuse_ended(row)
            refuse_when_closed(reader, self._book.study)
            if outcome == ENROLLED:
                refuse_when_paused(reader, self._book.study)
                _refuse_unconfirmed(row, self._book.protocol.protocol.consent == "before_screening")
                self._refuse_unsound(reader, row, _day(on, row)[:10])
            elif outcome == FAILURE:
                _refuse_no_failure(row, final)
            assert row.number is not None
            event = OutcomeRecorded(
                number=row.number,
                about=row.seq,
                outcome=outcome,
                criteria=row.failed if outcome == FAILURE else (),
                primary=_reason(row, outcome, primary),
                on=_day(on, row),
                subject_number=_subject_number(reader, self._book.study, subject_number, outcome),
                remarked=bool(remark.strip()),
            )
            private = {"remark": remark.strip()} if remark.strip() else None
            return [self._book.draft(event, row.person, row.attempt, private)]

        return self._book.write(ending)[-1]

    @needs(Permission.RECORD_OUTCOME)
    def take_back(self, seq: int, reason: str) -> Entry:
        """Take an outcome back that was recorded by mistake; the case is pending again."""
        if not reason.strip():
            raise InputError([Problem("reason", "must say why the outcome is taken back")])

        def taking(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row = row_of(reader, self._book.study, seq)
            recorded = _last_outcome(reader, row)
            if row.outcome == PENDING or recorded is None or row.number is None:
                raise InputError(f"entry {seq} has no outcome that could be taken back")
            event = OutcomeTakenBack(number=row.number, recorded=recorded.seq)
            return [self._book.draft(event, row.person, row.attempt, {"reason": reason.strip()})]

        return self._book.write(taking)[-1]

    @needs(Permission.RECORD_OUTCOME)
    def deviation(self, seq: int, criterion: str, found_on: str, text: str) -> Entry:
        """Record that somebody enrolled did not meet a criterion; it was found later, and changes no verdict."""
        known = [one.id for one in self._book.protocol.criterion]
        problems = [] if text.strip() else [Problem("text", "must say what was found")]
        if criterion not in known:
            problems.append(Problem("criterion", f'"{criterion}" is no criterion{nearest(criterion, known)}'))
        if not _is_day(found_on):
            problems.append(Problem("found_on", "must be a day (YYYY-MM-DD)"))
        if problems:
            raise InputError(problems)

        def deviating(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row = row_of(reader, self._book.study, seq)
            if row.outcome != ENROLLED or row.number is None:
                raise InputError(f"entry {seq} is not of somebody enrolled; correct the case instead")
            event = DeviationRecorded(number=row.number, about=row.seq, criterion=criterion, found_on=found_on)
            return [self._book.draft(event, row.person, row.attempt, {"text": text.strip()})]

        return self._book.write(deviating)[-1]

    @needs(Permission.FORGET)
    def forget(self, seq: int, reason: str) -> Entry:
        """Destroy what identifies a person; the coded rows stay, and say so."""
        if reason not in FORGETTING:
            raise InputError([Problem("reason", f'"{reason}" is no reason{nearest(reason, FORGETTING)}')])
        reader = self._book.ledger
        row = row_of(reader, self._book.study, seq)
        if row.forgotten:
            raise InputError(f"who stood behind entry {seq} is forgotten already")
        event = PersonForgotten.model_validate({"reason": reason, "entries": reader.count(person=row.person)})
        why = self._book.draft(event, row.person, row.attempt)
        self._drop_forms(row.person)
        return reader.forget(row.person, why)

    @needs(Permission.READ_CODED)
    def counts(self) -> Counts:
        """Count the attempts by what became of them; each once, struck ones never."""
        return tally(self._book.ledger, self._book.study)

    def _refuse_unsound(self, reader: Reader, row: CaseRow, day: str) -> None:
        """Refuse to enrol on a day on which the answers do not hold, or on a signature that does not verify."""
        said = event_of(reader.entry(row.seq))
        assert isinstance(said, Assessed)
        spans = [(start, until) for start, until, verdict in said.calendar if verdict == "eligible"]
        if not any(start <= day and (until is None or day <= until) for start, until in spans):
            told = f"entry {row.seq} does not say eligible of {day}; assess for that day first"
            raise InputError([Problem("on", told)])
        if row.consent_on is not None and day < row.consent_on[:10]:
            raise InputError([Problem("on", f"is before the consent of {row.consent_on[:10]}")])
        last = next(iter(reader.entries(kinds=(Signed.kind,), person=row.person, limit=1, newest_first=True)), None)
        if last is None or not Signatures(self._book).holds(last):
            raise InputError(f"the signature under {row.number} does not verify; check the record")

    def _drop_forms(self, person: str) -> None:
        """Drop the parked forms about a person: they hold what is to be forgotten."""
        forms = self._book.ledger.unsaved
        rows = {row.seq for row in cases_of(self._book.ledger, self._book.study, person)}
        who = person_of(self._book.ledger, self._book.study, person)
        for form in forms.list(self._book.study):
            said = _read(form.content)
            same = is_same(who, (said.get("history") or {}).get("subject") or {})
            if said.get("person") == person or said.get("former") in rows or same:
                forms.delete(form.id)


def _read(content: str) -> Mapping[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _refuse_ended(row: CaseRow) -> None:
    if row.state != "current":
        raise InputError(f"entry {row.seq} no longer speaks for the case; take the entry that does")
    if row.number is None:
        raise InputError(f"entry {row.seq} stands in the pre-screening list; it has no outcome before the consent")
    if row.outcome != PENDING:
        raise InputError(f"{row.number} has ended already ({row.outcome}); take that back first")


def _refuse_unconfirmed(row: CaseRow, consent_asked: bool) -> None:
    if consent_asked and row.consent_given is not True:
        raise InputError(f"the consent of {row.number} is not recorded; it comes before the enrolment")
    if row.verdict != "eligible":
        raise InputError(f"{row.number} does not meet all criteria ({row.verdict}); there is no override")
    if row.signed != "confirms":
        why = "a later entry supersedes the signature" if row.signed == "superseded" else "an investigator signs first"
        raise InputError(f"{row.number} is not confirmed: {why}")


def _refuse_no_failure(row: CaseRow, final: bool) -> None:
    """Refuse a screen failure without a criterion against it: not yet known is never a failure."""
    if row.verdict != "ineligible":
        raise InputError(f"{row.number} has no criterion against it ({row.verdict}), so it is no screen failure")
    if row.not_yet and not final:
        raise InputError(f"{row.number} could still qualify by waiting; say that it is final if nobody waits")


def _reason(row: CaseRow, outcome: Ending, primary: str) -> str:
    if outcome == ENROLLED:
        return ""
    allowed = row.failed if outcome == FAILURE else endings()[outcome].reasons
    if outcome == FAILURE and not primary and len(allowed) == 1:
        return allowed[0]
    if primary not in allowed:
        told = f'"{primary}" is no reason for it' if primary else "must be named"
        raise InputError([Problem("primary", f"{told}{nearest(primary, allowed)}")])
    return primary


def _day(on: str, row: CaseRow) -> str:
    day = on or today().isoformat()
    if not _is_day(day[:10]) or parse_day(day) is None:
        raise InputError([Problem("on", f'"{on}" is no day (YYYY-MM-DD, or YYYY-MM-DDThh:mm)')])
    if day[:10] > today().isoformat():
        raise InputError([Problem("on", "is still to come")])
    if day[:10] < row.on_day:
        raise InputError([Problem("on", f"is before the day that was assessed ({row.on_day})")])
    return day


def _is_day(text: str) -> bool:
    found = parse_day(text)
    return found is not None and found[1] is None


def _subject_number(reader: Reader, study: str, number: str, outcome: Ending) -> str | None:
    number = number.strip()
    if not number:
        return None
    if outcome != ENROLLED:
        raise InputError([Problem("subject_number", "is given with an enrolment alone")])
    taken = reader.rows("SELECT number FROM log_case WHERE study = ? AND subject_number = ?", (study, number))
    if taken:
        raise InputError([Problem("subject_number", f"{number} is {taken[0][0]}'s already")])
    return number


def _last_outcome(reader: Reader, row: CaseRow) -> Entry | None:
    found = reader.entries(kinds=(OutcomeRecorded.kind,), person=row.person, study=row.study, newest_first=True)
    return next((one for one in found if one.attempt == row.attempt), None)
