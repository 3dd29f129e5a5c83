"""The arithmetic of the oracle: bounds, windows, times, and a rule worked out from its leaves."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
Day = date
BOUNDS = ("below", "at_most", "at_least", "above", "between")
EVENT_BOUNDS = (
    *("ever", "within_days", "within_months", "not_within_days", "not_within_months"),
    *("at_least_days_since", "at_least_months_since"),
)
LAST_MINUTE = 24 * 60 - 1


def has_day(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("on") is not None


def leaves_of(rule: Json) -> Iterator[tuple[Json, Any]]:
    """List the leaves in order, each with its limit."""
    joined = rule.get("all") or rule.get("any") or rule.get("of")
    if joined:
        for one in joined:
            yield from leaves_of(one)
    elif "not" in rule:
        yield from leaves_of(rule["not"])
    else:
        limit = next((rule[bound] for bound in BOUNDS if bound in rule), None)
        if isinstance(limit, dict):
            yield from leaves_of(limit["when"])
            yield rule, limit["then"]
            yield rule, limit["otherwise"]
        else:
            yield rule, limit


def holds(rule: Json, values: Iterator[bool]) -> bool:
    """Work a rule out from the values of its leaves, in the same order."""
    if "all" in rule:
        return False not in [holds(one, values) for one in rule["all"]]
    if "any" in rule:
        return True in [holds(one, values) for one in rule["any"]]
    if "of" in rule:
        return bool([holds(one, values) for one in rule["of"]].count(True) >= rule["at_least"])
    if "not" in rule:
        return not holds(rule["not"], values)
    limit = next((rule[bound] for bound in BOUNDS if bound in rule), None)
    if isinstance(limit, dict):
        when, then, otherwise = holds(limit["when"], values), next(values), next(values)
        return then if when else otherwise
    return next(values)


def inside(rule: Json, limit: Any, number: Fraction) -> bool:
    if "between" in rule:
        return bool(Fraction(str(limit[0])) <= number <= Fraction(str(limit[1])))
    tests: dict[str, Callable[[Fraction, Fraction], bool]] = {
        "below": lambda one, other: one < other,
        "at_most": lambda one, other: one <= other,
        "at_least": lambda one, other: one >= other,
        "above": lambda one, other: one > other,
    }
    bound = next(name for name in tests if name in rule)
    return tests[bound](number, Fraction(str(limit)))


def clumped(result: Json) -> bool:
    return bool(result.get("clumped")) and not result.get("smear_confirmed")


def minute(result: Json) -> int | None:
    on: str = result["on"]
    return int(on[11:13]) * 60 + int(on[14:16]) if len(on) > 10 else None


def day_of(result: Json) -> Day:
    return date.fromisoformat(result["on"][:10])


def one_in(result: Json, within: int | None, anchor: Day) -> bool:
    """Say whether a result lies in the days before an anchor."""
    return day_of(result) <= anchor and (within is None or day_of(result) + timedelta(days=within) >= anchor)


def apart(rule: Json, one: Json, other: Json) -> bool | None:
    """Say whether two results are surely, perhaps or surely not far enough apart."""
    days = abs((date.fromisoformat(one["on"][:10]) - date.fromisoformat(other["on"][:10])).days)
    if "apart_days" in rule:
        return bool(days >= rule["apart_days"])
    early, late = (one, other) if one["on"][:10] <= other["on"][:10] else (other, one)
    spans = [[minute(it)] * 2 if minute(it) is not None else [0, LAST_MINUTE] for it in (early, late)]
    starts, ends = ([m for m in span if m is not None] for span in spans)
    ends = [end + days * 24 * 60 for end in ends]
    most = max(abs(end - start) for end in ends for start in starts)
    least = max(0, min(ends) - max(starts), min(starts) - max(ends))
    hours = rule["apart_hours"]
    return True if least >= hours * 60 else None if most >= hours * 60 else False


def in_window(bound: str, number: int, event: Day, anchor: Day) -> bool:
    if event > anchor:
        return False
    if bound == "ever":
        return True
    first = months_earlier(anchor, number) if "months" in bound else anchor - timedelta(days=number)
    return event > first if bound.endswith("since") else event >= first


def months_earlier(day: Day, months: int) -> Day:
    """Step back month by month; where a month is too short, its last day."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
