"""The study at the site: recruitment goes on, is paused, or the log is closed for good."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from screening.access import Permission
from screening.errors import RefusedError
from screening.ledger import Draft, Entry, Reader
from screening.log import Event, RecruitmentPaused, RecruitmentResumed, SettingChanged, StudyClosed, counts, lock_of
from screening.service.book import Book, needs
from screening.service.trail import day_of
from screening.wording import refused

State = Literal["open", "paused", "closed"]
PAUSES: tuple[str, ...] = get_args(RecruitmentPaused.model_fields["reason"].annotation)
_KINDS = (RecruitmentPaused.kind, RecruitmentResumed.kind, StudyClosed.kind)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a study stands at the site, since when (UTC, None while it never changed), and why it is paused."""

    state: State
    since: str | None = None
    reason: str | None = None


def standing(reader: Reader, study: str) -> Standing:
    """Say how a study stands at the site."""
    last = next(iter(reader.entries(kinds=_KINDS, study=study, limit=1, newest_first=True)), None)
    if last is None or last.kind == RecruitmentResumed.kind:
        return Standing("open", last.at if last else None)
    if last.kind == StudyClosed.kind:
        return Standing("closed", last.at)
    return Standing("paused", last.at, str(last.payload["reason"]))


def refuse_when_closed(reader: Reader, study: str) -> Standing:
    """Refuse where nothing more goes into the log of a study; say how it stands where something does."""
    now = standing(reader, study)
    if now.state == "closed":
        raise refused("conduct.closed")
    return now


def refuse_when_paused(reader: Reader, study: str) -> None:
    """Refuse where nobody new is screened or enrolled for now."""
    if refuse_when_closed(reader, study).state == "paused":
        raise refused("conduct.paused")


def refuse_when_locked(reader: Reader, study: str) -> None:
    """Refuse where the database is locked: who is followed up, and how, stands as it is."""
    lock = lock_of(reader, study)
    if lock is not None:
        raise refused("follow.locked", who=lock.actor, day=day_of(lock))


DATES_LEAVE = "dates_leave"
"""The name of the study's setting on dates in coded copies."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Whether coded copies hold dates, who said so, and when (UTC); nobody where nobody ever did."""

    leave: bool = False
    by: str | None = None
    since: str | None = None


class Conduct:
    """How one study is conducted at the site."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def standing(self) -> Standing:
        """Say how the study stands."""
        return standing(self._book.ledger, self._book.study)

    @needs(Permission.CONDUCT_STUDY)
    def pause(self, reason: str) -> Entry:
        """Let nobody new be screened or enrolled for now."""
        if reason not in PAUSES:
            raise refused("conduct.reason", "reason", known=", ".join(PAUSES))
        return self._go_on(lambda reader: RecruitmentPaused.model_validate({"reason": reason}), "open")

    @needs(Permission.CONDUCT_STUDY)
    def resume(self) -> Entry:
        """Let people be screened and enrolled again."""
        return self._go_on(lambda reader: RecruitmentResumed(), "paused")

    @needs(Permission.CONDUCT_STUDY)
    def close(self) -> Entry:
        """Put the final page to the log: nothing more goes in, for ever. Its entry names the head of the book before.

        Reading, verifying, copies, signing in, forgetting and the end of queries go on.
        """
        return self._go_on(self._final_page, "open", "paused")

    def dates(self) -> Dates:
        """Say whether the contract lets coded copies hold dates; without a word of it they hold study days."""
        entries = self._book.ledger.entries(kinds=(SettingChanged.kind,), study=self._book.study, newest_first=True)
        said = next((entry for entry in entries if entry.payload["name"] == DATES_LEAVE), None)
        return Dates() if said is None else Dates(said.payload["new"] is True, said.actor, said.at)

    def dates_leave(self) -> bool:
        """Say whether coded copies hold dates."""
        return self.dates().leave

    @needs(Permission.CONDUCT_STUDY)
    def let_dates_leave(self, allowed: bool) -> Entry | None:
        """Record what the contract says of dates in coded copies; None where it is so already."""
        old = self.dates_leave()
        if old == allowed:
            return None
        return self._book.note(SettingChanged(name=DATES_LEAVE, old=old, new=allowed))

    def _final_page(self, reader: Reader) -> Event:
        found = counts(reader, self._book.study)
        return StudyClosed(**{name: getattr(found, name) for name in StudyClosed.model_fields})

    def _go_on(self, event: Callable[[Reader], Event], *states: State) -> Entry:
        """Write an event, where the study stands in one of these states."""

        def going(reader: Reader) -> Sequence[Draft]:
            state = standing(reader, self._book.study).state
            if state not in states:
                raise _misplaced(state)
            return [self._book.draft(event(reader))]

        return self._book.write(going)[-1]


def _misplaced(state: State) -> RefusedError:
    if state == "closed":
        return refused("conduct.closed")
    return refused("conduct.already_paused" if state == "paused" else "conduct.not_paused")
