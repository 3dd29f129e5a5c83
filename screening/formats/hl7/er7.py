"""ER7, the bars and hats of HL7 v2: what a segment holds, and nothing of what it means.

The delimiters are those of the message's own MSH-1 and MSH-2, never assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NOTHING = '""'
"""HL7's explicit nothing: the sender says that there is no value."""

_FORMATS = {".br": "\n", ".ce": "\n", ".fi": "", ".nf": "", ".in": "", ".ti": "", ".sk": ""}
_MOST_LINES = 99


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding characters of a message, and the Python codec of its text; a missing character is blank."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    codec: str = "utf-8"

    def plain(self, text: str) -> str:
        """Put what escape sequences stand for in their place; one that nobody knows stays as it was written."""
        if not self.escape or self.escape not in text:
            return text
        literal, *parts = text.split(self.escape)
        found = [literal]
        rest = iter(parts)
        for part in rest:
            meant = self._meant(part)
            after = None if meant is None else next(rest, None)
            found += [self.escape, part] if meant is None or after is None else [meant, after]
        return "".join(found)

    def _meant(self, sequence: str) -> str | None:
        marks = {"F": self.field, "S": self.component, "T": self.subcomponent, "R": self.repetition}
        marks |= {"E": self.escape, "P": "#", "H": "", "N": ""}
        if sequence in marks:
            return marks[sequence]
        if sequence.startswith("."):
            return _formatted(sequence.lower())
        return self._bytes(sequence[1:]) if sequence.startswith("X") else None

    def _bytes(self, digits: str) -> str | None:
        try:
            return bytes.fromhex(digits).decode(self.codec).replace("\r\n", "\n").replace("\r", "\n") or None
        except ValueError:
            return None


def _formatted(command: str) -> str | None:
    if command.startswith(".sp"):
        lines = command[3:].strip("+ ") or "1"
        return "\n" * min(int(lines), _MOST_LINES) if lines.isascii() and lines.isdigit() and len(lines) < 4 else None
    return _FORMATS.get(command[:3])


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; fields, components and repetitions count from 1, as HL7 does, and are blank where not there.

    `number` is its place among all segments of the message, `nth` among those of its name: the 3 of `OBX[3]`.
    """

    name: str
    number: int
    nth: int
    fields: list[str]
    encoding: Encoding

    def raw(self, field: int) -> str:
        """Give a field as it was written; blank too where the sender says that there is nothing."""
        text = self.fields[field] if field < len(self.fields) else ""
        return "" if text == NOTHING else text

    def repeated(self, field: int) -> list["Composite"]:
        """Give every repetition of a field that says something."""
        raw, mark = self.raw(field), self.encoding.repetition
        found = raw.split(mark) if mark and mark in raw else [raw]
        return [Composite(one, self.encoding) for one in found if one and one != NOTHING]

    def first(self, field: int) -> "Composite":
        """Give the first repetition of a field."""
        raw, mark = self.raw(field), self.encoding.repetition
        return Composite(raw.partition(mark)[0] if mark and mark in raw else raw, self.encoding)

    def text(self, field: int, component: int = 1) -> str:
        """Give a component of a field's first repetition, as a person would read it."""
        return self.first(field)[component]

    def lines(self, field: int) -> str:
        """Give all of a field as text: each repetition a line, its components as they were written."""
        return "\n".join(one.whole for one in self.repeated(field))


class Composite:
    """One repetition of a field: `value[2]` is its second component, stripped and free of escapes."""

    __slots__ = ("_encoding", "_parts")

    def __init__(self, raw: str, encoding: Encoding) -> None:
        mark = encoding.component
        self._parts = raw.split(mark) if mark and mark in raw else [raw]
        self._encoding = encoding

    def __getitem__(self, component: int) -> str:
        if component > len(self._parts):
            return ""
        text = self._parts[component - 1]
        return "" if text == NOTHING else self._encoding.plain(text).strip()

    def __len__(self) -> int:
        """Count the components, those that are blank at the end left out."""
        return next((n for n in range(len(self._parts), 0, -1) if self._parts[n - 1].strip()), 0)

    def __iter__(self) -> Iterator[str]:
        return (self[component] for component in range(1, len(self) + 1))

    def sub(self, component: int, subcomponent: int = 1) -> str:
        """Give a subcomponent of a component."""
        if component > len(self._parts):
            return ""
        text, mark = self._parts[component - 1], self._encoding.subcomponent
        found = text.split(mark) if mark else [text]
        return self._encoding.plain(found[subcomponent - 1]).strip() if subcomponent <= len(found) else ""

    @property
    def whole(self) -> str:
        """The whole repetition with its delimiters, free of escapes."""
        return self._encoding.plain(self._encoding.component.join(self._parts)).strip()
