"""The columns of a cohort's file as a person reads them, and an empty file with the right headings."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, NamedTuple

from screening.cohort.columns import NONE, SUBJECT, Cell, FileColumn, file_columns, result_file_columns
from screening.formats.tables import Column, Table, csv_bytes
from screening.protocol import LabField, Protocol
from screening.wording import Words, field_name, pretty_unit

_SUBJECT_PARTS = (SUBJECT, "birth_date", "sex")


class ToldColumn(NamedTuple):
    """A column's heading, what it is, and what a cell of it may hold."""

    name: str
    what: str
    holds: str


def told_columns(protocol: Protocol, words: Words) -> list[ToldColumn]:
    """Tell every column that the file of patients may have."""
    return [_told(one, protocol, words) for one in file_columns(protocol)]


def told_result_columns(protocol: Protocol, words: Words) -> list[ToldColumn]:
    """Tell every column that the file of laboratory results may have."""
    return [_told(one, protocol, words) for one in result_file_columns(protocol)]


def template_csv(columns: Sequence[ToldColumn]) -> bytes:
    """Give a file of headings alone."""
    return csv_bytes([column.name for column in columns], ())


def write_template(file: BinaryIO, columns: Sequence[ToldColumn], words: Words, *, made: datetime) -> None:
    """Write a workbook: a sheet of headings to fill in, and one that tells what each of them is."""
    from screening.formats.workbook import write_workbook

    text = words.text
    empty = Table(
        "patients", text("prescreen.template.sheet"), tuple(Column(one.name, one.name) for one in columns), ()
    )
    heads = tuple(Column(name, text(f"prescreen.template.{name}")) for name in ToldColumn._fields)
    write_workbook(
        file, [empty, Table("columns", text("prescreen.template.columns"), heads, columns)], made=made, by=""
    )


def _told(column: FileColumn, protocol: Protocol, words: Words) -> ToldColumn:
    return ToldColumn(column.name, words.listed(list(_what(column, protocol, words))), _holds(column, protocol, words))


def _what(column: FileColumn, protocol: Protocol, words: Words) -> Iterator[str]:
    """Name the field, and the part of it that the column is."""
    if not column.field:
        known = column.name in _SUBJECT_PARTS
        yield words.text(f"prescreen.column.{column.name}" if known else f"prescreen.part.{column.name}")
        return
    part = column.name.removeprefix(column.field).removeprefix(".")
    yield field_name(protocol, words, column.field)
    if column.cell is Cell.STATE:
        yield field_name(protocol, words, column.name)
    elif part:
        yield words.text(f"prescreen.part.{part if _is_lab(column, protocol) else 'known_from'}")


def _holds(column: FileColumn, protocol: Protocol, words: Words) -> str:
    """Say what a cell may hold, with the very words that are read."""
    field = protocol.field.get(column.field)
    units = ", ".join(dict.fromkeys((field.unit, *field.also))) if isinstance(field, LabField) else ""
    unit = pretty_unit(getattr(field, "unit", None) or "")
    cell = Cell.DATE if column.cell is Cell.DATE_OR_WORD and not column.words else column.cell
    told = words.text(
        f"prescreen.cell.{cell.name.lower()}",
        words=", ".join(column.words),
        units=units or words.text("prescreen.cell.own_unit"),
        none=NONE,
    )
    return f"{told} ({unit})" if column.cell is Cell.NUMBER and unit else told


def _is_lab(column: FileColumn, protocol: Protocol) -> bool:
    return isinstance(protocol.field.get(column.field), LabField)
