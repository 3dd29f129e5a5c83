"""What a file may have: columns and series that somebody knows, or that are to be ignored."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from screening.cohort.cells import fits, listed
from screening.cohort.columns import Cell, FileColumn, result_file_columns
from screening.cohort.source import Source
from screening.cohort.staging import FILE_ROW, Columns
from screening.errors import InputError, Problem, nearest
from screening.protocol import Protocol
from screening.wording import Words


def refuse_columns(source: Source, known: Sequence[FileColumn], needed: Sequence[str], ignore: Collection[str]) -> None:
    """Refuse a file whose columns nobody knows, or that lacks one, or in which one can't be what it should be."""
    by_name = {one.name: one for one in known}
    problems = [*_unknown(source.columns, by_name, ignore), *_missing(source.columns, needed)]
    for name, raw in source.columns.items():
        column = by_name.get(name)
        if column is not None and not fits(raw, _KINDS.get(column.cell, "text")):
            problems.append(_problem(name, "column_type", type=raw.type))
    if problems:
        raise InputError(problems, source.file.name)


def _unknown(columns: Columns, known: Mapping[str, FileColumn], ignore: Collection[str]) -> Iterator[Problem]:
    for name in columns:
        if name not in known and name not in ignore:
            yield _problem(name[:60], "column_unknown", nearest(name[:60], known))


def _missing(columns: Columns, needed: Sequence[str]) -> Iterator[Problem]:
    for name in needed:
        if name not in columns:
            yield _problem(name, "column_missing")


def _problem(place: str, code: str, close: str = "", **values: object) -> Problem:
    text = Words().text(f"problem.cohort.{code}", **values)
    return Problem(place, f"{text}{close}", code=f"cohort.{code}", values=values)


_KINDS = {
    Cell.TEXT: "identifier",
    Cell.DATE: "day",
    Cell.MOMENT: "day",
    Cell.DATE_OR_WORD: "day",
    Cell.EVENTS: "days",
    Cell.PERIODS: "periods",
    Cell.NUMBER: "number",
    Cell.MEASURE: "number",
    Cell.LIMIT: "number",
    Cell.FLAG: "flag",
}


def series_of(protocol: Protocol) -> tuple[str, ...]:
    """Name the series that a protocol asks for."""
    return next(one.words for one in result_file_columns(protocol) if one.name == "field")


def refuse_series(protocol: Protocol, results: Source, found: Collection[str], ignore: Collection[str]) -> list[str]:
    """Refuse results of series that the protocol does not have; give those of them that are to be ignored."""
    series = series_of(protocol)
    strange = sorted({*found} - {*series})
    unknown = [one[:60] for one in strange if one not in ignore]
    problems = [_problem("field", "series_unknown", nearest(one, series), name=one) for one in unknown[:20]]
    if problems:
        raise InputError(problems, results.file.name)
    return strange


def without(results: Source, series: Sequence[str]) -> Source:
    """Leave out the results of some series."""
    if not series:
        return results
    where = f"{results.columns['field'].sql} NOT IN ({listed(series)})"
    return results._replace(relation=f"(SELECT *, {FILE_ROW} FROM {results.relation} WHERE {where})")
