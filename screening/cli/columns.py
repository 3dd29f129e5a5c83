"""How the columns of a list are read, as a script says it: what the window's panel asks, on the command line."""

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from screening.errors import UsageError
from screening.protocol import Protocol
from screening.quantity import canonical_unit
from screening.wording import Words

if TYPE_CHECKING:
    from screening.formats.lists import Column, ListMapping, Table
    from screening.service.intake.reading import Recall


def add_arguments(command: argparse.ArgumentParser, words: Words) -> None:
    """Let a command be told how a list is read."""
    for name, form in (("column", "HEADING=MEANING[ UNIT]"), ("test", "NAME=FIELD")):
        command.add_argument(f"--{name}", action="append", metavar=form, help=words.text(f"cli.help.import.{name}"))
    command.add_argument("--day-order", choices=("dmy", "mdy"), help=words.text("cli.help.import.day_order"))


def recall_by(options: argparse.Namespace, protocol: Protocol) -> "Recall | None":
    """Give how lists are read by what was said; None where nothing was. UsageError where that means nothing."""
    from screening.formats.lists import folded

    if not (options.column or options.test or options.day_order):
        return None
    columns = {folded(name): _column(said, protocol) for name, said in _pairs(options.column, "column")}
    tests = {folded(name): _test(said, protocol) for name, said in _pairs(options.test, "test")}
    return partial(_read, protocol, columns, tests, options.day_order or "")


def _read(
    protocol: Protocol, columns: "Mapping[str, Column]", tests: Mapping[str, str], day_order: str, table: "Table"
) -> "ListMapping":
    """Read a list as was said; a column is called by its heading, or `column 3` where it shares that or has none."""
    from screening.formats.lists import corrected, folded

    places = {folded(table.title(place)): place for place in range(len(table.headings))}
    unknown = [name for name in columns if name not in places]
    if unknown:
        known = ", ".join(map(table.title, range(len(table.headings))))
        raise UsageError(Words().text("importing.cli.no_column", name=unknown[0], known=known))
    said = {places[name]: column for name, column in columns.items()}
    return corrected(table, protocol, said, day_order=day_order, tests=tests)


def _pairs(given: Sequence[str] | None, what: str) -> list[tuple[str, str]]:
    parted = [one.rpartition("=") for one in given or ()]
    if not all(name and said for name, _, said in parted):
        raise UsageError(Words().text(f"importing.cli.{what}_form"))
    return [(name, said.strip()) for name, _, said in parted]


def _column(said: str, protocol: Protocol) -> "Column":
    """Read what a column holds: a kind, a question that its results answer, or `-` for nothing; and its unit."""
    from screening.formats.lists import LEFT_OUT, MEANINGS, RESULT, Column, fields_asked

    means, _, unit = said.partition(" ")
    if unit and canonical_unit(unit) is None:
        raise UsageError(Words().text("importing.cli.no_unit", unit=unit))
    if means in fields_asked(protocol):
        return Column("", RESULT, unit, means)
    if means not in (*MEANINGS, RESULT, LEFT_OUT):
        known = ", ".join((*fields_asked(protocol), *MEANINGS, RESULT, LEFT_OUT))
        raise UsageError(Words().text("importing.cli.no_meaning", name=means, known=known))
    return Column("", "" if means == LEFT_OUT else means, unit)


def _test(said: str, protocol: Protocol) -> str:
    from screening.formats.lists import LEFT_OUT, fields_asked

    known = (*fields_asked(protocol), LEFT_OUT)
    if said not in known:
        raise UsageError(Words().text("importing.cli.no_meaning", name=said, known=", ".join(known)))
    return said
