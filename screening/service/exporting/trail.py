"""The audit trail as a copy: a line an act, or a line each field that it changed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from screening.access import Permission
from screening.formats.tables import Cell, csv_parts
from screening.log import Exported
from screening.service.exporting.copies import Copy
from screening.service.site import Site
from screening.service.trail import Line, Wanted
from screening.wording import Words, trail_text

_TRAIL = ("entry", "at", "zone", "who", "role", "site", "study", "number", "kind", "act", "field", "old", "new")


def export_trail(
    site: Site, path: Path, words: Words, *, format: str = "csv", wanted: Wanted | None = None, identified: bool = False
) -> Exported:
    """Write the audit trail as CSV or as JSON Lines: a line an act, or a line each field that it changed.

    Coded, it holds nothing that lies with a person's identity; identified, the reasons and these fields as well.
    """
    with site.acting(Permission.EXPORT_IDENTIFIED if identified else Permission.EXPORT_CODED):
        lines = site.trail.identified(wanted) if identified else site.trail.coded(wanted)
        make = trail_lines if format == "jsonl" else trail_table
        copy = Copy(site, words, view="trail", format=format, privacy="identified" if identified else "coded")
        parts = make(copy.counted(lines), site.trail.names(), words, identified=identified)
        return copy.leave(path, lambda file: file.writelines(parts))


def trail_table(
    lines: Iterable[Line], names: Mapping[str, str], words: Words, *, identified: bool = False
) -> Iterator[bytes]:
    """Give lines of the trail as CSV, the header first; only identified ones have a column for the reasons."""
    rows = (_trail_row(line, names, words, identified=identified) for line in lines)
    header = [words.text(f"column.{name}") for name in _trail_columns(identified=identified)]
    return csv_parts(header, ([_cell(value) for value in row.values()] for row in rows))


def trail_lines(
    lines: Iterable[Line], names: Mapping[str, str], words: Words, *, identified: bool = False
) -> Iterator[bytes]:
    """Give lines of the trail as JSON Lines."""
    for line in lines:
        row = _trail_row(line, names, words, identified=identified)
        yield f"{json.dumps(row, ensure_ascii=False)}\n".encode()


def _trail_columns(*, identified: bool) -> tuple[str, ...]:
    return (*_TRAIL, "why") if identified else _TRAIL


def _trail_row(line: Line, names: Mapping[str, str], words: Words, *, identified: bool) -> dict[str, object]:
    act = trail_text(line.kind, line.payload, names, words)
    row = (
        line.seq, line.at, line.zone, line.who, line.role, line.site, line.study, line.number, line.kind, act,
        line.path, line.old, line.new, line.why,
    )  # fmt: skip
    return dict(zip(_trail_columns(identified=identified), row, strict=False))


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)
