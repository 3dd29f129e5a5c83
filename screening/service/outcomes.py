"""How screenings end: outcomes, those taken back, deviations found later, and the counts that come out even."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.access import Permission
from screening.errors import AccessError, EligoError, InputError
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    OUTCOMES,
    CaseOutcome,
    CaseRow,
    Counts,
    DeviationRecorded,
    Ending,
    Event,
    Flow,
    OutcomeRecorded,
    OutcomeTakenBack,
    Way,
    case_numbered,
    counts,
    endings,
    event_of,
    fates_of,
    flow,
    reason_codes,
    ways,
)
from screening.protocol import Protocol
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed, refuse_when_locked, refuse_when_paused
from screening.service.placing import row_of
from screening.service.sequence import current_row, day_of, refuse_enrolment, refuse_subject_number
from screening.wording import refused


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a case as the book has it: who, when (UTC), what, and the words that go with it.

    `words` are None where none were given, blank where they were forgotten or may not be seen.
    """

    seq: int
    at: str
    zone: str
    who: str
    role: str
    said: Event
    words: str | None = field(repr=False)


class Outcomes:
    """What becomes of the people screened. Every act is an entry; nothing is undone but by another one."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.RECORD_OUTCOME)
    def record(
        self,
        seq: int,
        outcome: CaseOutcome,
        *,
        on: str | None = None,
        primary: str | None = None,
        subject_number: str | None = None,
        remark: str = "",
        definitely: bool = False,
    ) -> Entry:
        """Record how the attempt ended that an entry speaks for, on a day (today; with a time where it matters).

        `primary` is one of the criteria against for a screen failure, a coded reason for what else ends a screening.
        `definitely` says deliberately that somebody fails who could qualify later. InputError where something else
        comes first.
        """
        day, remark = day_of(on, "on"), remark.strip()

        def recording(reader: Reader) -> Sequence[Draft]:
            row = self._open_row(reader, seq)
            self._refuse(reader, row, outcome, day, definitely=definitely)
            criteria = row.failed if outcome == "screen_failure" else ()
            event = OutcomeRecorded(
                number=row.number,
                about=seq,
                outcome=outcome,
                criteria=criteria,
                primary=_primary(outcome, criteria, primary, remark),
                on=day,
                subject_number=self._subject_number(reader, outcome, subject_number),
                reasoned=bool(remark),
            )
            return [self._draft(row, event, {"remark": remark} if remark else None)]

        return self._book.write(recording)[-1]

    def in_the_way(
        self, seq: int, outcome: CaseOutcome, *, on: str | None = None, definitely: bool = False
    ) -> EligoError | None:
        """Say what keeps whoever is at work from recording an outcome, None where nothing but its reason is missing."""
        reader = self._book.ledger
        try:
            with self._book.acting(Permission.RECORD_OUTCOME):
                self._refuse(reader, self._open_row(reader, seq), outcome, day_of(on, "on"), definitely=definitely)
        except (InputError, AccessError) as error:
            return error
        return None

    @needs(Permission.RECORD_OUTCOME)
    def take_back(self, seq: int, reason: str) -> Entry:
        """Take back an outcome that was recorded by mistake; the attempt goes on as if it had not ended."""
        if not reason.strip():
            raise refused("why_taken_back", "reason")

        def taking_back(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row = current_row(reader, self._book.study, seq)
            if row.outcome_entry is None:
                raise refused("no_outcome")
            if row.outcome == "enrolled":
                refuse_when_locked(reader, self._book.study)
            event = OutcomeTakenBack(number=row.number, recorded=row.outcome_entry)
            return [self._draft(row, event, {"reason": reason.strip()})]

        return self._book.write(taking_back)[-1]

    @needs(Permission.RECORD_OUTCOME)
    def deviation(self, seq: int, criterion: str, found_on: str | None, text: str) -> Entry:
        """Record that somebody enrolled turned out not to meet a criterion, found on a day; no verdict changes."""
        if not text.strip():
            raise refused("which_deviation", "text")
        day = day_of(found_on, "found_on")

        def deviating(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row = current_row(reader, self._book.study, seq)
            if row.outcome != "enrolled":
                raise refused("not_enrolled")
            if row.outcome_on is not None and day[:10] < row.outcome_on[:10]:
                raise refused("found_before_enrolment", "found_on")
            known = [one.id for one in self._protocol(reader, row).criterion]
            if criterion not in known:
                raise refused("no_criterion", "criterion", criterion=criterion, known=", ".join(known))
            event = DeviationRecorded(number=row.number, about=seq, criterion=criterion, found_on=day)
            return [self._draft(row, event, {"description": text.strip()})]

        return self._book.write(deviating)[-1]

    # Reading

    @needs(Permission.READ_CODED)
    def numbered(self, number: str) -> CaseRow | None:
        """Give the case that speaks now for a screening number, None where there is none."""
        return case_numbered(self._book.ledger, self._book.study, number)

    @needs(Permission.READ_CODED)
    def of(self, seq: int) -> list[Act]:
        """List what was recorded of the attempt that an entry belongs to: outcomes, some taken back, deviations."""
        row = row_of(self._book.ledger, self._book.study, seq)
        found = self._book.ledger.entries(study=row.study, person=row.person)
        return [self._act(one) for one in found if one.kind in _WORDS and one.attempt == row.attempt]

    @needs(Permission.READ_CODED)
    def counts(self) -> Counts:
        """Count the attempts of the study by what became of them."""
        return counts(self._book.ledger, self._book.study)

    @needs(Permission.READ_CODED)
    def endings(self, *, prescreening: bool = False) -> list[Ending]:
        """Count what ended by outcome and primary reason, in the log or before anybody got a number."""
        return endings(self._book.ledger, self._book.study, prescreening=prescreening)

    @needs(Permission.READ_CODED)
    def flow(self) -> Flow:
        """Follow the people of the study through its screening, each counted once, by the last attempt."""
        return flow(fates_of(self.ways()))

    @needs(Permission.READ_CODED)
    def ways(self) -> dict[Way, int]:
        """Count the people of the study by the way they went through its screening."""
        return ways(self._book.ledger, self._book.study)

    # Within

    def _open_row(self, reader: Reader, seq: int) -> CaseRow:
        row = current_row(reader, self._book.study, seq)
        if row.outcome is not None:
            raise refused("outcome_already")
        return row

    def _refuse(self, reader: Reader, row: CaseRow, outcome: CaseOutcome, day: str, *, definitely: bool) -> None:
        """Refuse an outcome before which something else comes."""
        if outcome not in OUTCOMES:
            raise refused("outcome", "outcome", known=", ".join(OUTCOMES))
        refuse_when_closed(reader, self._book.study)
        if outcome == "enrolled":
            refuse_when_paused(reader, self._book.study)
            refuse_enrolment(reader, row, self._protocol(reader, row), day, signed=not self._book.practice)
        elif outcome == "screen_failure":
            _refuse_failure(row, definitely=definitely)
        elif outcome == "withdrew" and row.number is None:
            raise refused("withdrew_unconsented")

    def _protocol(self, reader: Reader, row: CaseRow) -> Protocol:
        """Give the protocol that judged a case."""
        return self._book.protocols.get(str(reader.entry(row.seq).payload["fingerprint"]))

    def _subject_number(self, reader: Reader, outcome: CaseOutcome, number: str | None) -> str | None:
        number = (number or "").strip() or None
        if number is not None:
            if outcome != "enrolled":
                raise refused("subject_number_of_enrolled", "subject_number")
            refuse_subject_number(reader, self._book.study, number)
        return number

    def _draft(self, row: CaseRow, event: Event, private: dict[str, str] | None) -> Draft:
        return self._book.draft(event, person=row.person, attempt=row.attempt, private=private)

    def _act(self, entry: Entry) -> Act:
        words = self._book.words_of(entry, _WORDS[entry.kind]) if entry.commitment is not None else None
        return Act(entry.seq, entry.at, entry.zone, entry.actor, entry.role, event_of(entry), words)


_WORDS = {OutcomeRecorded.kind: "remark", OutcomeTakenBack.kind: "reason", DeviationRecorded.kind: "description"}
"""Under which name the words of each act are kept with the person's private values."""


def _refuse_failure(row: CaseRow, *, definitely: bool) -> None:
    """Refuse to call a failure what is not known yet, or not yet."""
    if row.verdict == "undetermined":
        raise refused("failure_unknown", n=row.open_count)
    if row.verdict != "ineligible":
        raise refused("failure_eligible")
    if row.not_yet and not definitely:
        raise refused("failure_not_yet")


def _primary(outcome: CaseOutcome, criteria: Sequence[str], given: str | None, remark: str) -> str | None:
    """Give the primary reason, which is the only one where there is but one."""
    known = tuple(criteria) if outcome == "screen_failure" else reason_codes(outcome)
    if given is None and len(known) == 1:
        return known[0]
    if given not in known and (known or given is not None):
        raise refused("primary" if known else "no_primary", "primary", known=", ".join(known))
    if given == "other" and not remark:
        raise refused("which_other", "remark")
    return given
