"""Which results stand: statuses of table 0085, corrections, deletions, and what a later message says instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.engine import Reason

STANDS = ("F", "C")
"""Final, and corrected: the only ones that count."""
_TAKES_BACK = ("D", "W", "X")
"""Deleted, wrong (such as another patient's), can't be obtained: what came before is taken back."""
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
    """

    place: str
    order: tuple[str, str] | None
    test: str
    part: str
    at: str | None
    said: tuple[str, ...] = field(repr=False)
    status: str
    sent: datetime | None
    message: int
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """An order that was cancelled with all its results (OBR-25 is X)."""

    place: str
    order: tuple[str, str]
    sent: datetime | None
    message: int


def settle(results: Sequence[Reported], cancelled: Sequence[Cancelled] = ()) -> None:
    """Say of each result of one patient that does not stand why not."""
    groups: dict[tuple[object, ...], list[Reported]] = {}
    for one in results:
        # Without the number of an order, only what was collected at the same time is told to be the same.
        groups.setdefault((one.order, one.test, one.part, None if one.order else one.at), []).append(one)
    for group in groups.values():
        _Group().settle(_in_order(group))
    for cancel in cancelled:
        for one in results:
            if one.order == cancel.order and one.why is None and _is_before(one, cancel):
                one.why = Reason("hl7.taken_back", {"by": cancel.place})


def _in_order(group: list[Reported]) -> list[Reported]:
    """Order results by the times of their messages; as the file has them, where one has none."""
    times = [one.sent for one in group if one.sent is not None]
    if len(times) < len(group):
        return group
    # Pairs are ordered by their times alone, so that of one time the first in the file stays the first.
    return [one for _, one in sorted(zip(times, group, strict=True), key=lambda pair: pair[0])]


def _is_before(one: Reported, cancel: Cancelled) -> bool:
    if one.sent is not None and cancel.sent is not None and one.sent != cancel.sent:
        return one.sent < cancel.sent
    return one.message < cancel.message


class _Group:
    """What was said of one test of one order, in time."""

    def __init__(self) -> None:
        self.standing: list[Reported] = []
        self.waiting: list[Reported] = []

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
        for former in self._meant(one):
            if one.status == "C" or former.said == one.said or (one.order and former.message != one.message):
                former.why = Reason("hl7.superseded", {"by": one.place})
                self.standing.remove(former)
        self.standing.append(one)

    def _take_back(self, one: Reported) -> None:
        for former in self._meant(one):
            former.why = Reason("hl7.taken_back", {"by": one.place})
            self.standing.remove(former)
        self.waiting.clear()

    def _meant(self, one: Reported) -> list[Reported]:
        """Find what a result speaks of: that of the same time, or all where none is (the time may be corrected too)."""
        same = [former for former in self.standing if former.at == one.at]
        return same or list(self.standing)


def _status(status: str) -> Reason:
    if not status:
        return Reason("hl7.status_missing", {"at": "OBX-11"})
    if status not in _WHY:
        return Reason("hl7.status_unknown", {"status": status[:10], "at": "OBX-11"})
    return Reason(_WHY[status], {})
