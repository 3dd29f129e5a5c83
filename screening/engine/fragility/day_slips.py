"""The ordinary slip with days: the first one counted, or not."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from screening.engine.anchors import anchored_on
from screening.engine.answers import newest
from screening.engine.days import Counter
from screening.engine.events import Watch
from screening.engine.exposure import Watch as ExposureWatch
from screening.engine.findings import Scope, iso
from screening.engine.fragility.slips import Slip, Trial
from screening.patient import History
from screening.protocol.days import DaysRule, EventRule, ExposureRule
from screening.truth import UNKNOWN

_ONE_DAY = (-1, 1)


def span_trials(rule: DaysRule, scope: Scope, history: History, on: int) -> Iterator[Trial]:
    """Begin a stretch of days one day earlier, and one later."""
    found = Counter(rule, scope).state(history, on)
    if found.truth is UNKNOWN:
        return
    start, last, _ = found.basis
    answers = history.answers[rule.days_from]
    counted = newest(answers, on)
    assert counted is not None, "a stretch that was counted has begun"
    for step in _ONE_DAY:
        told = {"field": rule.days_from, "from": rule.days_from, "to": rule.to}
        told |= {"days": last - start, "would_be": last - start - step}
        moved = tuple(replace(one, value=start + step) if one is counted else one for one in answers)
        slip = Slip("inclusive", told, rule.days_from, iso(start), counted.source)
        yield Trial(slip, replace(history, answers={**history.answers, rule.days_from: moved}))


def event_trials(rule: EventRule, history: History, on: int) -> Iterator[Trial]:
    """Let the event that decides have been one day earlier, and one later."""
    watch = Watch(rule)
    found = watch.state(history, on)
    anchor = anchored_on(history, rule.before, on)
    if found.truth is UNKNOWN or found.basis is None or anchor is None:
        return
    day = found.basis
    others = list(history.events[rule.event])
    others.remove(day)
    for step in _ONE_DAY:
        if day + step <= min(anchor, on):
            slip = Slip(
                "event",
                {"field": rule.event, "on": iso(day), "ago": anchor - day, "would_be": anchor - day - step},
                rule.event,
                iso(day),
            )
            moved = tuple(sorted([*others, day + step]))
            yield Trial(slip, replace(history, events={**history.events, rule.event: moved}))


def exposure_trials(rule: ExposureRule, history: History, on: int) -> Iterator[Trial]:
    """Let the run that decides have begun, or ended, one day earlier, and one later."""
    found = ExposureWatch(rule).state(history, on)
    if found.truth is UNKNOWN or found.basis is None:
        return
    periods = history.periods[rule.exposure]
    for place, one in enumerate(periods):
        for end, step in product(("first", "last"), _ONE_DAY):
            day = getattr(one, end)
            if day != getattr(found.basis, end) or day + step > on:
                continue
            moved = replace(one, **{end: day + step})
            if moved.first is not None and moved.last is not None and moved.first > moved.last:
                continue
            told = {"field": rule.exposure, "on": iso(day), "would_be": iso(day + step)}
            changed = (*periods[:place], moved, *periods[place + 1 :])
            slip = Slip(f"exposure_{end}", told, rule.exposure, iso(day))
            yield Trial(slip, replace(history, periods={**history.periods, rule.exposure: changed}))
