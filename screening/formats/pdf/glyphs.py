"""What the fonts that ship can draw, and how wide it gets: PDF/A holds no character that its font lacks."""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_FILES = ("Inter-Regular.ttf", "NotoSansSC-Regular.ttf", "NotoSansHK-Rare.ttf", "NotoSansJP-Rare.ttf")
"""In the order in which they are asked for a character."""
_BREAKS = str.maketrans({"\t": " ", "\r": None, "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_NOT_TO_BE_DRAWN = ("Cc", "Cf", "Cs", "Co")
"""What controls; some of it turns the direction of what follows, so that a page would show another order."""
_UNSEEN = {0x0A, 0x200B, 0x200C, 0x200D, 0x2060, 0xAD, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


def printable(value: Any) -> Any:
    """Give plain JSON in which every text can be drawn; a character that can't stands as its number."""
    if isinstance(value, str):
        return _drawn(value)
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def width(text: str) -> float:
    """Measure a text in one line, in em of the regular type."""
    known = _advances()
    return sum([known.get(ord(one), 1.0) for one in text])


def _drawn(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    known = _advances()
    return "".join([one if ord(one) in known else f"[U+{ord(one):04X}]" for one in text.translate(_BREAKS)])


@cache
def _advances() -> Mapping[int, float]:
    """Give the width of every character that one of the fonts has, or that is rightly not seen, in em."""
    found: dict[int, float] = {}
    for name in reversed(_FILES):
        found.update(_Font(files("resources").joinpath("fonts", name).read_bytes()).advances())
    drawn = {code: wide for code, wide in found.items() if unicodedata.category(chr(code)) not in _NOT_TO_BE_DRAWN}
    return drawn | dict.fromkeys(_UNSEEN, 0.0)


class _Font:
    """A TrueType font's tables, as far as the width of a character stands in them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        tables = struct.iter_unpack(">4sLLL", content[12 : 12 + 16 * self._short(4)])
        self._at = {tag: offset for tag, _, offset, _ in tables}

    def advances(self) -> Iterator[tuple[int, float]]:
        """Give each character with its width in em."""
        em = self._short(self._at[b"head"] + 18)
        count = self._short(self._at[b"hhea"] + 34)
        wide = [one for one, _ in struct.iter_unpack(">Hh", self._part(self._at[b"hmtx"], 4 * count))]
        for first, last, glyph in self._groups():
            for code in range(first, last + 1):
                yield code, wide[min(glyph + code - first, count - 1)] / em

    def _groups(self) -> Iterator[tuple[int, ...]]:
        """Give runs of characters, with the first one's glyph: those of the table `cmap` in format 12."""
        cmap = self._at[b"cmap"]
        parts = [cmap + self._long(cmap + 8 + 8 * place) for place in range(self._short(cmap + 2))]
        at = next(part for part in parts if self._short(part) == 12)
        return struct.iter_unpack(">LLL", self._part(at + 16, 12 * self._long(at + 12)))

    def _short(self, at: int) -> int:
        return int.from_bytes(self._part(at, 2))

    def _long(self, at: int) -> int:
        return int.from_bytes(self._part(at, 4))

    def _part(self, at: int, size: int) -> bytes:
        return self._content[at : at + size]
