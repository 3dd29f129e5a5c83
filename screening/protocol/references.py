"""Do the names in a protocol file fit together?

Fields, options, items and units that nobody knows, fields of the wrong kind, never used, or never asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from screening.errors import nearest, said
from screening.protocol.days import TODAY
from screening.protocol.document import RESERVED, Criterion
from screening.protocol.fields import (
    AdverseEventsField,
    ChoiceField,
    DateField,
    LabField,
    NumberField,
    WorksheetField,
    kind_of,
)
from screening.protocol.formulas import UNITS
from screening.protocol.naming import NAMES, fields_of, names_in, names_unread
from screening.protocol.observed import OBSERVED, OccurredRule
from screening.protocol.rules import (
    AnyPresentRule,
    ChoiceRule,
    FormulaRule,
    LabRule,
    NoResultRule,
    RepeatedLabRule,
    parts,
)
from screening.quantity import canonical_unit, factor, known_units

_Path = tuple[str | int, ...]
_Found = Iterator[tuple[_Path, str]]

# In the table of a population: columns of its own beside those of fields, and beside those of criteria.
_SUBJECT = ("subject_id", "birth_date", "sex")
_RESULT = ("VERDICT", "MISSING")


class Fields(dict[str, Any]):
    """The fields of one part of a file, by their names; `others` are asked in its other part."""

    others: frozenset[str] = frozenset()

    def lacks(self, name: str, known: Iterable[str]) -> str:
        """Say that there is no such field here, and where it is asked instead, or what is near."""
        if name in self.others:
            return said("protocol.other_part", name=name)
        return said("protocol.no_field", name=name, near=nearest(name, known))


@dataclass(frozen=True)
class Readable:
    """What could be read of a file: a field or criterion with a fault of its own is None.

    Of its follow-up, too, whose criteria are its endpoints; `also_used` are fields that something
    else reads there, `measures` the ids of what is measured.
    """

    fields: Fields
    criteria: list[Criterion | None]
    raw: dict[str, Any]
    also_used: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    follow_up: bool = False


def problems(file: Readable) -> _Found:
    """List what doesn't fit, each with its path in the file."""
    yield from _repeated_ids(file)
    for index, criterion in enumerate(file.criteria):
        path = ("criterion", index)
        if criterion is not None:
            yield from _in_criterion(path, criterion, file.fields)
            yield from () if file.follow_up else _observing(path, criterion)
        else:
            yield from _in_unread(path, file.raw["criterion"][index], file.fields)
    for name, field in file.fields.items():
        if field is not None:
            yield from _in_field(("field", name), name, field)
        if name in file.fields.others and file.follow_up:
            yield ("field", name), said("protocol.asked_at_entry")
    yield from _alike(file.fields)
    yield from _in_sections(file)
    yield from _unused(file)
    yield from _in_assumptions(file)


def _repeated_ids(file: Readable) -> _Found:
    seen: set[str] = set()
    for index, label in _ids(file):
        if label in seen:
            yield ("criterion", index, "id"), said("protocol.two_criteria", name=label)
        if label in _RESULT:
            yield ("criterion", index, "id"), said("protocol.reserved", name=label)
        seen.add(label)


def _alike(fields: Iterable[str]) -> _Found:
    """Find fields that a table of patients could not tell apart: there, a column's case says nothing."""
    seen = {name: name for name in _SUBJECT}
    for name in fields:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            yield ("field", name), said("protocol.alike", name=name, other=other)


def _ids(file: Readable) -> Iterator[tuple[int, str]]:
    """List the criteria's ids, those of criteria with a fault too."""
    raw = file.raw.get("criterion")
    for index, one in enumerate(raw if isinstance(raw, list) else ()):
        label = one.get("id") if isinstance(one, dict) else None
        if isinstance(label, str):
            yield index, label[:60]


def _observing(path: _Path, criterion: Criterion) -> _Found:
    """Find rules of a follow-up in an entry criterion."""
    for rule in criterion.rules():
        name = next((name for name, shape in OBSERVED.items() if isinstance(rule, shape)), None)
        if name is not None:
            yield (*path, "rule"), said("protocol.not_at_entry", name=name)


def _in_unread(path: _Path, raw: Any, fields: Fields) -> _Found:
    """Look for the fields that a criterion with a fault of form names, so that a slip hides no other."""
    for where, name in names_unread(raw):
        if name not in fields:
            yield (*path, *where), fields.lacks(name, fields)
    examples = raw.get("examples") if isinstance(raw, dict) else None
    for number, example in enumerate(examples if isinstance(examples, list) else ()):
        for name in example if isinstance(example, dict) else ():
            if name not in fields and name not in RESERVED:
                where = (*path, "examples", number, name)
                yield where, fields.lacks(name[:60], [*fields, *RESERVED])


def _in_criterion(path: _Path, criterion: Criterion, fields: Fields) -> _Found:
    if criterion.rule is not None:
        yield from _in_rules((*path, "rule"), criterion.rule, fields)
    for place, name in enumerate(criterion.evidence):
        if name not in fields:
            yield (*path, "evidence", place), fields.lacks(name, fields)
    for number, example in enumerate(criterion.examples):
        for name in example.answers:
            if name not in fields:
                where = (*path, "examples", number, name)
                yield where, fields.lacks(name, [*fields, *RESERVED])
        if example.gives not in (criterion.good, criterion.bad, "unknown"):
            good, bad = criterion.good, criterion.bad
            yield (
                (*path, "examples", number, "gives"),
                said("protocol.gives_wrong", given=example.gives, kind=criterion.kind, good=good, bad=bad),
            )


def _in_rules(path: _Path, rule: Any, fields: Fields) -> _Found:
    yield from _in_rule(path, rule, fields)
    for inner, part in parts(rule):
        yield from _in_rules((*path, *inner), part, fields)


def _in_rule(path: _Path, rule: Any, fields: Fields) -> _Found:
    yield from _field_names(path, rule, fields)
    field = fields.get(next(iter(fields_of(rule)), ""))
    if isinstance(rule, ChoiceRule) and isinstance(field, ChoiceField):
        yield from _in_choice((*path, "one_of"), rule, field)
    elif isinstance(rule, AnyPresentRule) and isinstance(field, WorksheetField):
        for place, item in enumerate(rule.items):
            if item not in field.items:
                close = nearest(item, field.items)
                yield (*path, "items", place), said("protocol.no_item", field=rule.any_present, name=item, near=close)
    elif isinstance(rule, OccurredRule) and field is not None:
        yield from _in_occurred(path, rule, field)
    elif isinstance(rule, LabRule | RepeatedLabRule | NoResultRule) and isinstance(field, LabField):
        wrong = rule.unit is not None and not _converts(rule.unit, field)
        if wrong:
            yield (*path, "unit"), said("protocol.no_conversion", given=rule.unit, unit=field.unit)
    elif isinstance(rule, FormulaRule):
        for key in rule.published.takes:
            yield from _in_formula((*path, key), key, fields.get(getattr(rule, key)))


def _in_formula(path: _Path, key: str, field: Any) -> _Found:
    """Look whether a field can stand in a formula: in its unit, and never zero."""
    unit = UNITS[key]
    if isinstance(field, LabField) and not _converts(unit, field):
        yield path, said("protocol.needs_factor", unit=unit)
    if isinstance(field, NumberField) and field.unit != unit:
        yield path, said("protocol.needs_unit", unit=unit)
    if isinstance(field, LabField | NumberField) and (field.plausible is None or field.plausible[0] <= 0):
        yield path, said("protocol.needs_range")


def _in_occurred(path: _Path, rule: OccurredRule, field: Any) -> _Found:
    named = [key for key in ("term", "grade_at_least", "serious") if getattr(rule, key) is not None]
    if not isinstance(field, AdverseEventsField):
        for key in named:
            yield (*path, key), said("protocol.adverse_alone")
    elif rule.term is not None and rule.term not in field.terms:
        close = nearest(rule.term, field.terms)
        yield (*path, "term"), said("protocol.no_term_here", field=rule.occurred, name=rule.term, near=close)


def _field_names(path: _Path, rule: Any, fields: Fields) -> _Found:
    for key, kind in NAMES.get(type(rule), ()):
        name = getattr(rule, key)
        if name is None or (name == TODAY and kind is DateField):
            continue
        right = [one for one, field in fields.items() if field is None or isinstance(field, kind)]
        if name not in fields:
            yield (*path, key), fields.lacks(name, right)
        elif name not in right:
            yield (*path, key), said("protocol.wrong_kind", name=name, kind=_told(kind), near=nearest(name, right))


def _told(kind: Any) -> str:
    """Name a kind of field, of several the first."""
    return kind_of(next(iter(get_args(kind)), kind))


def _in_choice(path: _Path, rule: ChoiceRule, field: ChoiceField) -> _Found:
    for place, option in enumerate(rule.one_of):
        if option not in field.options:
            close = nearest(option, field.options)
            yield (*path, place), said("protocol.no_option", field=rule.choice, name=option, near=close)
        elif field.options[option].unknown or field.options[option].investigator:
            yield (*path, place), said("protocol.open_option", name=option)


def _converts(unit: str, field: LabField) -> bool:
    known = canonical_unit(unit)
    return known is not None and (known in field.convert or factor(known, field.unit) is not None)


def _in_field(path: _Path, name: str, field: Any) -> _Found:
    if name in RESERVED or name in (TODAY, "subject", "decisions", *_SUBJECT):
        yield path, said("protocol.reserved", name=name)
    if isinstance(field, LabField | NumberField) and field.plausible and field.plausible[0] > field.plausible[1]:
        low, high = field.plausible
        yield (*path, "plausible"), said("protocol.upside_down", low=low, high=high)
    if isinstance(field, LabField):
        yield from _units(path, field)
    if isinstance(field, ChoiceField):
        if all(one.unknown for one in field.options.values()):
            yield (*path, "options"), said("protocol.all_open")
        for option, one in field.options.items():
            if one.unknown and one.investigator:
                yield (*path, "options", option), said("protocol.open_twice")


def _units(path: _Path, field: LabField) -> _Found:
    if canonical_unit(field.unit) != field.unit:
        known = canonical_unit(field.unit)
        close = said("near.close", name=known) if known else nearest(field.unit, known_units())
        yield (*path, "unit"), said("protocol.no_ucum", given=field.unit, near=close)
        return
    for place, unit in enumerate(field.also):
        if not _converts(unit, field):
            yield (*path, "also", place), said("protocol.no_conversion", given=unit, unit=field.unit)
    for unit, number in field.convert.items():
        if canonical_unit(unit) != unit:
            yield (
                (*path, "convert", unit),
                said("protocol.no_unit", given=unit, near=nearest(unit, known_units())),
            )
        elif number <= 0:
            yield (*path, "convert", unit), said("protocol.above_zero")


def _in_sections(file: Readable) -> _Found:
    sections = file.raw.get("section")
    if not isinstance(sections, list) or not sections:
        return
    asked: Counter[str] = Counter()
    for index, section in enumerate(sections):
        names = section.get("fields") if isinstance(section, dict) else None
        for place, one in enumerate(names if isinstance(names, list) else ()):
            name = str(one)[:60]
            asked[name] += 1
            if name not in file.fields:
                yield ("section", index, "fields", place), file.fields.lacks(name, file.fields)
    for name in file.fields:
        if asked[name] == 0:
            yield ("field", name), said("protocol.never_asked")
        elif asked[name] > 1:
            yield ("field", name), said("protocol.asked_twice")


def _unused(file: Readable) -> _Found:
    used = {name for one in file.criteria if one is not None for name in names_in(one)} | file.also_used
    for index, one in enumerate(file.criteria):
        if one is None:
            raw = file.raw["criterion"][index]
            listed = raw.get("evidence") if isinstance(raw, dict) else None
            used |= {name for _, name in names_unread(raw)}
            used |= {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    for name in file.fields:
        if name not in used:
            yield ("field", name), said("protocol.unused.endpoint" if file.follow_up else "protocol.unused.criterion")


def _in_assumptions(file: Readable) -> _Found:
    ids = {label for _, label in _ids(file)} | file.measures
    raw = file.raw.get("assumption")
    for index, one in enumerate(raw if isinstance(raw, list) else ()):
        on = one.get("on") if isinstance(one, dict) else None
        if isinstance(on, str) and on not in ids:
            yield ("assumption", index, "on"), said("protocol.no_criterion", name=on, near=nearest(on, ids))
