"""A history as a cohort sees it: a picture of one day, in which nobody has decided anything."""

from dataclasses import replace
from datetime import date

from screening.patient import History


def known_on(history: History, on: date) -> History:
    """Leave out of a history whatever is dated after a day, and every decision.

    What is left may still speak of later days: a planned date, a birthday to come.
    """
    day = on.toordinal()
    lists = {name for name in history.events if history.events_from.get(name, day) <= day}
    return replace(
        history,
        answers={
            name: tuple(one for one in answers if one.on is None or one.on <= day)
            for name, answers in history.answers.items()
        },
        labs={name: tuple(one for one in series if one.on <= day) for name, series in history.labs.items()},
        events={name: tuple(event for event in history.events[name] if event <= day) for name in lists},
        events_from={name: known for name, known in history.events_from.items() if name in lists},
        decisions={},
    )
