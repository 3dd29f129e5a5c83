"""What review calls impossible is impossible, and a contradiction that is planted is found, wherever it stands."""

from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from screening.engine import assess
from screening.patient import read_history
from screening.protocol import Protocol
from screening.review import contradictions
from tests.property.plain import Json
from tests.property.worlds import random_world


def named(*names: str) -> Json:
    return {name: {"label": {"en": name}} for name in names}


FIELDS: Json = {
    "sort": {"kind": "choice", "options": named("a", "b")},
    "extent": {"kind": "choice", "options": named("a", "b")},
    "planned": {"kind": "date"},
    "given": {"kind": "date", "options": named("waiting")},
    "score": {"kind": "number", "plausible": [0, 9]},
    "cycles": {"kind": "number", "plausible": [0, 9]},
    "done": {"kind": "number"},
    "plt": {"kind": "lab", "unit": "10*9/L", "plausible": [0, 1500]},
    "alt": {"kind": "lab", "unit": "U/L"},
    "causes": {"kind": "worksheet", "items": named("x", "y")},
    "doses": {"kind": "events"},
    "taken": {"kind": "periods"},
}
HEADER: Json = {
    "id": "PLANTED",
    "version": "1",
    "title": {"en": "Planted"},
    "source": "the tests",
    "dated": date(2026, 1, 1),
    "status": "unverified",
}

# Pairs of rules that no patient can satisfy at once, of every shape.
OPPOSITES: list[tuple[Json, Json]] = [
    ({"choice": "extent", "one_of": ["a"]}, {"choice": "extent", "one_of": ["b"]}),
    ({"sex": "female"}, {"sex": "male"}),
    ({"age_at_least": 18}, {"age_at_most": 17}),
    ({"lab": "plt", "below": 75}, {"lab": "plt", "at_least": 75}),
    ({"lab": "plt", "below": 75}, {"lab": "plt", "at_least": 75000, "unit": "/uL"}),
    ({"lab": "plt", "between": [30, 74]}, {"lab": "plt", "above": 74}),
    ({"lab": "alt", "above": "3 x ULN"}, {"lab": "alt", "at_most": "2.9 x ULN"}),
    ({"lab": "alt", "above": "ULN + 3"}, {"lab": "alt", "below": "LLN + 3"}),
    ({"number": "score", "at_most": 1}, {"number": "score", "at_least": 2}),
    ({"remaining": "cycles", "given": "done", "at_least": 3}, {"number": "cycles", "at_most": 2}),
    ({"no_result": "plt", "at_least": 100}, {"lab": "plt", "at_least": 100}),
    ({"any_present": "causes"}, {"not": {"any_present": "causes"}}),
    ({"any_present": "causes", "items": ["y"]}, {"not": {"any_present": "causes"}}),
    ({"days_from": "planned", "at_least": 7}, {"days_from": "planned", "at_most": 6}),
    (
        {"days_from": "planned", "to": "given", "at_least": 7},
        {"days_from": "planned", "to": "given", "at_most": 6},
    ),
    ({"event": "doses", "within_days": 10}, {"event": "doses", "not_within_days": 10}),
    ({"event": "doses", "within_months": 2}, {"event": "doses", "not_within_days": 70}),
    ({"event": "doses", "ever": True}, {"not": {"event": "doses", "ever": True}}),
    (
        {"exposure": "taken", "more_than_days": 3, "within_days": 14},
        {"not": {"exposure": "taken", "at_least_days": 4, "within_days": 14}},
    ),
    ({"repeated": "plt", "below": 50, "apart_days": 2}, {"lab": "alt", "below": 0}),
    (
        {"all": [{"choice": "extent", "one_of": ["a"]}, {"sex": "male"}]},
        {"any": [{"choice": "extent", "one_of": ["b"]}, {"sex": "female"}]},
    ),
    (
        {
            "of": [{"choice": "extent", "one_of": ["a"]}, {"sex": "male"}, {"number": "score", "at_most": 1}],
            "at_least": 2,
        },
        {"not": {"any": [{"choice": "extent", "one_of": ["a"]}, {"sex": "male"}]}},
    ),
]

# Rules that hold together with all of the above, since they read nothing else.
HARMLESS: list[Json] = [
    {"choice": "sort", "one_of": ["a"]},
    {"not": {"choice": "sort", "one_of": ["b"]}},
    {"any": [{"choice": "sort", "one_of": ["a"]}, {"choice": "sort", "one_of": ["a"]}]},
]


def criterion(place: int, rule: Json, exclusion: bool = False) -> Json:
    """Make a criterion that holds where the rule does."""
    kind = {"kind": "exclusion", "rule": {"not": rule}} if exclusion else {"kind": "inclusion", "rule": rule}
    return {"id": f"C{place}", "text": {"en": f"C{place}"}, **kind}


def protocol_of(criteria: list[Json]) -> Protocol:
    fields = {name: {"ask": {"en": name}, **field} for name, field in FIELDS.items()}
    return Protocol.model_validate({"protocol": HEADER, "field": fields, "criterion": criteria})


@given(
    planted=st.sampled_from(OPPOSITES),
    others=st.lists(st.sampled_from(HARMLESS), max_size=6),
    data=st.data(),
)
def test_a_planted_contradiction_is_found_in_any_position(
    planted: tuple[Json, Json], others: list[Json], data: st.DataObject
) -> None:
    """Whichever two criteria of a protocol can't both hold, one of them is named with the other."""
    rules = [*others, *planted]
    order = data.draw(st.permutations(range(len(rules))))
    kinds = data.draw(st.lists(st.booleans(), min_size=len(rules), max_size=len(rules)))
    found = contradictions(
        protocol_of([criterion(place, rules[index], kinds[place]) for place, index in enumerate(order)])
    )
    first, second = sorted(place for place, index in enumerate(order) if index >= len(others))
    assert any(path[1] in (f"C{first}", f"C{second}") for path, _ in found), found
    assert all(path[1] in (f"C{first}", f"C{second}") for path, _ in found), found


def test_the_last_pair_is_looked_at() -> None:
    """A contradiction between the last two of many criteria is named as theirs."""
    rules: list[Any] = [*HARMLESS, *OPPOSITES[0]]
    found = contradictions(protocol_of([criterion(place, rule) for place, rule in enumerate(rules)]))
    assert found == [
        (("criterion", "C4"), 'can\'t be "met" while C3 is "met": no answers satisfy both'),
    ]


@given(st.integers(0, 2**32))
def test_nothing_that_happens_is_called_impossible(seed: int) -> None:
    """What one patient shows of one criterion, or of two together, is never called impossible."""
    raw, history, day = random_world(Random(seed))
    protocol = Protocol.model_validate(raw)
    found = contradictions(protocol)
    results = assess(protocol, read_history(history, protocol), day).criteria
    outcomes = {one.id: one.outcome for one in results}
    for path, words in found:
        name = str(path[1])
        said = words.split('"')[1]
        if "while" in words:
            other = words.split(" while ")[1].split(" ")[0]
            assert (outcomes[name], outcomes[other]) != (said, words.split('"')[3]), words
        else:
            assert outcomes[name] != said, words


def test_what_a_person_decides_contradicts_nothing() -> None:
    """A criterion that the investigator decides can be met and fail, whatever the rules beside it say."""
    decided = {
        "id": "C9",
        "kind": "inclusion",
        "text": {"en": "C9"},
        "decided_by": "investigator",
        "evidence": ["sort"],
    }
    assert contradictions(protocol_of([criterion(0, HARMLESS[0]), decided])) == []


def test_dates_through_a_chain_of_fields_are_tried() -> None:
    """Two rules that hang on each other through a third date can hold together."""
    rules: list[Json] = [
        {"all": [{"days_from": "planned", "to": "given", "at_least": 7}, {"days_from": "given", "at_least": 14}]},
        {"all": [{"days_from": "planned", "at_most": 21}, {"age_at_least": 18, "at": "planned"}]},
        {"age_at_most": 18},
    ]
    assert contradictions(protocol_of([criterion(place, rule) for place, rule in enumerate(rules)])) == []
    rules[1]["all"][0]["at_most"] = 20
    found = contradictions(protocol_of([criterion(place, rule) for place, rule in enumerate(rules)]))
    assert [path for path, _ in found] == [("criterion", "C1")]
