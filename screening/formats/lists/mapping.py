"""What each column of a list holds: recognised from its headings, corrected by a person, kept for the next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from screening.formats.laboratory import Laboratory
from screening.formats.lists.days import ORDERS, is_ordered, order_in, read_moment
from screening.formats.lists.headings import DAYS, MEANINGS, folded, is_test, meaning_of, rank, test_in
from screening.formats.lists.table import Table
from screening.protocol import LabField, NumberField, Protocol
from screening.quantity import canonical_unit

RESULT = "result"
"""What a column holds that has the results of one test."""
LEFT_OUT = "-"
"""In place of a field: a person said that nobody asks for it."""
SEVERAL = (*DAYS, "remark", "flag", RESULT, "")
"""What more than one column of a list can hold."""
_MOST_TESTS = 500
_COULD_BE_TWO = "11/12/2026"
Told = Literal["recognised", "remembered", "chosen"]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds (`means`: a kind, `result`, or blank for nothing that is needed).

    `unit` is that of its results where none stands beside them; `field` is the question that a person said the results
    of a column answer (blank: whatever its heading says). `sure` is False where a person has to look.
    """

    heading: str
    means: str = ""
    unit: str = ""
    field: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a list with a row a result: what the protocol asks by that name (blank: nothing).

    `chosen`: a person said so; `sure` is False where the name only resembles a known one.
    """

    name: str
    field: str = ""
    sure: bool = True
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ListMapping:
    """How a list is to be read: its columns, its tests, and the order of days (`dmy`, `mdy`; blank: not needed).

    None as the order asks for it. `told` says where all of it comes from.
    """

    fingerprint: str
    columns: tuple[Column, ...]
    day_order: str | None = ""
    tests: tuple[Test, ...] = field(default=(), repr=False)
    told: Told = "recognised"

    @property
    def is_wide(self) -> bool:
        """Say whether it has a column a test, not a row a result."""
        return any(one.means == RESULT for one in self.columns)

    @property
    def is_whole(self) -> bool:
        """Say whether results can be found in it, each with its test and its day."""
        held = {one.means for one in self.columns}
        return self.is_wide or ("value" in held and bool({"test", "code"} & held))

    @property
    def doubtful(self) -> int:
        """Count the columns and tests at which a person has to look."""
        return sum(not one.sure for one in self.columns) + sum(not one.sure for one in self.tests)

    @property
    def is_sure(self) -> bool:
        """Say whether nothing of it needs a person's eye."""
        return self.is_whole and self.day_order is not None and not self.doubtful

    def places(self, *meanings: str) -> list[int]:
        """List the columns that hold one of some kinds."""
        return [place for place, one in enumerate(self.columns) if one.means in meanings]

    def kept(self) -> dict[str, Any]:
        """Give what is worth keeping for the next list of these headings, as JSON values: nothing of a patient."""
        return {
            "fingerprint": self.fingerprint,
            "columns": [[one.means, one.unit, one.field] for one in self.columns],
            "day_order": self.day_order or "",
            "tests": {folded(one.name): one.field for one in self.tests if one.chosen},
        }


def recognise(table: Table, protocol: Protocol) -> ListMapping:
    """Say what a list holds: from its headings, where these are unknown from the look of its cells, which is unsure."""
    columns = _by_look(table, _once_each([_by_heading(heading) for heading in table.headings]))
    mapping = ListMapping(table.fingerprint, tuple(columns))
    return replace(mapping, day_order=_order(table, mapping), tests=_tests(table, mapping, protocol))


def restored(kept: Mapping[str, Any], table: Table, protocol: Protocol) -> ListMapping | None:
    """Give a mapping as it was kept, for a list of the same headings; None where it does not fit."""
    columns = kept.get("columns", ())
    if kept.get("fingerprint") != table.fingerprint or len(columns) != len(table.headings):
        return None
    asked = fields_asked(protocol)
    made = tuple(
        Column(heading, means, unit, name if name in (*asked, LEFT_OUT) else "")
        for heading, (means, unit, name) in zip(table.headings, columns, strict=True)
        if means in (*MEANINGS, RESULT, "")
    )
    if len(made) != len(columns):
        return None
    chosen = {name: to for name, to in dict(kept.get("tests", {})).items() if to in (*asked, LEFT_OUT)}
    return described(table, protocol, made, day_order=kept.get("day_order", ""), tests=chosen, told="remembered")


def described(
    table: Table,
    protocol: Protocol,
    columns: Sequence[Column],
    *,
    day_order: str = "",
    tests: Mapping[str, str] = MappingProxyType({}),
    told: Told = "chosen",
) -> ListMapping:
    """Give the mapping of a list whose columns are known.

    `day_order` counts where the days do not show theirs; `tests` are the fields that a person said, by folded names.
    """
    mapping = ListMapping(table.fingerprint, tuple(columns), told=told)
    order = _order(table, mapping)
    if order is None and day_order in ORDERS:
        order = day_order
    said = (
        replace(one, field=tests[folded(one.name)], sure=True, chosen=True) if folded(one.name) in tests else one
        for one in _tests(table, mapping, protocol)
    )
    return replace(mapping, day_order=order, tests=tuple(said))


def corrected(
    table: Table, protocol: Protocol, said: Mapping[int, Column], *, day_order: str, tests: Mapping[str, str]
) -> ListMapping:
    """Give a mapping with what was said of some columns, by their place; of the others what is certain."""
    held = {one.means for one in said.values()} - set(SEVERAL)
    columns = [
        replace(said[place], heading=one.heading)
        if place in said
        else replace(one, means="")
        if one.means in held
        else one
        for place, one in enumerate(only_sure(recognise(table, protocol)).columns)
    ]
    made = described(table, protocol, columns, day_order=day_order, tests=tests)
    return replace(made, tests=tuple(one if one.sure else replace(one, field="") for one in made.tests))


def only_sure(mapping: ListMapping) -> ListMapping:
    """Leave out of a recognised mapping whatever a person has not looked at yet."""
    if mapping.told == "chosen":
        return mapping
    columns = tuple(one if one.sure else replace(one, means="") for one in mapping.columns)
    tests = tuple(one if one.sure else replace(one, field="") for one in mapping.tests)
    return replace(mapping, columns=columns, tests=tests)


def fields_asked(protocol: Protocol) -> list[str]:
    """List the questions of a protocol that a list's results can answer."""
    return [name for name, one in protocol.field.items() if isinstance(one, LabField | NumberField)]


# By headings


def _by_heading(heading: str) -> Column:
    if not heading:
        return Column(heading)
    meaning = meaning_of(heading)
    if meaning is None and is_test(heading):
        return Column(heading, RESULT, test_in(heading)[1])
    unit = test_in(heading)[1] if meaning == "value" else ""
    return Column(heading, meaning or "", unit)


def _once_each(columns: Sequence[Column]) -> list[Column]:
    """Keep of two columns of one kind the better one; a day may be told by two, the date in one and the time in one."""
    best: dict[str, int] = {}
    for place, one in enumerate(columns):
        first = best.get(one.means)
        better = one.means in MEANINGS and (
            first is None or rank(one.heading, one.means) < rank(columns[first].heading, one.means)
        )
        if better:
            best[one.means] = place
    return [
        one if one.means in SEVERAL or best[one.means] == place else replace(one, means="")
        for place, one in enumerate(columns)
    ]


# By the look of the cells, where a heading says nothing


def _by_look(table: Table, columns: list[Column]) -> list[Column]:
    """Guess what is still missing from what stands in the columns that nobody knows; a guess is never sure."""
    held = {one.means for one in columns}
    wide = RESULT in held and "value" not in held
    looks = {"unit": _is_unit, "test": is_test, "value": _is_number} if not wide else {}
    looks |= {} if held & set(DAYS) else {"day": _is_day}
    for means, look in looks.items():
        if means in held or (means == "test" and "code" in held):
            continue
        likely = [at for at, one in enumerate(columns) if not one.means and _mostly(look, table.column(at))]
        if len(likely) == 1:
            columns[likely[0]] = replace(columns[likely[0]], means=means, sure=False)
    return columns


def _mostly(look: Any, cells: Sequence[str]) -> bool:
    some = cells[:200]
    return bool(some) and 2 * sum(map(bool, map(look, some))) > len(some)


def _is_unit(cell: str) -> bool:
    return canonical_unit(cell) is not None and not _is_number(cell)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "", 1).isdecimal()


def _is_day(cell: str) -> bool:
    found = read_moment(cell, "dmy") or read_moment(cell, "mdy")
    return found is not None and bool(found.day) and not _is_number(cell)


# Days and tests


@dataclass(frozen=True, slots=True)
class DayAsked:
    """A day of a list as it stands there, and the ISO day that it is in each order."""

    text: str
    orders: Mapping[str, str]


def day_asked(table: Table, mapping: ListMapping) -> DayAsked | None:
    """Give a day that could be two, where nothing in the list shows which of them it is."""
    cells = [cell for place in mapping.places(*DAYS, "birth_date") for cell in table.column(place)]
    if order_in(cells) is not None:
        return None
    for cell in (*cells, _COULD_BE_TWO):
        found = {order: read_moment(cell, order) for order in ORDERS if is_ordered(cell)}
        days = {order: one.day for order, one in found.items() if one is not None}
        if len(set(days.values())) == len(ORDERS):
            return DayAsked(cell, days)
    raise AssertionError("the last one could be two")


def _order(table: Table, mapping: ListMapping) -> str | None:
    places = mapping.places(*DAYS, "birth_date")
    return order_in(cell for place in places for cell in table.column(place))


def _tests(table: Table, mapping: ListMapping, protocol: Protocol) -> tuple[Test, ...]:
    """Name the tests of a list with a row a result, each once."""
    laboratory = Laboratory(protocol)
    places = mapping.places("test") or mapping.places("code")
    names = dict.fromkeys(cell for place in places for cell in table.column(place)) if not mapping.is_wide else {}
    return tuple(_test(name, laboratory) for name in list(names)[:_MOST_TESTS])


def _test(name: str, laboratory: Laboratory) -> Test:
    plain = test_in(name)[0]
    known = laboratory.find([], [plain])
    if known is not None:
        return Test(name, known.fields[0] if known.fields else "")
    # "血小板计数(仪器法)" says more than a known name: a person has to say that it is the same.
    alike = laboratory.find([], [plain.split("(")[0].split("（")[0].split("[")[0]])
    return Test(name, alike.fields[0], sure=False) if alike is not None and alike.fields else Test(name)
