"""What looks odd in a protocol, though it may be right: warnings for the person who holds it against the source."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from screening.errors import Problem, said
from screening.protocol import Criterion, Protocol
from screening.protocol.lines import Path
from screening.protocol.loading import shown
from screening.protocol.mistakes import Fault
from screening.protocol.rules import Bounded, FormulaRule, LabRule, NotRule, NumberRule, parts
from screening.protocol.text import DEFAULT_LANGUAGE, Text
from screening.review.boundaries import unnoticed
from screening.review.conflicts import attainable, undecided

# Every text ships in these; a file may have more.
LANGUAGES = (DEFAULT_LANGUAGE, "zh_CN")

_NEGATIVE = re.compile(r"(no|not|never|without|absence of|lack of)\b", re.IGNORECASE)
_MORE_IS_BETTER = re.compile(
    r"egfr|clearance|cockcroft|ckd epi|haemoglobin|hemoglobin|neutrophil|albumin|ejection|karnofsky", re.IGNORECASE
)
_LESS_IS_BETTER = re.compile(
    r"creatinine|bilirubin|\bast\b|\balt\b|\bgot\b|\bgpt\b|transaminase|\binr\b|qtc|ecog", re.IGNORECASE
)


def lint(protocol: Protocol) -> list[Problem]:
    """List what looks odd, each with its place; none of it keeps a file from being used."""
    return [Problem(shown(path, []), words) for path, words in _found(protocol)]


def _found(protocol: Protocol) -> Iterator[Fault]:
    if protocol.protocol.rescreening == "same_number" and protocol.protocol.most_attempts == 1:
        yield ("protocol", "most_attempts"), said("odd.rescreening")
    for criterion in protocol.criterion:
        place = ("criterion", criterion.id)
        yield from _double_negative(place, criterion)
        yield from _unlimited(place, criterion)
        yield from _signs(place, criterion, protocol)
        if not criterion.examples:
            yield place, said("odd.no_examples")
        for bound in unnoticed(protocol, criterion):
            yield (*place, "examples"), said("odd.unnoticed", bound=bound)
    yield from ((path, said("odd.undecided", words=words)) for path, words in undecided(protocol))
    yield from _validities(protocol)
    yield from _untranslated(protocol)
    if attainable(protocol, {one.id: one.good for one in protocol.criterion}) is False:
        yield ("criterion",), said("odd.nobody")


def _double_negative(place: Path, criterion: Criterion) -> Iterator[Fault]:
    if criterion.kind != "exclusion":
        return
    if isinstance(criterion.rule, NotRule):
        yield (*place, "rule"), said("odd.negative_rule")
    if _NEGATIVE.match(criterion.text.in_(DEFAULT_LANGUAGE)):
        yield (*place, "text"), said("odd.negative_text")


def _unlimited(place: Path, criterion: Criterion) -> Iterator[Fault]:
    for rule in criterion.rules():
        series = _series(rule)
        if series is not None and rule.good_for_days is None:
            yield (*place, "rule"), said("odd.for_ever", field=series)


def _series(rule: Any) -> str | None:
    """Name the series of which the newest result counts."""
    return rule.lab if isinstance(rule, LabRule) else rule.creatinine if isinstance(rule, FormulaRule) else None


def _signs(place: Path, criterion: Criterion, protocol: Protocol) -> Iterator[Fault]:
    """Find bounds that point the wrong way for what they measure, such as an eGFR of at most 60 to get in."""
    if criterion.rule is None:
        return
    signs = list(_directions(criterion.rule, criterion.kind == "inclusion"))
    for name, upward, bound in signs:
        if (name, not upward) in {(other, way) for other, way, _ in signs}:
            continue  # a range
        asked = protocol.field.get(name)  # a formula is no field
        words = f"{name} {asked.ask.in_(DEFAULT_LANGUAGE) if asked else ''}".replace("_", " ")
        if (_MORE_IS_BETTER.search(words) and not upward) or (
            upward and _LESS_IS_BETTER.search(words) and not _MORE_IS_BETTER.search(words)
        ):
            yield (*place, "rule"), said("odd.sign", bound=bound, name=name)


def _directions(rule: Any, wanted: bool) -> Iterator[tuple[str, bool, str]]:
    """Yield each bounded field, whether more of it speaks for the patient, and the bound in words."""
    if isinstance(rule, LabRule | NumberRule | FormulaRule) and rule.between is None:
        name = _named(rule)
        yield name, (rule.bound in ("at_least", "above")) is wanted, f"{rule.bound} {_limit_words(rule)}"
    for _, part in parts(rule) if not isinstance(rule, Bounded) else ():
        yield from _directions(part, wanted is not isinstance(rule, NotRule))


def _named(rule: LabRule | NumberRule | FormulaRule) -> str:
    if isinstance(rule, FormulaRule):
        return rule.formula
    return rule.lab if isinstance(rule, LabRule) else rule.number


def _limit_words(rule: Bounded) -> str:
    limit = rule.limit
    return f"{getattr(limit, 'then', limit)}"


def _validities(protocol: Protocol) -> Iterator[Fault]:
    first: dict[str, tuple[str, int | None]] = {}
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            series = _series(rule)
            if series is None:
                continue
            owner, days = first.setdefault(series, (criterion.id, rule.good_for_days))
            if days != rule.good_for_days:
                words = said(
                    "odd.validity", field=series, here=_days(rule.good_for_days), there=_days(days), other=owner
                )
                yield ("criterion", criterion.id, "rule"), words


def _days(number: int | None) -> str:
    return said("odd.ever") if number is None else said("odd.days", n=number)


def _untranslated(protocol: Protocol) -> Iterator[Fault]:
    """Find texts that lack a language of the program, or one that other texts of the file have."""
    texts = list(_texts(protocol, ()))
    languages = dict.fromkeys([*LANGUAGES, *(language for _, text in texts for language in text.root)])
    for language in languages:
        missing = [path for path, text in texts if language not in text.root]
        if missing:
            code = "odd.untranslated" if len(missing) == 1 else "odd.untranslated_more"
            yield missing[0], said(code, language=language, n=len(missing) - 1)


def _texts(node: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(node, Text):
        yield path, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _texts(getattr(node, name), (*path, name))
    elif isinstance(node, dict):
        for name, one in node.items():
            yield from _texts(one, (*path, name))
    elif isinstance(node, tuple):
        for index, one in enumerate(node):
            yield from _texts(one, (*path, getattr(one, "id", index)))
