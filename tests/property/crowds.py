"""A systematic population of a real protocol: patients who qualify, and each of them with one thing told otherwise.

The first patients are told by the examples that speak for them; then one field at a time is told in another way: as in
any other example, with any option, with results and days around the limits, or not at all.
"""

from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from screening.protocol import (
    ChoiceField,
    DateField,
    EventsField,
    FormField,
    LabField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.review.examples import history_of
from tests.property.plain import Day, Json

STEPS = (-400, -93, -92, -91, -62, -61, -31, -30, -29, -28, -15, -14, -13, -8, -7, -6, -4, -3, -2, -1, 0, 1, 7)
NEAR = (Decimal("-0.1"), Decimal(0), Decimal("0.1"))


def crowd(protocol: Protocol) -> tuple[Day, list[Json]]:
    """Give a day, and everybody to be judged on it."""
    examples = [(one, example) for one in protocol.criterion for example in one.examples]
    on = Counter(example.on for _, example in examples).most_common(1)[0][0]
    told = [(one, example, history_of(protocol, one, example)) for one, example in examples if example.on == on]
    good = [history for one, example, history in told if example.gives == one.good]
    bases = [merged(good), merged(good[::-1])]
    ways = [way for _, _, history in told for way in tellings(history)]
    ways += [
        way for name, field in protocol.field.items() for way in every_way(name, field, limits(protocol, name), on)
    ]
    ways += [("subject", {"birth_date": birth, "sex": sex}) for birth in births(on) for sex in ("female", "male", None)]
    return on, [*bases, *[told_otherwise(base, way) for base in bases for way in ways]]


def merged(histories: list[Json]) -> Json:
    """Tell all of it; of one field the last counts, but worksheets are filled up."""
    found: Json = {"subject": {"birth_date": "1970-06-15", "sex": "female"}, "answers": {}}
    for history in deepcopy(histories):
        found["subject"] |= {name: value for name, value in history["subject"].items() if value is not None}
        for name, value in history["answers"].items():
            before = found["answers"].get(name)
            found["answers"][name] = before | value if isinstance(before, dict) and "unit" not in before else value
    return found


def tellings(history: Json) -> list[tuple[str, Any]]:
    return list(history["answers"].items())


def told_otherwise(base: Json, way: tuple[str, Any]) -> Json:
    name, value = way
    found = deepcopy(base)
    if name == "subject":
        found["subject"] = value
    elif "." in name:
        field, item = name.split(".")
        found["answers"].setdefault(field, {})[item] = value
    else:
        found["answers"][name] = value
    return found


def births(on: Day) -> list[str | None]:
    """List birthdays around every age that a protocol could ask for, and of 29 February."""
    found = [
        date(on.year - years, on.month, on.day) + timedelta(days=step) for years in (18, 76) for step in (-1, 0, 1)
    ]
    return [None, "2004-02-29", (on + timedelta(days=9)).isoformat(), *[day.isoformat() for day in found]]


def limits(protocol: Protocol, name: str) -> list[Decimal]:
    """List the numbers that any rule compares a field with."""
    found: set[Decimal] = {Decimal(25)}
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            if name in [getattr(rule, key, None) for key in ("lab", "repeated", "no_result", "number")]:
                found |= set(numbers_in(rule.limit))
    return sorted(found)


def numbers_in(limit: Any) -> list[Decimal]:
    if isinstance(limit, Decimal):
        return [limit]
    if isinstance(limit, tuple):
        return list(limit)
    parts = (getattr(limit, "then", None), getattr(limit, "otherwise", None))
    return [number for part in parts if part is not None for number in numbers_in(part)]


def every_way(name: str, field: FormField, numbers: list[Decimal], on: Day) -> list[tuple[str, Any]]:
    """Tell one field in every way that could matter."""
    days = [(on + timedelta(days=step)).isoformat() for step in STEPS]
    if isinstance(field, WorksheetField):
        return [(f"{name}.{item}", state) for item in field.items for state in ("present", "not_assessed", None)]
    if isinstance(field, EventsField):
        lists: list[Any] = [None, [], [days[0], days[-2]], {"value": [], "on": days[-1]}]
        return [(name, one) for one in [*lists, *[[day] for day in days]]]
    if isinstance(field, PeriodsField):
        near = days[-14:]
        ended = [f"{first}/{last}" for first in near for last in near if first <= last]
        ended += [f"{one}/{end}" for one in ("", *days) for end in ("", "ongoing")]
        told = [{"value": [f"{days[-5]}/ongoing"], "on": day} for day in days]
        return [(name, one) for one in (None, [], *[[one] for one in ended], ended[:3], ended[3:6], *told)]
    if isinstance(field, LabField):
        return [(name, one) for one in every_result(field, numbers, on)]
    if isinstance(field, ChoiceField | DateField):
        words = [None, *field.options, *[{"value": word, "on": days[-1]} for word in field.options]]
        return [(name, one) for one in [*words, *(days if isinstance(field, DateField) else ())]]
    near = [str(max(Decimal(0), number + step)) for number in numbers for step in NEAR]
    return [(name, one) for one in [None, *near, "9999", {"value": near[0], "on": days[-1]}]]


def every_result(field: LabField, numbers: list[Decimal], on: Day) -> list[Any]:
    """Tell results of a series: around the limits, censored, of many days, clumped, and several of a day."""
    near = [max(Decimal(0), number + step) for number in numbers for step in NEAR]
    signed = [f"{sign}{number}" for number in near for sign in ("", "<", ">", "<=", ">=") if number or not sign]
    plain = [[result(field, value, on)] for value in signed]
    old = [[result(field, str(near[0]), on + timedelta(days=step))] for step in STEPS]
    doubtful = [[result(field, str(near[0]), on, clumped=True, smear_confirmed=smear)] for smear in (True, False)]
    several = [
        [result(field, str(near[0]), on, time), result(field, str(near[-1]), on + timedelta(days=step), other)]
        for step in (-2, -1, 0, 1)
        for time in ("", "T08:00")
        for other in ("", "T08:00", "T09:30")
    ]
    settled = [[result(field, str(near[0]), on, clumped=True), result(field, "80", on, anticoagulant="citrate")]]
    return [None, [], *plain, *old, *doubtful, *several, *settled]


def result(field: LabField, value: str, on: Day, time: str = "", **more: Any) -> Json:
    return {"value": value, "unit": field.unit, "on": on.isoformat() + time, "uln": "25", "lln": "20", **more}
