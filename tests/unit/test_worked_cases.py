"""Worked cases: on both sides of every limit, and what the program answers there, asked anew."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from screening.engine import assess
from screening.patient import read_history
from screening.protocol import Criterion, Protocol, loads
from screening.protocol.rules import SEVERAL, SHAPES, NotRule
from screening.review.trials import tried_shapes
from screening.review.worked import Tried, Worked, worked_cases, worked_examples
from screening.wording import Words
from screening.wording.histories import told_answer, told_history
from tests.unit.wording_samples import HISTORIES, PROTOCOL

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])
EN, ZH = Words("en", "iso"), Words("zh_CN", "iso")


def sample(rule: str, kind: str = "inclusion", more: str = "") -> tuple[Protocol, Criterion]:
    """Give the protocol of every shape with one more criterion."""
    protocol = loads(PROTOCOL + f'\n[[criterion]]\nid = "X1"\nkind = "{kind}"\ntext.en = "X"\nrule = {rule}\n{more}')
    return protocol, protocol.criterion[-1]


def tried(rule: str, kind: str = "inclusion", more: str = "") -> Iterator[tuple[str, str, str]]:
    """Try a rule: where each case lies, what was answered, and what came out."""
    protocol, criterion = sample(rule, kind, more)
    for limit in worked_cases(protocol, criterion):
        for case in limit.cases:
            told = "; ".join(told_answer(name, case.data, protocol, EN) for name in limit.names)
            yield case.trial.code, told, case.result.outcome


def every() -> Iterator[tuple[Protocol, Criterion, Tried]]:
    for path in FILES:
        protocol = loads(path.read_text("utf-8"))
        for criterion in protocol.criterion:
            for limit in worked_cases(protocol, criterion):
                yield protocol, criterion, limit


@pytest.mark.parametrize("name", SHAPES)
def test_something_is_tried_on_every_shape(name: str) -> None:
    """A rule made of rules is tried through these."""
    assert SHAPES[name] in tried_shapes() | {*SEVERAL, NotRule}


def test_every_limit_turns_its_criterion() -> None:
    """The other answers are such that the cases lie on both sides: one speaks for the patient, one against.

    Where several rules of a criterion read one series, those of each alone may leave another open.
    """
    found: dict[tuple[str, str, str], set[str]] = {}
    for protocol, criterion, limit in every():
        outcomes = found.setdefault((protocol.fingerprint, criterion.id, limit.names[0]), set())
        outcomes |= {case.result.outcome for case in limit.cases if case.trial.core}
        outcomes |= {"for"} if criterion.good in outcomes else set()
        outcomes |= {"against"} if criterion.bad in outcomes else set()
    assert [place for place, outcomes in found.items() if not {"for", "against"} <= outcomes] == []


def test_what_is_printed_is_what_the_program_answers() -> None:
    """Asked anew, with the whole protocol, each case gives the same."""
    for protocol, criterion, limit in every():
        for case in limit.cases:
            again = assess(protocol, read_history(case.data, protocol), limit.on).criteria
            assert case.result == next(one for one in again if one.id == criterion.id)


def test_nothing_answered_is_never_a_verdict() -> None:
    """Where the answer that varies is missing, and it decides, the criterion is not yet known."""
    for protocol, criterion, limit in every():
        missing = {case.result.outcome for case in limit.cases if case.trial.code == "missing"}
        assert missing <= {"unknown"}, (protocol.id, criterion.id, limit.names)


def test_examples_are_worked_again() -> None:
    """Each gives what the file says; a file in which one does not is refused before."""
    for path in FILES:
        protocol = loads(path.read_text("utf-8"))
        for criterion in protocol.criterion:
            worked = worked_examples(protocol, criterion)
            assert [one.result.outcome for one in worked] == [one.gives for one in criterion.examples]


def test_a_result_is_tried_around_its_limit_in_every_unit() -> None:
    """Below, at and above; the same in another unit; the last day that counts and the one after; what can't count."""
    assert list(tried('{ lab = "platelets", below = 75, good_for_days = 3 }')) == [
        ("below", "74.9 × 10⁹/L · 2026-06-15", "met"),
        ("at", "75 × 10⁹/L · 2026-06-15", "not_met"),
        ("above", "75.1 × 10⁹/L · 2026-06-15", "not_met"),
        ("unit_at", "75000 /µL · 2026-06-15", "not_met"),
        ("unit_below", "74999 /µL · 2026-06-15", "met"),
        ("last_day", "74.9 × 10⁹/L · 2026-06-12", "met"),
        ("last_day_after", "74.9 × 10⁹/L · 2026-06-11", "unknown"),
        ("two_of_a_day", "74.9 × 10⁹/L · 2026-06-15; 75 × 10⁹/L · 2026-06-15", "unknown"),
        ("censored", "<75 × 10⁹/L · 2026-06-15", "met"),
        ("clumped", "74.9 × 10⁹/L (EDTA, clumps) · 2026-06-15", "unknown"),
        ("implausible", "1501 × 10⁹/L (hardly possible, does not count) · 2026-06-15", "unknown"),
        ("missing", "", "unknown"),
    ]


def test_both_ends_of_a_range_are_tried() -> None:
    """With the bound in its own unit, and what has no clumps is not said to have some."""
    found = {code: outcome for code, _, outcome in tried('{ lab = "alt", between = [10, 1500] }')}
    assert found["low_below"] == found["high_above"] == "not_met"
    assert found["low_at"] == found["low_above"] == found["high_below"] == found["high_at"] == "met"
    assert found["old"] == "met" and "clumped" not in found


def test_a_limit_of_normal_is_tried_with_and_without_it() -> None:
    """The limits of normal are those of the file's examples, where it has any."""
    given = '{ value = "30", unit = "U/L", on = "2026-06-15", lln = "10", uln = "40" }'
    example = f'examples = [{{ on = 2026-06-15, alt = {given}, gives = "met" }}]'
    found = list(tried('{ lab = "alt", at_most = "3 x ULN" }', more=example))
    assert found[1] == ("at", "120 U/L (LLN 10, ULN 40) · 2026-06-15", "met")
    assert found[2][::2] == ("above", "not_met")
    assert ("no_uln", "120 U/L (LLN 10) · 2026-06-15", "unknown") in found
    without = list(tried('{ lab = "alt", at_most = "ULN + 3" }'))
    assert without[1][1:] == ("903 U/L (ULN 900) · 2026-06-15", "met")


def test_each_limit_of_those_that_depend_on_an_answer_is_tried_with_it() -> None:
    """And both, where the answer that chooses between them is missing."""
    limit = '{ when = { choice = "stage", one_of = ["early"] }, then = 100, otherwise = 200 }'
    protocol, criterion = sample(f'{{ lab = "alt", at_most = {limit} }}')
    then, otherwise, either, chosen = worked_cases(protocol, criterion)
    assert [told for _, told in told_history(then.others, protocol, EN)] == ["Early"]
    assert [told for _, told in told_history(otherwise.others, protocol, EN)] == ["Late"]
    assert [one.result.outcome for one in then.cases[:3]] == ["met", "met", "not_met"]
    assert [one.result.outcome for one in otherwise.cases] == ["met", "met", "not_met"]
    outcomes = [one.result.outcome for one in either.cases]
    assert outcomes == ["met", "met", "unknown", "unknown", "unknown", "not_met"]
    assert chosen.names == ("stage",)


def test_two_results_are_tried_just_far_enough_apart() -> None:
    """Exactly the hours asked for, and a minute less; days likewise, as far back as results count."""
    rule = '{ repeated = "platelets", below = 75, apart_hours = 24 }'
    found = {code: (told, outcome) for code, told, outcome in tried(rule)}
    told = "74.9 × 10⁹/L · 2026-06-15 12:00; 74.9 × 10⁹/L · 2026-06-14 12:00"
    assert found["apart_exactly"] == (told, "met")
    assert found["apart_less"][1] == "unknown" and "12:01" in found["apart_less"][0]
    assert found["second_outside"][1] == found["at"][1] == "not_met" and found["only_one"][1] == "unknown"
    rule = '{ repeated = "platelets", below = 75, apart_days = 2, within_days = 10 }'
    days = {code: outcome for code, _, outcome in tried(rule)}
    assert (days["apart_exactly"], days["apart_less"], days["last_day"], days["last_day_after"]) == (
        *("met", "unknown", "met", "unknown"),
    )


def test_numbers_are_tried_in_whole_steps() -> None:
    """A score has no fractions; below zero there is nothing."""
    found = [(code, told) for code, told, _ in tried('{ number = "ecog", at_most = 0, good_for_days = 5 }')]
    assert found[:2] == [("at", "0 · 2026-06-15"), ("above", "1 · 2026-06-15")]
    assert ("last_day_after", "0 · 2026-06-09") in found and found[-2][0] == "implausible"


def test_ages_are_tried_on_and_before_the_birthday() -> None:
    """Both ends, and a day to count from that is not known."""
    found = list(tried('{ age_at_least = 18, age_at_most = 75, at = "consent" }'))
    assert [(code, outcome) for code, _, outcome in found] == [
        ("turns_before", "not_met"),
        ("turns_on", "met"),
        ("outgrows_before", "met"),
        ("outgrows_on", "not_met"),
        ("missing", "unknown"),
        ("missing_anchor", "unknown"),
    ]
    assert found[1][1] == "2008-06-15; 2026-06-15"


@pytest.mark.parametrize(
    ("bound", "outcomes"),
    [
        ("within_days = 28", ["met", "met", "not_met"]),
        ("not_within_months = 3", ["not_met", "not_met", "met"]),
        ("at_least_days_since = 10", ["not_met", "met", "met"]),
    ],
)
def test_events_are_tried_on_the_day_at_the_end(bound: str, outcomes: list[str]) -> None:
    """A day inside, the day itself, a day outside."""
    found = list(tried(f'{{ event = "surgery", {bound} }}'))
    assert [outcome for _, _, outcome in found[:3]] == outcomes
    assert [code for code, _, _ in found[3:]] == ["that_day", "later", "none", "missing"]


def test_days_are_tried_with_an_end_that_has_not_come() -> None:
    """A day less, exactly, a day more; to come, a word in its place, and unanswered at either side."""
    found = {code: outcome for code, _, outcome in tried('{ days_from = "planned", to = "given", at_least = 7 }')}
    assert (found["one_less"], found["exactly"], found["one_more"]) == ("not_met", "met", "met")
    assert (found["coming"], found["option"], found["missing_end"], found["missing"]) == (
        *("met", "met", "unknown", "unknown"),
    )


def test_choices_are_tried_one_by_one() -> None:
    """One that goes to the investigator also with a decision either way."""
    found = list(tried('{ choice = "stage", one_of = ["late"], good_for_days = 10 }', "exclusion"))
    assert [(code, outcome) for code, _, outcome in found] == [
        ("option", "clear"),
        ("option", "excludes"),
        ("option", "unknown"),
        ("option", "unknown"),
        ("decided_good", "clear"),
        ("decided_bad", "excludes"),
        ("last_day", "excludes"),
        ("last_day_after", "unknown"),
        ("missing", "unknown"),
    ]


def test_a_worksheet_is_tried_item_by_item() -> None:
    """Items that the rule does not read are tried too, and change nothing."""
    found = list(tried('{ any_present = "causes", items = ["liver"] }', "exclusion"))
    assert [(code, told, outcome) for code, told, outcome in found] == [
        ("all_ruled_out", "all ruled out", "clear"),
        ("present_elsewhere", "Immune: Present; Liver: Ruled out", "clear"),
        ("present", "Liver: Present; Immune: Ruled out", "excludes"),
        ("not_assessed", "Liver: Not assessed; Immune: Ruled out", "unknown"),
        ("missing", "", "unknown"),
    ]


def test_what_a_person_decides_is_tried_without_and_with_a_decision() -> None:
    """The evidence missing, there, and decided either way."""
    protocol = loads(PROTOCOL)
    criterion = next(one for one in protocol.criterion if one.id == "E4")
    (limit,) = worked_cases(protocol, criterion)
    assert [(one.trial.code, one.result.outcome) for one in limit.cases] == [
        ("evidence", "unknown"),
        ("undecided", "unknown"),
        ("decided_good", "clear"),
        ("decided_bad", "excludes"),
    ]


def test_a_birthday_in_leap_years_is_no_stumbling_block() -> None:
    """Assessed on 29 February, somebody born on no such day is tried."""
    for day in ("2028-02-28", "2028-02-29"):
        example = f'examples = [{{ on = {day}, birth_date = 1990-01-01, gives = "met" }}]'
        outcomes = [outcome for _, _, outcome in tried("{ age_at_least = 18 }", more=example)]
        assert outcomes == ["not_met", "met", "unknown"]


def test_every_answer_is_told() -> None:
    """In the order of the form; in Chinese as well."""
    protocol = loads(PROTOCOL)
    told = dict(told_history(HISTORIES[1], protocol, EN))
    assert list(told)[:3] == ["Birth date", "Sex", "Stage"] and told["Birth date"] == "1964-05-17"
    assert told["Stage"] == "Late · 2026-11-22" and told["Given"] == "Waiting" and told["ECOG"] == "0"
    assert told["ALT"] == "30 U/L (LLN 10, ULN 40) · 2026-11-20" and told["Causes"] == "all ruled out"
    assert told["Investigator’s decision on E4"] == "Clear"
    assert dict(told_history(HISTORIES[1], protocol, ZH))["ALT"] == "30 U/L（LLN 10、ULN 40） · 2026-11-20"
    assert told_history({}, protocol, EN) == []
    partly = {"answers": {"causes": {"immune": {"value": "present", "on": "2026-11-20"}}, "surgery": []}}
    assert [one for _, one in told_history(partly, protocol, EN)] == ["none", "Immune: Present"]


def test_a_unit_that_does_not_convert_evenly_is_tried_on_both_sides() -> None:
    """150 µmol/L lies between 1.69 and 1.70 mg/dL, and on neither."""
    rule = '[[criterion]]\nid = "X1"\nkind = "inclusion"\ntext.en = "X"\nrule = { lab = "creatinine", at_most = 150 }\n'
    protocol = loads(PROTOCOL + rule)
    (limit,) = worked_cases(protocol, protocol.criterion[-1])
    found = {
        case.trial.code: (told_answer("creatinine", case.data, protocol, EN), case.result.outcome)
        for case in limit.cases
    }
    assert found["unit_below"] == ("1.69 mg/dL · 2026-06-15", "met")
    assert found["unit_above"] == ("1.70 mg/dL · 2026-06-15", "not_met")


def test_evidence_of_every_kind_is_given_where_a_person_decides() -> None:
    """Some answer to each, so that nothing but the decision is missing."""
    every = '["stage", "consent", "ecog", "alt", "surgery", "causes"]'
    more = f'decided_by = "investigator"\nevidence = {every}\n'
    protocol = loads(f'{PROTOCOL}\n[[criterion]]\nid = "X1"\nkind = "exclusion"\ntext.en = "X"\n{more}')
    (limit,) = worked_cases(protocol, protocol.criterion[-1])
    assert [one.result.outcome for one in limit.cases] == ["unknown", "unknown", "clear", "excludes"]
    assert limit.cases[1].result.reasons[0].code == "undecided"


def test_cases_say_on_which_day() -> None:
    """That of the file's examples, where it has any."""
    protocol = loads(FILES[0].read_text("utf-8"))
    assert {limit.on for one in protocol.criterion for limit in worked_cases(protocol, one)} <= {
        example.on for one in protocol.criterion for example in one.examples
    }
    assert isinstance(worked_examples(protocol, protocol.criterion[0])[0], Worked)
    assert next(iter(every()))[2].on > date(2019, 1, 1)
