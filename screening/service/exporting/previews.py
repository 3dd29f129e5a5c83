"""What would leave, told before it does and without making it, so that it is there at once however long the log is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from screening.formats.tables import Cell, Column
from screening.ledger import Reader
from screening.log import tally
from screening.service.exporting.events import as_said
from screening.service.exporting.logs import log_head, log_length
from screening.service.exporting.standards import README
from screening.service.exporting.wishes import TABLES, Wish
from screening.service.packing import INSIDE
from screening.service.site import Site
from screening.wording import Words

_SHOWN = 50
_DATASETS = ("ti", "ie", "suppie", "dm", "ds", "lb")
_FILES: Mapping[str, tuple[str, ...]] = {
    "sdtm": (*(f"{name}.json" for name in _DATASETS), "define.xml", f"{README}.txt", INSIDE),
    "xpt": (*(f"{name}.xpt" for name in _DATASETS), "define.xml", f"{README}.txt", INSIDE),
}
"""The files of the standards that make several."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave: of a table its columns, how many rows, and the first of them.

    Of a standard `rows` are people, with their `attempts`, judged by so many `criteria`; where it makes several files,
    they are named. `dated` says whether days leave as dates.
    """

    columns: tuple[Column, ...]
    rows: int
    first: tuple[tuple[Cell, ...], ...]
    dated: bool
    files: tuple[str, ...] = ()
    attempts: int = 0
    criteria: int = 0


def preview(site: Site, words: Words, wish: Wish) -> Preview:
    """Show what would leave, before it does; nothing is noted.

    RefusedError where it can't leave so, InputError with every fault of a sponsor's template.
    """
    with site.acting(wish.permission):
        wish.refuse_unless_sound(site)
        with site.reading_aside() as reader:
            if wish.format in TABLES:
                return _of_log(site, reader, words, wish)
            return _of_events(site, reader, wish) if wish.format == "jsonl" else _of_study(site, reader, wish)


def _of_log(site: Site, reader: Reader, words: Words, wish: Wish) -> Preview:
    table = log_head(site, reader, wish, words, _SHOWN)
    first = tuple(tuple(row) for row in table.rows)
    rows = len(first) if len(first) < _SHOWN else log_length(reader, site.study, wish)
    return Preview(table.columns, rows, first, wish.dated(site))


def _of_events(site: Site, reader: Reader, wish: Wish) -> Preview:
    said = [as_said(entry) for entry in islice(reader.entries(study=site.study), _SHOWN)]
    columns = tuple(Column(name, name) for name in said[0]) if said else ()
    first = tuple(tuple(_cell(value) for value in one.values()) for one in said)
    return Preview(columns, reader.count(study=site.study), first, wish.dated(site))


def _of_study(site: Site, reader: Reader, wish: Wish) -> Preview:
    found, files = tally(reader, site.study, standing=True), _FILES.get(wish.format, ())
    criteria = len(site.protocol.criterion)
    return Preview((), found.people, (), wish.dated(site), files, found.rows, criteria)


def _cell(value: object) -> Cell:
    return (
        value if value is None or isinstance(value, int | str) else json.dumps(value, ensure_ascii=False, default=dict)
    )
