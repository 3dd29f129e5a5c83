"""One version of one protocol: header, fields, sections, criteria with their examples; save, fingerprint."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, cast

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from screening.errors import said
from screening.protocol.fields import FollowUpField, FormField
from screening.protocol.numbers import Number
from screening.protocol.rules import Rule, walk
from screening.protocol.text import Identifier, Model, Text

CriterionId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
Outcome = Literal["met", "not_met", "clear", "excludes", "unknown"]

# The names in an example that are not fields.
RESERVED = ("on", "gives", "birth_date", "sex", "decision")


class Header(Model):
    """Which protocol this is, where it comes from, and how far to trust it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    title: Text
    summary: Text | None = None
    source: str = Field(min_length=1)
    dated: date | None = Field(
        default=None,
        description="The day of this version. The newest usable one is its id's default; one without a day comes last.",
    )
    status: Literal["unverified", "verified"] = Field(
        description='"verified" only when a named person has held it against the protocol document.'
    )
    verified_by: str | None = None
    consent: Literal["before_screening", "not_asked"] = Field(
        default="before_screening",
        description="Whether consent comes before the screening number, and before anybody is confirmed or enrolled.",
    )
    rescreening: Literal["new_number", "same_number"] = Field(
        default="new_number",
        description="Under which number somebody who is screened again stands; the attempt is counted either way.",
    )
    most_attempts: int | None = Field(
        default=None,
        ge=1,
        description="How often one person may be screened; absent: as often as it takes.",
    )
    unusable: Text | None = Field(
        default=None,
        description="Why nobody may be screened with this file; it stays readable and comparable.",
    )

    @model_validator(mode="after")
    def _someone_verified(self) -> "Header":
        if (self.status == "verified") != (self.verified_by is not None):
            raise ValueError(said("protocol.verified"))
        return self


class Assumption(Model):
    """What the source leaves open and this file had to decide; shown wherever a verdict is."""

    on: CriterionId | None = Field(default=None, description="The criterion; absent: the whole file.")
    text: Text


class Section(Model):
    """A part of the form."""

    title: Text
    fields: tuple[Identifier, ...] = Field(min_length=1)


class Example(BaseModel):
    """A worked case: a day, what is known, and the outcome that the criterion must give.

    Every other key is a field with the history's own value; a string abbreviates one laboratory result.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    on: date
    gives: Outcome
    birth_date: date | None = None
    sex: Literal["female", "male"] | None = None
    decision: dict[str, Any] | None = None

    @property
    def answers(self) -> dict[str, Any]:
        """Give what the example says of fields."""
        return dict(self.model_extra or {})


class Criterion(Model):
    """One line of the protocol, in its own words, and the rule that stands for it."""

    id: CriterionId
    kind: Literal["inclusion", "exclusion"]
    text: Text
    where: str | None = Field(default=None, description="The place in the source.")
    rule: Rule | None = None
    decided_by: Literal["investigator"] | None = Field(
        default=None, description="A person decides, on the evidence listed, in place of a rule."
    )
    evidence: tuple[Identifier, ...] = ()
    examples: tuple[Example, ...] = ()

    def model_post_init(self, context: object, /) -> None:
        """Refuse a criterion that both a rule and a person decide, or neither."""
        if self.rule is None and self.decided_by is None:
            raise ValueError(said("protocol.no_rule"))
        if self.rule is not None and self.decided_by is not None:
            raise ValueError(said("protocol.two_deciders"))
        if self.evidence and self.rule is not None:
            raise ValueError(said("protocol.evidence"))

    @property
    def good(self) -> Outcome:
        """Name the outcome that speaks for the patient."""
        return "met" if self.kind == "inclusion" else "clear"

    @property
    def bad(self) -> Outcome:
        """Name the outcome that speaks against the patient."""
        return "not_met" if self.kind == "inclusion" else "excludes"

    def rules(self) -> list[Any]:
        """List the rule and every rule inside it."""
        return [] if self.rule is None else walk(self.rule)


class Endpoint(Model):
    """One endpoint of the follow-up, in the protocol's own words, and the rule that says who reached it."""

    id: CriterionId
    kind: Literal["primary", "secondary", "safety"]
    text: Text
    where: str | None = Field(default=None, description="The place in the source.")
    rule: Rule
    examples: tuple[Example, ...] = ()

    def as_criterion(self) -> Criterion:
        """Give the criterion that is met by whoever reached it."""
        parts = {name: getattr(self, name) for name in ("id", "text", "where", "rule", "examples")}
        return Criterion.model_construct(kind="inclusion", decided_by=None, evidence=(), **parts)


class Measure(Model):
    """Days that are measured on a series of results, told with their censoring.

    `time_to_first`: from the date to the first result of at least so much. `duration`: from that result to the first
    later one below.
    """

    id: CriterionId
    what: Literal["time_to_first", "duration"]
    text: Text
    where: str | None = None
    lab: Identifier
    at_least: Number
    since: Identifier


class FollowUp(Model):
    """What is asked of somebody enrolled, and which endpoints are judged by it; no entry criterion reads any of it."""

    assumption: tuple[Assumption, ...] = ()
    begins: Identifier = Field(description="The date field from which days are counted.")
    section: tuple[Section, ...] = Field(min_length=1)
    field: dict[Identifier, FollowUpField]
    graded: dict[Identifier, Identifier] = Field(
        default_factory=dict, description="Laboratory fields whose results have a CTCAE grade, with the term of it."
    )
    endpoint: tuple[Endpoint, ...] = Field(min_length=1)
    measure: tuple[Measure, ...] = ()


TABLES: dict[str, type[Model]] = {
    "protocol": Header,
    "assumption": Assumption,
    "section": Section,
    "criterion": Criterion,
    "follow_up": FollowUp,
    "endpoint": Endpoint,
    "measure": Measure,
}
"""The tables of a file by their names, but for those of its fields."""


class Protocol(Model):
    """One protocol file. Equal when the content is equal; comments and spacing don't matter."""

    protocol: Header
    assumption: tuple[Assumption, ...] = ()
    section: tuple[Section, ...] = ()
    field: dict[Identifier, FormField] = Field(default_factory=dict)
    criterion: tuple[Criterion, ...] = Field(min_length=1)
    follow_up: FollowUp | None = None

    @property
    def id(self) -> str:
        """Give the registry number."""
        return self.protocol.id

    @property
    def version(self) -> str:
        """Name this version of it."""
        return self.protocol.version

    @cached_property
    def fingerprint(self) -> str:
        """Give the SHA-256 of the content, as 64 hexadecimal digits."""
        text = json.dumps(_plain(self._content()), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return self is other or (isinstance(other, Protocol) and self.fingerprint == other.fingerprint)

    @cached_property
    def chart(self) -> "Chart | None":
        """Give the follow-up as what asks, reads and judges it: the endpoints are its criteria; None without one."""
        if self.follow_up is None:
            return None
        said = self.follow_up
        return Chart.model_construct(
            of=self.fingerprint,
            protocol=self.protocol,
            assumption=said.assumption,
            section=said.section,
            # Adverse events among them, which whoever reads a chart knows.
            field=cast(dict[str, FormField], said.field),
            criterion=tuple(one.as_criterion() for one in said.endpoint),
            follow_up=None,
        )

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Give the form's sections; without any in the file, one of all fields, if any."""
        if not self.field:
            return ()
        return self.section or (Section(title=self.protocol.title, fields=tuple(self.field)),)

    @cached_property
    def order(self) -> dict[str, int]:
        """Give each field's place on the form."""
        names = [name for section in self.sections for name in section.fields]
        return {name: place for place, name in enumerate(names)}

    def assumptions(self, language: str) -> list[str]:
        """List what the file had to decide, each with its criterion, in a language."""
        return [f"{one.on}: {one.text.in_(language)}" if one.on else one.text.in_(language) for one in self.assumption]

    def to_toml(self) -> str:
        """Write the file that loads as this protocol."""
        return tomli_w.dumps(_for_toml(self._content()))

    def _content(self) -> dict[str, Any]:
        return self.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)


class Chart(Protocol):
    """The follow-up of the protocol with the fingerprint `of`, as what asks, reads and judges: no file of its own."""

    of: str

    @cached_property
    def fingerprint(self) -> str:
        """Tell it from its protocol, and from every other chart."""
        return f"{self.of}/follow_up"


def _plain(value: Any) -> Any:
    """Turn what TOML holds into what canonical JSON holds; numbers become strings, exact."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _for_toml(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_toml(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_for_toml(inner) for inner in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
