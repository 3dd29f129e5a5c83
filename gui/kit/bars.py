"""What a chart of bars shows, in words and numbers, and where its parts stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True, slots=True)
class Line:
    """One bar: its label, the size of each part, what is said of each, and what stands at its end."""

    label: str
    parts: tuple[int, ...]
    told: tuple[str, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one under the other; `series` names the parts where there are several, `empty` is said where none are."""

    lines: tuple[Line, ...] = ()
    series: tuple[str, ...] = ()
    description: str = ""
    empty: str = ""

    @property
    def longest(self) -> int:
        """Give what the whole width stands for."""
        return max((sum(line.parts) for line in self.lines), default=0) or 1


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a bar that can be pointed at."""

    line: int
    part: int
    rect: QRectF


def places(bars: Bars, rooms: Sequence[QRectF]) -> Iterator[Place]:
    """Yield where each part stands in the room of its bar; a bar of nothing is one empty place."""
    for number, (line, room) in enumerate(zip(bars.lines, rooms, strict=True)):
        left = room.left()
        if not any(line.parts):
            yield Place(number, 0, QRectF(left, room.top(), 0, room.height()))
        for part, size in enumerate(line.parts):
            width = room.width() * size / bars.longest
            if size:
                yield Place(number, part, QRectF(left, room.top(), width, room.height()))
            left += width
