"""A protocol file is tried before anyone is screened with it: its examples, its criteria, and what looks odd."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening.engine import Assessment
from screening.errors import InputError, Problem
from screening.protocol import loads
from screening.review import (
    check,
    check_text,
    contradictions,
    examples_problems,
    lint,
    nothing_known_problem,
)
from tests.unit.protocol_text import SMALL, planted

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(ROOT.glob("resources/protocols/*.toml"))
TRIALS = sorted(ROOT.glob("tests/protocols/*.toml"))


def refused(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        check_text(text, "file.toml")
    return list(caught.value.problems)


@pytest.mark.parametrize("file", [*SHIPPED, *TRIALS], ids=lambda file: str(file.stem))
def test_every_protocol_of_ours_holds(file: Path) -> None:
    """R7: the shipped files and those that prove the format's reach pass every check, examples included."""
    protocol = check(file)
    assert all(criterion.examples for criterion in protocol.criterion)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.stem))
def test_the_shipped_files_raise_no_eyebrow_but_the_registered_sign(file: Path) -> None:
    """Lint says nothing of them, save of the eGFR that is registered with a doubtful sign."""
    expected = ["criterion.I6.rule: a suspicious sign: at_most 60 for cockcroft_gault"]
    assert [str(one) for one in lint(check(file))] == (expected if "NCT05864014" in file.name else [])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.stem))
def test_every_option_and_bound_of_a_shipped_file_has_its_example(file: Path) -> None:
    """R7: each criterion shows what meets it, what fails it and what leaves it open."""
    for criterion in check(file).criterion:
        assert {one.gives for one in criterion.examples} == {criterion.good, criterion.bad, "unknown"}, criterion.id


# Examples


def test_an_example_that_gives_another_answer_is_told_with_the_reason() -> None:
    """R7: the refusal says which outcome was expected, which came, and why, on the example's line."""
    text = planted('"74.9 10*9/L 2026-11-24", gives = "met"', '"75 10*9/L 2026-11-24", gives = "met"')
    (problem,) = refused(text)
    assert problem.place == "criterion.I1.examples[0]"
    assert 'gives "not_met" where "met" is expected' in problem.text and "75" in problem.text
    assert problem.line is not None and "gives" in text.splitlines()[problem.line - 1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"68"', "platelets.unit: the unit is missing"),
        ('"68 2026-11-24"', "platelets.unit: the unit is missing"),
        ('"68 g/L 2026-11-24"', "is not a unit of this field"),
        ('"x /uL 2026-11-24"', 'platelets.value: "x" is not a number'),
        ('"68 10*9/L today"', 'platelets.on: "today" is not a date'),
        ('""', "platelets.value"),
        ("68", "platelets: must be a list of results"),
        ('[{ value = "68", unit = "10*9/L", on = 2026-11-24, haemolysed = true }]', "unknown key"),
    ],
)
def test_an_example_that_cant_be_read_says_why(value: str, words: str) -> None:
    """What a history would be refused for, an example is refused for too."""
    problems = refused(planted('"75 10*9/L 2026-11-24"', value))
    assert all(one.place == "criterion.I1.examples[1]" for one in problems)
    assert any(words in one.text for one in problems), problems


@pytest.mark.parametrize(
    "value",
    [
        '"<5 10*9/L 2026-11-24T08:30"',
        '"68000 /uL 2026-11-24"',
        '["68 10*9/L 2026-11-23", "70 10*9/L 2026-11-24"]',
        '{ value = 68, unit = "10*9/L", on = 2026-11-24 }',
        '[{ value = 68.5, unit = "10*9/L", on = 2026-11-24T08:00:00 }]',
    ],
)
def test_results_are_abbreviated_or_written_out(value: str) -> None:
    """A string stands for one result, alone or in a list; TOML's own dates and numbers are taken."""
    text = planted('"74.9 10*9/L 2026-11-24"', value)
    assert examples_problems(loads(text)) == []


def test_subject_and_decision_reach_the_engine() -> None:
    """An example may give a birth date, a sex and a doctor's decision."""
    rule = 'rule = { all = [{ age_at_least = 18 }, { sex = "male" }, { choice = "doubt", one_of = ["yes"] }] }'
    decision = '{ outcome = "met", by = "Dr Wu", on = 2026-11-24, why = "seen" }'
    text = (
        planted('"strokes", "score"]', '"strokes", "score", "doubt"]')
        + f"""
[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "A man of age, or a doctor says so"
{rule}
examples = [
  {{ on = 2026-11-24, birth_date = 2008-11-24, sex = "male", doubt = "yes", gives = "met" }},
  {{ on = 2026-11-24, birth_date = 2008-11-25, gives = "not_met" }},
  {{ on = 2026-11-24, sex = "female", gives = "not_met" }},
  {{ on = 2026-11-24, birth_date = 2008-11-24, sex = "male", doubt = "some", gives = "met", decision = {decision} }},
]

[field.doubt]
kind = "choice"
ask.en = "Doubt"
options.yes.label.en = "Yes"
options.no.label.en = "No"
options.some.label.en = "Some"
options.some.investigator = true
"""
    )
    check_text(text)


def test_faults_of_every_sort_come_at_once() -> None:
    """A misspelt key, an unknown field, a wrong example and a contradiction are told in one refusal."""
    text = planted("dated =", "date =")
    text = text.replace('rule = { any_present = "causes" }', 'rule = { any_present = "cause" }')
    text = text.replace('gives = "not_met"', 'gives = "met"')
    text = text.replace("within_days = 30", "not_within_days = 30")
    text += """
[[criterion]]
id = "E3"
kind = "exclusion"
text.en = "A stroke within 30 days, once more"
rule = { event = "strokes", within_days = 30 }
"""
    problems = refused(text)
    places = {one.place for one in problems}
    assert {
        "protocol.date",
        "criterion.E1.rule.any_present",
        "criterion.I1.examples[1]",
        "criterion.E3",
    } <= places
    assert all(one.line for one in problems)


# Contradictions


def test_a_criterion_that_can_never_hold_is_refused() -> None:
    """A bound beyond what is plausible, and a rule that denies itself, can't be met."""
    assert [one.text for one in refused(planted("between = [1, 2]", "above = 5"))] == [
        'can never be "met", whatever the answers'
    ]
    never = planted('{ number = "score", between = [1, 2] }', '{ number = "score", below = 0 }')
    assert [one.place for one in refused(never)] == ["criterion.I2"]


def test_a_criterion_that_can_never_fail_is_refused() -> None:
    """A rule that every answer satisfies tests nothing."""
    rule = '{ any = [{ sex = "male" }, { not = { sex = "male" } }, { any_present = "causes" }] }'
    text = planted('{ any_present = "causes" }', rule)
    problems = refused(text)
    assert [(one.place, one.text) for one in problems] == [
        ("criterion.E1", 'can never be "clear", whatever the answers')
    ]


def test_two_criteria_that_exclude_each_other_are_refused() -> None:
    """An inclusion and an exclusion that ask for the same are named together."""
    text = (
        SMALL
        + """
[[criterion]]
id = "E3"
kind = "exclusion"
text.en = "Solid tumour"
rule = { choice = "tumour", one_of = ["solid"] }
"""
    )
    (problem,) = refused(text)
    assert problem.place == "criterion.E3"
    assert problem.text == 'can\'t be "clear" while I1 is "met": no answers satisfy both'


def test_criteria_that_read_the_same_may_hold_together() -> None:
    """A low count once and a normal one now are no contradiction, though they read one series."""
    text = (
        SMALL
        + """
[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "Two counts above 100 a day apart"
rule = { repeated = "platelets", above = 100, apart_hours = 24, within_days = 14 }
"""
    )
    assert contradictions(loads(text)) == []
    apart = text.replace("apart_hours = 24, within_days = 14", "apart_days = 15, within_days = 14")
    assert [path for path, _ in contradictions(loads(apart))] == [("criterion", "I3")] * 2


def test_a_patient_about_whom_nothing_is_known_must_not_be_eligible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a rule shape ever true of a blank, a protocol of such rules would be refused."""
    protocol = loads(SMALL)
    assert nothing_known_problem(protocol) == []

    def eligible(protocol: Any, history: Any, on: date) -> Assessment:
        del history
        return Assessment(protocol, on, "eligible", (), (), (), ())

    monkeypatch.setattr("screening.review.conflicts.assess", eligible)
    assert "nothing is known would qualify" in nothing_known_problem(protocol)[0][1]


# Lint


def warnings(text: str) -> dict[str, str]:
    return {one.place: one.text for one in lint(loads(text))}


def test_double_negatives_are_pointed_out() -> None:
    """An exclusion by `not`, and one whose text begins with a denial, are read wrong by people."""
    told = warnings(planted('rule = { any_present = "causes" }', 'rule = { not = { any_present = "causes" } }'))
    assert "double negative" in told["criterion.E1.rule"]
    told = warnings(planted('text.en = "Another cause"', 'text.en = "No evidence of another cause"'))
    assert "double negative" in told["criterion.E1.text"]
    told = warnings(planted('text.en = "Another cause"', 'text.en = "Nosebleeds"'))
    assert "criterion.E1.text" not in told


def test_results_that_never_go_out_of_date_are_pointed_out() -> None:
    """A laboratory rule without a validity is a warning; two validities of one series too."""
    assert "never goes out of date" in warnings(planted(", good_for_days = 3", ""))["criterion.I1.rule"]
    text = (
        SMALL
        + """
[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "Above 10"
rule = { lab = "platelets", above = 10, good_for_days = 7 }
"""
    )
    assert "counts for 7 days here, for 3 days in I1" in warnings(text)["criterion.I3.rule"]


@pytest.mark.parametrize(
    ("name", "kind", "bound", "odd"),
    [
        ("egfr", "inclusion", "at_most", True),
        ("egfr", "exclusion", "at_most", False),
        ("haemoglobin", "inclusion", "below", True),
        ("creatinine", "inclusion", "at_least", True),
        ("creatinine", "inclusion", "below", False),
        ("creatinine", "exclusion", "above", False),
        ("creatinine_clearance", "inclusion", "at_least", False),
        ("platelets", "inclusion", "below", False),
    ],
)
def test_a_bound_that_points_the_wrong_way_is_pointed_out(name: str, kind: str, bound: str, odd: bool) -> None:
    """What more of is better is not asked to be low to get in, and the other way round."""
    text = SMALL.replace("platelets", name).replace("below = 75", f"{bound} = 75")
    text = text.replace('kind = "inclusion"\ntext.en = "Solid', f'kind = "{kind}"\ntext.en = "Solid')
    text = text.replace('gives = "met"', 'gives = "unknown"').replace('gives = "not_met"', 'gives = "unknown"')
    assert ("suspicious sign" in str(warnings(text).get("criterion.I1.rule"))) is odd


def test_missing_examples_and_translations_are_pointed_out() -> None:
    """A criterion without examples and texts without Chinese are warnings, the texts counted together."""
    told = warnings(SMALL)
    assert told["criterion.E1"] == "has no examples"
    assert "is not translated into zh_CN, here and" in told["protocol.title"]


@pytest.mark.parametrize(
    ("old", "new", "bound"),
    [
        ('"75 10*9/L 2026-11-24"', '"80 10*9/L 2026-11-24"', "platelets: below = 75"),
        ('"74.9 10*9/L 2026-11-24"', '"60 10*9/L 2026-11-24"', "platelets: below = 75"),
    ],
)
def test_examples_off_the_boundary_are_pointed_out(old: str, new: str, bound: str) -> None:
    """If a bound could be slightly wrong without any example noticing, one is missing."""
    words = [one.text for one in lint(loads(SMALL)) if one.place == "criterion.I1.examples"]
    assert words == ["would not notice if the bound were slightly off: platelets: good_for_days = 3"]
    words = [one.text for one in lint(loads(planted(old, new))) if one.place == "criterion.I1.examples"]
    assert f"would not notice if the bound were slightly off: {bound}" in words


def test_a_protocol_that_nobody_can_meet_is_pointed_out() -> None:
    """Three criteria may exclude each other though every two of them don't."""
    text = (
        SMALL
        + """
[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "Score 1 or a stroke"
rule = { any = [{ number = "score", at_most = 1 }, { event = "strokes", within_days = 20 }] }

[[criterion]]
id = "I4"
kind = "inclusion"
text.en = "Score 2 or an immune cause"
rule = { any = [{ number = "score", at_least = 2 }, { any_present = "causes", items = ["immune"] }] }
"""
    )
    check_text(text)
    assert warnings(text)["criterion"] == "no answers were found that meet all criteria at once"
    assert "criterion" not in warnings(text.replace("at_least = 2 }, {", "at_least = 1 }, {"))


def test_a_rule_for_screening_again_that_never_applies_is_pointed_out() -> None:
    """One attempt, and a number for the next."""
    text = planted('status = "unverified"', 'status = "unverified"\nrescreening = "same_number"\nmost_attempts = 1')
    assert "nobody is screened twice" in warnings(text)["protocol.most_attempts"]
    assert "protocol.most_attempts" not in warnings(text.replace("attempts = 1", "attempts = 2"))
