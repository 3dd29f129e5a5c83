"""From a file's columns to the staging relation: what is read into each of its columns, and what may be wrong.

The one thing that has to be looked up before is which spellings of units the file has (`units`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
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
    periods_in,
    staged_columns,
    staged_result_columns,
)
from screening.cohort.units import Spellings, Units
from screening.protocol import (
    PRESENT,
    RULED_OUT,
    WORKSHEET_STATES,
    ChoiceField,
    DateField,
    EventsField,
    FormField,
    LabField,
    PeriodsField,
    Protocol,
    WorksheetField,
)

FILE_ROW = "file_row_number"
"""The number of a row in its Parquet file, from 0; DuckDB gives it on request."""
_ANTICOAGULANTS = ("edta", "citrate", "heparin", "other")
_SEXES = ("female", "male", "other", "unknown")

Columns = Mapping[str, Raw]


class Staging(NamedTuple):
    """How a relation is staged: SQL for each of its columns, and the checks that every row has to pass.

    `silent` names the columns that are NULL in every row; `only` says in SQL which rows say anything at all.
    """

    columns: Mapping[str, str]
    checks: Sequence[Check]
    silent: Collection[str]
    only: str = "TRUE"

    def found(self, occurs: Callable[[str], bool]) -> list[Check]:
        """Give the checks that some row does not pass, asked so that it takes least; `occurs` says whether SQL holds.

        Those of one column are asked together, and so are those of several that may occur at all.
        """
        groups: dict[str, list[Check]] = {}
        for one in self.checks:
            if one.alone or not one.first or occurs(one.first):
                groups.setdefault(one.column if one.alone else "", []).append(one)
        return [one for group in groups.values() if occurs(_or(group)) for one in group]

    def select(self, source: str, found: Sequence[Check]) -> str:
        """Give the staging relation without the rows in which one of the faults that were found stands."""
        made = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in self.columns.items())
        return f"SELECT {made} FROM {source} WHERE {self.only}" + (f" AND NOT {any_of(found)}" if found else "")


def _or(checks: Sequence[Check]) -> str:
    """Join checks so that DuckDB may look for each in the values of the file."""
    return " OR ".join(f"({one.sql})" for one in checks)


def any_of(checks: Sequence[Check]) -> str:
    """Say in SQL whether a row is at fault in one of these ways."""
    return f"coalesce({_or(checks)}, FALSE)"


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
    staged.result("", columns["value"], Units(protocol, columns.get("unit"), spellings, columns["field"]))
    return staged.done()._replace(only=columns["value"].given)


def periods(protocol: Protocol, columns: Columns, source: str) -> str:
    """Give SQL for `PERIODS`, of rows at fault too: nobody asks for these."""
    subject = _Staged(columns, {}).named()
    read = {name: cells.periods(columns[name]) for name in periods_in(protocol) if name in columns}
    each = [
        f"SELECT {subject} AS {SUBJECT}, {literal(name)} AS field, unnest({told}) AS told FROM {source} WHERE {some}"
        for name, (some, told, _) in read.items()
    ]
    nobody = f"SELECT CAST(NULL AS VARCHAR) AS {SUBJECT}, '' AS field, '' AS told WHERE FALSE"
    first, last, ongoing = cells.period_ends("told")
    made = f'{SUBJECT}, field, {first} AS "from", {last} AS "until", {ongoing} AS ongoing'
    return f"SELECT {made} FROM ({' UNION ALL '.join(each) or nobody})"


class _Staged:
    """Gathers what is staged, column by column."""

    def __init__(self, columns: Columns, types: Mapping[str, str]) -> None:
        self._raw, self._types = columns, types
        self._columns: dict[str, str] = {}
        self._checks: list[Check] = []

    def done(self) -> Staging:
        """Give what was gathered; a column that the file lacks says nothing."""
        given = {name: self._columns.get(name) or f"CAST(NULL AS {type})" for name, type in self._types.items()}
        return Staging(given, self._checks, self._types.keys() - self._columns.keys())

    def put(self, name: str, sql: str, *checks: Check) -> None:
        """Stage one column."""
        self._columns[name] = sql
        self._checks += checks

    def missing(self, name: str) -> None:
        """Refuse rows in which a column says nothing."""
        self._checks.append(Check(name, "blank", f"NOT {self._raw[name].given}"))

    def named(self) -> str:
        """Give SQL for the patient's identifier."""
        raw = self._raw[SUBJECT]
        return raw.sql if raw.is_text else f"CAST({raw.sql} AS VARCHAR)"

    def subject(self) -> None:
        self.put(SUBJECT, self.named())
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
            value = self._raw.get(f"{name}.value")
            if value is not None and f"{name}.value" in self._types:
                units = Units(protocol, self._raw.get(f"{name}.unit"), spellings, name)
                self.result(f"{name}.", value, units)
            return
        if isinstance(field, WorksheetField):
            for item in field.items:
                self._state(f"{name}.{item}")
            return
        if name in self._raw:
            self._answer(name, field, self._raw[name])
        self.day(f"{name}.on")

    def _answer(self, name: str, field: FormField, raw: Raw) -> None:
        if isinstance(field, ChoiceField):
            self.word(name, name, tuple(field.options))
        elif isinstance(field, DateField):
            self._date(name, tuple(field.options), raw)
        elif isinstance(field, EventsField):
            sql, checks = cells.days(raw)
            self.put(name, sql, *checks)
        elif isinstance(field, PeriodsField):
            some, _, checks = cells.periods(raw)
            self.put(name, some, *checks)
        else:
            read = cells.number(raw)
            self.put(name, f"try_cast({read.value} AS {self._types[name]})", *read.checks)
            if cells.digits(raw.type)[0] > cells.digits(self._types[name])[0]:
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

    def result(self, prefix: str, given: Raw, units: Units) -> None:
        """Stage one result, whose columns begin with `prefix`; where its value is blank there is none."""
        part = {name: self._raw[f"{prefix}{name}"] for name in RESULT_PARTS if f"{prefix}{name}" in self._raw}
        value = cells.number(given, signed=True)
        self._checks += value.checks
        self._scaled(f"{prefix}value", given, value.value, units)
        self.put(f"{prefix}sign", value.sign)
        self._taken(prefix, given, part.get("on"))
        for name in ("uln", "lln"):
            if name in part:
                limit = cells.number(part[name], above_zero=True)
                self._checks += limit.checks
                self._scaled(f"{prefix}{name}", part[name], limit.value, units)
        self._sample(prefix, given, part)
        self._checks += units.checks(f"{prefix}unit", given)

    def _scaled(self, name: str, raw: Raw, read: str, units: Units) -> None:
        """Bring a number into its field's unit, exactly or not at all."""
        type = self._types[name]
        self.put(name, units.scaled(read, type))
        room, _ = cells.digits(type)
        if not units.all_shrink or raw.is_text:
            large = f"{read} IS NOT NULL AND {self._columns[name]} IS NULL AND {units.known}"
            self._checks.append(Check(raw.name, "digits", large, alone=False))
        elif cells.digits(raw.type)[0] > room:
            self._checks.append(Check(raw.name, "digits", f"{raw.sql} >= 1{'0' * room}"))

    def _taken(self, prefix: str, value: Raw, on: Raw | None) -> None:
        if on is None:
            self._checks.append(Check(f"{prefix}on", "blank", value.given, alone=False))
            return
        sql, checks = cells.day(on, time=True)
        self.put(f"{prefix}on", sql, *checks)
        blank = f"NOT {on.given}"
        self._checks.append(Check(on.name, "blank", f"{value.given} AND {blank}", alone=False, first=blank))
        if f"{prefix}minute" in self._types and on.type != "DATE":
            self.put(f"{prefix}minute", cells.minute(on))

    def _sample(self, prefix: str, value: Raw, part: Mapping[str, Raw]) -> None:
        """Stage whether the sample can be trusted; clumps without a count are for a person to look at."""
        clumped, smear = (self._flag(part.get(name)) for name in ("clumped", "smear_confirmed"))
        if clumped != "FALSE" and not prefix:  # an older count must not stand in for it
            self._checks.append(
                Check(value.name, "blank", f"NOT {value.given} AND {clumped}", alone=False, first=f"NOT {value.given}")
            )
        doubtful = f"{clumped} AND NOT {smear}"
        # In the wide form there may be no result of which anything could be said.
        self.put(f"{prefix}clumped", f"CASE WHEN {value.given} THEN {doubtful} END" if prefix else doubtful)
        citrate = "FALSE"
        if raw := part.get("anticoagulant"):
            citrate = f"coalesce(lower({raw.sql}) = 'citrate', FALSE)"
            known = listed(["", *_ANTICOAGULANTS])
            words = {"words": "EDTA, citrate, heparin, other"}
            self._checks.append(Check(raw.name, "word", f"lower({raw.sql}) NOT IN ({known})", words))
        if f"{prefix}settling" in self._types:
            self.put(f"{prefix}settling", f"({citrate} OR {smear})")

    def _flag(self, raw: Raw | None) -> str:
        if raw is None:
            return "FALSE"
        sql, checks = cells.flag(raw)
        self._checks += checks
        return f"coalesce({sql}, FALSE)"
