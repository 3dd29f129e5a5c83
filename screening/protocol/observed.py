"""The rule shapes of a follow-up: what is still to be seen is not yet known, until its time is over.

An entry criterion can't use them: nobody may be screened by what comes after.
"""

from typing import Annotated

from pydantic import Field

from screening.protocol.numbers import Days, Number
from screening.protocol.text import Identifier, Model

Grade = Annotated[int, Field(ge=1, le=5)]


class TookPlaceRule(Model):
    """What a date field names has come; while somebody waits for it, that is not yet known."""

    took_place: Identifier


class ReachedRule(Model):
    """A result of at least so much within some days after a date; both ends count.

    It was not reached only where a result below covers the last day; without one that is not yet known.
    """

    reached: Identifier
    at_least: Number = Field(description="In the field's own unit.")
    since: Identifier
    within_days: Days
    until: Identifier | None = Field(default=None, description="A date field that ends the days earlier.")
    good_for_days: Days = Field(description="A result below speaks for its own day and this many after.")


class OccurredRule(Model):
    """An event between two dates, both included; that there was none is known once the second has come.

    Of adverse events, those of some term, of at least some grade, or the serious ones.
    """

    occurred: Identifier
    since: Identifier
    until: Identifier
    term: Identifier | None = None
    grade_at_least: Grade | None = None
    serious: bool | None = None


OBSERVED: dict[str, type[Model]] = {
    "took_place": TookPlaceRule,
    "reached": ReachedRule,
    "occurred": OccurredRule,
}
