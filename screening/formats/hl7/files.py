"""What a file holds: messages, one or many, in a batch or not, framed or not, whatever its lines end with.

No line is lost: it belongs to a message, frames a batch, or is given back as stray.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.engine import Reason
from screening.formats.hl7.charset import Charset, decoded
from screening.formats.hl7.er7 import Encoding, Segment

# MLLP begins a message with VT and ends it with FS; a file of DOS may end with SUB.
_FRAMES = bytes.maketrans(b"\x0b\x1c\x1a", b"\r\r\r")
_BLANK = b" \t\x00\xef\xbb\xbf"
_SEGMENT = re.compile(rb"[A-Za-z][A-Za-z0-9]{2}")
_BATCH = frozenset((b"FHS", b"BHS", b"BTS", b"FTS"))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class Lines:
    """The lines of one message, not yet read; `broken` of them went on where the line before had ended too early."""

    number: int
    rows: list[bytes]
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that belongs to no message."""

    line: int
    raw: bytes


@dataclass(slots=True)
class Contents:
    """What stands in a file; `miscounted` are batches that say another number of messages than they hold, or end early.

    Each is (what the batch says, what was found); None where its end is missing.
    """

    messages: list[Lines] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    miscounted: list[tuple[int | None, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its segments, and what its bytes were read as. `fault` says why there are no segments."""

    number: int
    segments: Sequence[Segment]
    charset: Charset
    fault: Reason | None = None

    @property
    def header(self) -> Segment:
        """The MSH segment."""
        return self.segments[0]


def contents(raw: bytes) -> Contents:
    """Part a file into its messages."""
    found = Contents()
    parting = _Parting(found)
    for number, line in enumerate(_unicode(raw).translate(_FRAMES).splitlines(), 1):
        if line:
            parting.take(number, line)
    parting.end()
    return found


def _unicode(raw: bytes) -> bytes:
    if not raw.startswith(_UTF16):
        return raw
    return raw.decode("utf-16", "replace").encode()


class _Parting:
    def __init__(self, found: Contents) -> None:
        self.found = found
        self.message: Lines | None = None
        self.begun: int | None = None  # how many messages there were when the batch began

    def take(self, number: int, line: bytes) -> None:
        line = line if line[:1].isalpha() else line.lstrip(_BLANK)
        name = line[:3].upper()
        if name == b"MSH" and len(line) > 3:
            self.message = Lines(len(self.found.messages) + 1, [line])
            self.found.messages.append(self.message)
        elif name in _BATCH and not line[3:4].isalnum():
            self._batch(name, line)
        elif self.message is None:
            if line.strip():
                self.found.strays.append(Stray(number, line))
        elif _is_segment(line, self.message.rows[0]):
            self.message.rows.append(line)
        elif line.strip():
            self.message.rows[-1] += b"\n" + line
            self.message.broken += 1

    def _batch(self, name: bytes, line: bytes) -> None:
        self.message = None
        if name == b"BHS":
            self.end()
            self.begun = len(self.found.messages)
        elif name == b"BTS" and self.begun is not None:
            held, said = len(self.found.messages) - self.begun, line[4:].partition(line[3:4] or b"|")[0].strip()
            if said.isdigit() and len(said) < 10 and int(said) != held:
                self.found.miscounted.append((int(said), held))
            self.begun = None

    def end(self) -> None:
        """Note a batch that never ended: its file may have been cut."""
        if self.begun is not None:
            self.found.miscounted.append((None, len(self.found.messages) - self.begun))
            self.begun = None


def _is_segment(line: bytes, header: bytes) -> bool:
    return _SEGMENT.match(line) is not None and (len(line) == 3 or line[3:4] == header[3:4])


def parsed(lines: Lines) -> Message:
    """Read a message; one whose encoding characters can't be told has no segments, and says why."""
    text, charset = decoded(b"\r".join(lines.rows))
    rows = text.split("\r")
    encoding = _encoding(rows[0], charset.codec)
    if isinstance(encoding, Reason):
        return Message(lines.number, (), charset, encoding)
    counts: dict[str, int] = {}
    found = []
    for number, row in enumerate(rows, 1):
        name = row[:3].upper()
        counts[name] = nth = counts.get(name, 0) + 1
        found.append(Segment(name, number, nth, row.split(encoding.field), encoding))
    # MSH-1 is the separator itself; with it in its place all fields count as HL7 counts them.
    found[0].fields.insert(1, encoding.field)
    return Message(lines.number, found, charset)


def _encoding(header: str, codec: str) -> Encoding | Reason:
    mark = header[3:4]
    marks = header[4:].partition(mark)[0]
    given = [mark, *marks[:4]]
    if not _can_part(mark) or not marks:
        return Reason("hl7.delimiters", {"at": "MSH-1" if marks else "MSH-2"})
    if len(set(given)) < len(given) or not all(map(_can_part, given)):
        return Reason("hl7.delimiters", {"at": "MSH-2"})
    component, repetition, escape, subcomponent = (*given[1:], "", "", "")[:4]
    return Encoding(mark, component, repetition, escape, subcomponent, codec)


def _can_part(mark: str) -> bool:
    return bool(mark) and mark.isprintable() and not mark.isalnum() and not mark.isspace() and mark != '"'
