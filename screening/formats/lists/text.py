"""A table of text as everyday programs write it: its encoding, what stands between its cells, its rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.engine import Reason
from screening.wording import refused

DELIMITERS = (",", ";", "\t", "|")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_HIGH = re.compile(rb"(?:[\x81-\xfe][0-9]){2}|[\x80-\xff]+")
_LOOKED_AT = 65_536
_NOTE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
"""A spreadsheet's own note to itself, in the first line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: where it stands, and its cells."""

    place: str
    cells: tuple[str, ...]


def decoded(raw: bytes) -> tuple[str, Reason | None]:
    """Read bytes as text, and say which encoding was assumed where the file itself does not tell."""
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            text = _strictly(raw, name)
            if text is None:
                raise refused("lists.encoding", encoding=name.removesuffix("-sig").upper())
            return _plain(text), None
    text = _strictly(raw, "utf-8")
    if text is not None and "\x00" not in text:
        return _plain(text), None
    for name in _guesses(raw):
        text = _strictly(raw, name)
        if text is not None:
            return _plain(text), Reason("lists.encoding", {"encoding": name.upper()})
    raise refused("lists.binary")


def _guesses(raw: bytes) -> tuple[str, ...]:
    if b"\x00" in raw:
        return ("utf-16-be",) if raw.count(b"\x00\n") > raw.count(b"\n\x00") or raw[:1] == b"\x00" else ("utf-16-le",)
    runs = _HIGH.findall(raw[:_LOOKED_AT])
    # A Chinese sign is two such bytes, a rare one four with digits between; a letter of Western Europe stands alone.
    pairs = sum(len(run) % 2 == 0 for run in runs)
    chinese, western = ("gb18030",), ("cp1252", "latin-1")
    return chinese + western if 2 * pairs > len(runs) else western


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Refuse what is no text; a file of DOS may end with SUB."""
    text = text.rstrip("\x1a")
    if _CONTROL.search(text):
        raise refused("lists.binary")
    return text


def rows_by(text: str, delimiter: str, most: int | None = None) -> list[Row]:
    """Part a text into rows of cells, at most so many; RefusedError where a quotation mark is never closed."""
    try:
        return list(_rows(text, delimiter, most, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise refused("lists.quote", line=_last_begun(text, delimiter)) from None
    try:
        return list(_rows(text, delimiter, most, strict=False))
    except csv.Error:
        raise refused("lists.no_table") from None


def _rows(text: str, delimiter: str, most: int | None, *, strict: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begun, given = 1, 0
    for cells in reader:
        if given == most:
            return
        if begun == 1 and is_note(cells, delimiter):
            pass
        elif any(cell.strip() for cell in cells):
            given += 1
            yield Row(f"line {begun}", tuple(tidy(cell) for cell in cells))
        begun = reader.line_num + 1


def _last_begun(text: str, delimiter: str) -> int:
    """Find the line of the row that never ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for _ in reader:
            begun = reader.line_num + 1
    except csv.Error:
        pass
    return begun


def is_note(cells: Sequence[str], delimiter: str) -> bool:
    """Say whether a first row only tells what stands between the cells."""
    return _NOTE.fullmatch(delimiter.join(cells).strip()) is not None


def noted_delimiter(text: str) -> str | None:
    """Give the delimiter that a text says it has."""
    found = _NOTE.fullmatch(text[:8].splitlines()[0].strip()) if text.strip() else None
    return found[1] if found is not None and found[1] in DELIMITERS else None


def tidy(cell: str) -> str:
    """Put a cell into one line without spaces around it."""
    return cell.strip() if cell.isprintable() else "".join(one if one.isprintable() else " " for one in cell).strip()
