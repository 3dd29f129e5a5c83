"""A questionnaire as a tree of questions: from a protocol's form and criteria, and what is recorded of an attempt.

A `linkId` is the field's or the criterion's own id, a worksheet's item `field.item`. What is ours has a hyphen, which
no id of a protocol's has: `I1-why`, `platelets-on`, `attempt-outcome`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from screening.formats import codes as known
from screening.formats.fhir.terms import Codes
from screening.formats.labels import label, labelled
from screening.protocol import (
    ChoiceField,
    Criterion,
    DateField,
    EventsField,
    LabField,
    NumberField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.protocol.text import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One item; `inside` are a group's questions, or what belongs to an answer. `kind` is FHIR's type of item."""

    link: str
    kind: str
    text: Text
    inside: "tuple[Question, ...]" = ()
    codes: Codes | None = None
    units: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    prefix: str | None = None
    repeats: bool = False


@cache
def questions_of(protocol: Protocol) -> tuple[Question, ...]:
    """Give the questions of a protocol: who is screened, its form's sections, its criteria, how the attempt ended."""
    age = Question("attempt-age", "integer", label("exchange.age"))
    sections = [
        _group(f"section-{place}", one.title, [asked for name in one.fields for asked in _asked(protocol, name)])
        for place, one in enumerate(protocol.sections, 1)
    ]
    verdict = _choice("attempt-verdict", label("column.verdict"), Codes("verdict", known.verdicts()))
    criteria = [*(_criterion(protocol, one) for one in protocol.criterion), verdict]
    return (
        _group("attempt-screening", label("exchange.form.screening"), [age]),
        *sections,
        _group("attempt-criteria", label("exchange.form.criteria"), criteria),
        _group("attempt-end", label("exchange.form.outcome"), _ending(protocol)),
    )


def link_of(protocol: Protocol, criterion: str) -> str:
    """Give a criterion's link: its id, unless a field has that name."""
    return f"{criterion}-criterion" if criterion in protocol.field else criterion


def criteria_of(protocol: Protocol) -> Codes:
    """Give the code system of a protocol's criteria."""
    return Codes(f"{protocol.id}/criteria", known.criteria(protocol))


def _group(link: str, text: Text, inside: Iterable[Question]) -> Question:
    return Question(link, "group", text, tuple(inside))


def _choice(link: str, text: Text, codes: Codes, *inside: Question, repeats: bool = False) -> Question:
    return Question(link, "choice", text, inside, codes, repeats=repeats)


def _criterion(protocol: Protocol, one: Criterion) -> Question:
    link = link_of(protocol, one.id)
    why = Question(f"{link}-why", "string", labelled("exchange.why", one.text))
    still_open = Question(f"{link}-open", "string", labelled("exchange.open", one.text), repeats=True)
    judged = _choice(link, one.text, Codes("outcome", known.judgements(one)), why, still_open)
    return replace(judged, prefix=one.id)


def _ending(protocol: Protocol) -> list[Question]:
    on = Question("attempt-outcome-on", "dateTime", label("column.outcome_on"))
    criteria = criteria_of(protocol)
    return [
        _choice("attempt-outcome", label("column.outcome"), Codes("attempt-outcome", known.outcomes()), on),
        _choice("attempt-primary", label("column.primary_reason"), reasons_of(protocol)),
        _choice("attempt-against", label("column.failed"), criteria, repeats=True),
        Question("attempt-subject-number", "string", label("column.subject_number")),
        _choice("attempt-deviation", label("column.deviations"), criteria, repeats=True),
    ]


def reasons_of(protocol: Protocol) -> Codes:
    """Give the code system of the reasons for which a screening can end."""
    return Codes(f"{protocol.id}/reasons", known.reasons(protocol))


def _asked(protocol: Protocol, name: str) -> tuple[Question, ...]:
    """Give the questions of one field."""
    field = protocol.field[name]
    if isinstance(field, WorksheetField):
        states = Codes("worksheet", known.worksheet_states())
        items = [_dated(f"{name}.{item}", "choice", one.label, states) for item, one in field.items.items()]
        return (_group(name, field.ask, items),)
    if isinstance(field, LabField):
        on = Question(f"{name}-on", "dateTime", labelled("exchange.lab.on", field.ask))
        units = (field.unit, *field.also)
        return (Question(name, "quantity", field.ask, (on,), None, units, field.loinc, repeats=True),)
    if isinstance(field, EventsField):
        return (Question(name, "date", field.ask, loinc=field.loinc, repeats=True),)
    if isinstance(field, PeriodsField):
        ends = [Question(f"{name}-{end}", "date", labelled(f"exchange.{end}", field.ask)) for end in ("from", "until")]
        ongoing = Question(f"{name}-ongoing", "boolean", labelled("exchange.ongoing", field.ask))
        return (replace(_group(name, field.ask, [*ends, ongoing]), repeats=True),)
    return _answered(protocol, name, field)


def _answered(protocol: Protocol, name: str, field: ChoiceField | DateField | NumberField) -> tuple[Question, ...]:
    if isinstance(field, NumberField):
        asked = _dated(name, "decimal", field.ask, None)
        return (replace(asked, units=(field.unit,) if field.unit else (), loinc=field.loinc),)
    options = Codes(f"{protocol.id}/{name}", {code: one.label for code, one in field.options.items()})
    if isinstance(field, ChoiceField):
        return (replace(_dated(name, "choice", field.ask, options), loinc=field.loinc),)
    asked = replace(_dated(name, "date", field.ask, None), loinc=field.loinc)
    if not field.options:
        return (asked,)
    return asked, _dated(f"{name}-word", "choice", labelled("exchange.word", field.ask), options)


def _dated(link: str, kind: str, text: Text, codes: Codes | None) -> Question:
    """Give a question whose answer may be known since a day, and be another one later."""
    since = Question(f"{link}-since", "dateTime", labelled("exchange.since", text))
    return Question(link, kind, text, (since,), codes, repeats=True)
