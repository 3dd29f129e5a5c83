"""A table of text as everyday programs write it: in which encoding, and what stands between its cells."""

import codecs
import csv
import hashlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from screening.wording import refused

DELIMITERS = (",", ";", "\t", "|")
_BLOCK = 1 << 20
_LONGEST_HEADER = 1 << 20
_MOST_COLUMNS = 5_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
Watch = Callable[[int], None]


class Layout(NamedTuple):
    """How a table of text is written: its encoding, the sign between cells, its header, and the lines before that."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped: int


class Read(NamedTuple):
    """A file that was gone through once: its SHA-256, and the encoding in which all of it makes sense."""

    sha256: str
    encoding: str


def gone_through(path: Path, watch: Watch) -> Read:
    """Read a file of text once: in UTF-8, as its first bytes say, or in GB18030 where its first wide sign is no UTF-8.

    A file that is none of these counts as UTF-8: the rows that are not will be at fault.
    """
    digest, guess = hashlib.sha256(), _Guess()
    for block in _blocks(path, watch):
        digest.update(block)
        guess.hear(block)
    return Read(digest.hexdigest(), guess.end())


class _Guess:
    """Finds out an encoding, block by block."""

    def __init__(self) -> None:
        self._name = ""
        self._chinese = codecs.getincrementaldecoder("gb18030")()

    def hear(self, block: bytes) -> None:
        """Take the next block."""
        if not self._name:
            self._name = next((name for mark, name in _MARKS.items() if block.startswith(mark)), "ascii")
        if self._name == "ascii" and not block.isascii():
            self._name = _encoding_of(block)
        if self._name == "gb18030":
            self._try(block)

    def end(self) -> str:
        """Give the encoding."""
        if self._name == "gb18030":
            self._try(b"", final=True)
        return "utf-8" if self._name in ("", "ascii") else self._name

    def _try(self, block: bytes, *, final: bool = False) -> None:
        try:
            self._chinese.decode(block, final)
        except UnicodeDecodeError:
            self._name = "utf-8"


def _encoding_of(block: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(block)
    except UnicodeDecodeError as error:
        return "gb18030" if block[: error.start].isascii() else "utf-8"
    return "utf-8"


def digest_of(path: Path, watch: Watch) -> str:
    """Give a file's SHA-256."""
    digest = hashlib.sha256()
    for block in _blocks(path, watch):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path, watch: Watch) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
            watch(file.tell())


def layout(path: Path, encoding: str, known: Collection[str]) -> Layout:
    """Find the header and what parts it: whatever gives the most columns that somebody knows."""
    with path.open("rb") as file:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(_LONGEST_HEADER)).lstrip("\ufeff")
    lines = text.splitlines(keepends=True)
    skipped = 0
    if lines and lines[0].lower().startswith("sep="):  # a spreadsheet's own note to itself
        skipped, lines = 1, lines[1:]
    if not lines or not lines[0].strip():
        raise refused("cohort.no_header", file=path.name)
    found = {sign: _first(lines, sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: (sum(one in known for one in found[sign]), len(found[sign])))
    if not set(found[best]) & set(known) or len(found[best]) > _MOST_COLUMNS:
        raise refused("cohort.no_header", file=path.name)
    return Layout(encoding, best, tuple(found[best]), skipped)


def _first(lines: list[str], sign: str) -> list[str]:
    try:
        return [one.strip() for one in next(csv.reader(lines, delimiter=sign))]
    except (csv.Error, StopIteration):
        return []


def recode(path: Path, encoding: str, to: Path, watch: Watch) -> None:
    """Write a file of text anew as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with to.open("wb") as out:
        for block in _blocks(path, watch):
            out.write(decoder.decode(block).encode())
        out.write(decoder.decode(b"", True).encode())
