"""The rule shapes that count days: from one date to another, from events to a day, and those of an exposure."""

from typing import Literal

from pydantic import Field, model_validator

from screening.errors import said
from screening.protocol.numbers import Days, Whole, bound_of
from screening.protocol.text import Identifier, Model, Text

TODAY = "today"


class DaysRule(Model):
    """Whole calendar days from one date to another, or to today while the other has not come."""

    days_from: Identifier
    to: Identifier = TODAY
    called: Text | None = Field(default=None, description='How a reason begins, such as "Delayed by".')
    at_least: Whole | None = None
    at_most: Whole | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> "DaysRule":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(said("protocol.one_of_two", names="at_least, at_most"))
        return self


EVENT_BOUNDS = (
    "ever",
    "within_days",
    "within_months",
    "not_within_days",
    "not_within_months",
    "at_least_days_since",
    "at_least_months_since",
)


class EventRule(Model):
    """A dated event within, or not within, some days or months before an anchor; both ends are included.

    `at_least_days_since = 10` lets an event of exactly ten days ago pass; `not_within_days = 10` does not.
    """

    event: Identifier
    before: Identifier = Field(default=TODAY, description="The anchor: today, or a date field such as consent.")
    ever: Literal[True] | None = None
    within_days: Days | None = None
    within_months: Days | None = None
    not_within_days: Days | None = None
    not_within_months: Days | None = None
    at_least_days_since: Days | None = None
    at_least_months_since: Days | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> "EventRule":
        bound_of(self, EVENT_BOUNDS)
        return self

    @property
    def bound(self) -> str:
        """Name the bound that was given."""
        return bound_of(self, EVENT_BOUNDS)


EXPOSURE_BOUNDS = ("more_than_days", "at_least_days")


class ExposureRule(Model):
    """Something was taken for some days running, in the days before an anchor; both ends are included.

    Periods that touch or overlap count as one; of one that reaches out of the window, the days inside it count.
    """

    exposure: Identifier
    more_than_days: Days | None = None
    at_least_days: Days | None = None
    within_days: Days
    before: Identifier = Field(default=TODAY, description="The anchor: today, or a date field such as consent.")

    @model_validator(mode="after")
    def _one_bound(self) -> "ExposureRule":
        bound_of(self, EXPOSURE_BOUNDS)
        if not 1 <= self.needed <= self.within_days + 1:
            raise ValueError(said("protocol.window_short", window=self.within_days + 1, needed=self.needed))
        return self

    @property
    def bound(self) -> str:
        """Name the bound that was given."""
        return bound_of(self, EXPOSURE_BOUNDS)

    @property
    def needed(self) -> int:
        """Give how many days running are enough."""
        return self.at_least_days if self.at_least_days is not None else (self.more_than_days or 0) + 1
