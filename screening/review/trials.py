"""Answers worth trying on a rule: below, at and above each limit, the last day that counts and the day after, nothing.

They are plain answers as a history has them, so that a person could type them; what they give, the engine says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from screening.engine.dates import months_before
from screening.protocol import (
    NOT_ASSESSED,
    PRESENT,
    RULED_OUT,
    ChoiceField,
    DateField,
    Protocol,
    WorksheetField,
)
from screening.protocol.days import TODAY, DaysRule, EventRule, ExposureRule
from screening.protocol.rules import AgeRule, AnyPresentRule, ChoiceRule, SexRule

LONG_AGO = 3653
"""Days: older than whatever a rule still counts."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Answers near a limit; `code` says where they lie, `values` go into its words.

    None is an answer that is missing. `core` ones lie on both sides of the limit.
    """

    code: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    subject: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    decision: str | None = None
    core: bool = False


Series = list[Trial]
_Make = Callable[[Any, Protocol, date], list[Series]]
_MAKERS: dict[type, _Make] = {}


def trying(shape: type) -> Callable[[_Make], _Make]:
    """Register what is worth trying on a rule shape."""

    def keep(make: _Make) -> _Make:
        _MAKERS[shape] = make
        return make

    return keep


def tried_shapes() -> set[type]:
    """List the shapes that something can be tried on; the others are made of these."""
    return set(_MAKERS)


def trials(rule: Any, protocol: Protocol, on: date) -> list[Series]:
    """Give what is worth trying on a rule on a day: a series a limit, none for a rule that is made of others."""
    make = _MAKERS.get(type(rule))
    return make(rule, protocol, on) if make else []


def dated(value: Any, days: int | None, on: date) -> Any:
    """Write an answer as one that is known from a day, where that matters."""
    return value if days is None else {"value": value, "on": on.isoformat()}


def ageing(code: str, name: str, value: Any, days: int | None, on: date) -> Series:
    """Try an answer on the last day on which it counts, and on the day after."""
    if days is None:
        return []
    past = ((code, days), (f"{code}_after", days + 1))
    return [Trial(one, {name: dated(value, days, on - timedelta(days=ago))}, values={"days": ago}) for one, ago in past]


@trying(ChoiceRule)
def _choice(rule: ChoiceRule, protocol: Protocol, on: date) -> list[Series]:
    name, days = rule.choice, rule.good_for_days
    asked = protocol.field[name]
    assert isinstance(asked, ChoiceField)
    found: Series = []
    for option, one in asked.options.items():
        answers = {name: dated(option, days, on)}
        found.append(Trial("option", answers, core=not (one.unknown or one.investigator)))
        if one.investigator:
            found += [Trial(f"decided_{which}", answers, decision=which) for which in ("good", "bad")]
    return [[*found, *ageing("last_day", name, rule.one_of[0], days, on), Trial("missing", {name: None})]]


@trying(SexRule)
def _sex(rule: SexRule, protocol: Protocol, on: date) -> list[Series]:
    del rule, protocol, on
    either = [Trial("option", subject={"sex": sex}, core=True) for sex in ("female", "male")]
    return [[*either, Trial("missing", subject={"sex": None})]]


@trying(AnyPresentRule)
def _any_present(rule: AnyPresentRule, protocol: Protocol, on: date) -> list[Series]:
    del on
    name = rule.any_present
    asked = protocol.field[name]
    assert isinstance(asked, WorksheetField)
    clear = dict.fromkeys(asked.items, RULED_OUT)
    read = rule.items or tuple(asked.items)
    found = [Trial("all_ruled_out", {name: clear}, core=True)]
    for item in asked.items:
        label = {"item": f"{name}.{item}"}
        code = "present" if item in read else "present_elsewhere"
        found.append(Trial(code, {name: clear | {item: PRESENT}}, values=label, core=item == read[0]))
    left = clear | {read[0]: NOT_ASSESSED}
    return [
        [
            *found,
            Trial("not_assessed", {name: left}, values={"item": f"{name}.{read[0]}"}),
            Trial("missing", {name: None}),
        ]
    ]


@trying(AgeRule)
def _age(rule: AgeRule, protocol: Protocol, on: date) -> list[Series]:
    del protocol
    anchor = {} if rule.at == TODAY else {rule.at: on.isoformat()}
    tomorrow = on + timedelta(days=1)

    def born(turns: int, when: date, end: str) -> str:
        try:
            return date(when.year - turns, when.month, when.day).isoformat()
        except ValueError:  # 29 February: nobody was born on it that year
            return date(when.year - turns, *((3, 1) if end == "before" else (2, 28))).isoformat()

    found: Series = []
    for code, years in (("turns", rule.age_at_least), ("outgrows", rule.age_at_most)):
        if years is not None:
            years = years + 1 if code == "outgrows" else years
            for end, when in (("before", tomorrow), ("on", on)):
                subject = {"birth_date": born(years, when, end)}
                found.append(Trial(f"{code}_{end}", anchor, subject, {"years": years}, core=True))
    found.append(Trial("missing", anchor, {"birth_date": None}))
    if anchor:
        found.append(Trial("missing_anchor", {rule.at: None}, found[0].subject, {"anchor": rule.at}))
    return [found]


@trying(DaysRule)
def _days(rule: DaysRule, protocol: Protocol, on: date) -> list[Series]:
    limit = rule.at_least if rule.at_least is not None else rule.at_most
    assert limit is not None
    ends = {} if rule.to == TODAY else {rule.to: on.isoformat()}

    def apart(days: int) -> dict[str, Any]:
        return {rule.days_from: (on - timedelta(days=days)).isoformat()}

    codes = (("one_less", limit - 1), ("exactly", limit), ("one_more", limit + 1))
    found = [Trial(code, {**ends, **apart(days)}, values={"days": days}, core=True) for code, days in codes]
    if ends:
        found += _ending(rule, protocol, on, apart(limit))
        found.append(Trial("missing_end", {rule.to: None, **apart(limit)}, values={"anchor": rule.to}))
    return [[*found, Trial("missing", {**ends, rule.days_from: None})]]


def _ending(rule: DaysRule, protocol: Protocol, on: date, start: Mapping[str, Any]) -> Iterator[Trial]:
    """Try an end that has not come: a day to come, or a word such as `waiting`."""
    yield Trial("coming", {**start, rule.to: (on + timedelta(days=1)).isoformat()})
    asked = protocol.field[rule.to]
    for option in asked.options if isinstance(asked, DateField) else ():
        yield Trial("option", {**start, rule.to: option})


@trying(EventRule)
def _event(rule: EventRule, protocol: Protocol, on: date) -> list[Series]:
    del protocol
    anchor = {} if rule.before == TODAY else {rule.before: on.isoformat()}
    bound = rule.bound
    number = getattr(rule, bound)
    day = on.toordinal()
    ends: Sequence[tuple[str, int]] = (("long_ago", day - LONG_AGO),)
    if bound != "ever":
        end = months_before(day, number) if "months" in bound else day - number
        unit = "month" if "months" in bound else "day"
        ends = ((f"{unit}_inside", end + 1), (f"{unit}_end", end), (f"{unit}_outside", end - 1))
    values = {"number": 0 if bound == "ever" else number}

    def having(*days: int) -> dict[str, Any]:
        return {**anchor, rule.event: [date.fromordinal(one).isoformat() for one in days]}

    found = [Trial(code, having(one), values=values, core=True) for code, one in ends]
    found += [Trial("that_day", having(day)), Trial("later", having(day + 1)), Trial("none", having(), core=True)]
    found.append(Trial("missing", {**anchor, rule.event: None}))
    if anchor:
        without = {**having(ends[0][1]), rule.before: None}
        found.append(Trial("missing_anchor", without, values={"anchor": rule.before}))
    return [found]


@trying(ExposureRule)
def _exposure(rule: ExposureRule, protocol: Protocol, on: date) -> list[Series]:
    del protocol
    anchor = {} if rule.before == TODAY else {rule.before: on.isoformat()}
    needed, first = rule.needed, on - timedelta(days=rule.within_days)

    def having(*periods: tuple[int | None, int | str | None]) -> dict[str, Any]:
        """Take something from so many days into the window, to so many; None is not known."""

        def told(day: int | str | None) -> str:
            return day if isinstance(day, str) else "" if day is None else (first + timedelta(days=day)).isoformat()

        return {**anchor, rule.exposure: [f"{told(begun)}/{told(ended)}" for begun, ended in periods]}

    lengths = (("one_less", needed - 1), ("exactly", needed), ("one_more", needed + 1))
    found = [
        Trial(code, having((0, days - 1)), values={"days": days}, core=True)
        for code, days in lengths
        if 0 < days <= rule.within_days + 1
    ]
    found.append(Trial("taken_old", having((-1, needed - 2)), core=True))
    if needed > 1:
        half = needed // 2
        found.append(Trial("taken_touching", having((0, half - 1), (half, needed - 1))))
        found.append(Trial("taken_apart", having((0, half - 1), (half + 1, needed))))
    found += [
        Trial("taken_ongoing", having((0, "ongoing"))),
        Trial("taken_open_first", having((None, needed))),
        Trial("taken_open_last", having((0, None))),
        Trial("none", having(), core=True),
        Trial("missing", {**anchor, rule.exposure: None}),
    ]
    if anchor:
        without = {**having((0, needed - 1)), rule.before: None}
        found.append(Trial("missing_anchor", without, values={"anchor": rule.before}))
    return [found]
