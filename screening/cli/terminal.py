"""Writing to the terminal: wrapped to its width, coloured only where that is wanted, never a character that crashes."""

import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

_NARROWEST, _WIDEST = 40, 100
# What moves the cursor or colours the screen, when it stands in somebody's file; and halves of a character.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A place where a line may be broken: after a space, or on either side of a wide character.
_PIECE = re.compile(r"\s+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\S")
_NEVER_FIRST = frozenset("，。；：、）！？”’》·,.;:)!?")
_COLOURS = {"bold": "1", "dim": "2", "good": "32", "bad": "31", "open": "33", "wait": "36"}


def prepare() -> None:
    """Make the standard streams UTF-8, whatever the system thinks, with an escape for what has no form there.

    One that was closed before we began leads nowhere from now on.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _nowhere(mode: str) -> TextIO:
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))


class UnheardError(Exception):
    """Standard output takes nothing more: a full disk, most likely. What was done is done."""


def say(line: str = "") -> None:
    """Write one line for whoever asked; UnheardError where it can't be written."""
    with _heard():
        sys.stdout.write(f"{line}\n")


def finish() -> None:
    """Bring out what is still held back; UnheardError where it can't be written."""
    with _heard():
        sys.stdout.flush()


@contextmanager
def _heard() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnheardError(error.strerror or str(error)) from None


def complain(lines: Iterable[str]) -> None:
    """Write what is wrong, a line each, where a program's output is not disturbed."""
    try:
        for line in lines:
            sys.stderr.write(f"{shown(line)}\n")
    except BrokenPipeError:
        hush()


def hush(*streams: TextIO) -> None:
    """Write nothing more: whoever read our words has seen enough, and the end would flush into a closed pipe."""
    for stream in streams or (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def shown(text: str) -> str:
    """Write text from outside so that it can't steer the terminal: a control character becomes its code."""
    return _UNSAFE.sub(_coded, text)


def _coded(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def width() -> int:
    """Give the width to write in: the terminal's, within what reads well."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def has_colour(stream: TextIO) -> bool:
    """Say whether colour is wanted: on a terminal that understands it, unless NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ


def painted(text: str, *looks: str) -> str:
    """Give text its looks (`bold`, `good`, ...) where standard output has colour."""
    if not looks or not has_colour(sys.stdout):
        return text
    return f"\x1b[{';'.join(_COLOURS[look] for look in looks)}m{text}\x1b[0m"


def columns(text: str) -> int:
    """Count the columns that a text takes; a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def padded(text: str, to: int) -> str:
    """Fill a text up to a number of columns."""
    return text + " " * max(0, to - columns(text))


def wrapped(text: str, indent: int = 0, first: str | None = None) -> list[str]:
    """Break a text into lines of the terminal's width, indented; `first` stands before the first line instead."""
    room, margin = width(), " " * indent
    lines = [margin if first is None else first]
    used = max(indent, columns(lines[0]))
    fresh = True
    for piece in _PIECE.findall(shown(text)):
        if piece.isspace():
            piece = "" if fresh else " "
        size = columns(piece)
        if used + size > room and not fresh and piece not in _NEVER_FIRST:
            lines[-1] = lines[-1].rstrip()
            lines.append(margin)
            used, piece = indent, piece.lstrip()
            size = columns(piece)
        lines[-1] += piece
        used += size
        fresh = fresh and not piece
    return [line.rstrip() for line in lines]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out a table in columns, the last one as long as it is."""
    cells = [[shown(cell) for cell in row] for row in (header, *rows)]
    sizes = [max(columns(row[place]) for row in cells) for place in range(len(header))]
    return ["  ".join(padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in cells]
