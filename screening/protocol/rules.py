"""The closed set of rule shapes. A rule is known by its first key: `lab`, `choice`, `days_from`, `all`, ...

A shape holds no meaning of its own: its truth over time is in `engine`, its sentences are in `wording`.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from screening.errors import said
from screening.protocol.days import TODAY, DaysRule, EventRule, ExposureRule
from screening.protocol.formulas import CREATININE, FORMULAS, HEIGHT, WEIGHT, Formula
from screening.protocol.numbers import Days, NormalLimit, Number, Some, Years, bound_of, listed, read_normal
from screening.protocol.observed import OBSERVED, OccurredRule, ReachedRule, TookPlaceRule
from screening.protocol.text import Identifier, Model
from screening.quantity import Limits


class Depending(Model):
    """A limit that depends on another answer."""

    when: "Rule"
    then: "PlainLimit"
    otherwise: "PlainLimit"


def _limit_tag(value: object) -> str:
    if isinstance(value, NormalLimit) or (isinstance(value, dict) and "of" in value):
        return "normal"
    return "depending" if isinstance(value, Depending | dict) else "number"


PlainLimit = Annotated[
    Annotated[Number, Tag("number")] | Annotated[NormalLimit, Tag("normal")],
    Discriminator(_limit_tag),
    BeforeValidator(read_normal),
]
Limit = Annotated[
    Annotated[Number, Tag("number")] | Annotated[NormalLimit, Tag("normal")] | Annotated[Depending, Tag("depending")],
    Discriminator(_limit_tag),
    BeforeValidator(read_normal),
]
LIMIT_TAGS = ("number", "normal", "depending")

BOUNDS = ("below", "at_most", "at_least", "above", "between")


class Bounded(Model):
    """A bound: exactly one of `below`, `at_most`, `at_least`, `above`, `between` (both ends included)."""

    below: Limit | None = None
    at_most: Limit | None = None
    at_least: Limit | None = None
    above: Limit | None = None
    between: tuple[Number, Number] | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> "Bounded":
        bound_of(self, BOUNDS)
        if self.between and self.between[0] > self.between[1]:
            raise ValueError(said("protocol.upside_down", low=self.between[0], high=self.between[1]))
        return self

    @property
    def bound(self) -> str:
        """Name the bound that was given."""
        return bound_of(self, BOUNDS)

    @property
    def limit(self) -> Decimal | NormalLimit | Depending | tuple[Decimal, Decimal]:
        """Give the bound's limit."""
        found: Decimal | NormalLimit | Depending | tuple[Decimal, Decimal] = getattr(self, self.bound)
        return found


def limits(bound: str, number: Decimal | tuple[Decimal, Decimal]) -> Limits:
    """Give the interval that a bound and its number(s) allow."""
    if isinstance(number, tuple):
        return Limits(low=number[0], high=number[1])
    if bound in ("below", "at_most"):
        return Limits(high=number, open_high=bound == "below")
    return Limits(low=number, open_low=bound == "above")


class LabRule(Bounded):
    """The latest valid result within its days lies within the bound."""

    lab: Identifier
    unit: str | None = Field(default=None, description="Of the bound; the field's own where absent.")
    good_for_days: Days | None = Field(default=None, description="Its own day and this many after; absent: for ever.")
    censored: Literal["compare", "repeat"] = Field(
        default="compare", description="`<5` counts as anything below 5, or asks for a repeat."
    )


class RepeatedLabRule(Bounded):
    """Two results within the bound, at least so far apart."""

    repeated: Identifier
    unit: str | None = None
    apart_hours: Days | None = None
    apart_days: Days | None = None
    within_days: Days | None = Field(default=None, description="How far back results count; absent: all of them.")

    @model_validator(mode="after")
    def _one_distance(self) -> "RepeatedLabRule":
        if (self.apart_hours is None) == (self.apart_days is None):
            raise ValueError(said("protocol.one_of_two", names="apart_hours, apart_days"))
        if isinstance(self.limit, NormalLimit | Depending):
            raise ValueError(said("protocol.plain.two"))
        return self


class NoResultRule(Bounded):
    """No result within the bound in the days before an anchor; without any result there, not yet known.

    One that follows an event by at most `except_days` is set aside, once a later day has a result outside the bound.
    """

    no_result: Identifier
    unit: str | None = None
    within_days: Days | None = Field(default=None, description="Before the anchor, both ends included; absent: ever.")
    before: Identifier = Field(default=TODAY, description="The anchor: today, or a date field such as consent.")
    except_after: Identifier | None = Field(default=None, description="A list of events, such as transfusions.")
    except_days: Days | None = None

    @model_validator(mode="after")
    def _plain_and_whole(self) -> "NoResultRule":
        if isinstance(self.limit, NormalLimit | Depending):
            raise ValueError(said("protocol.plain.several"))
        if (self.except_after is None) != (self.except_days is None):
            raise ValueError(said("protocol.together", names="except_after, except_days"))
        return self


class NumberRule(Bounded):
    """An answered number lies within the bound."""

    number: Identifier
    good_for_days: Days | None = None

    @model_validator(mode="after")
    def _plain(self) -> "NumberRule":
        limit = self.limit
        parts = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
        if any(isinstance(part, NormalLimit) for part in parts):
            raise ValueError(said("protocol.normal"))
        return self


class RemainingRule(Bounded):
    """What is left of a planned number after what was given of it lies within the bound, such as cycles."""

    remaining: Identifier = Field(description="The number planned in all.")
    given: Identifier

    @model_validator(mode="after")
    def _plain(self) -> "RemainingRule":
        if isinstance(self.limit, NormalLimit | Depending):
            raise ValueError(said("protocol.plain.remaining"))
        return self


class FormulaRule(Bounded):
    """What a published formula makes of a patient's answers lies within the bound.

    It is named with the fields that it takes, such as `{ formula = "ckd_epi_2021", creatinine = "creatinine",
    at_least = 25 }`. Age and sex come from the subject; nobody enters the value, and nobody can enter another one.
    """

    formula: Literal["cockcroft_gault", "ckd_epi_2021", "ckd_epi_2009", "bmi"]
    creatinine: Identifier | None = None
    weight: Identifier | None = None
    height: Identifier | None = None
    good_for_days: Days | None = Field(default=None, description="Of the creatinine: its own day and this many after.")

    @model_validator(mode="after")
    def _fitting(self) -> "FormulaRule":
        takes = self.published.takes
        given = tuple(one for one in (CREATININE, WEIGHT, HEIGHT) if getattr(self, one) is not None)
        if set(given) != set(takes):
            raise ValueError(said("protocol.takes", formula=self.formula, names=", ".join(takes), given=listed(given)))
        if self.good_for_days is not None and CREATININE not in takes:
            raise ValueError(said("protocol.formula_days", formula=self.formula))
        if any(not isinstance(one, Decimal) or one <= 0 for one in self.ends):
            raise ValueError(said("protocol.plain.formula"))
        return self

    @property
    def published(self) -> Formula:
        """Give what is to be known of the formula."""
        return FORMULAS[self.formula]

    @property
    def ends(self) -> tuple[Decimal | NormalLimit, ...]:
        """List the numbers that the value is compared with."""
        limit = self.limit
        if isinstance(limit, tuple):
            return limit
        return (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)


class ChoiceRule(Model):
    """The answer is one of these."""

    choice: Identifier
    one_of: tuple[Identifier, ...] = Field(min_length=1)
    good_for_days: Days | None = Field(default=None, description="The answer's own day and this many after.")


class SexRule(Model):
    """The patient's sex."""

    sex: Literal["female", "male"]


class AgeRule(Model):
    """Age in completed years: the birthday counts, and `age_at_most` includes the last day of that year."""

    age_at_least: Years | None = None
    age_at_most: Years | None = None
    at: Identifier = Field(default=TODAY, description="The day that counts: today, or a date field such as consent.")

    @model_validator(mode="after")
    def _some_bound(self) -> "AgeRule":
        low, high = self.age_at_least, self.age_at_most
        if low is None and high is None:
            raise ValueError(said("protocol.age"))
        if low is not None and high is not None and low > high:
            raise ValueError(said("protocol.upside_down", low=low, high=high))
        return self


class AnyPresentRule(Model):
    """Any item of a worksheet is present; false only when all are ruled out."""

    any_present: Identifier
    items: tuple[Identifier, ...] = Field(default=(), description="Only these items; absent: all of them.")


class AllRule(Model):
    """Every one of these holds."""

    all: "tuple[Rule, ...]" = Field(min_length=1)


class AnyRule(Model):
    """At least one of these holds."""

    any: "tuple[Rule, ...]" = Field(min_length=1)


class AtLeastRule(Model):
    """At least so many of these hold: `at_least = 2` with `of = [...]`."""

    of: "tuple[Rule, ...]" = Field(min_length=2)
    at_least: Some

    @model_validator(mode="after")
    def _enough_of_them(self) -> "AtLeastRule":
        if self.at_least > len(self.of):
            raise ValueError(said("protocol.never_so_many", n=len(self.of), at_least=self.at_least))
        return self


class NotRule(Model):
    """This does not hold."""

    not_: "Rule" = Field(alias="not")


SHAPES: dict[str, type[Model]] = {
    "lab": LabRule,
    "repeated": RepeatedLabRule,
    "no_result": NoResultRule,
    "number": NumberRule,
    "remaining": RemainingRule,
    "formula": FormulaRule,
    "choice": ChoiceRule,
    "sex": SexRule,
    "age": AgeRule,
    "days_from": DaysRule,
    "event": EventRule,
    "exposure": ExposureRule,
    "any_present": AnyPresentRule,
    "all": AllRule,
    "any": AnyRule,
    "of": AtLeastRule,
    "not": NotRule,
}
"""What a criterion may say; an endpoint of the follow-up may say what is `OBSERVED`, too."""

ALL_SHAPES = {**SHAPES, **OBSERVED}


def shape_of(value: object) -> str | None:
    """Tell a rule's shape by the key that names it; None where there is none, and pydantic says so."""
    if isinstance(value, Model):
        return next((name for name, shape in ALL_SHAPES.items() if isinstance(value, shape)), None)
    if not isinstance(value, dict):
        return None
    if "age_at_least" in value or "age_at_most" in value:
        return "age"
    return next((name for name in ALL_SHAPES if name in value), None)


Rule = Annotated[
    Annotated[LabRule, Tag("lab")]
    | Annotated[RepeatedLabRule, Tag("repeated")]
    | Annotated[NoResultRule, Tag("no_result")]
    | Annotated[NumberRule, Tag("number")]
    | Annotated[RemainingRule, Tag("remaining")]
    | Annotated[FormulaRule, Tag("formula")]
    | Annotated[ChoiceRule, Tag("choice")]
    | Annotated[SexRule, Tag("sex")]
    | Annotated[AgeRule, Tag("age")]
    | Annotated[DaysRule, Tag("days_from")]
    | Annotated[EventRule, Tag("event")]
    | Annotated[ExposureRule, Tag("exposure")]
    | Annotated[AnyPresentRule, Tag("any_present")]
    | Annotated[AllRule, Tag("all")]
    | Annotated[AnyRule, Tag("any")]
    | Annotated[AtLeastRule, Tag("of")]
    | Annotated[NotRule, Tag("not")]
    | Annotated[TookPlaceRule, Tag("took_place")]
    | Annotated[ReachedRule, Tag("reached")]
    | Annotated[OccurredRule, Tag("occurred")],
    Discriminator(shape_of),
]


SEVERAL: dict[type[Model], str] = {AllRule: "all", AnyRule: "any", AtLeastRule: "of"}
"""The shapes that join several rules, and the key under which these stand."""


def parts(rule: Any) -> list[tuple[tuple[str | int, ...], Any]]:
    """List the rules right inside a rule, each with its path from there."""
    key = SEVERAL.get(type(rule))
    if key is not None:
        return [((key, index), one) for index, one in enumerate(getattr(rule, key))]
    if isinstance(rule, NotRule):
        return [(("not",), rule.not_)]
    if isinstance(rule, Bounded) and isinstance(rule.limit, Depending):
        return [((rule.bound, "when"), rule.limit.when)]
    return []


def walk(rule: Any) -> list[Any]:
    """List a rule and every rule inside it, limits that depend on an answer included."""
    return [rule, *(found for _, part in parts(rule) for found in walk(part))]
