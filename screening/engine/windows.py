"""What a day is for a patient, and which results run out first, read from an assessment's calendar."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from screening.engine.assessment import Possible, Stretch

DayState = Literal["eligible", "possible", "needs", "no", "unknown"]


def day_state(calendar: Sequence[Stretch], possible: Sequence[Possible], day: date) -> DayState:
    """Say what a day is, the one assessed or a later one.

    The patient qualifies, could qualify, could with a result repeated, can't, or it is not known yet and no day is
    better than another.
    """
    verdict = next(one.verdict for one in reversed(calendar) if one.start <= day)
    if verdict == "eligible":
        return "eligible"
    found = next((one for one in possible if _within(one, day)), None)
    if found is None:
        return "no" if verdict == "ineligible" else "unknown"
    if found.needs:
        return "needs"
    endless = found.until is None and found.start == calendar[0].start
    return "unknown" if endless else "possible"


def running_out(possible: Sequence[Possible], last: date | None) -> tuple[str, ...]:
    """Name the results that run out when a window ends on its `last` day; none where something else ends it."""
    if last is None:
        return ()
    return next((one.needs for one in possible if one.start == last + timedelta(days=1)), ())


def _within(possible: Possible, day: date) -> bool:
    return possible.start <= day and (possible.until is None or day <= possible.until)
