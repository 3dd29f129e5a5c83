"""What an attempt at screening consists of in ODM: forms, groups of items, items, code lists; made from a protocol.

Every answer of the protocol's form is a group of its own, since each may have been given on several days, and lies
beside what was said of it (since when it is known, how the laboratory reported it). What is ours begins with
`ATTEMPT`, `ENTRY`, `SIGNATURE` or `DEVIATION`, what is the protocol's with `FIELD` or `CRITERION`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Literal

from screening.formats import codes as known
from screening.formats.labels import label, labelled
from screening.protocol import (
    ChoiceField,
    Criterion,
    DateField,
    EventsField,
    FormField,
    LabField,
    NumberField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.protocol.text import Text

Kind = Literal["text", "integer", "float", "boolean", "partialDate", "partialDatetime"]


@dataclass(frozen=True, slots=True)
class Codes:
    """A code list: what may be answered, with its name in every language."""

    oid: str
    name: Text
    codes: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `unit` is UCUM, `alias` another standard's name for it with that standard."""

    oid: str
    kind: Kind
    ask: Text
    codes: Codes | None = None
    unit: str | None = None
    plausible: tuple[Decimal, Decimal] | None = None
    alias: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together; `repeats` where there may be several of them in one attempt."""

    oid: str
    name: Text
    items: tuple[Item, ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form: a part of what is recorded of an attempt."""

    oid: str
    name: Text
    groups: tuple[Group, ...]


@cache
def forms_of(protocol: Protocol) -> tuple[Form, ...]:
    """Give the forms of an attempt that a protocol judges."""
    answers = tuple(_answer_group(name, protocol.field[name]) for name in protocol.field)
    return (
        Form("F.SCREENING", label("exchange.form.screening"), (_screening(),)),
        Form("F.ANSWERS", label("exchange.form.answers"), answers),
        Form("F.CRITERIA", label("exchange.form.criteria"), (_criteria(protocol),)),
        Form("F.OUTCOME", label("exchange.form.outcome"), (_outcome(protocol), _deviations(protocol))),
        Form("F.RECORD", label("exchange.form.record"), (_entries(), _signature())),
    )


def items_of(protocol: Protocol) -> Iterator[Item]:
    """Give all items of the forms, in order."""
    for form in forms_of(protocol):
        for group in form.groups:
            yield from group.items


def dated(oid: str, ask: Text, kind: Literal["partialDate", "partialDatetime"]) -> tuple[Item, Item]:
    """Give the items for when something was: a date or part of one where it may leave, and the study day."""
    return Item(oid, kind, ask), Item(f"{oid}.DAY", "integer", labelled("exchange.study_day", ask))


def _coded(oid: str, name: Text, codes: Mapping[str, Text]) -> Item:
    return Item(oid, "text", name, Codes(f"CL.{oid}", name, codes))


def _screening() -> Group:
    consent = label("column.consent_on")
    items = (
        Item("ATTEMPT.NUMBER", "text", label("column.number")),
        *dated("ATTEMPT.ON", label("column.on"), "partialDate"),
        Item("ATTEMPT.AGE", "integer", label("exchange.age")),
        _coded("ATTEMPT.SEX", label("column.sex"), known.sexes()),
        Item("ATTEMPT.CONSENT", "boolean", label("exchange.consent")),
        *dated("ATTEMPT.CONSENT_ON", consent, "partialDatetime"),
        Item("ATTEMPT.CONSENT_FORM", "text", label("column.consent_form")),
    )
    return Group("IG.SCREENING", label("exchange.form.screening"), items)


def _criteria(protocol: Protocol) -> Group:
    found = [item for one in protocol.criterion for item in _criterion(one)]
    verdict = _coded("ATTEMPT.VERDICT", label("column.verdict"), known.verdicts())
    return Group("IG.CRITERIA", label("exchange.form.criteria"), (*found, verdict))


def _criterion(one: Criterion) -> tuple[Item, ...]:
    oid = f"CRITERION.{one.id}"
    codes = Codes(f"CL.{one.kind.upper()}", label(f"kind.{one.kind}"), known.judgements(one))
    return (
        Item(oid, "text", one.text, codes, alias=("IETESTCD", one.id)),
        Item(f"{oid}.WHY", "text", labelled("exchange.why", one.text)),
        Item(f"{oid}.OPEN", "text", labelled("exchange.open", one.text)),
    )


def _outcome(protocol: Protocol) -> Group:
    items = (
        _coded("ATTEMPT.OUTCOME", label("column.outcome"), known.outcomes()),
        *dated("ATTEMPT.OUTCOME_ON", label("column.outcome_on"), "partialDatetime"),
        _coded("ATTEMPT.PRIMARY", label("column.primary_reason"), known.reasons(protocol)),
        Item("ATTEMPT.AGAINST", "text", label("column.failed")),
        Item("ATTEMPT.SUBJECT_NUMBER", "text", label("column.subject_number")),
    )
    return Group("IG.OUTCOME", label("exchange.form.outcome"), items)


def _deviations(protocol: Protocol) -> Group:
    name = label("column.deviations")
    return Group("IG.DEVIATION", name, (_coded("DEVIATION.CRITERION", name, known.criteria(protocol)),), repeats=True)


def _entries() -> Group:
    items = (
        _coded("ENTRY.WHY", label("column.why"), known.whys()),
        Item("ENTRY.BY", "text", label("column.recorded_by")),
        _coded("ENTRY.ROLE", label("column.role"), known.roles()),
        *dated("ENTRY.AT", label("column.recorded_at"), "partialDatetime"),
    )
    return Group("IG.ENTRY", label("column.entry"), items, repeats=True)


def _signature() -> Group:
    meaning = label("column.signed")
    items = (
        _coded("SIGNATURE.MEANING", meaning, known.meanings()),
        Item("SIGNATURE.BY", "text", label("column.signed_by")),
        _coded("SIGNATURE.ROLE", label("column.role"), known.roles()),
        *dated("SIGNATURE.AT", label("column.signed_at"), "partialDatetime"),
    )
    return Group("IG.SIGNATURE", meaning, items, repeats=True)


def _answer_group(name: str, field: FormField) -> Group:
    """Give the group of one of the form's questions."""
    oid, items = f"FIELD.{name}", tuple[Item, ...]()
    if isinstance(field, LabField):
        items = _lab(oid, field)
    elif isinstance(field, EventsField):
        items = dated(oid, field.ask, "partialDate")
    elif isinstance(field, PeriodsField):
        items = _period(oid, field.ask)
    elif isinstance(field, WorksheetField):
        items = _worksheet(oid, field)
    else:
        items = (*_answer(oid, field), *_since(oid, field.ask))
    return Group(f"IG.{oid}", field.ask, items, repeats=True)


def _since(oid: str, ask: Text) -> tuple[Item, Item]:
    return dated(f"{oid}.SINCE", labelled("exchange.since", ask), "partialDatetime")


def _answer(oid: str, field: ChoiceField | DateField | NumberField) -> tuple[Item, ...]:
    if isinstance(field, NumberField):
        return (Item(oid, "float", field.ask, unit=field.unit, plausible=field.plausible, alias=_loinc(field.loinc)),)
    codes = Codes(f"CL.{oid}", field.ask, {code: one.label for code, one in field.options.items()})
    if isinstance(field, ChoiceField):
        return (Item(oid, "text", field.ask, codes, alias=_loinc(field.loinc)),)
    words = (Item(f"{oid}.WORD", "text", labelled("exchange.word", field.ask), codes),) if codes.codes else ()
    return (*dated(oid, field.ask, "partialDate"), *words)


def _period(oid: str, ask: Text) -> tuple[Item, ...]:
    ends = (dated(f"{oid}.{end}", labelled(f"exchange.{end.lower()}", ask), "partialDate") for end in ("FROM", "UNTIL"))
    return (*chain(*ends), Item(f"{oid}.ONGOING", "boolean", labelled("exchange.ongoing", ask)))


def _worksheet(oid: str, field: WorksheetField) -> tuple[Item, ...]:
    codes = Codes("CL.WORKSHEET", label("exchange.worksheet"), known.worksheet_states())
    found: list[Item] = []
    for name, one in field.items.items():
        found += (Item(f"{oid}.{name}", "text", one.label, codes), *_since(f"{oid}.{name}", one.label))
    return tuple(found)


def _lab(oid: str, field: LabField) -> tuple[Item, ...]:
    def beside(part: str, kind: Kind, unit: str | None = None, codes: Codes | None = None) -> Item:
        return Item(f"{oid}.{part}", kind, labelled(f"exchange.lab.{part.lower()}", field.ask), codes, unit)

    signs = Codes("CL.SIGN", label("exchange.sign"), {one: Text({"en": one}) for one in "<>≤≥"})
    tubes = Codes("CL.TUBE", label("exchange.tube"), known.tubes())
    return (
        Item(oid, "float", field.ask, unit=field.unit, plausible=field.plausible, alias=_loinc(field.loinc)),
        beside("SIGN", "text", codes=signs),
        *dated(f"{oid}.ON", labelled("exchange.lab.on", field.ask), "partialDatetime"),
        beside("GIVEN", "text"),
        beside("GIVEN_UNIT", "text"),
        beside("TUBE", "text", codes=tubes),
        *(beside(part, "boolean") for part in ("CLUMPED", "SMEAR", "PLAUSIBLE")),
        *(beside(part, "float", field.unit) for part in ("LLN", "ULN")),
    )


def _loinc(codes: tuple[str, ...]) -> tuple[str, str] | None:
    return ("LOINC", codes[0]) if codes else None
