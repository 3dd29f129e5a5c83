"""Which results stand: statuses of table 0085, corrections, deletions, and what a later message says instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.engine import Reason

STANDS = ("F", "C")
"""Final, and corrected: the only ones that count."""
_TAKES_BACK = ("D", "W", "X")
"""Deleted, wrong (such as another patient's), can't be obtained: what came before is taken back."""
UNSAID = ("D", "W")
"""Of these, those that say that there was a result, which may have been read from an earlier file."""
_WHY = {
    "D": "hl7.status.deleted",
    "W": "hl7.status.wrong",
    "X": "hl7.status.not_obtained",
    "P": "hl7.status.preliminary",
    "R": "hl7.status.unverified",
    "S": "hl7.status.partial",
    "I": "hl7.status.pending",
    "N": "hl7.status.not_done",
    "O": "hl7.status.described",
    "U": "hl7.status.made_final",
}
"""Why a result of any other status does not count itself."""


@dataclass(slots=True, eq=False)
class Reported:
    """A result as a message reports it; `why` says why it does not stand.

    `order` is the number of its order, `test` what was measured, `part` tells its like in one order apart (OBX-4),
    `said` what it says; `at` is when it was collected, `sent` when the message was (MSH-7), `message` its number.
    `took`: it took something back that stood in the same file.
    """

    place: str
    order: str
    test: str
    part: str
    at: str | None
    said: tuple[str, ...] = field(repr=False)
    status: str
    sent: datetime | None
    message: int
    why: Reason | None = None
    took: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message says of a whole order: that it is cancelled, or that its sample had clumped."""

    place: str
    order: str
    sent: datetime | None
    message: int


def settle(results: Sequence[Reported], cancelled: Sequence[Notice] = ()) -> None:
    """Say of each result of one patient that does not stand why not; a cancelled order takes all its results back."""
    groups: dict[tuple[object, ...], list[Reported]] = {}
    for one in results:
        # Without the number of an order, only what was collected at the same time is told to be the same.
        groups.setdefault((one.order, one.test, one.part, None if one.order else one.at), []).append(one)
    for group in groups.values():
        _Group().settle(_in_order(group))
    last = latest(cancelled)
    for one in results if last else ():
        taker = last.get(one.order)
        if taker is not None and one.why is None and is_before(one, taker):
            one.why = Reason("hl7.taken_back", {"by": taker.place})


def latest(notices: Sequence[Notice]) -> dict[str, Notice]:
    """Give the last notice of each order that has a number."""
    found: dict[str, Notice] = {}
    for one in notices:
        if one.order and (one.order not in found or is_before(found[one.order], one)):
            found[one.order] = one
    return found


def _in_order(group: list[Reported]) -> list[Reported]:
    """Order results by the times of their messages; as the file has them, where one has none."""
    times = [one.sent for one in group if one.sent is not None]
    if len(times) < len(group):
        return group
    # Pairs are ordered by their times alone, so that of one time the first in the file stays the first.
    return [one for _, one in sorted(zip(times, group, strict=True), key=lambda pair: pair[0])]


def is_before(one: Reported | Notice, notice: Notice) -> bool:
    """Say whether something was said before a notice: by the times of their messages, else as the file has them."""
    if one.sent is not None and notice.sent is not None and one.sent != notice.sent:
        return one.sent < notice.sent
    return one.message < notice.message


class _Group:
    """What was said of one test of one order, in time.

    What stands is kept by when it was collected and by what it says, so that a file of any size is settled in its time.
    """

    def __init__(self) -> None:
        self.standing: dict[str | None, dict[tuple[str, ...], Reported]] = {}
        self.waiting: list[Reported] = []
        self.alone: int | None = None
        """The only message of which anything stands; None where there may be several."""

    def settle(self, results: Sequence[Reported]) -> None:
        for one in results:
            if one.status in STANDS:
                self._stand(one)
                continue
            one.why = _status(one.status)
            if one.status in _TAKES_BACK:
                self._take_back(one)
            elif one.status == "P":
                self.waiting.append(one)
            elif one.status == "U" and self.waiting:
                # It says that the preliminary result, which it does not repeat, is final now.
                final = self.waiting.pop()
                final.why = None
                self._stand(final)

    def _stand(self, one: Reported) -> None:
        why = Reason("hl7.superseded", {"by": one.place})
        same = self.standing.get(one.at)
        if same:
            self._supersede(one, same, why)
        elif one.status == "C":
            # No result was collected then, so that the time is corrected too.
            self._clear(list(self.standing), why)
        elif one.order and self.alone != one.message:
            self._clear([at for at, held in self.standing.items() if _message(held) != one.message], why)
        self.standing.setdefault(one.at, {})[one.said] = one
        self.alone = one.message if len(self.standing) == 1 or self.alone == one.message else None

    def _supersede(self, one: Reported, same: dict[tuple[str, ...], Reported], why: Reason) -> None:
        """Take the place of what was collected at the same time: all of an earlier message, or the like."""
        if one.status == "C" or (one.order and _message(same) != one.message):
            self._clear([one.at], why)
        elif one.said in same:
            same.pop(one.said).why = why

    def _take_back(self, one: Reported) -> None:
        meant = [one.at] if one.at in self.standing else list(self.standing)
        one.took = self._clear(meant, Reason("hl7.taken_back", {"by": one.place})) or bool(self.waiting)
        self.waiting.clear()

    def _clear(self, times: list[str | None], why: Reason) -> bool:
        """Let nothing of these times stand; say whether anything did."""
        cleared = [one for at in times for one in self.standing.pop(at, {}).values()]
        for one in cleared:
            one.why = why
        return bool(cleared)


def _message(held: dict[tuple[str, ...], Reported]) -> int:
    return next(iter(held.values())).message


def _status(status: str) -> Reason:
    if not status:
        return Reason("hl7.status_missing", {"at": "OBX-11"})
    if status not in _WHY:
        return Reason("hl7.status_unknown", {"status": status[:10], "at": "OBX-11"})
    return Reason(_WHY[status], {})
