"""Which fields a rule names, and which of their answers: read of a rule, or of what may have any fault."""

from collections.abc import Iterator
from typing import Any

from screening.protocol.days import TODAY, DaysRule, EventRule, ExposureRule
from screening.protocol.document import Criterion, FollowUp, Measure
from screening.protocol.fields import (
    AdverseEventsField,
    ChoiceField,
    DateField,
    EventsField,
    LabField,
    NumberField,
    PeriodsField,
    WorksheetField,
)
from screening.protocol.formulas import CREATININE, HEIGHT, WEIGHT
from screening.protocol.observed import OccurredRule, ReachedRule, TookPlaceRule
from screening.protocol.rules import (
    AgeRule,
    AnyPresentRule,
    ChoiceRule,
    FormulaRule,
    LabRule,
    NoResultRule,
    NumberRule,
    RemainingRule,
    RepeatedLabRule,
    SexRule,
)

_Path = tuple[str | int, ...]

NAMES: dict[type, tuple[tuple[str, Any], ...]] = {
    LabRule: (("lab", LabField),),
    RepeatedLabRule: (("repeated", LabField),),
    NoResultRule: (("no_result", LabField), ("before", DateField), ("except_after", EventsField)),
    NumberRule: (("number", NumberField),),
    RemainingRule: (("remaining", NumberField), ("given", NumberField)),
    FormulaRule: ((CREATININE, LabField), (WEIGHT, NumberField), (HEIGHT, NumberField)),
    ChoiceRule: (("choice", ChoiceField),),
    AgeRule: (("at", DateField),),
    DaysRule: (("days_from", DateField), ("to", DateField)),
    EventRule: (("event", EventsField), ("before", DateField)),
    ExposureRule: (("exposure", PeriodsField), ("before", DateField)),
    AnyPresentRule: (("any_present", WorksheetField),),
    TookPlaceRule: (("took_place", DateField),),
    ReachedRule: (("reached", LabField), ("since", DateField), ("until", DateField)),
    OccurredRule: (("occurred", EventsField | AdverseEventsField), ("since", DateField), ("until", DateField)),
    FollowUp: (("begins", DateField),),
    Measure: (("lab", LabField), ("since", DateField)),
}
"""Per rule shape, or other table: the keys that name a field, and the kind, or kinds, that the field must be of."""

ANSWERS = {"options": ("choice", "one_of"), "items": ("any_present", "items"), "terms": ("occurred", "term")}
"""By the table in which a field lists its answers: the key of a rule that names the field, and that of the answers."""
LISTED = {key: table for table, (_, key) in ANSWERS.items()}
"""In which table of a field a rule's key looks for answers."""

_NAMING = {key for names in NAMES.values() for key, _ in names}


def naming_keys(shape: type | None = None) -> dict[str, Any]:
    """Give the keys of a rule shape, or of all, that name a field, and the kind that the field must be of."""
    shapes = NAMES.values() if shape is None else (NAMES.get(shape, ()),)
    return {key: kind for names in shapes for key, kind in names}


def fields_of(rule: Any) -> list[str]:
    """List the fields a rule reads itself, not through the rules inside it."""
    names = [getattr(rule, key) for key, _ in NAMES.get(type(rule), ())]
    return [name for name in names if name is not None and name != TODAY]


def subject_of(rule: Any) -> list[str]:
    """List what a rule itself reads of the subject."""
    found = ["subject.birth_date"] if isinstance(rule, AgeRule) else []
    found += ["subject.sex"] if isinstance(rule, SexRule) else []
    if isinstance(rule, FormulaRule) and rule.published.adults:
        found += ["subject.birth_date", "subject.sex"]
    return found


def names_in(criterion: Criterion) -> set[str]:
    """List the fields a criterion reads."""
    return {name for rule in criterion.rules() for name in fields_of(rule)} | set(criterion.evidence)


def names_read(raw: dict[str, Any]) -> list[str]:
    """List what a criterion seems to read, whatever is wrong with it: fields, `birth_date`, `sex`."""
    found = [name for _, name in names_unread(raw)]
    keys = {key for rule in _tables(raw.get("rule")) for key in rule}
    subject = [name for name, key in (("birth_date", "age_"), ("sex", "sex")) if any(k.startswith(key) for k in keys)]
    listed = raw.get("evidence")
    evidence = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return list(dict.fromkeys([*subject, *(name for name in reversed(found) if name), *evidence]))


def _tables(raw: Any) -> Iterator[dict[str, Any]]:
    waiting = [raw]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def names_unread(raw: Any) -> Iterator[tuple[_Path, str]]:
    """List what a criterion's rule seems to read, each with its place in it; without recursion, as it may be deep."""
    waiting: list[tuple[_Path, Any]] = [(("rule",), raw.get("rule"))] if isinstance(raw, dict) else []
    while waiting:
        path, node = waiting.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inner:
            if key in _NAMING and isinstance(value, str) and value != TODAY:
                yield (*path, key), value[:60]
            else:
                waiting.append(((*path, key), value))
