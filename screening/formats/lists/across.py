"""Lists with a row a test and a column a day, turned into lists with a row a result."""

from collections.abc import Iterator, Sequence

from screening.formats.lists.headings import days_across, folded, meaning_of, told_in
from screening.formats.lists.text import Row
from screening.formats.lists.values import Value, read_value

_TEST, _RESULT, _DAY = "Test", "Result", "Date"


def turned(headings: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Row, ...]] | None:
    """Give the headings and the rows of the same results one below the other; None where no days stand side by side.

    Every filled cell below a day becomes a row; every other row stays one, so that each is still accounted for.
    """
    if not days_across(headings):
        return None
    across = _Across(headings)
    return across.headings, tuple(one for row in rows for one in across.rows(row))


class _Across:
    """Reads row after row; headings that come again may head other days."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._width = len(headings)
        days = days_across(headings)
        self._days = {place: headings[place] for place in days}
        self._fixed = [place for place in range(self._width) if place not in days]
        self._names = _names_of(headings)
        first = [] if any(meaning_of(headings[place]) in ("test", "code") for place in self._fixed) else [_TEST]
        self.headings = (*first, *(headings[place] for place in self._fixed[len(first) :]), _RESULT, _DAY)

    def rows(self, row: Row) -> Iterator[Row]:
        """Give a row for each result of one."""
        cells = (*row.cells, *[""] * (self._width - len(row.cells)))
        if days_across(cells):
            yield self._headed(row, cells)
        elif any(cells[self._width :]) or self._tells_of_all(cells):
            yield self._apart(row)
        else:
            fixed = [cells[place] for place in self._fixed]
            filled = [
                (self._titled(place), (*fixed, cells[place], day)) for place, day in self._days.items() if cells[place]
            ]
            yield from (Row(f"{row.place}, {title}", made) for title, made in filled)
            if not filled:
                yield Row(row.place, (*fixed, "", ""))

    def _titled(self, place: int) -> str:
        """Call a column by its day; by its number where another one has that day, or none is known."""
        day = self._days[place]
        return day if day and list(self._days.values()).count(day) == 1 else f"column {place + 1}"

    def _apart(self, row: Row) -> Row:
        """Keep a row of which no cell may be read by its column."""
        return Row(row.place, (*[""] * len(self.headings), *row.cells))

    def _headed(self, row: Row, cells: Sequence[str]) -> Row:
        """Take headings that come again, with their days; under others no cell has a day."""
        if _names_of(cells) == self._names:
            days = days_across(cells)
            self._days = {place: cells[place] if place in days else "" for place in self._days}
            return Row(row.place, self.headings)
        self._days = dict.fromkeys(self._days, "")
        return self._apart(row)

    def _tells_of_all(self, cells: Sequence[str]) -> bool:
        """Say whether a line tells whose the rows below are, in place of results."""
        return bool(told_in(cells)) and not any(
            isinstance(read_value(cells[place], comma=True), Value) for place in self._days
        )


def _names_of(headings: Sequence[str]) -> dict[int, str]:
    days = days_across(headings)
    return {place: folded(cell) for place, cell in enumerate(headings) if cell and place not in days}
