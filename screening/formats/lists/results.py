"""The results that the rows of a list report, each with all that stands beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from screening.formats.lists.days import Told, is_ordered, read_moment
from screening.formats.lists.headings import DAYS, test_in
from screening.formats.lists.mapping import RESULT, ListMapping
from screening.formats.lists.table import Table
from screening.formats.lists.text import Row

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Result:
    """A result as a list has it: where, of what (names, codes, or the field that a person chose), and when.

    `beside` are the texts that may tell of clumps or clots, `specimen` those that tell of the sample. `undated` is a
    day that could be two; `by_report`: only the day of the report is known.
    """

    row: str
    place: str
    names: tuple[str, ...]
    value: str = field(repr=False)
    units: tuple[str, ...]
    at: str | None
    beside: tuple[str, ...] = field(repr=False, default=())
    specimen: tuple[str, ...] = ()
    limits: str = ""
    status: str = ""
    field: str = ""
    undated: str = ""
    by_report: bool = False

    @property
    def seen(self) -> str:
        """Tell it as a person would read it."""
        told = " ".join(filter(None, (f"{self.names[0]}:", self.value, *self.units[:1])))
        limits = f"({self.limits})" if self.limits else ""
        return "; ".join(filter(None, (f"{told} {limits}".strip(), *self.specimen, *self.beside)))[:_SHOWN]


class Reader:
    """Reads the results of rows by a mapping; `told` is what stands outside the table and holds for the rows below."""

    def __init__(self, table: Table, mapping: ListMapping, zone: tzinfo | None) -> None:
        self._table, self._mapping, self._zone = table, mapping, zone
        self._places: dict[tuple[str, ...], list[int]] = {}
        self._fields = {one.name: one.field for one in mapping.tests if one.chosen or not one.sure}

    def cells(self, row: Row, *meanings: str) -> list[str]:
        """Give what a row has in the columns of some kinds, where something stands there."""
        places = self._places.get(meanings)
        if places is None:
            places = self._places[meanings] = self._mapping.places(*meanings)
        return [row.cells[place] for place in places if place < len(row.cells) and row.cells[place]]

    def results(self, row: Row, told: Mapping[str, str]) -> Iterator[Result]:
        """Give the results of a row: one, or as many as it has columns of tests that are filled in."""
        if self._mapping.is_wide:
            for place in self._mapping.places(RESULT):
                if place < len(row.cells) and row.cells[place]:
                    yield self._of_column(row, place, told)
        elif self.cells(row, "test", "code") and (self.cells(row, "value") or self.cells(row, "unit", "remark")):
            yield self._of_row(row, told)

    def _of_row(self, row: Row, told: Mapping[str, str]) -> Result:
        parted = [test_in(name) for name in self.cells(row, "test", "code")]
        units = [*self.cells(row, "unit"), *(unit for _, unit in parted if unit)]
        columns = [self._mapping.columns[place].unit for place in self._mapping.places("value")]
        given = next(iter(self.cells(row, "value")), "")
        fields = [self._fields[name] for name in self.cells(row, "test", "code") if self._fields.get(name)]
        names = tuple(name for name, _ in parted)
        return self._result(row, row.place, names, given, units or columns, told, fields[:1])

    def _of_column(self, row: Row, place: int, told: Mapping[str, str]) -> Result:
        column = self._mapping.columns[place]
        name = test_in(column.heading)[0] or self._table.title(place)
        units = [column.unit] if column.unit else self.cells(row, "unit")
        where = f"{row.place}, {self._table.title(place)}"
        return self._result(row, where, (name,), row.cells[place], units, told, [column.field])

    def _result(
        self,
        row: Row,
        place: str,
        names: tuple[str, ...],
        value: str,
        units: Sequence[str],
        told: Mapping[str, str],
        fields: Sequence[str],
    ) -> Result:
        at, undated, by_report = self._when(row, told)
        return Result(
            row.place,
            place,
            names,
            value,
            tuple(filter(None, units)),
            at,
            tuple(self.cells(row, "flag", "remark")),
            tuple(self.cells(row, "specimen") or filter(None, [told.get("specimen")])),
            "; ".join(self.cells(row, "range")),
            "; ".join(self.cells(row, "status")),
            next(iter(fields), ""),
            undated,
            by_report,
        )

    def _when(self, row: Row, told: Mapping[str, str]) -> tuple[str | None, str, bool]:
        """Say when: the day of sampling, else a day of which nothing is said, else that of the report.

        Gives the moment, a text that could be two days, and whether it is the report's.
        """
        clock = ""
        for kind in DAYS:
            texts = self.cells(row, kind) or list(filter(None, [told.get(kind)]))
            found = [read_moment(text, self._mapping.day_order or "", self._zone) for text in texts]
            known = [one for one in found if one is not None]
            day = next((one.day for one in known if one.day), "")
            hour = next((one.clock for one in known if one.clock), "")
            if day:
                own = hour or (clock if kind == "day" else "")
                return Told(day, own).moment, "", kind == "reported"
            unread = next((text for text, one in zip(texts, found, strict=True) if one is None), None)
            if unread is not None:
                return None, unread if is_ordered(unread) and not self._mapping.day_order else "", False
            clock = clock or hour
        return None, "", False
