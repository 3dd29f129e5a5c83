"""Another version of the study's protocol: who would change by it, and who is to be screened again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal

from screening.access import Permission
from screening.ledger import Draft, Entry, Reader
from screening.log import CaseRow, RescreeningDismissed, activations, cases, cases_of, each_case, put_together
from screening.protocol import Header, Protocol
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed
from screening.service.placing import row_of
from screening.service.sequence import current_row
from screening.settings import today
from screening.wording import refused

if TYPE_CHECKING:
    from screening.review.replay import Recorded, Replayed, Standing, Tally

_TOGETHER = 128

Reach = Literal["judge", "rescreen", "later_attempt", "enrolled", "attempts", "no_consent"]
"""What can be done for somebody: an open case is judged again, a failure screened again; else why that can't be."""

Progress = Callable[[int, int], None]
"""Told how many cases of how many were read; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that another version would change; `reach` says what can be done for the person."""

    row: CaseRow
    read: "Replayed"
    reach: Reach

    @property
    def due(self) -> bool:
        """Say whether there is something to do: an open case to judge again, a failure that could qualify now."""
        return self.reach == "judge" or (self.reach == "rescreen" and self.read.now.after != "ineligible")


@dataclass(frozen=True, slots=True)
class Replays:
    """All open cases and past failures under another version, as of a day: the counts, and each that would change."""

    before: Protocol
    after: Protocol
    on: date
    tally: "Tally"
    changed: tuple[Changed, ...]


class Amendments:
    """The versions of one study's protocol at the site."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[int, Replayed] = {}
        self._known_for: tuple[str, date] | None = None

    @needs(Permission.READ_IDENTIFIED)
    def replay(self, to: Protocol, on: date | None = None, progress: Progress | None = None) -> Replays:
        """Read every open case and every past failure under another version; nothing is written.

        Each is read as of its own day and as of `on` (today). Whoever was enrolled, declined or was struck through is
        left alone, and so is whoever was forgotten. RefusedError where it is the version of another protocol.
        """
        from screening.review.replay import Tally

        self._refuse_other(to)
        day, tally, found = on or today(), Tally(), []
        with self._book.reading_aside() as reader:
            total = _count(reader, self._book.study)
            for done, (row, read) in enumerate(self._read(reader, to, day, _to_read(reader, self._book.study)), 1):
                tally.count(read)
                if read.changes:
                    found.append(Changed(row, read, self._reach(reader, row, to.protocol)))
                if progress is not None:
                    progress(min(done, total), total)
        return Replays(self._book.protocol, to, day, tally, tuple(found))

    @needs(Permission.READ_IDENTIFIED)
    def rescreening_due(self, on: date | None = None, pause: Callable[[], None] | None = None) -> tuple[Changed, ...]:
        """List who is to be judged or screened again under the version in use, as of a day (today).

        Every open case that a former version judged, and every failure of one that could qualify now and whose consent
        and attempts allow another screening. It is derived from the log: a case judged again, or a later attempt, is
        due no more. What was read once is not read again on that day; `pause` is called after every few that are.
        """
        current, day = self._book.protocol, on or today()
        if len(activations(self._book.ledger, self._book.study)) < 2:
            return ()
        found = []
        with self._book.reading_aside() as reader:
            left = self._dismissed(reader)
            for row, read in self._read_once(reader, current, day, pause or _nothing):
                one = Changed(row, read, self._reach(reader, row, current.protocol))
                if one.due and (one.reach == "judge" or (row.person, row.attempt) not in left):
                    found.append(one)
        return tuple(found)

    @needs(Permission.READ_IDENTIFIED)
    def may_screen_again(self, seq: int) -> bool:
        """Say whether `rescreening_due` lists the failure that an entry speaks for."""
        return self._may_screen_again(self._book.ledger, row_of(self._book.ledger, self._book.study, seq))

    @needs(Permission.RECORD_OUTCOME)
    def dismiss(self, seq: int, reason: str) -> Entry:
        """Say that a failure is not screened again under the version in use, and why.

        It is due no more; whoever screens the person again all the same does it as ever. RefusedError where it is not
        due.
        """
        if not reason.strip():
            raise refused("amendment.why_dismissed", "reason")

        def dismissing(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row, current = current_row(reader, self._book.study, seq), self._book.protocol
            if not self._may_screen_again(reader, row):
                raise refused("amendment.not_due", version=current.version)
            event = RescreeningDismissed(
                number=row.number, about=row.seq, protocol_version=current.version, fingerprint=current.fingerprint
            )
            return [self._book.draft(event, row.person, row.attempt, {"reason": reason.strip()})]

        return self._book.write(dismissing)[-1]

    def _may_screen_again(self, reader: Reader, row: CaseRow) -> bool:
        current = self._book.protocol
        if row.outcome != "screen_failure" or not _is_read(row) or row.protocol_version == current.version:
            return False
        if (row.person, row.attempt) in self._dismissed(reader):
            return False
        read = next(read for _, read in self._read(reader, current, today(), iter([row])))
        return Changed(row, read, self._reach(reader, row, current.protocol)).due

    def _dismissed(self, reader: Reader) -> set[tuple[str | None, int | None]]:
        """Give the attempts that are not to be followed by another one under the version in use."""
        said = reader.entries(kinds=(RescreeningDismissed.kind,), study=self._book.study)
        return {
            (one.person, one.attempt) for one in said if one.payload["fingerprint"] == self._book.protocol.fingerprint
        }

    def _refuse_other(self, to: Protocol) -> None:
        if to.id != self._book.protocol.id:
            raise refused("amendment.other", protocol=to.id, study=self._book.protocol.id)

    def _read_once(
        self, reader: Reader, to: Protocol, day: date, pause: Callable[[], None]
    ) -> "Iterator[tuple[CaseRow, Replayed]]":
        """Read what a former version judged, each entry once a day; what is remembered holds no answers."""
        if self._known_for != (to.fingerprint, day):
            self._known, self._known_for = {}, (to.fingerprint, day)
        rows = (row for row in _to_read(reader, self._book.study) if row.protocol_version != to.version)
        while some := list(islice(rows, _TOGETHER)):
            fresh = (row for row in some if row.seq not in self._known)
            for row, read in self._read(reader, to, day, fresh):
                self._known[row.seq] = replace(read, case=replace(read.case, history={}))
            pause()
            for row in some:
                read = self._known[row.seq]
                yield row, replace(read, case=replace(read.case, failed=row.outcome is not None))

    def _read(
        self, reader: Reader, to: Protocol, day: date, rows: Iterator[CaseRow]
    ) -> "Iterator[tuple[CaseRow, Replayed]]":
        """Read case after case, a few at a time."""
        from screening.review.replay import Replay

        replays: dict[str, Replay] = {}
        while some := list(islice(rows, _TOGETHER)):
            private = {one.seq: one.values for one in reader.privates_at([row.seq for row in some])}
            for row in some:
                entry = reader.entry(row.seq)
                version = str(entry.payload["fingerprint"])
                if version not in replays:
                    replays[version] = Replay(self._book.protocols.get(version), to, day)
                yield row, replays[version].read(_recorded(row, entry, private.get(row.seq)))

    def _reach(self, reader: Reader, row: CaseRow, settings: Header) -> Reach:
        """Say what can be done for a person, by what became of all their attempts."""
        if row.outcome is None:
            return "judge"
        attempts = [one for one in cases_of(reader, row.study, row.person) if one.state == "current"]
        if any(one.outcome == "enrolled" for one in attempts):
            return "enrolled"
        if any(one.attempt > row.attempt for one in attempts):
            return "later_attempt"
        if row.consent_given is False:
            return "no_consent"
        numbered = sum(one.number is not None for one in attempts)
        most = settings.most_attempts
        return "attempts" if most is not None and numbered >= most else "rescreen"


def _is_read(row: CaseRow) -> bool:
    return row.state == "current" and row.forgotten_by is None and row.outcome in (None, "screen_failure")


def _to_read(reader: Reader, study: str) -> Iterator[CaseRow]:
    """Give what speaks now for everybody who is open or failed: the log by number, then the pre-screening list."""
    listed = each_case(reader, study, current_only=True)
    return filter(_is_read, chain(listed, cases(reader, study, current_only=True, prescreening=True)))


def _count(reader: Reader, study: str) -> int:
    return int(
        reader.rows(
            "SELECT count(*) FROM log_case WHERE study = ? AND superseded_by IS NULL AND struck_by IS NULL"
            " AND forgotten_by IS NULL AND (outcome IS NULL OR outcome = 'screen_failure')",
            (study,),
        )[0][0]
    )


def _recorded(row: CaseRow, entry: Entry, private: Mapping[str, Any] | None) -> "Recorded":
    from screening.review.replay import Recorded

    said: Mapping[str, Any] = entry.payload
    history = put_together(said["history"], private, said)
    standing: Standing = "not_yet" if row.not_yet else row.verdict  # type: ignore[assignment]
    return Recorded(row.seq, date.fromisoformat(row.on_day), standing, row.outcome is not None, history)


def _nothing() -> None:
    pass
