"""What a result message reports: orders with their specimens, observations and comments (2.3 to 2.5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from screening.formats.hl7.er7 import Segment
from screening.formats.hl7.files import Message

READ = frozenset(("MSH", "PID", "ORC", "OBR", "OBX", "NTE", "SPM"))
"""The segments that are read; of others it is said that they are not."""


@dataclass(slots=True)
class Order:
    """An OBR with what belongs to it; `obr` is None where observations stand under none.

    `placed` is the ORC before it. A specimen may stand after the observations that were made on it.
    """

    message: Message
    pid: Segment | None
    placed: Segment | None = None
    obr: Segment | None = None
    specimens: list[Segment] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    observations: list["Observation"] = field(default_factory=list)

    @property
    def is_cancelled(self) -> bool:
        """Say whether the whole order is cancelled (OBR-25, table 0123), with no result of its own."""
        return self.obr is not None and not self.observations and self.obr.text(25).upper() == "X"

    @property
    def key(self) -> str:
        """The laboratory's own number of the order (OBR-3, ORC-3), else the ward's (OBR-2, ORC-2); blank if none.

        Whose numbers they are is left out: a deletion that names it otherwise must not go by unheard.
        """
        segments = [one for one in (self.obr, self.placed) if one is not None]
        return next((one.text(field) for field in (3, 2) for one in segments if one.text(field)), "")


@dataclass(slots=True)
class Observation:
    """An OBX in its order, with the comments (NTE) that stand under it."""

    obx: Segment
    order: Order
    comments: list[str] = field(default_factory=list)


def orders(message: Message) -> Iterator[Order]:
    """Yield what a message reports, in its order."""
    walk = _Walk(message)
    for segment in message.segments:
        walk.step(segment)
    yield from walk.found


class _Walk:
    def __init__(self, message: Message) -> None:
        self.message = message
        self.found: list[Order] = []
        self.pid: Segment | None = None
        self.comments: list[str] = []  # where a comment goes that stands here

    def step(self, segment: Segment) -> None:
        name = segment.name
        if name == "OBX":
            observation = Observation(segment, self._current())
            self._current().observations.append(observation)
            self.comments = observation.comments
        elif name == "NTE":
            self.comments.append(segment.lines(3))
        elif name == "OBR":
            self._begin(segment)
        elif name == "SPM":
            self._current().specimens.append(segment)
            self.comments = self._current().comments
        elif name == "ORC":
            self.found.append(Order(self.message, self.pid, placed=segment))
            self.comments = []
        elif name == "PID":
            self.pid, self.comments = segment, []
            self.found.append(Order(self.message, segment))
        else:
            self.comments = []

    def _begin(self, obr: Segment) -> None:
        """Begin an order, or go on with the one whose ORC has just stood there."""
        last = self.found[-1] if self.found else None
        if last is None or last.obr is not None or last.observations or last.placed is None:
            last = Order(self.message, self.pid)
            self.found.append(last)
        last.obr = obr
        self.comments = last.comments

    def _current(self) -> Order:
        if not self.found:
            self.found.append(Order(self.message, self.pid))
        return self.found[-1]
