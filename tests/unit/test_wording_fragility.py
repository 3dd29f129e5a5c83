"""What would change a verdict, in words: every slip and every margin has its sentence, and none alarms."""

from typing import Any

import pytest

from screening.engine.fragility import Fragility, fragility
from screening.patient import read_history
from screening.protocol import Protocol
from screening.wording import PSEUDO, Words, languages
from screening.wording.fragility import as_plain, effect_text, margin_lines, second_look, slip_text, source_text
from tests.spec.table import protocol_of
from tests.unit.test_fragility import COUNTS, LOW, ON, count

Json = dict[str, Any]
Told = tuple[Fragility, Protocol]
DELAY = {"planned": {"kind": "date"}}
DOSES = {"doses": {"kind": "events"}}
ASPIRIN = {"aspirin": {"kind": "periods"}}
TAKEN = {"exposure": "aspirin", "more_than_days": 3, "within_days": 14}


def told_of(rule: Json, fields: Json, answers: Json, **subject: Any) -> Told:
    protocol = protocol_of(fields, rule)
    return fragility(protocol, read_history({"answers": answers, "subject": subject}, protocol), ON), protocol


def counts(*results: Json) -> Told:
    return told_of(LOW, COUNTS, {"platelets": list(results)})


SLIPS = {
    "unit": counts(count("8.8", 20, "10*4/uL"), count("9", 24)),
    "tenfold": counts(count("60", 20), count("580", 24)),
    "rounding": counts(count("75", 24)),
    "older": counts(count("70", 21), count("76.5", 23)),
    "transfused": counts(count("55", 20), count("80", 23)),
    "clumped": counts(count("181", 20), count("60", 24)),
    "clumped again": counts(count("19", 14, clumped=True), count("60", 24)),
    "validity": counts(count("60", 21)),
    "inclusive": told_of({"days_from": "planned", "at_least": 7}, DELAY, {"planned": "2026-11-18"}),
    "event": told_of({"event": "doses", "within_days": 9}, DOSES, {"doses": ["2026-11-15"]}),
    "begun": told_of(TAKEN, ASPIRIN, {"aspirin": ["2026-11-20/2026-11-23"]}),
    "ended": told_of(TAKEN, ASPIRIN, {"aspirin": ["2026-11-20/2026-11-22"]}),
}
SAID = {
    "unit": "9 × 10⁹/L of 2026-11-24, if it was 9 × 10⁴/µL: the same source uses this unit too",
    "tenfold": "580 × 10⁹/L of 2026-11-24, if the decimal point slipped from 58 × 10⁹/L",
    "rounding": "75 × 10⁹/L of 2026-11-24, if it was rounded: anything from 74.5 × 10⁹/L on is reported so",
    "older": "76.5 × 10⁹/L of 2026-11-23, if it is an older result or another’s: then 70 × 10⁹/L of 2026-11-21 decides",
    "transfused": "80 × 10⁹/L of 2026-11-23, if platelets were given before it: it was 55 × 10⁹/L on 2026-11-20",
    "clumped": "60 × 10⁹/L of 2026-11-24, if it had clumps: it lies far below the counts beside it; "
    "a citrate tube or a smear would tell",
    "clumped again": "60 × 10⁹/L of 2026-11-24, if it had clumps as an earlier sample had; "
    "a citrate tube or a smear would tell",
    "validity": "60 × 10⁹/L of 2026-11-21 is on its last day: it would have run out, had its own day been counted",
    "inclusive": "planned: 7 days instead of 6, if the first day is counted the other way",
    "begun": "aspirin: begun on 2026-11-21 instead of 2026-11-20, if a day is counted the other way",
    "ended": "aspirin: last on 2026-11-23 instead of 2026-11-22, if a day is counted the other way",
    "event": "doses of 2026-11-15: 10 days ago instead of 9, if a day is counted the other way",
}


@pytest.mark.parametrize("name", SAID)
def test_every_slip_has_its_sentence(name: str) -> None:
    """It says what it would have been, and nothing of a mistake or a fault."""
    found, protocol = SLIPS[name]
    assert SAID[name] in [slip_text(one.slip, protocol, Words()) for one in found.reversals]


@pytest.mark.parametrize("language", [*languages(), PSEUDO])
def test_no_sentence_is_left_behind(language: str) -> None:
    """Slips, effects, sources and margins are told in every language."""
    words = Words(language)
    for found, protocol in SLIPS.values():
        told = [slip_text(one.slip, protocol, words) for one in found.reversals]
        told += [effect_text(one, words) + source_text(one.slip, words) for one in found.reversals]
        told += [text for _, text in margin_lines(found, protocol, words)]
        assert all(told) and "{" not in "".join(told)
        if language == PSEUDO:
            assert all("⟦" in one for one in told)


def test_a_verdict_is_solid_or_asks_for_a_second_look_at_a_place() -> None:
    """The line names each place once; one that is not yet known is neither."""
    words = Words()
    assert second_look(*counts(count("40", 24)), words) == "Solid: none of the ordinary slips would change this"
    assert second_look(*SLIPS["transfused"], words) == "A second look: platelets, 2026-11-23"
    assert second_look(*counts(), words) == "Not decided yet: how far the limits are"


def test_a_source_is_named_or_said_to_be_missing() -> None:
    """So that whoever looks again knows where."""
    found, _ = counts(count("75", 24, source="lab report"))
    assert source_text(found.reversals[0].slip, Words()) == "Source: lab report"
    assert source_text(SLIPS["rounding"][0].reversals[0].slip, Words()) == "Source: not noted"


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (counts(count("74", 24)), "platelets: 1 below the limit of 75 × 10⁹/L"),
        (counts(count("75", 24)), "platelets: exactly at the limit of 75 × 10⁹/L"),
        (SLIPS["inclusive"], "planned: 6 days: 1 short of 7"),
        (SLIPS["event"], "doses of 2026-11-15: exactly at the end of its window"),
        (SLIPS["begun"], "4 days running: just as many as it takes"),
        (SLIPS["ended"], "3 days running: 1 fewer than it takes"),
        (told_of({"age_at_least": 18}, {}, {}, birth_date="2008-11-27"), "Turns 18 in 3 days"),
        (told_of({"age_at_least": 18}, {}, {}, birth_date="1990-11-24"), "Turned 18 18 years ago"),
    ],
)
def test_every_margin_has_its_sentence(found: Told, line: str) -> None:
    """With the limit and its unit."""
    assert margin_lines(*found, Words()) == [("C1", line)]


def test_programs_get_codes_with_values_and_words() -> None:
    """Solid is true, false, or null where nothing is decided."""
    plain = as_plain(*SLIPS["rounding"], Words())
    assert plain["solid"] is False
    assert [(one["code"], one["field"], one["on"], one["verdict"], one["source"]) for one in plain["slips"]] == [
        ("rounding", "platelets", "2026-11-24", "eligible", None)
    ]
    assert plain["margins"]["C1"][0]["values"]["side"] == "at"
    assert as_plain(*counts(), Words()) == {"solid": None, "slips": [], "margins": {}}
