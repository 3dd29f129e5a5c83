"""A history as a cohort sees it: a picture of one day, in which nobody has decided anything."""

from dataclasses import replace
from datetime import date

from screening.patient import History, Period


def known_on(history: History, on: date) -> History:
    """Leave out of a history whatever is dated after a day, and every decision.

    What is left may still speak of later days: a planned date, a birthday to come.
    """
    day = on.toordinal()
    lists = {name for name in (*history.events, *history.periods) if history.events_from.get(name, day) <= day}
    told = {name: history.events_from.get(name, day) for name in history.periods}
    return replace(
        history,
        answers={
            name: tuple(one for one in answers if one.on is None or one.on <= day)
            for name, answers in history.answers.items()
        },
        labs={name: tuple(one for one in series if one.on <= day) for name, series in history.labs.items()},
        events={
            name: tuple(event for event in events if event <= day)
            for name, events in history.events.items()
            if name in lists
        },
        periods={
            name: tuple(_until(one, day) for one in periods if one.first is None or one.first <= day)
            for name, periods in history.periods.items()
            if name in lists
        },
        events_from={name: known for name, known in {**history.events_from, **told}.items() if name in lists},
        decisions={},
    )


def _until(one: Period, day: int) -> Period:
    """Leave out a last day that has not come: until then the period goes on, if it is known to have begun."""
    if one.last is None or one.last <= day:
        return one
    return replace(one, last=None, ongoing=one.first is not None)
