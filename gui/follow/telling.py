"""What stands beside the form of a follow-up: each endpoint, its days, and the counts with the days that matter."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gui.kit.criteria_model import CriterionRow
from gui.kit.day_strip import DayState, StripDay
from gui.kit.series import Series
from gui.kit.tokens import Status
from gui.screen.charting import Chart as SeriesTeller
from screening.engine import EndpointResult, FollowedUp, assess
from screening.patient import read_history
from screening.protocol.document import Chart
from screening.protocol.observed import ReachedRule
from screening.wording import Words, amount, field_name
from screening.wording.endpoints import endpoint_text, graded_text, known_text, measure_text, outcome_name

_STATES = {"met": DayState.ELIGIBLE, "not_met": DayState.NO, "unknown": DayState.UNKNOWN}


class EndpointTeller:
    """Tells the endpoints of one protocol's follow-up in one language."""

    def __init__(self, chart: Chart, words: Words) -> None:
        self.words, self._chart = words, chart
        rules = [rule for one in chart.criterion for rule in one.rules() if isinstance(rule, ReachedRule)]
        self._watched = rules[0] if rules else None

    def rows(self, judged: FollowedUp) -> list[CriterionRow]:
        """Tell each endpoint with its outcome, why, and from when it will be known."""
        return [
            CriterionRow(
                one.id,
                self.words.text(f"follow.kind.{one.kind}"),
                endpoint_text(judged.protocol, one.id, self.words),
                known_text(one, judged.protocol, self.words),
                _status(one),
                outcome_name(one, self.words),
            )
            for one in judged.endpoints
        ]

    def lines(self, judged: FollowedUp) -> str:
        """Tell what was measured in days, and the lowest counts with their grades."""
        told = [measure_text(judged.protocol, one, self.words) for one in judged.measures]
        return "\n".join([*told, *(graded_text(one, self.words) for one in judged.graded)])

    def questions(self, judged: FollowedUp) -> list[tuple[str, str]]:
        """Name the open questions of the endpoints, those of the primary one first."""
        asked = [question for one in judged.endpoints for question in one.open_questions]
        return [(one, field_name(self._chart, self.words, one)) for one in dict.fromkeys(asked)]

    def days(self, result: EndpointResult, on: date, shown: int) -> list[StripDay]:
        """Tell of each day from the one assessed on what will be known of an endpoint if nothing is added."""
        found = []
        for ahead in range(shown):
            day = on + timedelta(days=ahead)
            outcome = next(
                one.outcome for one in result.calendar if one.start <= day and (one.until is None or day <= one.until)
            )
            number = self.words.day(day, "day_first" if not ahead or day.day == 1 else "day_number")
            named = outcome_name(result._replace(outcome=outcome), self.words)
            spoken = self.words.text("follow.day", day=self.words.day(day, "date_full"), outcome=named)
            found.append(StripDay(day, self.words.day(day, "weekday"), number, _STATES[outcome], spoken))
        return found

    def known(self, result: EndpointResult) -> str:
        """Say below the days from when an endpoint will be known."""
        if result.outcome != "unknown":
            return ""
        if result.known_from is None:
            return self.words.text("follow.needs_more")
        return self.words.text("follow.known", day=self.words.day(result.known_from))

    def series(self, name: str, answers: Mapping[str, Any], judged: FollowedUp) -> Series:
        """Draw a series up with its limit, the dates that were entered, and the days in which it is watched."""
        history = read_history({"answers": answers}, self._chart)
        drawn = SeriesTeller(self._chart, name, self.words).series(answers, assess(self._chart, history, judged.on))
        watched = self._watched
        if watched is None or watched.reached != name:
            return replace(drawn, possible=())
        unit = getattr(self._chart.field[name], "unit", "")
        label = self.words.text("screen.chart.limit", limit=amount(f"{watched.at_least:f}", unit))
        further = ((float(watched.at_least), label),)
        return replace(drawn, possible=self._window(history.answers.get(watched.since, ())), further=further)

    def _window(self, answers: Any) -> tuple[tuple[date, date | None], ...]:
        """Give the days in which a count is watched for, from the day that they are counted from."""
        assert self._watched is not None
        start = next((one.value for one in reversed(answers) if isinstance(one.value, int)), None)
        if start is None:
            return ()
        first = date.fromordinal(start)
        return ((first, first + timedelta(days=self._watched.within_days)),)


def _status(result: EndpointResult) -> Status:
    """Give the look of an outcome; an adverse event that occurred is no success."""
    if result.outcome == "unknown":
        return Status.NOT_YET if result.known_from is not None else Status.UNKNOWN
    good = "not_met" if result.kind == "safety" else "met"
    return Status.MET if result.outcome == good else Status.NEUTRAL
