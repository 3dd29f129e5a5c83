"""What a criterion rests on, told answer by answer, with where each came from."""

from datetime import date
from typing import Any

import pytest

from screening.protocol import Protocol, loads
from screening.wording import StudyDays, Words
from screening.wording.evidence import Told, Witness
from tests.unit.wording_samples import PROTOCOL

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return loads(PROTOCOL)


def told(protocol: Protocol, name: str, answer: Any, words: Words = EN) -> list[tuple[str, str]]:
    witness = Witness({"answers": {name: answer}}, protocol, words)
    return [(one.value, one.origin) for one in witness.answers_to(name)]


def test_an_answer_has_its_day_its_source_and_its_author(protocol: Protocol) -> None:
    """In the words of the form; a day in those of the language."""
    said = {"value": "late", "on": "2026-11-02T08:15", "source": "letter", "by": "Wu"}
    assert told(protocol, "stage", said) == [("Late", "2 November 2026 08:15 · letter · Wu")]
    assert told(protocol, "planned", "2026-11-10") == [("10 November 2026", "")]
    assert told(protocol, "given", "waiting") == [("Waiting", "")]
    assert told(protocol, "ecog", {"value": "1"}) == [("1", "")]
    assert told(protocol, "planned", "2026-11-10", ZH) == [("2026年11月10日", "")]


def test_of_several_answers_the_newest_comes_first_also_where_it_takes_one_back(protocol: Protocol) -> None:
    """What was taken back is not told as if it stood."""
    said = [{"value": "late", "on": "2026-11-02"}, {"value": None, "on": "2026-11-05", "by": "Wu"}]
    assert told(protocol, "stage", said) == [("not answered", "5 November 2026 · Wu"), ("Late", "2 November 2026")]


def test_a_result_stands_as_it_was_reported_with_what_must_be_known_of_it(protocol: Protocol) -> None:
    """Tube, limits, clumps, and that it can't be; in the unit of the laboratory."""
    results = [
        {"value": "30", "unit": "U/L", "on": "2026-11-01", "uln": "40", "lln": "5", "source": "LIS"},
        {"value": "99999", "unit": "U/L", "on": "2026-11-03T07:05"},
    ]
    assert told(protocol, "alt", results) == [
        ("99999 U/L (hardly possible, does not count)", "3 November 2026 07:05"),
        ("30 U/L (LLN 5, ULN 40)", "1 November 2026 · LIS"),
    ]
    clumped = {"value": "68000", "unit": "/uL", "on": "2026-11-01", "anticoagulant": "citrate", "clumped": True}
    assert told(protocol, "platelets", [clumped])[0][0] == "68000 /µL (Citrate, clumps)"
    confirmed = {**clumped, "smear_confirmed": True}
    assert told(protocol, "platelets", [confirmed], ZH)[0][0] == "68000 /µL（枸橼酸盐、有聚集，经血涂片确认）"


def test_periods_are_told_from_their_first_day_to_their_last(protocol: Protocol) -> None:
    """A day that nobody knows is said to be unknown; what still goes on is told with the day of which it is said."""
    said = {"value": [{"from": "2026-11-20", "until": "ongoing", "what": "100 mg"}, "/2026-11-02"], "on": "2026-11-24"}
    assert told(protocol, "aspirin", said) == [
        ("20 November 2026 – still taken 100 mg", "24 November 2026"),
        ("first day not known – 2 November 2026", "24 November 2026"),
    ]
    assert told(protocol, "aspirin", ["2026-11-20/"], ZH) == [("2026年11月20日–末日不详", "")]


def test_events_are_told_one_by_one_and_none_is_an_answer(protocol: Protocol) -> None:
    assert told(protocol, "surgery", None) == []
    assert told(protocol, "surgery", {"value": [], "on": "2026-11-02", "by": "Wu"}) == [
        ("none", "2 November 2026 · Wu")
    ]
    said = {"value": ["2026-10-01", {"on": "2026-10-09", "what": "port", "source": "chart"}], "by": "Wu"}
    assert told(protocol, "surgery", said) == [("1 October 2026", "Wu"), ("9 October 2026 port", "chart · Wu")]


def test_a_worksheet_tells_together_what_is_alike(protocol: Protocol) -> None:
    """One line where all were ruled out at once; what is open stands in sight beside what is not."""
    ruled_out = {"value": "ruled_out", "on": "2026-11-02", "by": "Wu"}
    assert told(protocol, "causes", {}) == []
    assert told(protocol, "causes", {"immune": ruled_out, "liver": ruled_out}) == [
        ("Ruled out: Immune, Liver", "2 November 2026 · Wu")
    ]
    assert told(protocol, "causes", {"immune": ruled_out, "liver": "not_assessed"}) == [
        ("Ruled out: Immune", "2 November 2026 · Wu"),
        ("Not assessed: Liver", ""),
    ]
    assert told(protocol, "causes", {"immune": "present"}) == [("Present: Immune", ""), ("not answered: Liver", "")]


def test_a_decision_is_told_with_its_reason_last(protocol: Protocol) -> None:
    """And where dates may not leave, as a study day."""
    criterion = protocol.criterion[0]
    said = {"outcome": criterion.good, "on": "2026-11-03", "by": "Dr Wu", "why": "two scans"}
    history = {"answers": {"stage": "odd"}, "decisions": {criterion.id: said}}
    stage, decided = Witness(history, protocol, EN).of(criterion)
    assert stage.answers == (Told("Odd"),)
    assert decided.answers == (Told("Met; two scans", "3 November 2026 · Dr Wu"),)
    coded = {"answers": {}, "decisions": {criterion.id: {"outcome": criterion.good, "on": "2026-11-03"}}}
    days = StudyDays("en", anchor=date(2026, 11, 1))
    assert Witness(coded, protocol, days).of(criterion)[-1].answers == (Told("Met", "study day 3"),)
    assert Witness({}, protocol, EN).of(criterion)[0].answers == ()
