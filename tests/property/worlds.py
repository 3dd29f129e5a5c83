"""Protocols and histories to try the laws on: near the limits, mostly eligible ones with a few changes.

A protocol is the plain value of its file, a history the plain value of its JSON. Every field has one validity in all
the rules that read it. Choices are drawn evenly, from a seed: what shrinks well clusters at the simple end, where the
laws hold anyway.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.property.chart import UNITS
from tests.property.oracle import Reader
from tests.property.plain import Day, Json, leaves_of

World = tuple[Json, Json, Day]
Validity = dict[str, int | None]

BASES = (date(2026, 11, 24), date(2024, 2, 29), date(2025, 3, 1))
LIMITS = (50, 75, Decimal("99.5"))
NUMBERS = (1, 2)
SPANS = (0, 1, 3, 7)
MOST_LEAVES = 8  # the oracle tries all ways in which they could come out


def shifted(base: Day, days: int) -> str:
    return (base + timedelta(days=days)).isoformat()


def rarely(chance: Random) -> bool:
    return chance.random() < 1 / 6


def a_step(chance: Random, widest: tuple[int, int]) -> int:
    """Pick how far from the base something lies: mostly just before."""
    return chance.randint(*widest) if chance.random() < 1 / 4 else chance.randint(-3, 0)


# Fields and what can be answered to them.


def text(words: str) -> Json:
    return {"en": words}


def options(**marks: Json) -> Json:
    return {name: {"label": text(name), **mark} for name, mark in marks.items()}


FIELDS: Json = {
    "sort": {"kind": "choice", "options": options(a={}, b={}, nk={"unknown": True}, doc={"investigator": True})},
    "extent": {"kind": "choice", "options": options(a={}, b={}, nk={"unknown": True})},
    "planned": {"kind": "date", "options": options(nk={"unknown": True})},
    "given": {"kind": "date", "options": options(waiting={}, nk={"unknown": True})},
    "score": {"kind": "number", "plausible": [0, 9]},
    "cycles": {"kind": "number", "plausible": [0, 9]},
    "done": {"kind": "number"},
    "plt": {"kind": "lab", "unit": "10*9/L", "also": ["/uL", "10*4/uL"], "plausible": [0, 1500]},
    "alt": {"kind": "lab", "unit": "U/L"},
    "causes": {"kind": "worksheet", "items": {"x": {"label": text("x")}, "y": {"label": text("y")}}},
    "doses": {"kind": "events"},
    "taken": {"kind": "periods"},
}
for _name, _field in FIELDS.items():
    _field["ask"] = text(_name)


def an_answer(chance: Random, field: Json, base: Day, undated: bool = True) -> Any:
    """Draw what a history says of a field; None where it says nothing."""
    kind = field["kind"]
    if kind == "lab":
        return some_results(chance, field, base)
    if kind == "events":
        return some_events(chance, base)
    if kind == "periods":
        return some_periods(chance, base)
    if kind == "worksheet":
        return {item: dated(chance, base, partial(a_state, chance)) for item in field["items"]}
    drawn = {"choice": a_choice, "date": a_day, "number": a_number}[kind]
    return dated(chance, base, partial(drawn, chance, field, base), undated)


def dated(chance: Random, base: Day, value: Callable[[], Any], undated: bool = True) -> Any:
    """Draw an answer: plain, with its day, or one of several of different days."""
    how = chance.choice(("plain", "plain", "plain", "day", "list") if undated else ("day", "day", "list"))
    if how == "plain":
        return value()
    days = {a_step(chance, (-6, 6)) for _ in range(chance.randint(1, 3) if how == "list" else 1)}
    found = [{"value": value(), "on": shifted(base, day)} for day in days]
    return found if how == "list" else found[0]


def a_state(chance: Random) -> Any:
    return chance.choice(("present", "not_assessed", None)) if rarely(chance) else "ruled_out"


def a_choice(chance: Random, field: Json, base: Day) -> Any:
    del base
    names = list(field["options"])
    if "doc" in names and rarely(chance):
        return "doc"
    return chance.choice([*names[2:], None] if rarely(chance) else names[:2])


def a_day(chance: Random, field: Json, base: Day) -> Any:
    words = [*field.get("options", {}), None]
    return chance.choice(words) if rarely(chance) else shifted(base, chance.randint(-10, 6))


def a_number(chance: Random, field: Json, base: Day) -> Any:
    del field, base
    return chance.choice((None, 99)) if rarely(chance) else chance.choice((0, 1, "1.5", 2, 3))


def some_results(chance: Random, field: Json, base: Day) -> list[Json]:
    """Draw a few results, often several of one day."""
    days = [a_step(chance, (-7, 5)) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    if chance.random() < 1 / 4:
        days = [-chance.randint(0, 2), chance.randint(1, 4)]
    days += days[-1:] * chance.choice((0, 0, 1, 1, 2))
    return [a_result(chance, field, shifted(base, day)) for day in days if chance.random() > 1 / 20]


def a_result(chance: Random, field: Json, on: str) -> Json:
    unit = chance.choice((field["unit"], field["unit"], *field.get("also", ())))
    number = Decimal(chance.choice(LIMITS)) + chance.choice((0, -1, 1, Decimal("-0.1")))
    if rarely(chance):
        number = Decimal(chance.choice((0, 5, 9000)))
    scale = UNITS[unit] / UNITS[field["unit"]]
    sign = chance.choice("<>") if rarely(chance) and number else ""
    found: Json = {"value": f"{sign}{number * scale.denominator / scale.numerator:f}", "unit": unit}
    found["on"] = on + chance.choice(("", "", "", "T08:00", "T16:30"))
    if rarely(chance):
        found |= {"clumped": True, "smear_confirmed": rarely(chance)}
    if chance.random() < 0.5:
        found["anticoagulant"] = chance.choice(("EDTA", "EDTA", "citrate"))
    return found if rarely(chance) else found | {"uln": 25, "lln": 20}


def some_events(chance: Random, base: Day) -> Any:
    far = (*SPANS, *SPANS, 30, 31, 61, 62)
    days = [chance.choice((-1, 0, 0, 1)) - chance.choice(far) for _ in range(chance.choice((0, 1, 1, 2)))]
    days = [-day if chance.random() < 1 / 3 else day for day in days]
    found = [shifted(base, day) for day in days]
    return {"value": found, "on": shifted(base, chance.randint(-3, 5))} if rarely(chance) else found


def some_periods(chance: Random, base: Day) -> Any:
    """Draw periods that touch, overlap or lie apart, mostly of the days before; some days of them nobody knows."""
    found = []
    last = -chance.randint(0, 9)
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        first = last + chance.choice((-1, 0, 1, 1, 2, 3))
        last = first + chance.choice((0, 1, 1, 2, 3, 6))
        ends = ["" if rarely(chance) else shifted(base, day) for day in (first, last)]
        found.append("/".join([ends[0], "ongoing"] if rarely(chance) else ends))
    chance.shuffle(found)
    return {"value": found, "on": shifted(base, chance.randint(-4, 3))} if chance.random() < 1 / 3 else found


# Rules.


def a_bound(chance: Random, numbers: tuple[Any, ...], normal: bool, plain: bool = False) -> Json:
    kind = chance.choice(("below", "at_most", "at_least", "above", "between"))
    if kind == "between":
        return {kind: sorted(chance.choices(numbers, k=2))}
    limits = [*numbers, "3 x ULN", "ULN + 50", "LLN - 3", "2 x LLN"] if normal else numbers
    if not plain and chance.random() < 1 / 4:
        then, otherwise = chance.choices(limits, k=2)
        return {kind: {"when": a_leaf(chance, {}, ("extent", "sex")), "then": then, "otherwise": otherwise}}
    return {kind: chance.choice(limits)}


def a_leaf(chance: Random, validity: Validity, shapes: tuple[str, ...]) -> Json:
    shape = chance.choice(shapes)
    if shape in ("sort", "extent"):
        return {"choice": shape, "one_of": [chance.choice("ab")], **good_for(validity, shape)}
    if shape == "sex":
        return {"sex": chance.choice(("female", "male"))}
    if shape == "score":
        return {"number": shape, **a_bound(chance, NUMBERS, False), **good_for(validity, shape)}
    if shape == "remaining":
        return {"remaining": "cycles", "given": "done", **a_bound(chance, NUMBERS, False, plain=True)}
    if shape in ("plt", "alt"):
        more = {"censored": "repeat"} if rarely(chance) else {"unit": FIELDS[shape]["unit"]} if rarely(chance) else {}
        return {"lab": shape, **a_bound(chance, LIMITS, shape == "alt"), **good_for(validity, shape), **more}
    if shape == "repeated":
        return a_repeated(chance, validity)
    if shape == "no_result":
        return none_of(chance, validity)
    if shape == "causes":
        return {"any_present": shape, **({"items": ["y"]} if rarely(chance) else {})}
    return {"days": a_span, "doses": an_event, "taken": an_exposure, "age": an_age}[shape](chance)


def good_for(validity: Validity, name: str) -> Json:
    days = validity.get(name)
    return {} if days is None else {"good_for_days": days}


def a_repeated(chance: Random, validity: Validity) -> Json:
    apart = chance.choice(({"apart_hours": 0}, {"apart_hours": 24}, {"apart_days": 2}, {"apart_hours": 8}))
    within = {} if validity["plt"] is None else {"within_days": validity["plt"]}
    bound = chance.choice(({"below": 75}, {"between": [50, 75]}, {"at_least": 50}))
    return {"repeated": "plt", **bound, **apart, **within}


def none_of(chance: Random, validity: Validity) -> Json:
    within = {} if validity["plt"] is None else {"within_days": validity["plt"]}
    bound = chance.choice(({"at_least": 75}, {"above": 75}, {"below": 50}, {"between": [50, 75]}))
    before = chance.choice(({}, {}, {"before": "planned"}))
    explained = chance.choice(({}, {"except_after": "doses", "except_days": chance.choice(SPANS)}))
    return {"no_result": "plt", **bound, **within, **before, **explained}


def a_span(chance: Random) -> Json:
    to = chance.choice(({}, {"to": "given"}, {"to": "given"}))
    return {"days_from": "planned", **to, chance.choice(("at_least", "at_most")): chance.choice(SPANS)}


def an_event(chance: Random) -> Json:
    days = chance.choice(("within_days", "not_within_days", "at_least_days_since"))
    months = chance.choice(("within_months", "not_within_months", "at_least_months_since"))
    bound = chance.choice((days, days, months, "ever"))
    number = True if bound == "ever" else chance.choice((1, 2) if bound == months else SPANS)
    return {"event": "doses", bound: number, **chance.choice(({}, {}, {"before": "planned"}, {"before": "given"}))}


def an_exposure(chance: Random) -> Json:
    within = chance.choice((0, 2, 4, 7))
    needed = chance.randint(1, min(within + 1, 4))
    bound = chance.choice(({"at_least_days": needed}, {"more_than_days": needed - 1}))
    return {"exposure": "taken", **bound, "within_days": within, **chance.choice(({}, {}, {"before": "planned"}))}


def an_age(chance: Random) -> Json:
    bound = chance.choice(({"age_at_least": 18}, {"age_at_most": 17}, {"age_at_least": 17, "age_at_most": 17}))
    return {**bound, **chance.choice(({}, {}, {"at": "planned"}))}


SHAPES: tuple[str, ...] = (
    "sort",
    "extent",
    "score",
    "plt",
    "alt",
    "repeated",
    "causes",
    "days",
    "doses",
    "taken",
    "age",
    "sex",
    "remaining",
    "no_result",
)
SHAPES += ("sort", "plt", "alt", "days", "doses")


def a_rule(chance: Random, validity: Validity, depth: int) -> Json:
    how = chance.choice(("leaf", "leaf", "all", "any", "of", "not")) if depth else "leaf"
    if how == "leaf":
        return a_leaf(chance, validity, SHAPES)
    if how == "not":
        return {"not": a_rule(chance, validity, depth - 1)}
    parts = [a_rule(chance, validity, depth - 1) for _ in range(chance.randint(2 if how == "of" else 1, 3))]
    return {how: parts, **({"at_least": chance.randint(1, len(parts))} if how == "of" else {})}


# Worlds: a protocol, a history and a day.


def random_world(chance: Random) -> World:
    """Draw a protocol of a few rules, and a history that qualifies or is open, save for a few changes."""
    base = chance.choice(BASES)
    validity: Validity = {name: chance.choice((None, 0, 2, 3)) for name in ("sort", "score", "plt", "alt")}
    criteria = [a_criterion(chance, place, validity) for place in range(chance.randint(1, 3))]
    protocol = {"protocol": header("RANDOM"), "field": FIELDS, "criterion": criteria}
    history = a_history(chance, protocol, base, validity)
    for criterion in criteria:
        outcome = Reader(protocol, history, base).outcome(criterion)
        if outcome in ("not_met", "excludes") and not rarely(chance):
            criterion["kind"] = "exclusion" if outcome == "not_met" else "inclusion"
    change(chance, protocol, history, base)
    decide(chance, protocol, history, base)
    return protocol, history, base + timedelta(days=chance.choice((0, 0, 0, 1, 2, 3, -1, -3)))


def header(name: str) -> Json:
    about = {"id": name, "version": "1", "title": text(name), "source": "the tests"}
    return {**about, "dated": date(2026, 1, 1), "status": "unverified"}


def a_criterion(chance: Random, place: int, validity: Validity) -> Json:
    kind = chance.choice(("inclusion", "exclusion"))
    found = {"id": f"C{place}", "kind": kind, "text": text(f"C{place}")}
    if chance.random() < 1 / 12:
        return {
            **found,
            "decided_by": "investigator",
            "evidence": chance.sample(sorted(FIELDS), k=chance.randint(0, 2)),
        }
    rule = a_rule(chance, validity, chance.choice((0, 0, 1, 2)))
    while len(list(leaves_of(rule))) > MOST_LEAVES:
        rule = a_rule(chance, validity, 1)
    return {**found, "rule": rule}


def a_history(chance: Random, protocol: Json, base: Day, validity: Validity) -> Json:
    """Draw an answer to every field; one with a validity mostly has its day."""
    answers = {
        name: an_answer(chance, field, base, validity.get(name) is None or rarely(chance))
        for name, field in protocol["field"].items()
    }
    birth = date(base.year - 18, base.month, 28) + timedelta(days=chance.randint(-6, 6))
    return {"subject": {"birth_date": birth.isoformat(), "sex": chance.choice(("female", "male"))}, "answers": answers}


def change(chance: Random, protocol: Json, history: Json, base: Day) -> None:
    """Take a few answers away, or put others in their place."""
    for name in chance.sample(sorted(protocol["field"]), k=chance.randint(0, 3)):
        if chance.random() < 1 / 3:
            del history["answers"][name]
        else:
            history["answers"][name] = an_answer(chance, protocol["field"][name], base)
    if rarely(chance):
        history["subject"] = chance.choice(({}, {"sex": "other"}, {"birth_date": "2008-02-29"}))


def decide(chance: Random, protocol: Json, history: Json, base: Day) -> None:
    """Let the investigator decide some criteria; most decisions have nothing to decide."""
    history["decisions"] = {
        criterion["id"]: {
            "outcome": chance.choice(("met", "not_met") if criterion["kind"] == "inclusion" else ("clear", "excludes")),
            "on": shifted(base, chance.randint(-4, 4)),
            "by": "Investigator",
            "why": "...",
        }
        for criterion in protocol["criterion"]
        if chance.random() < 1 / 2
    }


def shipped_world(protocol: Json, chance: Random) -> World:
    """Draw a patient of the shipped protocol: an eligible one with a few changes."""
    base = BASES[0]
    causes = dict.fromkeys(protocol["field"]["other_causes"]["items"], "ruled_out")
    answers: Json = {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "delay_reason": "thrombocytopenia",
        "planned_cycle_date": shifted(base, -7),
        "cycle_resumed_date": "waiting",
        "brain_metastases": "none",
        "platelets": [{"value": "68", "unit": "10*9/L", "on": shifted(base, -1)}],
        "other_causes": causes,
    }
    history: Json = {"answers": answers, "subject": {}}
    if chance.random() < 1 / 2:
        answers["platelets"] = some_results(chance, protocol["field"]["platelets"], base)
    if chance.random() < 1 / 2:
        causes[chance.choice(sorted(causes))] = a_state(chance)
    change(chance, protocol, history, base)
    decide(chance, protocol, history, base)
    return protocol, history, base + timedelta(days=chance.choice((0, 0, 0, 1, 2, 3, -1, -3)))


def random_worlds() -> st.SearchStrategy[World]:
    """Give worlds with a protocol of their own."""
    return st.randoms(use_true_random=True).map(random_world)


def shipped_worlds(protocol: Json) -> st.SearchStrategy[World]:
    """Give worlds of the shipped protocol."""
    return st.randoms(use_true_random=True).map(partial(shipped_world, protocol))
