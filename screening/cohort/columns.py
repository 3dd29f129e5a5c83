"""The columns of a cohort: those that a file may have, and the typed ones that the compiled rules read.

A file is read into a *staging relation*, `PATIENTS`, one row a patient. Results come *wide* (the latest one of each
series in the patient's row) or *long* (any number in a relation of their own, `RESULTS`). Periods are one cell in the
file, and a row each in the relation `PERIODS`, where a protocol asks for any. What staging promises:

- every patient's row is there once; a row with a fault is not there, and is reported;
- nothing is rounded: a number that does not fit its column exactly is a fault of its row;
- NULL means *nobody has said*, and nothing else. An option that leaves its question open stays as it is, a word in
  place of a date stands in its own column, and a list of events that is known to be empty is an empty list;
- the day assessed has no part in it: whether a fact was known on that day is decided by the rules.

How the kinds of fields are staged (`f` is the field's id; only `row` begins with a dot, so no field can be called so):

=========  ==========================  ====================================================================
kind       the file's columns          the staging relation's
=========  ==========================  ====================================================================
           `subject_id`                `.row` BIGINT from 1; `subject_id` VARCHAR
           `birth_date`, `sex`         DATE; VARCHAR `female` or `male`, NULL for any other
choice     `f`, `f.on`                 `f` VARCHAR an option; `f.on` DATE it is known from
date       `f`, `f.on`                 `f` DATE; `f.word` VARCHAR such as `waiting` (one of the two is NULL); `f.on`
number     `f`, `f.on`                 `f` DECIMAL; `f.on`
events     `f`, `f.on`                 `f` DATE[] in any order; `f.on` DATE the list is known from
periods    `f`, `f.on`                 `f` BOOLEAN: some (their days are in `PERIODS`), none; `f.on`
worksheet  `f.item` for each item      `f.item` BOOLEAN: present, ruled out; NULL where not assessed or blank
lab        see `RESULT_PARTS`          `f.value` DECIMAL in the field's unit, `f.sign`, `f.on`, `f.clumped`, limits
=========  ==========================  ====================================================================
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from screening.protocol import (
    ChoiceField,
    DateField,
    EventsField,
    LabField,
    NumberField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.protocol.rules import NoResultRule, RepeatedLabRule, walk
from screening.quantity import canonical_unit, factor

Labs = Literal["wide", "long"]
Silent = Mapping[str, Collection[str]]
"""By relation, the staged columns that are NULL in every row."""

PATIENTS, RESULTS, PERIODS = "patients", "results", "periods"
ROW, SUBJECT, BIRTH, SEX = ".row", "subject_id", "birth_date", "sex"
NONE = "none"

# Beyond what any laboratory reports, after conversion.
_PLACES = 6
_SHORT, _LONG = 18, 38


class Cell(StrEnum):
    """What a cell of the file may hold; a blank one always says nothing."""

    TEXT = "text"
    DATE = "date"  # YYYY-MM-DD, or a column of dates
    MOMENT = "moment"  # a date, or a date and time
    SEX = "sex"  # female, male, other, unknown
    OPTION = "option"  # one of `words`
    DATE_OR_WORD = "date or word"  # a date, or one of `words`
    NUMBER = "number"  # an exact decimal of zero or more
    MEASURE = "measure"  # a number, or one side of a censored one: `<5`, `>= 1000`
    LIMIT = "limit"  # a number above zero
    UNIT = "unit"  # a spelling of one of the field's units
    FLAG = "flag"  # true or false
    ANTICOAGULANT = "anticoagulant"  # EDTA, citrate, heparin, other
    STATE = "state"  # present, ruled_out, not_assessed
    PERIODS = "periods"  # `first day/last day` or `first day/ongoing`, joined by `;`, or `none`; or lists of these
    EVENTS = "events"  # dates joined by `;`, or `none`; or a column of lists of dates


class FileColumn(NamedTuple):
    """A column that a file may have; all but `subject_id` may be missing. `field` is empty outside the form."""

    name: str
    cell: Cell
    field: str = ""
    words: tuple[str, ...] = ()


class StagedColumn(NamedTuple):
    """A column that the staging relation has, with its type in DuckDB's spelling and the file's columns it reads."""

    name: str
    type: str
    sources: tuple[str, ...]


# What is told of one result, in the wide form as `f.value`, in the long form under these names.
RESULT_PARTS: dict[str, Cell] = {
    "value": Cell.MEASURE,
    "unit": Cell.UNIT,
    "on": Cell.MOMENT,
    "anticoagulant": Cell.ANTICOAGULANT,
    "clumped": Cell.FLAG,
    "smear_confirmed": Cell.FLAG,
    "uln": Cell.LIMIT,
    "lln": Cell.LIMIT,
}


def file_columns(protocol: Protocol, labs: Labs = "wide") -> list[FileColumn]:
    """List the columns that the file of patients may have, in the form's order."""
    found = [
        FileColumn(SUBJECT, Cell.TEXT),
        FileColumn(BIRTH, Cell.DATE),
        FileColumn(SEX, Cell.SEX),
    ]
    for name in fields_in_order(protocol):
        found += _of_field(protocol, name, labs)
    return found


def result_file_columns(protocol: Protocol) -> list[FileColumn]:
    """List the columns that the file of results may have; the first five must be there."""
    series = tuple(name for name, field in protocol.field.items() if isinstance(field, LabField))
    parts = [FileColumn(part, cell) for part, cell in RESULT_PARTS.items()]
    return [FileColumn(SUBJECT, Cell.TEXT), FileColumn("field", Cell.OPTION, "", series), *parts]


def staged_columns(protocol: Protocol, labs: Labs = "wide") -> list[StagedColumn]:
    """List the columns of `PATIENTS`."""
    found = [
        StagedColumn(ROW, "BIGINT", ()),
        StagedColumn(SUBJECT, "VARCHAR", (SUBJECT,)),
        StagedColumn(BIRTH, "DATE", (BIRTH,)),
        StagedColumn(SEX, "VARCHAR", (SEX,)),
    ]
    for name in fields_in_order(protocol):
        found += _staged(protocol, name, labs)
    return found


def staged_result_columns(protocol: Protocol) -> list[StagedColumn]:
    """List the columns of `RESULTS`, one row a result, in any order; `.row` tells two results of a patient apart.

    `value`, `uln` and `lln` are in the field's own unit. `minute` counts from midnight, NULL without a time.
    `clumped` is TRUE where clumps were reported and no smear confirmed the count; `settling` where a citrate count or
    a smear would settle the doubts of its day (it still has to be valid). Both are never NULL.
    """
    number = _decimal(max((places(protocol, name) for name in protocol.field), default=_PLACES))
    return [
        StagedColumn(ROW, "BIGINT", ()),
        StagedColumn(SUBJECT, "VARCHAR", (SUBJECT,)),
        StagedColumn("field", "VARCHAR", ("field",)),
        StagedColumn("value", number, ("value", "unit")),
        StagedColumn("sign", "VARCHAR", ("value",)),
        StagedColumn("on", "DATE", ("on",)),
        StagedColumn("minute", "INTEGER", ("on",)),
        StagedColumn("clumped", "BOOLEAN", ("clumped", "smear_confirmed")),
        StagedColumn("settling", "BOOLEAN", ("anticoagulant", "smear_confirmed")),
        StagedColumn("uln", number, ("uln", "unit")),
        StagedColumn("lln", number, ("lln", "unit")),
    ]


def staged_period_columns() -> list[StagedColumn]:
    """List the columns of `PERIODS`, one row a period, in any order; NULL is a day that nobody knows.

    `ongoing` says that it still went on when that was told, and is never NULL.
    """
    types = {SUBJECT: "VARCHAR", "field": "VARCHAR", "from": "DATE", "until": "DATE", "ongoing": "BOOLEAN"}
    return [StagedColumn(name, type, ()) for name, type in types.items()]


def periods_in(protocol: Protocol) -> list[str]:
    """Name the fields that ask for periods."""
    return [name for name, field in protocol.field.items() if isinstance(field, PeriodsField)]


def weighed_whole(protocol: Protocol) -> frozenset[str]:
    """Name the series of which a rule weighs every result, not the newest alone: one in doubt puts all in doubt."""
    rules = (rule for criterion in protocol.criterion for rule in walk(criterion.rule))
    return frozenset(
        rule.repeated if isinstance(rule, RepeatedLabRule) else rule.no_result
        for rule in rules
        if isinstance(rule, RepeatedLabRule | NoResultRule)
    )


def fields_in_order(protocol: Protocol) -> list[str]:
    """List the fields as the form asks them; one that no section asks comes last."""
    return sorted(protocol.field, key=lambda name: protocol.order.get(name, len(protocol.field)))


def questions(protocol: Protocol) -> list[str]:
    """List every question that can be open, in the form's order; a doctor's decisions come last."""
    found = [f"subject.{BIRTH}", f"subject.{SEX}"]
    for name in fields_in_order(protocol):
        field = protocol.field[name]
        found += [f"{name}.{item}" for item in field.items] if isinstance(field, WorksheetField) else [name]
    return [*found, *[f"decisions.{one.id}" for one in protocol.criterion]]


def places(protocol: Protocol, name: str) -> int:
    """Give the decimal places of a field's number: enough for any value, in any of its units, and for its limits."""
    field = protocol.field[name]
    if not isinstance(field, LabField | NumberField):
        return 0
    scales = [_decimals(scale) for scale in scales_of(field).values()] if isinstance(field, LabField) else []
    limits = [_decimals(limit) for limit in field.plausible or ()]
    return _PLACES + max([0, *scales, *limits])


def scales_of(field: LabField) -> dict[str, Decimal]:
    """Give what one of each unit that a series accepts is in its own; a unit is named as UCUM does."""
    found: dict[str, Decimal] = {}
    for unit in (field.unit, *(canonical_unit(one) or one for one in field.also)):
        scale = factor(unit, field.unit)
        if scale is not None:
            found[unit] = scale
    return found | field.convert


def _of_field(protocol: Protocol, name: str, labs: Labs) -> Iterator[FileColumn]:
    field = protocol.field[name]
    if isinstance(field, WorksheetField):
        yield from (FileColumn(f"{name}.{item}", Cell.STATE, name) for item in field.items)
        return
    if isinstance(field, LabField):
        if labs == "wide":
            yield from (FileColumn(f"{name}.{part}", cell, name) for part, cell in RESULT_PARTS.items())
        return
    options = tuple(getattr(field, "options", ()))
    yield FileColumn(name, _CELLS[type(field)], name, options)
    yield FileColumn(f"{name}.on", Cell.DATE, name)


_CELLS: dict[type, Cell] = {
    ChoiceField: Cell.OPTION,
    DateField: Cell.DATE_OR_WORD,
    NumberField: Cell.NUMBER,
    EventsField: Cell.EVENTS,
    PeriodsField: Cell.PERIODS,
}


def _staged(protocol: Protocol, name: str, labs: Labs) -> Iterator[StagedColumn]:
    field = protocol.field[name]
    if isinstance(field, WorksheetField):
        for item in field.items:
            yield StagedColumn(f"{name}.{item}", "BOOLEAN", (f"{name}.{item}",))
    elif isinstance(field, LabField):
        if labs == "wide":
            yield from _staged_result(name, _decimal(places(protocol, name)))
    else:
        types = {ChoiceField: "VARCHAR", DateField: "DATE", EventsField: "DATE[]", PeriodsField: "BOOLEAN"}
        yield StagedColumn(name, types.get(type(field)) or _decimal(places(protocol, name)), (name,))
        if isinstance(field, DateField):
            yield StagedColumn(f"{name}.word", "VARCHAR", (name,))
        yield StagedColumn(f"{name}.on", "DATE", (f"{name}.on",))


def _staged_result(name: str, number: str) -> Iterator[StagedColumn]:
    """Give the columns of the one result of the wide form; `clumped` is NULL without a result."""
    unit = f"{name}.unit"
    yield StagedColumn(f"{name}.value", number, (f"{name}.value", unit))
    yield StagedColumn(f"{name}.sign", "VARCHAR", (f"{name}.value",))
    yield StagedColumn(f"{name}.on", "DATE", (f"{name}.on",))
    yield StagedColumn(f"{name}.clumped", "BOOLEAN", (f"{name}.clumped", f"{name}.smear_confirmed"))
    yield from (StagedColumn(f"{name}.{one}", number, (f"{name}.{one}", unit)) for one in ("uln", "lln"))


def _decimal(after: int) -> str:
    """Give a column for up to nine digits before the point, or more where the places are many anyway."""
    return f"DECIMAL({_SHORT if after <= _SHORT // 2 else _LONG},{after})"


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
