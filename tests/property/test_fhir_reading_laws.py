"""Laws of reading a FHIR record: any JSON is read or refused, every row is accounted for, every fact can be taken."""

import json
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import InputError
from screening.formats.fhir.incoming import propose
from screening.formats.proposal import Fact, Proposal
from screening.patient import read_history
from screening.protocol import Protocol, load
from screening.quantity import parse_measure
from tests.unit.fhir_samples import HERS, LOINC, ROOT, bundle, concept, condition, observation, patient, resource

PROTOCOLS = [
    load(path)
    for path in (
        *sorted((ROOT / "resources/protocols").glob("*.toml")),
        *sorted((ROOT / "tests/protocols").glob("*.toml")),
    )
]
SITE = timezone(timedelta(hours=8))
SAMPLES: list[dict[str, Any]] = [
    patient(),
    observation(),
    observation("o2", note=[{"text": "clumps"}], referenceRange=[{"low": {"value": 1}, "high": {"value": 2}}]),
    observation("o3", code="58410-2", component=[observation("", 1)]),
    observation("o4", specimen={"reference": "#t"}, contained=[{"id": "t", "container": [{"type": {"text": "EDTA"}}]}]),
    condition("C34.1", stage=[{"summary": {"text": "IV"}}]),
    condition("C91.0", "C79.3", id="c2", extension=[{"valueCodeableConcept": concept("icd-o-3", "8140/3")}]),
    resource("Procedure", "x1", status="completed", code=concept("http://snomed.info/sct", "12719002")),
    resource("MedicationAdministration", "m1", status="completed", medicationCodeableConcept={"text": "heparin"}),
    {"resourceType": "Specimen", "id": "s1", "subject": HERS, "container": [{"type": {"text": "citrate"}}]},
]  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(
    ["2026-11-22", "2026-11-22T08:05:00Z", "Patient/p1", "777-3", "10*9/L", LOINC, "final", "\ud800", "\x00"]
) | st.sampled_from(["9" * 400, 10**400])  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=6), one, max_size=3)
)


def paths(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List where something stands in a resource."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(found for key, inner in items for found in paths(inner, (*at, key)))]


def put(node: Any, at: tuple[Any, ...], value: Any) -> Any:
    """Give a copy with something else in one place."""
    if not at:
        return value
    made = node.copy()
    made[at[0]] = put(node[at[0]], at[1:], value)
    return made


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a resource with up to three places of it replaced by anything."""
    made: Any = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 3))):
        made = put(made, draw(st.sampled_from(paths(made)[1:] or [()])), draw(ANYTHING))
    assert isinstance(made, dict)
    return made


def taken(fact: Fact, protocol: Protocol) -> None:
    """Let a history have it, alone; InputError where it can't."""
    head, _, item = fact.field.partition(".")
    if head == "subject":
        read_history({"subject": {item: fact.value}}, protocol)
        return
    answer = fact.value if fact.on is None or isinstance(fact.value, dict) else {"value": fact.value, "on": fact.on}
    read_history({"answers": {head: {item: answer} if item else answer}}, protocol)


def hold(found: Proposal, protocol: Protocol) -> None:
    """Hold the laws."""
    assert found.reconciles()
    for fact in found.facts:
        taken(fact, protocol)
    told = [(one.place, one.seen) for those in (found.facts, found.hints, found.left_out) for one in those]
    assert all(seen.isprintable() and place.row and place.row.isprintable() for place, seen in told)
    reasons = [one.reason.values for those in (found.hints, found.left_out) for one in those]
    json.dumps([reasons, [fact.value for fact in found.facts]], ensure_ascii=False).encode()
    for hint in found.hints:
        head, _, item = hint.field.partition(".")
        assert head == "subject" or not item or item in getattr(protocol.field[head], "items")  # noqa: B009


@settings(max_examples=400, deadline=None)
@given(resources=st.lists(damaged(), max_size=5), protocol=st.sampled_from(PROTOCOLS))
def test_a_damaged_record_is_read_or_refused(resources: list[dict[str, Any]], protocol: Protocol) -> None:
    """No damage is a fault of ours: the rest is read, and every row ends in one place."""
    raw = json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()
    try:
        hold(propose(raw, "record", protocol, zone=SITE), protocol)
    except InputError as error:
        assert error.lines()


@settings(max_examples=200, deadline=None)
@given(data=ANYTHING)
def test_any_json_is_read_or_refused(data: Any) -> None:
    for shape in (data, {"resourceType": "Bundle", "entry": data}, [data, patient()]):
        try:
            hold(propose(json.dumps(shape).encode(), "record", PROTOCOLS[0], zone=SITE), PROTOCOLS[0])
        except InputError as error:
            assert error.lines()


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=60), at=st.integers(0, 4000), cut=st.integers(0, 60))
def test_any_bytes_are_read_or_refused(raw: bytes, at: int, cut: int) -> None:
    whole = bundle(*SAMPLES)
    for one in (raw, whole[:at] + raw + whole[at + cut :]):
        try:
            hold(propose(one, "record", PROTOCOLS[0], zone=SITE), PROTOCOLS[0])
        except InputError as error:
            assert error.lines()


@settings(max_examples=300, deadline=None)
@given(
    digits=st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,20})?", fullmatch=True),
    limit=st.sampled_from(["75", "74.9", "30", "0.5"]),
)
def test_no_number_is_brought_over_a_limit(digits: str, limit: str) -> None:
    """It stays below, at or above whatever a rule may name, and exact as far as a history is."""
    plain = digits.lstrip("0") or "0"
    written = f"0{plain}" if plain.startswith(".") else plain
    raw = bundle(patient(), observation(value="@")).replace(b'"@"', written.encode())
    found = propose(raw, "record", PROTOCOLS[0], zone=SITE)
    value = next(fact.value for fact in found.facts if fact.field == "platelets")["value"]
    measure = parse_measure(value)
    assert measure is not None
    exact, bound = Decimal(written), Decimal(limit)
    assert (measure.number < bound, measure.number == bound) == (exact < bound, exact == bound)
    assert measure.number == exact or abs(measure.number - exact) < Decimal("1e-12")


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: f"{one.protocol.id}-{one.protocol.version}")
def test_a_whole_record_can_be_taken(protocol: Protocol) -> None:
    hold(propose(bundle(*SAMPLES), "record", protocol, zone=SITE), protocol)
