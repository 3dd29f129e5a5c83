"""What a protocol's form asks, in words: the answers there are, units, plausible ranges, how long each counts."""

from collections.abc import Iterator
from typing import Any

from screening.protocol import (
    ChoiceField,
    DateField,
    LabField,
    NumberField,
    Protocol,
    WorksheetField,
)
from screening.protocol.naming import fields_of, names_in
from screening.wording import Words, amount, pretty_unit
from screening.wording.rules import told_validity

Plain = dict[str, Any]


def asked(protocol: Protocol, words: Words) -> list[Plain]:
    """Tell the form section by section."""
    return [
        {
            "title": section.title.in_(words.language),
            "fields": [_field(protocol, name, words) for name in section.fields],
        }
        for section in protocol.sections
    ]


def _field(protocol: Protocol, name: str, words: Words) -> Plain:
    field = protocol.field[name]
    return {
        "name": name,
        "ask": field.ask.in_(words.language),
        "kind": words.text(f"pack.kind.{field.kind}"),
        "facts": [fact for fact in facts_of(protocol, name, words) if fact[1]],
    }


def facts_of(protocol: Protocol, name: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of a field, each under its label."""
    field = protocol.field[name]

    def fact(key: str, told: str) -> tuple[str, str]:
        return words.text(f"pack.field.{key}"), told

    readers = [one.id for one in protocol.criterion if name in names_in(one)]
    yield fact("read_by", words.listed(readers))
    if field.help is not None:
        yield fact("help", field.help.in_(words.language))
    if isinstance(field, ChoiceField | DateField):
        yield fact("options" if isinstance(field, ChoiceField) else "words", _options(field, words))
    if isinstance(field, WorksheetField):
        yield fact("items", words.listed([one.label.in_(words.language) for one in field.items.values()]))
    if hasattr(field, "terms"):  # adverse events, which only a follow-up asks
        yield fact("items", words.listed([one.label.in_(words.language) for one in field.terms.values()]))
    if isinstance(field, LabField | NumberField):
        yield from (fact(*one) for one in _measured(field, words))
    yield fact("validity", words.joined(list(_validity(protocol, name, words))))
    yield fact("loinc", words.listed(field.loinc))


def _options(field: ChoiceField | DateField, words: Words) -> str:
    told = []
    for one in field.options.values():
        label = one.label.in_(words.language)
        marks = [mark for mark in ("unknown", "investigator") if getattr(one, mark, False)]
        told.append(words.text(f"pack.option.{marks[0]}", option=label) if marks else label)
    return words.joined(told)


def _measured(field: LabField | NumberField, words: Words) -> Iterator[tuple[str, str]]:
    unit = field.unit or ""
    if unit:
        yield "unit", pretty_unit(unit)
    if isinstance(field, LabField):
        yield "also", words.listed([pretty_unit(one) for one in field.also])
        factors = [f"1 {pretty_unit(other)} = {amount(f'{one:f}', unit)}" for other, one in field.convert.items()]
        yield "convert", words.listed(factors)
    if field.plausible is not None:
        low, high = (amount(f"{one:f}", unit) for one in field.plausible)
        yield "plausible", words.text("pack.range", low=low, high=high)


def _validity(protocol: Protocol, name: str, words: Words) -> Iterator[str]:
    """Say how long an answer counts, criterion by criterion where it isn't the same."""
    found: dict[str, list[str]] = {}
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            told = told_validity(rule, words) if name in fields_of(rule) else ""
            if told and criterion.id not in found.setdefault(told, []):
                found[told].append(criterion.id)
    for told, ids in found.items():
        yield told if len(found) == 1 else words.text("pack.validity_of", criteria=words.listed(ids), told=told)
