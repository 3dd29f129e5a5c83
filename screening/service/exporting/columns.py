"""The columns of the logs: what each cell says of a case, and at which level of privacy it may stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Literal

from screening.formats.tables import Cell, Column
from screening.log import OLDEST, CaseRow, Person
from screening.wording import Words, outcome_text, primary_text, study_day

Level = Literal["identified", "coded", "deidentified"]
LEVELS: tuple[Level, ...] = ("identified", "coded", "deidentified")

Kind = Literal["text", "number", "day", "moment"]


Give = Callable[[CaseRow, "Telling"], Cell]


@dataclass(frozen=True, slots=True)
class Telling:
    """How rows are told: in which language, at which level, whether dates may stand, and what is known beside them.

    `first` gives the day on which a person was first screened, from which study days count; `drawn` the numbers that
    stand for people in a de-identified copy, which nothing leads back from; `people` who they are, where that is asked.
    """

    words: Words
    level: Level = "identified"
    dated: bool = True
    first: Mapping[str, date] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict, repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, key: str) -> str:
        """Give one of the few texts that stand in many rows."""
        if key not in self.texts:
            self.texts[key] = self.words.text(key)
        return self.texts[key]

    def number(self, row: CaseRow) -> Cell:
        """Give the number that stands for a case."""
        if self.level != "deidentified":
            return row.number
        return self.drawn.setdefault(row.person, f"P-{token_hex(8)}")

    def day(self, row: CaseRow, iso: str | None) -> Cell:
        """Tell a day: as it is, or as a study day."""
        if iso is None or self.dated:
            return iso
        return study_day(date.fromisoformat(iso[:10]), self.first.get(row.person) or date.fromisoformat(row.on_day))

    def moment(self, row: CaseRow, iso: str | None) -> Cell:
        """Tell a time of UTC, or the study day that it lies in."""
        return self.day(row, f"{iso[:19]}Z" if iso else None)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a log: `give` makes its cells, or names the part of a row that stands there as it is.

    `named` says that it leads back to a person or a place, and stays where no names may leave. `code` gives what a
    coded answer is called in the book, so that a sponsor's template can call it otherwise.
    """

    name: str
    give: Give | str
    kind: Kind = "text"
    named: bool = False
    code: Callable[[CaseRow], str] | None = None

    def column(self, telling: Telling) -> Column:
        """Give its head; a day that may not leave is a number, and says so."""
        title = telling.words.text(f"column.{self.name}")
        if self.kind not in ("day", "moment") or telling.dated:
            return Column(self.name, title, self.kind)
        return Column(self.name, telling.words.text("column.study_day", of=title), "number")


def _verdict(row: CaseRow, telling: Telling) -> Cell:
    return telling.text(f"verdict.{'not_yet' if row.not_yet else row.verdict}")


def _outcome(row: CaseRow, telling: Telling) -> Cell:
    outcome = row.outcome or ""
    if outcome not in telling.texts:
        telling.texts[outcome] = outcome_text(row.outcome, telling.words)
    return telling.texts[outcome]


def _age(row: CaseRow, telling: Telling) -> Cell:
    if row.age is None or row.age <= OLDEST or telling.level == "identified":
        return row.age
    return telling.words.text("column.oldest", n=OLDEST + 1)


_NUMBER = Field("number", lambda row, how: how.number(row))
_ATTEMPT = Field("attempt", "attempt", "number")
_CONSENT = (
    Field("consent_on", lambda row, how: how.day(row, row.consent_on), "day"),
    Field("consent_form", "consent_form", named=True),
)
_PROTOCOL = (
    Field("protocol", "protocol"),
    Field("version", "protocol_version"),
)
_WHO = (
    Field("age", _age, "number"),
    Field("sex", lambda row, how: how.text(f"sex.{row.sex}") if row.sex else None, code=lambda row: row.sex or ""),
)
_SUBJECT = Field("subject_number", "subject_number", named=True)
_SIGNED = (
    Field("signed", lambda row, how: how.text(f"acts.signed.{row.signed}"), code=lambda row: row.signed),
    Field("signed_by", "signed_by", named=True),
    Field("signed_at", lambda row, how: how.moment(row, row.signed_at), "moment"),
)
_DEVIATIONS = Field("deviations", lambda row, how: " ".join(row.deviations))
_ENROLLED = Field(
    "enrolled_on", lambda row, how: how.day(row, row.outcome_on if row.outcome == "enrolled" else None), "day"
)

SCREENING = (
    Field("entry", "seq", "number", named=True),
    _NUMBER,
    _ATTEMPT,
    Field("earlier", "earlier", named=True),
    Field("on", lambda row, how: how.day(row, row.on_day), "day"),
    Field("recorded_at", lambda row, how: how.moment(row, row.at), "moment"),
    Field("late", lambda row, how: how.text("state.late") if row.late else None),
    *_PROTOCOL,
    *_WHO,
    *_CONSENT,
    Field("verdict", _verdict, code=lambda row: "not_yet" if row.not_yet else row.verdict),
    Field("failed", lambda row, how: " ".join(row.failed)),
    Field("open", "open_count", "number"),
    Field("outcome", _outcome, code=lambda row: row.outcome or "pending"),
    Field("primary_reason", lambda row, how: primary_text(row.outcome, row.primary_reason, how.words) or None),
    Field("outcome_on", lambda row, how: how.day(row, row.outcome_on), "day"),
    Field("outcome_by", "outcome_by", named=True),
    *_SIGNED,
    _ENROLLED,
    _SUBJECT,
    _DEVIATIONS,
    Field("forgotten", lambda row, how: how.text("acts.forgotten") if row.forgotten_by else None),
    Field("state", lambda row, how: how.text(f"state.{row.state}"), code=lambda row: row.state),
    Field("superseded_by", "superseded_by", "number", named=True),
    Field("recorded_by", "actor", named=True),
    Field("role", "role"),
)
ENROLMENT = (
    _SUBJECT,
    _ENROLLED,
    _NUMBER,
    _ATTEMPT,
    *_CONSENT,
    *_PROTOCOL,
    *_WHO,
    *_SIGNED,
    _DEVIATIONS,
    Field("enrolled_by", "outcome_by", named=True),
)
IDENTIFICATION = (
    _NUMBER,
    _ATTEMPT,
    _SUBJECT,
    Field("name", lambda row, how: how.people[row.person].name),
    Field("hospital_number", lambda row, how: how.people[row.person].hospital_number),
    Field("birth_date", lambda row, how: how.people[row.person].birth_date, "day"),
    *_CONSENT,
    Field("forgotten", lambda row, how: how.text("acts.forgotten") if row.forgotten_by else None),
)

VIEWS: Mapping[str, tuple[Field, ...]] = {
    "screening": SCREENING,
    "enrolment": ENROLMENT,
    "identification": IDENTIFICATION,
}
"""The three logs; the identification code list never leaves the site, and has one level alone."""


def allowed(view: str, level: Level) -> tuple[Field, ...]:
    """Give the columns that a log may have at a level of privacy, in order."""
    return tuple(one for one in VIEWS[view] if level != "deidentified" or not one.named)
