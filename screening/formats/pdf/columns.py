"""How a table comes onto a page: type, widths by content, and a second line for what does not fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.formats.pdf.glyphs import width

_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
"""Type in points, the largest first; below that a page that was copied can't be read."""
_BOLD = 1.06
"""How much wider headings are than the same words in the regular type."""
_DECENT, _WIDEST = 14.0, 28.0
"""In em: as wide as a long text must have it to be read, and where it is wrapped even if there were more room."""
_LONGEST_WORD = 12.0
"""In em: a longer word is broken, where it would take other columns' room."""
# Where a line may end: at a space, and between Chinese characters.
_WORD = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]|[^\s\u2e80-\ua4cf\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Needed:
    """What a column takes, in em: its longest word, and its longest text in one line."""

    word: float
    line: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The type's size and the padding in points, and the widths of the columns that stand side by side, in points."""

    size: float
    padding: float
    widths: tuple[float, ...]


def needed(title: str, cells: Sequence[str]) -> Needed:
    """Measure a column; the same text is measured once."""
    texts = set(cells)
    word = max((width(one) for text in texts for one in _WORD.findall(text)), default=0.0)
    line = max((width(part) for text in texts for part in text.split("\n")), default=0.0)
    head = max((width(one) for one in _WORD.findall(title)), default=0.0) * _BOLD
    return Needed(min(max(word, head), max(_LONGEST_WORD, head)), max(line, head, 1.0))


def laid_out(columns: Sequence[Needed], room: float) -> Layout:
    """Choose the largest type with which the columns fit; in the smallest, as many of them as do."""
    for size in _SIZES:
        padding = size * 0.4
        least = [_points(one, _DECENT, size, padding) for one in columns]
        if sum(least) <= room:
            break
    fitting = _fitting(least, room)
    best = [_points(one, _WIDEST, size, padding) for one in columns[:fitting]]
    return Layout(size, padding, _shared(least[:fitting], best, room))


def _points(one: Needed, most: float, size: float, padding: float) -> float:
    """Give a column's width: what its text takes in one line, `most` if that is more, its longest word at least."""
    return max(one.word, min(one.line, most)) * size + 2 * padding + 0.5


def _fitting(least: Sequence[float], room: float) -> int:
    """Count the first columns that fit side by side; one always does."""
    taken, count = 0.0, 0
    for one in least:
        taken += one
        if taken > room:
            break
        count += 1
    return max(1, count)


def _shared(least: Sequence[float], best: Sequence[float], room: float) -> tuple[float, ...]:
    """Share the room out: everybody's least first, and of the rest as much as each still lacks."""
    spare = room - sum(least)
    lacking = sum(best) - sum(least)
    part = min(1.0, spare / lacking) if lacking > 0 else 0.0
    widths = [low + (high - low) * part for low, high in zip(least, best, strict=True)]
    grown = room / sum(widths)
    return tuple(one * min(grown, 1.35) for one in widths)


def broken(text: str, room: float) -> str:
    """Let a word end in the midst where it is wider than its column, in em."""
    if width(text) <= room:
        return text
    return "".join(_pieces(text, room))


def _pieces(text: str, room: float) -> Iterator[str]:
    taken = 0.0
    for one in text:
        taken = 0.0 if one.isspace() else taken + width(one)
        if taken > room:
            yield "\u200b"
            taken = width(one)
        yield one
