"""The three logs as tables: who stands in each, in which order, under which columns."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from operator import itemgetter

from screening.errors import InputError
from screening.formats.tables import Cell, Column, Table, csv_parts
from screening.formats.template import Template, TemplateColumn
from screening.ledger import Reader
from screening.log import CaseRow, each_case, first_days, persons_of, tally
from screening.service.exporting.columns import Field, Give, Telling, allowed
from screening.service.exporting.wishes import Wish
from screening.service.site import Site
from screening.wording import Words

_TOGETHER = 500


def log_table(site: Site, wish: Wish, words: Words, about: tuple[tuple[str, str], ...] = ()) -> Table:
    """Give one of the three logs at its level of privacy; its rows are read as they are asked for, once."""
    dated = wish.dated(site)
    first = {} if dated else first_days(site.reader, site.study)
    rows = _rows(site.reader, site.study, wish)
    return _table(site, wish, Telling(words, wish.level, dated, first), rows, about)


def log_head(site: Site, reader: Reader, wish: Wish, words: Words, most: int) -> Table:
    """Give the first rows of what `log_table` gives, without reading more of a long log than they need."""
    rows = list(islice(_rows(reader, site.study, wish), most))
    dated = wish.dated(site)
    first = {} if dated else first_days(reader, site.study, {row.person for row in rows})
    return _table(site, wish, Telling(words, wish.level, dated, first), iter(rows))


def log_length(reader: Reader, study: str, wish: Wish) -> int:
    """Count the rows that a log has as it would leave."""
    if wish.view == "screening":
        return tally(reader, study, current_only=wish.current_only).rows
    return tally(reader, study, standing=True, outcome="enrolled" if wish.view == "enrolment" else None).rows


def screening_csv(rows: Iterable[CaseRow], words: Words) -> Iterator[bytes]:
    """Give rows of the screening log with all its columns and their dates, as the site keeps them."""
    telling, fields = Telling(words), allowed("screening", "identified")
    header = [one.column(telling).title for one in fields]
    return csv_parts(header, _told(iter(rows), [one.give for one in fields], telling))


# Which rows


def _rows(reader: Reader, study: str, wish: Wish) -> Iterator[CaseRow]:
    """Give the rows of a log in its order: the enrolment log by time, strictly; the others by number."""
    current = wish.current_only or wish.view != "screening"
    outcome = "enrolled" if wish.view == "enrolment" else None
    rows = each_case(reader, study, current_only=current, newest_first=wish.newest_first, outcome=outcome)
    if wish.view == "screening":
        return rows
    standing = (row for row in rows if row.state == "current")
    if wish.view == "identification":
        return standing
    return iter(sorted(standing, key=_by_enrolment, reverse=wish.newest_first))


def _by_enrolment(row: CaseRow) -> tuple[str, int]:
    return row.outcome_on or "", row.outcome_entry or 0


def _table(
    site: Site, wish: Wish, telling: Telling, rows: Iterator[CaseRow], about: tuple[tuple[str, str], ...] = ()
) -> Table:
    fields = allowed(wish.view, wish.level)
    columns = _own(fields, telling) if wish.template is None else _sponsors(wish.template, fields, telling)
    gives = [give for _, give in columns]
    told = _named(site, rows, gives, telling) if wish.view == "identification" else _told(rows, gives, telling)
    title = telling.words.text(f"export.view.{wish.view}")
    return Table(wish.view, title, tuple(one for one, _ in columns), told, about)


def _told(rows: Iterator[CaseRow], gives: list[Give | str], telling: Telling) -> Iterator[list[Cell]]:
    # What stands as it is is taken at once, and the rest put in its place: hundreds of thousands of rows are told so.
    parts = itemgetter(*(CaseRow._fields.index(one) if isinstance(one, str) else 0 for one in (*gives, "seq")))
    made = [(place, give) for place, give in enumerate(gives) if not isinstance(give, str)]
    for row in rows:
        cells = list(parts(row))
        cells.pop()
        for place, give in made:
            cells[place] = give(row, telling)
        yield cells


def _named(site: Site, rows: Iterator[CaseRow], gives: list[Give | str], telling: Telling) -> Iterator[list[Cell]]:
    """Tell rows with who each person is, some at a time."""
    while some := list(islice(rows, _TOGETHER)):
        people = persons_of(site.reader, site.study, {row.person for row in some})
        how = replace(telling, people=people)
        yield from _told(iter(some), gives, how)


# Under which columns


def _own(fields: Iterable[Field], telling: Telling) -> list[tuple[Column, Give | str]]:
    return [(one.column(telling), one.give) for one in fields]


def _sponsors(template: Template, fields: Iterable[Field], telling: Telling) -> list[tuple[Column, Give | str]]:
    """Give the sponsor's columns; InputError names every one that this log has not, or may not have."""
    known = {one.name: one for one in fields}
    faults = template.faults(known, [name for name, one in known.items() if one.code])
    if faults:
        raise InputError(faults, source=template.name)
    return [_sponsors_own(column, known.get(column.field or ""), telling) for column in template.column]


def _sponsors_own(column: TemplateColumn, known: Field | None, telling: Telling) -> tuple[Column, Give | str]:
    if known is None:
        return Column("", column.title), _blank
    head = replace(known.column(telling), title=column.title)
    code, give, values = known.code, known.give, column.values
    if code is None or not values:
        return head, give

    def called(row: CaseRow, how: Telling) -> Cell:
        said = values.get(code(row))
        if said is not None:
            return said
        return getattr(row, give) if isinstance(give, str) else give(row, how)

    return head, called


def _blank(row: CaseRow, how: Telling) -> Cell:
    del row, how
    return None
