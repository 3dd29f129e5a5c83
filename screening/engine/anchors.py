"""The days that rules count from: a date field's day, or today."""

from screening.engine.answers import newest
from screening.engine.findings import State
from screening.patient import Answer, History
from screening.protocol.days import TODAY
from screening.truth import UNKNOWN


def day_of(answer: Answer | None) -> int | None:
    """Give the day an answer names; None for a word such as `waiting`, and for no answer."""
    return answer.value if answer is not None and isinstance(answer.value, int) else None


def anchored_on(history: History, anchor: str, day: int) -> int | None:
    """Give the anchor's day as it is known on a day; None while it isn't."""
    return day if anchor == TODAY else day_of(newest(history.answers.get(anchor), day))


def anchor_state(history: History, anchor: str, day: int) -> State:
    """Say why an anchor has no day: not answered, or a word in place of the day."""
    answer = newest(history.answers.get(anchor), day)
    if answer is None:
        return State(UNKNOWN, "missing", {"field": anchor})
    return State(UNKNOWN, "unknown", {"field": anchor, "value": answer.value})
