"""Writing into the book: what every entry is preceded by where the computer's clock can't be trusted."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from screening.ledger import Draft, Entry, Ledger, Reader
from screening.log import ClockWentBack, Event, MovedAway, MovedIn
from screening.wording import unusable

_TOLERATED = 2.0
"""Seconds by which a clock may be set right without a word."""


def write(
    ledger: Ledger, draft: Callable[[Event], Draft], make: Callable[[Reader], Iterable[Draft]]
) -> tuple[Entry, ...]:
    """Write what `make` gives; first, where it is so, that the clock went back. The sequence goes on all the same."""

    def drafts(reader: Reader) -> Iterable[Draft]:
        made = make(reader)
        if not made:
            return made
        _refuse_moved(reader, ledger, made)
        back = _gone_back(reader, ledger.now())
        return chain([draft(back)], made) if back else made

    return ledger.append_with(drafts)


def forget(ledger: Ledger, draft: Callable[[Event], Draft], person: str, why: Draft, unsaved: Collection[str]) -> Entry:
    """Forget a person, with the unsaved forms about them; the clock is looked at before, as at every entry."""
    _refuse_moved(ledger, ledger, [why])
    if back := _gone_back(ledger, ledger.now()):
        ledger.append(draft(back))
    return ledger.forget(person, why, unsaved)


def _refuse_moved(reader: Reader, ledger: Ledger, made: Iterable[Draft]) -> None:
    """Add nothing to a book that goes on elsewhere, but that it stays."""
    found = reader.rows("SELECT kind FROM entry ORDER BY seq DESC LIMIT 1")
    stays = isinstance(made, Sequence) and made[0].kind == MovedIn.kind
    if found == [(MovedAway.kind,)] and not stays:
        raise unusable("moved", path=ledger.where)


def _gone_back(reader: Reader, now: str) -> ClockWentBack | None:
    found = reader.rows("SELECT at FROM entry ORDER BY seq DESC LIMIT 1")
    if not found:
        return None
    last = str(found[0][0])
    if last <= now:  # both are written alike, so that they sort as times do
        return None
    seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(now)).total_seconds()
    return ClockWentBack(seconds=round(seconds), last=last) if seconds > _TOLERATED else None
