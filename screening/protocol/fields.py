"""What the form asks: one model per kind of answer."""

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from screening.protocol.numbers import Number
from screening.protocol.text import Identifier, Model, Text

Unit = Annotated[str, StringConstraints(min_length=1, max_length=40)]

# The states of a worksheet's item. `present` means: judged to be a cause, not merely there.
PRESENT, RULED_OUT, NOT_ASSESSED = "present", "ruled_out", "not_assessed"
WORKSHEET_STATES = (PRESENT, RULED_OUT, NOT_ASSESSED)

CAUSES = "other_causes"
"""The worksheet of what else could explain the finding; an investigator signs a conclusion on it."""


class Option(Model):
    """One answer to choose."""

    label: Text
    help: Text | None = None
    unknown: bool = Field(default=False, description="Chosen, it still leaves the question open.")
    investigator: bool = Field(default=False, description="A doctor must decide what it means for the criterion.")


class NotYet(Model):
    """A word in place of a date: it has not happened yet."""

    label: Text
    unknown: bool = Field(default=False, description="Chosen, it still leaves the question open.")


class Question(Model):
    """What every field has."""

    ask: Text = Field(description="The question, as the form shows it.")
    help: Text | None = Field(default=None, description="A hint under the question.")
    effort: Annotated[int, Field(ge=1, le=9)] = Field(
        default=2,
        description="1 is in the chart, 2 takes a look or a call, 3 and more a test; orders open questions.",
    )
    loinc: tuple[str, ...] = ()


class ChoiceField(Question):
    """One of several answers."""

    kind: Literal["choice"]
    options: dict[Identifier, Option] = Field(min_length=2)


class DateField(Question):
    """A day, or a word such as `waiting`."""

    kind: Literal["date"]
    options: dict[Identifier, NotYet] = Field(default_factory=dict)


class NumberField(Question):
    """An exact number, dated where the rule gives it a validity."""

    kind: Literal["number"]
    unit: str | None = None
    plausible: tuple[Number, Number] | None = None


class LabField(Question):
    """A dated series of laboratory results; the latest valid one counts."""

    kind: Literal["lab"]
    unit: Unit = Field(description="UCUM. Results in another unit convert exactly or are refused.")
    also: tuple[Unit, ...] = Field(default=(), description="Further units that this field accepts.")
    convert: dict[Unit, Number] = Field(
        default_factory=dict,
        description="What one of another unit is in `unit`, where it depends on the substance.",
    )
    plausible: tuple[Number, Number] | None = Field(default=None, description="Outside: not yet known, ask again.")


class EventsField(Question):
    """Dated events; a list that is present is complete, `[]` means none."""

    kind: Literal["events"]


class PeriodsField(Question):
    """Periods of taking something, each `first day/last day`, or `first day/ongoing`; `[]` means none.

    A day that nobody knows is left out: `/2026-11-23`, `2026-11-20/`.
    """

    kind: Literal["periods"]


class Item(Model):
    """One line of a worksheet."""

    label: Text
    help: Text | None = None


class WorksheetField(Question):
    """A list to go through; each item is `present`, `ruled_out` or `not_assessed`."""

    kind: Literal["worksheet"]
    items: dict[Identifier, Item] = Field(min_length=1)


class AdverseEventsField(Question):
    """Adverse events, each with its term, grade (CTCAE, 1 to 5), day, and whether it was serious; `[]` means none.

    It is asked in the follow-up alone.
    """

    kind: Literal["adverse_events"]
    terms: dict[Identifier, Item] = Field(min_length=1, description="What can be chosen; the last one may be `other`.")


FormField = Annotated[
    ChoiceField | DateField | NumberField | LabField | EventsField | PeriodsField | WorksheetField,
    Field(discriminator="kind"),
]
FollowUpField = Annotated[
    ChoiceField | DateField | NumberField | LabField | EventsField | PeriodsField | WorksheetField | AdverseEventsField,
    Field(discriminator="kind"),
]
FIELD_KINDS = (ChoiceField, DateField, NumberField, LabField, EventsField, PeriodsField, WorksheetField)


def kind_of(model: type[Question]) -> str:
    """Give the word by which a file names a kind of answer."""
    return str(get_args(model.model_fields["kind"].annotation)[0])


FIELDS: dict[str, type[Question]] = {kind_of(one): one for one in (*FIELD_KINDS, AdverseEventsField)}
"""The kinds of field by their names."""
