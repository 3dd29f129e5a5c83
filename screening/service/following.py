"""What becomes of those enrolled: their follow-up, entry by entry, judged by the protocol's endpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from screening import __version__
from screening.access import Permission
from screening.engine import FollowedUp as Judged
from screening.engine import follow
from screening.errors import AccessError, EligoError, InputError
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    CaseRow,
    FollowedUp,
    each_case,
    event_of,
    follow_ups_of,
    judged_endpoints,
    latest_follow_ups,
    put_together,
    taken_apart,
)
from screening.patient import read_history
from screening.protocol import AdverseEventsField, DateField, EventsField, PeriodsField, Protocol
from screening.protocol.document import Chart
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed, refuse_when_locked
from screening.service.judging import refused_places, without
from screening.service.placing import row_of
from screening.service.sequence import current_row, day_of
from screening.settings import today
from screening.wording import refused


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up entry as it was: what it said, the facts as entered, and the protocol that judged it.

    `reason` is None where none was given, blank where it was forgotten or may not be seen.
    """

    seq: int
    at: str
    who: str
    role: str
    said: FollowedUp
    protocol: Protocol
    history: Mapping[str, Any] = field(repr=False)
    reason: str | None = field(repr=False, default=None)

    def judged(self, on: date) -> Judged:
        """Judge the same facts on another day: windows close, and what was planned has come.

        On a later day the entry is silent about what happened since: that somebody waits, and that a list is complete,
        was said of its own day. What was known then stays known.
        """
        answers = self.history["answers"]
        then = date.fromisoformat(self.said.on[:10])
        if on <= then:
            return self._judged(answers, on)
        known = {one.id: one for one in self._judged(answers, then).endpoints if one.outcome != "unknown"}
        later = self._judged(aged(answers, chart_of(self.protocol), self.said.on[:10]), on)
        return later._replace(endpoints=tuple(known.get(one.id, one) for one in later.endpoints))

    def _judged(self, answers: Mapping[str, Any], on: date) -> Judged:
        return follow(self.protocol, read_history({"answers": answers}, chart_of(self.protocol)), on)


def aged(answers: Mapping[str, Any], chart: Chart, on: str) -> dict[str, Any]:
    """Give the answers of a day as they read later: a list without a day speaks until then, and nobody waits still."""
    made = dict(answers)
    for name, said in answers.items():
        asked = chart.field.get(name)
        word = said.get("value") if isinstance(said, Mapping) else said
        if isinstance(asked, EventsField | PeriodsField | AdverseEventsField) and isinstance(said, list):
            made[name] = {"value": said, "on": on}
        elif isinstance(asked, DateField) and word in tuple(asked.options):
            del made[name]
    return made


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody enrolled, and the follow-up that speaks for them; None where there is none yet."""

    row: CaseRow
    follow_up: FollowUp | None


def chart_of(protocol: Protocol) -> Chart:
    """Give what asks and judges the follow-up; RefusedError where the version has none."""
    if protocol.chart is None:
        raise refused("follow.no_chart", version=f"{protocol.id}@{protocol.version}")
    return protocol.chart


class Following:
    """The follow-up of those enrolled in the study at hand."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.RECORD_OUTCOME)
    def add(
        self,
        seq: int,
        history: Mapping[str, Any],
        on: str | None = None,
        *,
        corrects: bool = False,
        reason: str = "",
        after: int | None = None,
    ) -> Entry:
        """Append what is known now of somebody enrolled, whom a case's entry names, as of a day (today).

        It continues the follow-up before or, with a `reason`, corrects it. `after` is the entry that the person had
        seen, 0 where there was none. InputError names every faulty place; RefusedError where the database is locked,
        or where another entry came since.
        """
        reason = reason.strip()
        if corrects and not reason:
            raise refused("why_corrected", "reason")
        day = day_of(on, "on")[:10]

        def adding(reader: Reader) -> Sequence[Draft]:
            row = self._refuse(reader, seq)
            former = self._latest(reader, row)
            if after is not None and after != (former.seq if former is not None else 0):
                raise refused("follow.meanwhile")
            if corrects and former is None:
                raise refused("follow.nothing_to_correct")
            protocol = self._judging(former if corrects else None)
            event, private = _event(protocol, history, date.fromisoformat(day), row, former, corrects, bool(reason))
            private = private | ({"reason": reason} if reason else {})
            return [self._book.draft(event, person=row.person, attempt=row.attempt, private=private or None)]

        return self._book.write(adding)[-1]

    def in_the_way(self, seq: int) -> EligoError | None:
        """Say what keeps whoever is at work from adding to a follow-up; None where nothing does."""
        try:
            with self._book.acting(Permission.RECORD_OUTCOME):
                self._refuse(self._book.ledger, seq)
        except (InputError, AccessError) as error:
            return error
        return None

    # Reading

    @needs(Permission.READ_CODED)
    def of(self, seq: int) -> list[FollowUp]:
        """List the follow-up entries of the attempt that a case's entry belongs to, in order; the last one speaks."""
        row = row_of(self._book.ledger, self._book.study, seq)
        return [self._read(one) for one in follow_ups_of(self._book.ledger, row.study, row.person, row.attempt)]

    @needs(Permission.READ_CODED)
    def enrolled(self) -> list[Enrolled]:
        """List those enrolled in order of number, each with the follow-up that speaks for them."""
        return self.enrolled_in(self._book.ledger)

    def enrolled_in(self, reader: Reader) -> list[Enrolled]:
        """List them as one reading of the book has them; whoever calls has asked for permission."""
        study = self._book.study
        latest = latest_follow_ups(reader, study)
        found = []
        for row in each_case(reader, study, current_only=True, outcome="enrolled"):
            if row.struck_by is None:
                entry = latest.get((row.person, row.attempt))
                found.append(Enrolled(row, self._read(entry) if entry is not None else None))
        return found

    @needs(Permission.READ_CODED)
    def judge(self, history: Mapping[str, Any], on: date, former: FollowUp | None = None) -> Judged:
        """Judge facts on a day; nothing is written. InputError names every faulty place."""
        protocol = former.protocol if former is not None else self._book.protocol
        return follow(protocol, read_history(history, chart_of(protocol)), on)

    def judge_readable(
        self, history: Mapping[str, Any], on: date, former: FollowUp | None = None
    ) -> tuple[Judged, Mapping[str, Any], InputError | None]:
        """Judge what can be read of facts; give also those, and what is wrong with the rest."""
        try:
            return self.judge(history, on, former), history, None
        except InputError as error:
            readable = without(history, refused_places(error))
            return self.judge(readable, on, former), readable, error

    # Within

    def _refuse(self, reader: Reader, seq: int) -> CaseRow:
        """Refuse a follow-up of whom there can be none, or while the database is locked."""
        refuse_when_closed(reader, self._book.study)
        row = current_row(reader, self._book.study, seq)
        if row.outcome != "enrolled":
            raise refused("follow.not_enrolled")
        if row.forgotten_by is not None:
            raise refused("forgotten")
        refuse_when_locked(reader, self._book.study)
        chart_of(self._book.protocol)
        return row

    def _latest(self, reader: Reader, row: CaseRow) -> FollowUp | None:
        found = list(follow_ups_of(reader, row.study, row.person, row.attempt))
        return self._read(found[-1]) if found else None

    def _judging(self, corrected: FollowUp | None) -> Protocol:
        """Give the version that judges: a correction stays with that of the entry it corrects."""
        return corrected.protocol if corrected is not None else self._book.protocol

    def _read(self, entry: Entry) -> FollowUp:
        said = event_of(entry)
        assert isinstance(said, FollowedUp)
        private = self._book.private_of(entry) if entry.commitment is not None else None
        reason = str((private or {}).get("reason", "")) if said.reasoned else None
        history = put_together(said.history, private, {})
        protocol = self._book.protocols.get(said.fingerprint)
        return FollowUp(entry.seq, entry.at, entry.actor, entry.role, said, protocol, history, reason)


def _event(
    protocol: Protocol,
    history: Mapping[str, Any],
    on: date,
    row: CaseRow,
    former: FollowUp | None,
    corrects: bool,
    reasoned: bool,
) -> tuple[FollowedUp, dict[str, Any]]:
    """Judge facts, and say them with what is kept apart."""
    judged = follow(protocol, read_history(history, chart_of(protocol)), on)
    coded, private = taken_apart({"answers": history.get("answers") or {}})
    said: dict[str, Any] = {
        "number": row.number,
        "about": row.seq,
        "former": None if former is None else former.seq,
        "why": "first" if former is None else "corrected" if corrects else "continued",
        "reasoned": reasoned,
        "on": on.isoformat(),
        "recorded_on": today().isoformat(),
        "protocol": protocol.id,
        "protocol_version": protocol.version,
        "fingerprint": protocol.fingerprint,
        "engine": __version__,
        "history": coded,
        **judged_endpoints(judged),
    }
    return FollowedUp.model_validate(said), {key: value for key, value in private.items() if value}
