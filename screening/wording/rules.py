"""Every rule in plain words: a sentence per shape, what to mind of it, and the rules inside it as a list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from screening.protocol import ChoiceField, Criterion, LabField, NumberField, Protocol
from screening.protocol.days import TODAY, DaysRule, EventRule, ExposureRule
from screening.protocol.numbers import NormalLimit
from screening.protocol.observed import OccurredRule, ReachedRule, TookPlaceRule
from screening.protocol.rules import (
    AgeRule,
    AllRule,
    AnyPresentRule,
    AnyRule,
    AtLeastRule,
    Bounded,
    ChoiceRule,
    Depending,
    FormulaRule,
    LabRule,
    NoResultRule,
    NotRule,
    NumberRule,
    RemainingRule,
    RepeatedLabRule,
    SexRule,
)
from screening.wording.verdicts import amount, field_name, formula_name
from screening.wording.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence; `notes` say what to mind of it, `parts` are what it lists."""

    text: str
    notes: tuple[str, ...] = ()
    parts: tuple["Told", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Yield every line with how deep it is indented."""
        yield depth, self.text
        yield from ((depth + 1, note) for note in self.notes)
        for part in self.parts:
            yield from part.lines(depth + 1)


_Teller = Callable[[Any, Protocol, Words], Told]
_TELLERS: dict[type, _Teller] = {}


def criterion_rule(criterion: Criterion, protocol: Protocol, words: Words) -> Told:
    """Tell how a criterion is judged: what its outcome hangs on, and the rule."""
    if criterion.rule is None:
        evidence = [Told(field_name(protocol, words, name)) for name in criterion.evidence]
        return Told(words.text(f"rule.investigator.{'evidence' if evidence else 'alone'}"), (), tuple(evidence))
    return Told(words.text(f"rule.{criterion.kind}"), (), (told_rule(criterion.rule, protocol, words),))


def told_rule(rule: Any, protocol: Protocol, words: Words) -> Told:
    """Tell a rule, and every rule inside it."""
    return _TELLERS[type(rule)](rule, protocol, words)


def told_validity(rule: Any, words: Words) -> str:
    """Tell how long what a rule reads counts; blank where nothing is to be said of it."""
    if isinstance(rule, LabRule) or (isinstance(rule, FormulaRule) and rule.creatinine is not None):
        return _validity("result", rule.good_for_days, words)
    if isinstance(rule, RepeatedLabRule | NoResultRule):
        return _within(rule, words)
    return words.joined(_dated(getattr(rule, "good_for_days", None), words))


def told_shapes() -> set[type]:
    """List the shapes that have a sentence."""
    return set(_TELLERS)


def _tells(shape: type) -> Callable[[_Teller], _Teller]:
    def keep(teller: _Teller) -> _Teller:
        _TELLERS[shape] = teller
        return teller

    return keep


def _field(name: str, protocol: Protocol, words: Words) -> str:
    """Name a field as a sentence begins with it: a question without its mark."""
    return field_name(protocol, words, name).rstrip("?？")


# --- laboratory results and numbers ---


@_tells(LabRule)
def _lab(rule: LabRule, protocol: Protocol, words: Words) -> Told:
    unit = rule.unit or _unit(protocol, rule.lab)
    notes = [*_limit_notes(rule, words), _validity("result", rule.good_for_days, words)]
    if rule.censored == "repeat":
        notes.append(words.text("rule.lab.censored"))
    return _bounded("rule.lab.text", rule, unit, notes, protocol, words)


@_tells(RepeatedLabRule)
def _repeated(rule: RepeatedLabRule, protocol: Protocol, words: Words) -> Told:
    unit = rule.unit or _unit(protocol, rule.repeated)
    hours = rule.apart_hours
    apart = words.count("hour", hours) if hours is not None else words.count("day", rule.apart_days or 0)
    return _bounded("rule.repeated.text", rule, unit, [_within(rule, words)], protocol, words, apart=apart)


@_tells(NoResultRule)
def _no_result(rule: NoResultRule, protocol: Protocol, words: Words) -> Told:
    unit = rule.unit or _unit(protocol, rule.no_result)
    bound = words.text(f"bound.{rule.bound}.yes", **_limits(rule.limit, unit))
    values = {"field": _field(rule.no_result, protocol, words), "bound": bound}
    values["anchor"] = _anchor(rule.before, protocol, words)
    if rule.within_days is not None:
        values["span"] = words.count("day", rule.within_days)
    notes = [words.text("rule.no_result.note")]
    if rule.except_after is not None:
        event = words.text("rule.quoted", text=field_name(protocol, words, rule.except_after))
        notes.append(words.text("rule.no_result.except", days=rule.except_days, event=event))
    return Told(words.text(f"rule.no_result.{'within' if 'span' in values else 'ever'}", **values), tuple(notes))


@_tells(NumberRule)
def _number(rule: NumberRule, protocol: Protocol, words: Words) -> Told:
    notes = _dated(rule.good_for_days, words)
    return _bounded("rule.number.text", rule, _unit(protocol, rule.number), notes, protocol, words)


@_tells(RemainingRule)
def _remaining(rule: RemainingRule, protocol: Protocol, words: Words) -> Told:
    bound = words.text(f"bound.{rule.bound}.yes", **_limits(rule.limit, _unit(protocol, rule.remaining)))
    planned, given = (
        words.text("rule.quoted", text=field_name(protocol, words, name)) for name in (rule.remaining, rule.given)
    )
    text = words.text("rule.remaining.text", planned=planned, given=given, bound=bound)
    return Told(text, (words.text("rule.remaining.contrary"),))


@_tells(FormulaRule)
def _formula(rule: FormulaRule, protocol: Protocol, words: Words) -> Told:
    published = rule.published
    bound, parts = _told_bound(rule, published.unit, protocol, words)
    fields = [_field(getattr(rule, key), protocol, words) for key in published.takes]
    subject = [words.text("formula.input.any_age"), words.text("formula.input.any_sex")] if published.adults else []
    text = words.text(
        "rule.formula.text",
        formula=formula_name(rule.formula, words),
        bound=bound,
        inputs=words.listed([*map(words.inside, fields), *subject]),
    )
    notes = [words.text("rule.formula.rounded", step=f"{published.step:f}"), published.source]
    if rule.creatinine is not None:
        notes.append(_validity("result", rule.good_for_days, words))
    return Told(text, tuple(notes), parts)


def _bounded(
    key: str, rule: Any, unit: str, notes: Sequence[str], protocol: Protocol, words: Words, **values: str
) -> Told:
    """Tell a rule with a bound; a limit that depends on an answer is told as a list of its own."""
    name = getattr(rule, "lab", None) or getattr(rule, "repeated", None) or rule.number
    bound, parts = _told_bound(rule, unit, protocol, words)
    return Told(words.text(key, field=_field(name, protocol, words), bound=bound, **values), tuple(notes), parts)


def _told_bound(rule: Bounded, unit: str, protocol: Protocol, words: Words) -> tuple[str, tuple[Told, ...]]:
    """Tell a bound; a limit that depends on an answer follows as a list."""
    limit = rule.limit
    if isinstance(limit, Depending):
        following = words.text(f"bound.{rule.bound}.yes", limit=words.text("rule.limit.following"))
        return following, _depending(limit, unit, protocol, words)
    return words.text(f"bound.{rule.bound}.yes", **_limits(limit, unit)), ()


def _depending(limit: Depending, unit: str, protocol: Protocol, words: Words) -> tuple[Told, ...]:
    then, otherwise = (_limits(one, unit)["limit"] for one in (limit.then, limit.otherwise))
    where = told_rule(limit.when, protocol, words)
    return (
        Told(words.text("rule.limit.then", limit=then), (), (where,)),
        Told(words.text("rule.limit.otherwise", limit=otherwise)),
        Told(words.text("rule.limit.unknown")),
    )


def _limits(limit: Any, unit: str) -> dict[str, str]:
    if isinstance(limit, tuple):
        return {"low": amount(f"{limit[0]:f}", unit), "high": amount(f"{limit[1]:f}", unit)}
    if isinstance(limit, Decimal):
        return {"limit": amount(f"{limit:f}", unit)}
    assert isinstance(limit, NormalLimit)
    return {"limit": amount(str(limit), unit) if limit.plus else str(limit)}


def _limit_notes(rule: Bounded, words: Words) -> list[str]:
    """Say what the limits of normal are, where the bound is reckoned from them."""
    limit = rule.limit
    parts = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
    named = dict.fromkeys(one.of.lower() for one in parts if isinstance(one, NormalLimit))
    return [words.text(f"rule.limit.{one}") for one in named]


def _validity(what: str, days: int | None, words: Words) -> str:
    if days is None:
        return words.text(f"rule.validity.{what}_for_ever")
    return words.text(f"rule.validity.{what}" if days else f"rule.validity.{what}_same_day", days=days)


def _within(rule: RepeatedLabRule | NoResultRule, words: Words) -> str:
    if rule.within_days is None:
        return _validity("result", None, words)
    return words.text("rule.repeated.within", days=rule.within_days)


def _dated(days: int | None, words: Words) -> list[str]:
    """Say how long an answer counts, where it doesn't for ever."""
    return [] if days is None else [_validity("answer", days, words)]


def _unit(protocol: Protocol, name: str) -> str:
    asked = protocol.field[name]
    return (asked.unit if isinstance(asked, LabField | NumberField) else None) or ""


# --- answers ---


@_tells(ChoiceRule)
def _choice(rule: ChoiceRule, protocol: Protocol, words: Words) -> Told:
    asked = protocol.field[rule.choice]
    assert isinstance(asked, ChoiceField)

    def quoted(names: Sequence[str]) -> str:
        labels = [asked.options[name].label.in_(words.language) for name in names]
        return words.listed([words.text("rule.quoted", text=label) for label in labels])

    notes = _dated(rule.good_for_days, words)
    for mark in ("investigator", "unknown"):
        marked = [name for name, option in asked.options.items() if getattr(option, mark)]
        if marked:
            notes.append(words.text(f"rule.choice.{mark}", options=quoted(marked)))
    key = "rule.choice.one" if len(rule.one_of) == 1 else "rule.choice.text"
    told = words.text(key, field=_field(rule.choice, protocol, words), options=quoted(rule.one_of))
    return Told(told, tuple(notes))


@_tells(SexRule)
def _sex(rule: SexRule, protocol: Protocol, words: Words) -> Told:
    del protocol
    return Told(words.text(f"rule.sex.{rule.sex}"))


@_tells(AnyPresentRule)
def _any_present(rule: AnyPresentRule, protocol: Protocol, words: Words) -> Told:
    name = rule.any_present
    items = rule.items or tuple(getattr(protocol.field[name], "items", ()))
    parts = tuple(Told(field_name(protocol, words, f"{name}.{item}")) for item in items)
    text = words.text("rule.any_present.text", field=_field(name, protocol, words))
    return Told(text, (words.text("rule.any_present.open"),), parts)


# --- days ---


@_tells(AgeRule)
def _age(rule: AgeRule, protocol: Protocol, words: Words) -> Told:
    low, high = rule.age_at_least, rule.age_at_most
    key = "between" if low is not None and high is not None else "at_least" if high is None else "at_most"
    text = words.text(f"rule.age.{key}", low=low, high=high, anchor=_anchor(rule.at, protocol, words))
    notes = [words.text("rule.age.birthday")] if low is not None else []
    notes += [words.text("rule.age.last_day", high=high, next=high + 1)] if high is not None else []
    return Told(text, tuple(notes))


@_tells(DaysRule)
def _days(rule: DaysRule, protocol: Protocol, words: Words) -> Told:
    bound = "at_least" if rule.at_least is not None else "at_most"
    limit = rule.at_least if rule.at_least is not None else rule.at_most
    start = words.text("rule.quoted", text=field_name(protocol, words, rule.days_from))
    text = words.text(f"rule.days_from.{bound}", start=start, end=_anchor(rule.to, protocol, words), limit=limit)
    notes = [words.text(f"rule.days_from.{bound}_exactly", limit=limit)]
    if rule.to != TODAY:
        notes.append(words.text("rule.days_from.coming"))
    return Told(text, tuple(notes))


@_tells(EventRule)
def _event(rule: EventRule, protocol: Protocol, words: Words) -> Told:
    bound = rule.bound
    kind, unit = bound.removesuffix("_since"), "month" if "months" in bound else "day"
    kind = kind.removesuffix("_days").removesuffix("_months")
    number = getattr(rule, bound)
    anchor = _anchor(rule.before, protocol, words)
    values: dict[str, Any] = {"field": _field(rule.event, protocol, words), "anchor": anchor}
    if bound != "ever":
        values["span"] = words.count(unit, number)
    note = words.text(f"rule.event.{kind}_note", **values)
    return Told(words.text(f"rule.event.{kind}", **values), (note,))


@_tells(ExposureRule)
def _exposure(rule: ExposureRule, protocol: Protocol, words: Words) -> Told:
    enough = words.text(f"rule.exposure.{rule.bound}", number=getattr(rule, rule.bound))
    text = words.text(
        "rule.exposure.text",
        field=_field(rule.exposure, protocol, words),
        enough=enough,
        span=words.count("day", rule.within_days),
        anchor=_anchor(rule.before, protocol, words),
    )
    return Told(text, (words.text("rule.exposure.note"),))


# --- what a follow-up observes ---


@_tells(TookPlaceRule)
def _took_place(rule: TookPlaceRule, protocol: Protocol, words: Words) -> Told:
    text = words.text("rule.took_place.text", field=_field(rule.took_place, protocol, words))
    return Told(text, (words.text("rule.took_place.note"),))


@_tells(ReachedRule)
def _reached(rule: ReachedRule, protocol: Protocol, words: Words) -> Told:
    values: dict[str, Any] = {"field": _field(rule.reached, protocol, words), "days": rule.within_days}
    values["limit"] = amount(f"{rule.at_least:f}", _unit(protocol, rule.reached))
    values["start"] = _anchor(rule.since, protocol, words)
    if rule.until is not None:
        values["end"] = _anchor(rule.until, protocol, words)
    text = words.text(f"rule.reached.{'text' if rule.until is None else 'until'}", **values)
    return Told(text, (words.text("rule.reached.note", covers=rule.good_for_days),))


@_tells(OccurredRule)
def _occurred(rule: OccurredRule, protocol: Protocol, words: Words) -> Told:
    values: dict[str, Any] = {"field": _field(rule.occurred, protocol, words)}
    values |= {"start": _anchor(rule.since, protocol, words), "end": _anchor(rule.until, protocol, words)}
    if rule.term is not None:
        terms = getattr(protocol.field[rule.occurred], "terms", {})
        values["term"] = terms[rule.term].label.in_(words.language)
    notes = []
    if rule.grade_at_least is not None:
        notes.append(words.text("rule.occurred.grade", grade=rule.grade_at_least))
    if rule.serious is not None:
        notes.append(words.text(f"rule.occurred.{'serious' if rule.serious else 'not_serious'}"))
    notes.append(words.text("rule.occurred.note"))
    return Told(words.text(f"rule.occurred.{'text' if rule.term is None else 'term'}", **values), tuple(notes))


def _anchor(name: str, protocol: Protocol, words: Words) -> str:
    if name == TODAY:
        return words.text("rule.today")
    return words.text("rule.quoted", text=field_name(protocol, words, name))


# --- rules of rules ---


@_tells(AllRule)
def _all(rule: AllRule, protocol: Protocol, words: Words) -> Told:
    return Told(words.text("rule.all.text"), (), tuple(told_rule(one, protocol, words) for one in rule.all))


@_tells(AnyRule)
def _any(rule: AnyRule, protocol: Protocol, words: Words) -> Told:
    return Told(words.text("rule.any.text"), (), tuple(told_rule(one, protocol, words) for one in rule.any))


@_tells(AtLeastRule)
def _at_least(rule: AtLeastRule, protocol: Protocol, words: Words) -> Told:
    text = words.text("rule.of.text", number=rule.at_least, all=len(rule.of))
    return Told(text, (), tuple(told_rule(one, protocol, words) for one in rule.of))


@_tells(NotRule)
def _not(rule: NotRule, protocol: Protocol, words: Words) -> Told:
    return Told(words.text("rule.not.text"), (), (told_rule(rule.not_, protocol, words),))
