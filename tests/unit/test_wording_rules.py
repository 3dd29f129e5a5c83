"""A rule in plain words: a sentence for every shape, in every language, and none that says the wrong bound."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.protocol import Protocol, loads
from screening.protocol.rules import ALL_SHAPES
from screening.wording import PSEUDO, Words, languages
from screening.wording.rules import Told, criterion_rule, told_rule, told_shapes
from tests.unit.wording_samples import PROTOCOL

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])
EVERY = [Words(language, dates) for language in (*languages(), PSEUDO) for dates in ("iso", "long")]
EN, ZH = Words("en", "long"), Words("zh_CN", "long")


def sample(rule: str) -> Protocol:
    """Give the protocol of every shape with one more criterion."""
    more = f'\n[[criterion]]\nid = "X1"\nkind = "inclusion"\ntext.en = "X"\nrule = {rule}\n'
    return loads(PROTOCOL + more)


def told(rule: str, words: Words = EN) -> list[str]:
    """Tell a rule as lines, indented."""
    protocol = sample(rule)
    return [f"{'  ' * depth}{line}" for depth, line in told_rule(protocol.criterion[-1].rule, protocol, words).lines()]


def every(path: Path, words: Words) -> Iterator[tuple[str, Told]]:
    protocol = loads(path.read_text("utf-8"))
    for criterion in protocol.criterion:
        yield criterion.id, criterion_rule(criterion, protocol, words)


@pytest.mark.parametrize("words", EVERY, ids=lambda words: f"{words.language}-{words.dates}")
def test_every_rule_of_every_protocol_makes_sentences(words: Words) -> None:
    """No placeholder, key, code or empty line is left in any."""
    for path in FILES:
        for criterion, one in every(path, words):
            for _, line in one.lines():
                assert line.strip(), (path.name, criterion)
                assert not re.search(r"[{}]|\b[a-z]+_[a-z]+\b|10\*|\bNone,|Decimal|\btoday\b", line), (criterion, line)


def test_a_sentence_begins_with_the_shape_s_own_words() -> None:
    """Every shape of the closed set has one."""
    assert told_shapes() == set(ALL_SHAPES.values())


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        (
            '{ lab = "platelets", below = 75, good_for_days = 3 }',
            [
                "Platelet count: the newest result that counts is below 75 × 10⁹/L",
                "  A result counts on its own day and for 3 days after it.",
            ],
        ),
        (
            '{ lab = "platelets", at_least = 75000, unit = "/uL", good_for_days = 0, censored = "repeat" }',
            [
                "Platelet count: the newest result that counts is at least 75000 /µL",
                "  A result counts on its own day only.",
                "  A result given only as a limit, such as <5, must be repeated.",
            ],
        ),
        (
            '{ lab = "alt", above = "ULN + 3" }',
            [
                "ALT: the newest result that counts is above ULN + 3 U/L",
                "  ULN is the laboratory’s own upper limit of normal; without it, not yet known.",
                "  A result counts however old it is.",
            ],
        ),
        (
            '{ repeated = "platelets", between = [30, 75], apart_hours = 24, within_days = 14 }',
            [
                "Platelet count: two results, each within 30 × 10⁹/L to 75 × 10⁹/L, at least 24 hours apart",
                "  A result counts on its own day and for 14 days after it.",
            ],
        ),
        (
            '{ no_result = "platelets", at_least = 100, within_days = 42, except_after = "surgery", except_days = 7 }',
            [
                "Platelet count: no result at least 100 × 10⁹/L in the 42 days before the day assessed",
                "  Both ends count. Without any result, or with one that may be such a one, it is not yet known.",
                "  One within 7 days after “Surgery” is set aside once a later result is not such a one.",
            ],
        ),
        ('{ number = "ecog", at_most = 1 }', ["ECOG: at most 1"]),
        (
            '{ choice = "stage", one_of = ["late"], good_for_days = 10 }',
            [
                "Stage: “Late”",
                "  An answer counts on its own day and for 10 days after it.",
                "  With “Odd” the investigator decides.",
                "  With “Unsure” it is not yet known.",
            ],
        ),
        (
            '{ remaining = "cycles", given = "done", at_least = 3 }',
            [
                "“Cycles planned” less “Cycles given”: at least 3",
                "  Where more was given than planned it is not yet known: one of the two is asked again.",
            ],
        ),
        ('{ sex = "female" }', ["The patient is female"]),
        (
            '{ at_least = 2, of = [{ sex = "male" }, { age_at_least = 18 }, { number = "ecog", at_most = 1 }] }',
            [
                "At least 2 of these 3 hold:",
                "  The patient is male",
                "  On the day assessed the patient has completed at least 18 years of age",
                "    The birthday itself counts.",
                "  ECOG: at most 1",
            ],
        ),
        (
            '{ age_at_least = 18, age_at_most = 75, at = "consent" }',
            [
                "On “Consent” the patient has completed 18 to 75 years of age",
                "  The birthday itself counts.",
                "  75 lasts until the day before 76 years are completed.",
            ],
        ),
        (
            '{ days_from = "planned", to = "given", at_least = 7 }',
            [
                "From “Planned” to “Given”: at least 7 days",
                "  Whole calendar days; exactly 7 are enough.",
                "  Days that have not come yet don’t count: until then it is counted to the day assessed.",
            ],
        ),
        (
            '{ event = "surgery", at_least_months_since = 1 }',
            [
                "Surgery: the last one lies at least 1 month before the day assessed, or there was none",
                (
                    "  Exactly 1 month before is enough; what lies after that day is not looked at."
                    " An empty list means none."
                ),
            ],
        ),
        (
            '{ any_present = "causes", items = ["liver"] }',
            [
                "Causes: at least one of these is present",
                "  It fails to hold only when every one of them is ruled out; one that is not assessed leaves it open.",
                "  Liver",
            ],
        ),
        (
            '{ not = { any = [{ sex = "male" }, { number = "ecog", above = 2 }] } }',
            [
                "This does not hold:",
                "  At least one of these holds:",
                "    The patient is male",
                "    ECOG: above 2",
            ],
        ),
    ],
)
def test_a_rule_reads_as_a_list(rule: str, lines: list[str]) -> None:
    """Word by word, with its bound, its unit and what it lists."""
    assert told(rule) == lines


def test_a_limit_that_depends_on_an_answer_is_told_with_it() -> None:
    """Both limits, when each holds, and what becomes of it where nobody knows."""
    limit = '{ when = { choice = "stage", one_of = ["early"] }, then = "3 x ULN", otherwise = 200 }'
    lines = told(f'{{ lab = "alt", at_most = {limit} }}')
    assert lines[0] == "ALT: the newest result that counts is at most the limit that follows"
    assert "  The limit is 3 × ULN where this holds:" in lines
    assert "    Stage: “Early”" in lines
    assert "  The limit is 200 U/L where it does not." in lines
    assert lines[-1].startswith("  Where nobody knows which")


@pytest.mark.parametrize(
    ("bound", "sentence", "note"),
    [
        ("ever = true", "Surgery: at least one, ever, up to “Consent”", "after that day is not looked at"),
        ("within_days = 28", "Surgery: at least one in the 28 days before “Consent”", "exactly 28 days before counts"),
        (
            "within_months = 3",
            "Surgery: at least one in the 3 months before “Consent”",
            "exactly 3 months before counts",
        ),
        ("not_within_days = 1", "Surgery: none in the 1 day before “Consent”", "still stands in the way"),
        ("not_within_months = 3", "Surgery: none in the 3 months before “Consent”", "still stands in the way"),
        (
            "at_least_days_since = 10",
            "Surgery: the last one lies at least 10 days before “Consent”, or there was none",
            "Exactly 10 days before is enough",
        ),
    ],
)
def test_every_window_is_told_with_its_ends(bound: str, sentence: str, note: str) -> None:
    """Whether the day at the end counts is where files go wrong."""
    first, second = told(f'{{ event = "surgery", before = "consent", {bound} }}')
    assert first == sentence
    assert note in second


def test_a_criterion_says_what_follows_from_its_rule() -> None:
    """Holding speaks for the patient, or against; and where no rule decides, somebody does."""
    protocol = loads(PROTOCOL)
    first = {one.id: criterion_rule(one, protocol, EN) for one in protocol.criterion}
    assert first["A1"].text == "Met where this holds; not met where it does not:"
    assert first["E1"].text == "Excludes where this holds; clear where it does not:"
    assert [line for _, line in first["E4"].lines()] == [
        "No rule: the investigator decides, once all of this is answered:",
        "Stage",
        "Causes",
    ]


def test_rules_are_told_in_chinese() -> None:
    """With the same bounds."""
    assert told('{ lab = "platelets", below = 75, good_for_days = 3 }', ZH) == [
        "Platelet count：最近一次有效结果低于 75 × 10⁹/L",
        "  结果自当日起有效，其后再计 3 天。",
    ]
    assert told('{ sex = "female" }', ZH) == ["患者为女性"]
