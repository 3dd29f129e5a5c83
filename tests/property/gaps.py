"""What is missing on a day, and every way of filling it, as DESIGN section 4 defines it.

A gap is a field or worksheet item that is missing, null or answered by an option that the protocol lists as unknown,
or a lab series with no counting result on that day. An answer with a validity is taken like a result. A clumped count
on which a doctor has decided counts, and so do results that disagree: neither is a gap.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from random import Random
from typing import Any

from tests.property.oracle import Reader
from tests.property.plain import Day, Json, clumped
from tests.property.worlds import shifted

MOST = 12
TRIED: Json = {"cr": ["60", "88.4", "110", "200", "<95"], "kg": [55, 72, 100], "cm": [150, 170]}
"""What is tried of the answers that a formula takes."""


def all_rules(node: Any) -> Iterator[Json]:
    """List every rule in a protocol, and whatever else looks like one."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from all_rules(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from all_rules(inner)


def validity(protocol: Json, name: str) -> int | None:
    """Give the one validity that a field has in this protocol."""
    for rule in all_rules(protocol["criterion"]):
        if name in [rule.get(key) for key in ("lab", "choice", "number", "repeated", "no_result", "creatinine")]:
            days: int | None = rule.get("good_for_days", rule.get("within_days"))
            return days
    return None


def gaps(protocol: Json, history: Json, day: Day) -> list[str]:
    """Name what is missing on a day."""
    found = []
    reader = Reader(protocol, history, day)
    for name, field in protocol["field"].items():
        if field["kind"] == "worksheet":
            found += [f"{name}.{item}" for item in field["items"] if reader.item(name, item) is None]
        elif field["kind"] == "events":
            found += [name] if reader.events(name) is None else []
        elif field["kind"] == "periods":
            found += [name] if open_periods(reader, name) else []
        elif field["kind"] == "lab":
            found += [] if counts(protocol, history, name, day) else [name]
        else:
            found += [] if answered(protocol, reader, name) else [name]
    subject = history.get("subject", {})
    found += [] if subject.get("birth_date") else ["subject.birth_date"]
    return found if subject.get("sex") in ("female", "male") else [*found, "subject.sex"]


def open_periods(reader: Reader, name: str) -> bool:
    """Say whether nobody has told what was taken, or not when: a day is missing, or it went on when that was told."""
    periods = reader.periods(name)
    return periods is None or any(not first or last in ("", "ongoing") for first, last, _ in periods)


def answered(protocol: Json, reader: Reader, name: str) -> bool:
    field = protocol["field"][name]
    value, on = reader.answer(name)
    days = validity(protocol, name)
    if value is None or field.get("options", {}).get(value, {}).get("unknown"):
        return False
    if field["kind"] == "number" and "plausible" in field and not _within(value, field["plausible"]):
        return False
    return days is None or (on is not None and on + timedelta(days=days) >= reader.day)


def _within(value: Any, span: list[Any]) -> bool:
    return bool(span[0] <= Decimal(str(value)) <= span[1])


def counts(protocol: Json, history: Json, name: str, day: Day) -> bool:
    """Say whether a result of a series counts on a day."""
    reader = Reader(protocol, history, day)
    days = validity(protocol, name)
    if any(name in (rule.get("repeated"), rule.get("no_result")) for rule in all_rules(protocol["criterion"])):
        sound = [one for one in reader.results(name) if not clumped(one) and not reader.implausible(name, one)]
        if any(days is None or date.fromisoformat(one["on"][:10]) + timedelta(days=days) >= day for one in sound):
            return True
    group = reader.newest_results(name)
    if not group or not reader.fresh(date.fromisoformat(group[0]["on"][:10]), days):
        return False
    latest = reader.may_be_latest(name, group)
    decided = bool(history.get("decisions")) and not any(reader.implausible(name, one) for one in latest)
    return decided or not any(clumped(one) or reader.implausible(name, one) for one in latest)


def has_counted(protocol: Json, history: Json, name: str, day: Day) -> bool:
    """Say whether a field has something that counts on a day and leaves nothing to ask."""
    kind = protocol["field"][name]["kind"]
    if kind == "lab":
        newest = Reader(protocol, history, day).newest_results(name)
        plain = [one for one in newest if one["value"][0] not in "<>" and "uln" in one and not clumped(one)]
        return len(newest) == len(plain) == 1 and counts(protocol, history, name, day)
    return kind in ("choice", "number") and answered(protocol, Reader(protocol, history, day), name)


def out_of_date(protocol: Json, history: Json, name: str, day: Day) -> bool:
    """Say whether the newest that is known of a field has run out by a day."""
    reader, days = Reader(protocol, history, day), validity(protocol, name)
    if days is None:
        return False
    if protocol["field"][name]["kind"] == "lab":
        newest = reader.newest_results(name)
        return bool(newest) and not reader.fresh(date.fromisoformat(newest[0]["on"][:10]), days)
    value, on = reader.answer(name)
    return value is not None and on is not None and not reader.fresh(on, days)


def fillings(protocol: Json, history: Json, day: Day, names: list[str]) -> Iterator[Json]:
    """Fill gaps in every way there is, or in many of them where there are too many."""
    ways = [values(protocol, name, day) for name in names]
    size = 1
    for way in ways:
        size *= len(way)
    chosen: Iterator[tuple[Any, ...]] = islice(product(*ways), MOST)
    if size > MOST:
        random = Random(size)
        chosen = iter([tuple(random.choice(way) for way in ways) for _ in range(MOST)])
    for combination in chosen:
        yield filled(protocol, history, day, dict(zip(names, combination, strict=True)))


def values(protocol: Json, name: str, day: Day) -> list[Any]:
    """List answers on all sides of the limits."""
    if name == "subject.sex":
        return ["female", "male"]
    if name == "subject.birth_date":
        return [shifted(day, -365 * years + step) for years in (17, 18, 70) for step in (-9, 0)]
    if name in TRIED:
        return list(TRIED[name])
    if "." in name:
        return ["present", "ruled_out"]
    field = protocol["field"][name]
    if field["kind"] == "choice":
        return [option for option, one in field["options"].items() if not one.get("unknown")]
    if field["kind"] == "date":
        words = [word for word, one in field.get("options", {}).items() if not one.get("unknown")]
        return [shifted(day, step) for step in (-30, -8, -7, -6, -3, -1, 0, 1, 9)] + words
    if field["kind"] == "number":
        return [0, 1, "1.5", 2, 3]
    if field["kind"] == "events":
        return [[], *[[shifted(day, step)] for step in (-100, -40, -8, -7, -3, -1, 0, 2)]]
    if field["kind"] == "periods":
        ends = [(first, last) for first in (-8, -3, 0) for last in (-3, -1, 0, 2) if first <= last]
        return [[], *[[f"{shifted(day, first)}/{shifted(day, last)}"] for first, last in ends]]
    return ["0", "49.9", "50", "74", "75", "76", "99.5", "100", "<5"]


def filled(protocol: Json, history: Json, day: Day, given: Json) -> Json:
    """Give the history with answers known on the day, and results of that day."""
    found = deepcopy(history)
    answers = found.setdefault("answers", {})
    for name, value in given.items():
        field, _, item = name.partition(".")
        if field == "subject":
            found.setdefault("subject", {})[item] = value
        elif item:
            answers[field] = answers.get(field) or {}
            answers[field][item] = newer(answers[field].get(item), value, day)
        elif protocol["field"][field]["kind"] == "lab":
            answers[name] = [*(answers.get(name) or []), result(protocol["field"][field], value, day)]
        elif protocol["field"][field]["kind"] == "events":
            answers[name] = value
        elif protocol["field"][field]["kind"] == "periods":
            answers[name] = filled_periods(Reader(protocol, history, day), name, value)
        else:
            answers[name] = newer(answers.get(name), value, day)
    return found


def filled_periods(reader: Reader, name: str, value: list[str]) -> list[str]:
    """Tell the days that nobody knew of periods that are there; a list where there was none.

    Of one that goes on the days that are sure stay, so that a day to come is its last at the earliest.
    """
    periods = reader.periods(name)
    if periods is None:
        return value
    begun, ended = value[0].split("/") if value else ("", "")
    return [_ends(one, begun, ended) for one in periods]


def _ends(period: tuple[str, str, Day], begun: str, ended: str) -> str:
    """Give a period the days that nobody knew, if the two then stand in order."""
    first, last, told = period
    if last == "ongoing":
        ended = max(ended, told.isoformat(), first) if ended else last
    made = first or begun, (ended if last in ("", "ongoing") else last)
    return "/".join(made) if not all(made) or made[0] <= made[1] else f"{first}/{last}"


def newer(given: Any, value: Any, day: Day) -> list[Any]:
    return [*(given if isinstance(given, list) else [given]), {"value": value, "on": day.isoformat()}]


def result(field: Json, value: str, day: Day) -> Json:
    found = {"value": value, "unit": field["unit"], "on": day.isoformat(), "anticoagulant": "citrate"}
    return {**found, "uln": 25, "lln": 20}


def repeated_as_they_were(protocol: Json, history: Json, on: Day, day: Day) -> Json:
    """Repeat on `day` whatever counted on `on` and has run out since, at its value, unless something newer came."""
    found = deepcopy(history)
    for name, field in protocol["field"].items():
        given = history.get("answers", {}).get(name)
        if field["kind"] == "lab" and counts(protocol, history, name, on):
            if not counts(protocol, history, name, day):
                later = [one for one in given if on < date.fromisoformat(one["on"][:10]) <= day]
                newest = Reader(protocol, history, on).newest_results(name)
                found["answers"][name] += [] if later else [moved(one, day) for one in newest]
        elif field["kind"] in ("choice", "number") and validity(protocol, name) is not None:
            value, known = Reader(protocol, history, day).answer(name)
            before, now = (answered(protocol, Reader(protocol, history, one), name) for one in (on, day))
            if before and not now and known is not None and known <= on:
                found["answers"][name] = newer(given, value, day)
    return found


def moved(one: Json, day: Day) -> Json:
    return {**one, "on": day.isoformat() + one["on"][10:]}
