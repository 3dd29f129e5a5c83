"""From a file's columns to the staging relation: what is read into each of its columns, and what may be wrong.

The one thing that has to be looked up before is which spellings of units the file has (`units`): each that the table
of units knows gives an exact factor, any other is a fault of its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from screening.cohort import cells
from screening.cohort.cells import Check, Raw, listed, literal, quoted
from screening.cohort.columns import (
    BIRTH,
    RESULT_PARTS,
    ROW,
    SEX,
    SUBJECT,
    Labs,
    fields_in_order,
    scales_of,
    staged_columns,
    staged_result_columns,
)
from screening.patient import read_unit
from screening.protocol import (
    PRESENT,
    RULED_OUT,
    WORKSHEET_STATES,
    ChoiceField,
    DateField,
    EventsField,
    LabField,
    NumberField,
    Protocol,
    WorksheetField,
)

FILE_ROW = "file_row_number"
"""The number of a row in its Parquet file, from 0; DuckDB gives it on request."""
_ANTICOAGULANTS = ("edta", "citrate", "heparin", "other")
_SEXES = ("female", "male", "other", "unknown")

Columns = Mapping[str, Raw]
Spellings = Mapping[tuple[str, str], Decimal]
"""What one of a unit is in its field's own, by field and the unit as the file spells it."""


class Staging(NamedTuple):
    """How a relation is staged: SQL for each of its columns, and the checks that every row has to pass."""

    columns: Mapping[str, str]
    checks: Sequence[Check]

    def looks(self) -> Iterator[tuple[Check, ...]]:
        """Give the checks as they are best looked for: those of one column together, those of several together."""
        by_column: dict[str, list[Check]] = {}
        for one in self.checks:
            by_column.setdefault(one.column if one.alone else "", []).append(one)
        yield from (tuple(checks) for checks in by_column.values())

    def select(self, source: str, found: Sequence[Check]) -> str:
        """Give the staging relation without the rows in which one of the faults that were found stands."""
        made = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in self.columns.items())
        return f"SELECT {made} FROM {source}" + (f" WHERE NOT {any_of(found)}" if found else "")


def any_of(checks: Sequence[Check]) -> str:
    """Say in SQL whether a row is at fault in one of these ways."""
    return f"coalesce({' OR '.join(f'({one.sql})' for one in checks)}, FALSE)"


def patients(protocol: Protocol, columns: Columns, spellings: Spellings, labs: Labs) -> Staging:
    """Stage the file of patients."""
    types = {one.name: one.type for one in staged_columns(protocol, labs)}
    staged = _Staged(columns, types)
    staged.put(ROW, f"{FILE_ROW} + 1")
    staged.subject()
    staged.day(BIRTH)
    staged.sex()
    for name in fields_in_order(protocol):
        staged.field(protocol, name, spellings)
    return staged.done()


def results(protocol: Protocol, columns: Columns, spellings: Spellings) -> Staging:
    """Stage the file of results."""
    types = {one.name: one.type for one in staged_result_columns(protocol)}
    staged = _Staged(columns, types)
    staged.put(ROW, f"{FILE_ROW} + 1")
    staged.subject()
    series = [name for name, field in protocol.field.items() if isinstance(field, LabField)]
    staged.word("field", "field", series)
    staged.missing("field")
    staged.result("", spellings, columns["field"].sql, "; ".join(_unit_words(protocol, one) for one in series))
    return staged.done()


def spelled(protocol: Protocol, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Decimal]:
    """Look up each unit as a file spells it; those that its field doesn't take are left out."""
    found: dict[tuple[str, str], Decimal] = {}
    for name, spelling in pairs:
        field = protocol.field.get(name)
        scale = read_unit(spelling, field) if isinstance(field, LabField) else ""
        if isinstance(scale, Decimal):
            found[name, spelling] = scale
    return found


class _Staged:
    """Gathers what is staged, column by column."""

    def __init__(self, columns: Columns, types: Mapping[str, str]) -> None:
        self._raw, self._types = columns, types
        self._columns: dict[str, str] = {}
        self._checks: list[Check] = []

    def done(self) -> Staging:
        """Give what was gathered; a column that the file lacks says nothing."""
        given = {
            name: f"CAST({self._columns.get(name, 'NULL')} AS {type})" if name not in self._columns else ""
            for name, type in self._types.items()
        }
        return Staging({name: self._columns.get(name) or blank for name, blank in given.items()}, self._checks)

    def put(self, name: str, sql: str, *checks: Check) -> None:
        """Stage one column."""
        self._columns[name] = sql
        self._checks += checks

    def missing(self, name: str) -> None:
        """Refuse rows in which a column says nothing."""
        self._checks.append(Check(name, "blank", f"NOT {self._raw[name].given}"))

    def subject(self) -> None:
        raw = self._raw[SUBJECT]
        self.put(SUBJECT, raw.sql if raw.is_text else f"CAST({raw.sql} AS VARCHAR)")
        self.missing(SUBJECT)

    def day(self, name: str) -> None:
        if raw := self._raw.get(name):
            sql, checks = cells.day(raw)
            self.put(name, sql, *checks)

    def sex(self) -> None:
        if raw := self._raw.get(SEX):
            _, check = cells.word(raw, _SEXES)
            self.put(SEX, cells.meaning(raw, {one: literal(one) for one in ("female", "male")}), check)

    def word(self, name: str, source: str, words: Sequence[str]) -> None:
        if raw := self._raw.get(source):
            sql, check = cells.word(raw, words)
            self.put(name, sql, check)

    def field(self, protocol: Protocol, name: str, spellings: Spellings) -> None:
        """Stage what a field asks."""
        field = protocol.field[name]
        if isinstance(field, LabField):
            if f"{name}.value" in self._types:
                self.result(f"{name}.", spellings, literal(name), _unit_words(protocol, name))
            return
        if isinstance(field, WorksheetField):
            for item in field.items:
                self._state(f"{name}.{item}")
            return
        if name in self._raw:
            self._answer(name, field, self._raw[name])
        self.day(f"{name}.on")

    def _answer(self, name: str, field: ChoiceField | DateField | NumberField | EventsField, raw: Raw) -> None:
        if isinstance(field, ChoiceField):
            self.word(name, name, tuple(field.options))
        elif isinstance(field, DateField):
            self._date(name, tuple(field.options), raw)
        elif isinstance(field, EventsField):
            sql, checks = cells.days(raw)
            self.put(name, sql, *checks)
        else:
            read = cells.number(raw)
            self.put(name, f"try_cast({read.value} AS {self._types[name]})", *read.checks)
            if not _has_room(raw, self._types[name]):
                large = f"{read.value} IS NOT NULL AND {self._columns[name]} IS NULL"
                self._checks.append(Check(name, "digits", large))

    def _date(self, name: str, words: Sequence[str], raw: Raw) -> None:
        sql, checks = cells.day(raw, words)
        self.put(name, sql, *checks)
        if raw.is_text and words:
            self.put(f"{name}.word", cells.meaning(raw, {one: literal(one) for one in words}))

    def _state(self, name: str) -> None:
        if raw := self._raw.get(name):
            _, check = cells.word(raw, WORKSHEET_STATES)
            self.put(name, cells.meaning(raw, {PRESENT: "TRUE", RULED_OUT: "FALSE"}), check)

    # Results

    def result(self, prefix: str, spellings: Spellings, field: str, words: str) -> None:
        """Stage one result, whose columns begin with `prefix`; `field` is SQL for its series, which takes `words`."""
        part = {name: self._raw[f"{prefix}{name}"] for name in RESULT_PARTS if f"{prefix}{name}" in self._raw}
        if "value" not in part:
            return
        units = _Units(part.get("unit"), spellings, field)
        value = cells.number(part["value"], signed=True)
        self._checks += value.checks
        self._scaled(f"{prefix}value", part["value"], value.value, units)
        self.put(f"{prefix}sign", value.sign)
        self._taken(prefix, part)
        for name in ("uln", "lln"):
            if name in part:
                limit = cells.number(part[name], above_zero=True)
                self._checks += limit.checks
                self._scaled(f"{prefix}{name}", part[name], limit.value, units)
        self._sample(prefix, part)
        self._whole(prefix, part, units, words)

    def _scaled(self, name: str, raw: Raw, read: str, units: "_Units") -> None:
        """Bring a number into its field's unit, exactly or not at all."""
        type = self._types[name]
        self.put(name, units.scaled(read, type))
        if not units.all_shrink or not _has_room(raw, type):
            large = f"{read} IS NOT NULL AND {self._columns[name]} IS NULL AND {units.known}"
            self._checks.append(Check(raw.name, "digits", large, alone=False))

    def _taken(self, prefix: str, part: Mapping[str, Raw]) -> None:
        if on := part.get("on"):
            sql, checks = cells.day(on, time=True)
            self.put(f"{prefix}on", sql, *checks)
            if f"{prefix}minute" in self._types:
                self.put(f"{prefix}minute", cells.minute(on))

    def _sample(self, prefix: str, part: Mapping[str, Raw]) -> None:
        """Stage whether the sample can be trusted."""
        said: dict[str, str] = {}
        for name in ("clumped", "smear_confirmed"):
            if raw := part.get(name):
                sql, checks = cells.flag(raw)
                said[name] = f"coalesce({sql}, FALSE)"
                self._checks += checks
        smear = said.get("smear_confirmed", "FALSE")
        clumped = f"{said.get('clumped', 'FALSE')} AND NOT {smear}"
        # In the wide form there may be no result of which anything could be said.
        self.put(f"{prefix}clumped", f"CASE WHEN {part['value'].given} THEN {clumped} END" if prefix else clumped)
        citrate = "FALSE"
        if raw := part.get("anticoagulant"):
            citrate = f"coalesce(lower({raw.sql}) = 'citrate', FALSE)"
            known = listed(["", *_ANTICOAGULANTS])
            words = {"words": "EDTA, citrate, heparin, other"}
            self._checks.append(Check(raw.name, "word", f"lower({raw.sql}) NOT IN ({known})", words))
        if f"{prefix}settling" in self._types:
            self.put(f"{prefix}settling", f"({citrate} OR {smear})")

    def _whole(self, prefix: str, part: Mapping[str, Raw], units: "_Units", words: str) -> None:
        """Refuse a result that lacks its value, its unit or its day; where it has neither value nor day, it is none."""
        value, on = part["value"].given, part["on"].given if "on" in part else "FALSE"
        if prefix:
            self._checks.append(Check(f"{prefix}value", "blank", f"NOT {value} AND {on}", alone=False))
            self._checks.append(Check(f"{prefix}on", "blank", f"{value} AND NOT {on}", alone=False))
        else:
            self._checks += [Check("value", "blank", f"NOT {value}"), Check("on", "blank", f"NOT {on}")]
        self._checks.append(Check(f"{prefix}unit", "blank", f"{value} AND NOT {units.given}", alone=False))
        strange = f"{value} AND {units.given} AND NOT {units.known}"
        self._checks.append(Check(f"{prefix}unit", "unit", strange, {"words": words}, alone=False))


def _has_room(raw: Raw, type: str) -> bool:
    """Say whether a staged number of a type has room for every number of a column."""
    return cells.digits(raw.type)[0] <= cells.digits(type)[0]


class _Units:
    """What a result's unit is in its field's own."""

    def __init__(self, raw: Raw | None, spellings: Spellings, field: str) -> None:
        self._raw, self._field = raw, field
        by_scale: dict[Decimal, list[str]] = {}
        for (name, spelling), scale in spellings.items():
            if raw is not None and (field == literal(name) or not field.startswith("'")):
                by_scale.setdefault(scale, []).append(self._is(name, spelling))
        self._by_scale = {scale: f"({' OR '.join(tests)})" for scale, tests in by_scale.items()}

    def _is(self, name: str, spelling: str) -> str:
        assert self._raw is not None
        is_unit = f"{self._raw.sql} = {literal(spelling)}"
        return is_unit if self._field == literal(name) else f"{self._field} = {literal(name)} AND {is_unit}"

    @property
    def all_shrink(self) -> bool:
        """Say whether no number becomes larger in its field's unit."""
        return all(scale <= 1 for scale in self._by_scale)

    @property
    def given(self) -> str:
        """Say in SQL whether there is a unit."""
        return self._raw.given if self._raw is not None else "FALSE"

    @property
    def known(self) -> str:
        """Say in SQL whether the unit is one of its field's."""
        return f"coalesce({' OR '.join(self._by_scale.values())}, FALSE)" if self._by_scale else "FALSE"

    def scaled(self, read: str, type: str) -> str:
        """Give a number in its field's unit, of a type; NULL where that is not known, or doesn't fit."""
        branches = " ".join(f"WHEN {test} THEN {_times(read, scale, type)}" for scale, test in self._by_scale.items())
        return f"CASE {branches} END" if branches else f"CAST(NULL AS {type})"


def _times(read: str, scale: Decimal, type: str) -> str:
    if scale == 1:
        return f"try_cast({read} AS {type})"
    return f"try_cast({read} * {scale:f} AS {type})"


def unit_columns(protocol: Protocol, columns: Columns) -> Iterator[tuple[str, Raw]]:
    """List the columns of units of the wide form, each with its field."""
    for name, field in protocol.field.items():
        if isinstance(field, LabField) and (raw := columns.get(f"{name}.unit")):
            yield name, raw


def unit_words(protocol: Protocol, name: str) -> str:
    """List the units that a series takes."""
    field = protocol.field.get(name)
    return ", ".join(scales_of(field)) if isinstance(field, LabField) else ""


def _unit_words(protocol: Protocol, name: str) -> str:
    """List the units that a series takes."""
    field = protocol.field[name]
    return ", ".join(scales_of(field)) if isinstance(field, LabField) else ""
