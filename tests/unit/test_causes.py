"""The causes in words: each with what bears on it, whatever the protocol asks."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from screening.protocol import Protocol, loads
from screening.wording import Words
from screening.wording.causes import OnRecord, Worksheet, bearing_on_causes, told_fact
from tests.unit.wording_samples import PROTOCOL

EN = Words("en", "long")
PROTOCOLS = ("NCT03976882-2019-registered", "NCT03976882-2024-published", "NCT05864014-2023-registered")


def shipped(name: str) -> Protocol:
    return loads(files("resources").joinpath("protocols", f"{name}.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return shipped(PROTOCOLS[1])


def facts(protocol: Protocol, cause: str, *on_record: OnRecord, **answers: Any) -> list[str]:
    return [told_fact(one) for one in Worksheet({"answers": answers}, protocol, EN, on_record).facts(cause)]


def count(value: str, on: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": "10*9/L", "on": on, **more}


def test_counts_bear_where_they_are_doubtful_or_come_first(protocol: Protocol) -> None:
    """Clumps, a smear or a tube other than EDTA; the earliest count where several came, none that can't count."""
    counts = [count("68", "2026-11-22"), count("60", "2026-11-21", clumped=True), count("237", "2026-09-01")]
    counts += [count("70", "2026-11-20", anticoagulant="citrate"), count("72", "2026-11-19", anticoagulant="EDTA")]
    assert facts(protocol, "pseudothrombocytopenia", platelets=counts) == [
        "Platelet count: 60 × 10⁹/L (clumps) · 21 November 2026",
        "Platelet count: 70 × 10⁹/L (Citrate) · 20 November 2026",
    ]
    assert facts(protocol, "inherited", platelets=counts) == [
        "Platelet count, the earliest entered: 237 × 10⁹/L · 1 September 2026"
    ]
    assert facts(protocol, "inherited", platelets=counts[:1]) == []


def test_what_files_had_on_record_bears_on_its_cause_alone(protocol: Protocol) -> None:
    seen = OnRecord("other_causes.coagulopathy", "D65 DIC", "2026-10-02", "chart.json · Condition/3")
    assert facts(protocol, "coagulopathy", seen) == ["On record: D65 DIC · 2 October 2026 · chart.json · Condition/3"]
    assert facts(protocol, "immune", seen) == []
    assert "D65" not in repr(seen)


def test_a_cause_is_told_with_its_answer_and_its_origin(protocol: Protocol) -> None:
    said = {"immune": {"value": "ruled_out", "on": "2026-11-02", "source": "chart", "by": "Wu"}, "infection": "present"}
    told = {one.id: one for one in Worksheet({"answers": {"other_causes": said}}, protocol, EN).causes()}
    assert [*told] == list(protocol.field["other_causes"].items)  # type: ignore[union-attr]
    assert (told["immune"].answer.value, told["immune"].answer.origin) == ("Ruled out", "2 November 2026 · chart · Wu")
    assert (told["infection"].state, told["radiotherapy"].state) == ("present", "")


def test_a_protocol_that_asks_for_no_causes_has_none() -> None:
    made = loads(PROTOCOL)
    assert bearing_on_causes(made) == frozenset() and Worksheet({}, made, EN).causes() == []


def test_every_cause_of_the_shipped_protocols_is_listed() -> None:
    """A cause that the list doesn't know would silently have no facts."""
    lists = tomllib.loads(files("resources").joinpath("codelists", "causes.toml").read_text("utf-8"))["other_causes"]
    for name in PROTOCOLS:
        sheet = shipped(name).field.get("other_causes")
        assert set(getattr(sheet, "items", {})) <= lists.keys(), name
