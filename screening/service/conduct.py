"""The study at the site: recruitment goes on, is paused, or the log is closed for good."""

from dataclasses import dataclass
from typing import Literal, get_args

from screening.access import Permission
from screening.errors import InputError, Problem, nearest
from screening.ledger import Entry, Reader
from screening.log import RecruitmentPaused, RecruitmentResumed, StudyClosed, counts
from screening.service.book import Book, needs

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
        raise InputError("the study is closed at this site: its log has its final page, and nothing more goes in")
    return now


def refuse_when_paused(reader: Reader, study: str) -> None:
    """Refuse where nobody new is screened or enrolled for now."""
    if refuse_when_closed(reader, study).state == "paused":
        raise InputError("recruitment is paused at this site; cases that were begun before can go on")


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
            raise InputError([Problem("reason", f'"{reason}" is no reason{nearest(reason, PAUSES)}')])
        self._refuse_unless("open")
        return self._book.note(RecruitmentPaused.model_validate({"reason": reason}))

    @needs(Permission.CONDUCT_STUDY)
    def resume(self) -> Entry:
        """Let people be screened and enrolled again."""
        self._refuse_unless("paused")
        return self._book.note(RecruitmentResumed())

    @needs(Permission.CONDUCT_STUDY)
    def close(self) -> Entry:
        """Put the final page to the log: nothing more goes in, for ever."""
        self._refuse_unless("open", "paused")
        found = counts(self._book.ledger, self._book.study)
        return self._book.note(StudyClosed(**{name: getattr(found, name) for name in StudyClosed.model_fields}))

    def _refuse_unless(self, *states: State) -> None:
        state = self.standing().state
        if state not in states:
            raise InputError(f"the study is {state} at this site already")
