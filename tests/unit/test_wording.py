"""Every sentence a person reads: complete in every language, the same values in each, none left behind."""

import ast
import json
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import screening.engine
from screening.access import Permission
from screening.access.passwords import SENTENCES
from screening.engine import Reason, assess
from screening.engine.shapes import known_shapes
from screening.errors import AccessError, Problem
from screening.patient import read_history
from screening.protocol import Protocol, loads
from screening.protocol.catalogue import find
from screening.protocol.rules import SHAPES
from screening.service.staff import _PROBLEMS
from screening.wording import (
    PSEUDO,
    Words,
    complaint,
    criterion_text,
    field_name,
    headline,
    languages,
    place_name,
    reason_text,
    refusal,
    span,
)
from screening.wording.verdicts import tells
from tests.unit.wording_samples import HISTORIES, PROTOCOL, plt

ON = date(2026, 11, 23)
LANGUAGES = [code for code in languages() if code != "en"]
EVERY = [Words(language, dates) for language in (*languages(), PSEUDO) for dates in ("iso", "long")]


@cache
def texts(language: str) -> dict[str, Any]:
    path = files("resources").joinpath("locale", f"{language}.toml")
    return dict(flat(tomllib.loads(path.read_text("utf-8")), ""))


def flat(node: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def names(text: object) -> set[str]:
    """Name the placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text(language: str) -> None:
    """What English has, the others have, and nothing else; a number may have other forms."""
    own = {key: text for key, text in texts(language).items() if not key.startswith("count.")}
    english = {key for key in texts("en") if not key.startswith("count.")}
    nouns = {key.rpartition(".")[0] for key in texts("en") if key.startswith("count.")}
    forms = texts(language)["language.plural_forms"]
    assert own.keys() == english
    assert {f"{noun}.{form}" for noun in nouns for form in forms} <= texts(language).keys()


@pytest.mark.parametrize("language", languages())
def test_a_language_read_table_by_table_is_the_whole_file(language: str) -> None:
    """A text is there whichever was asked for first; a missing one is missing."""
    own = Words(language)
    for key, text in sorted(texts(language).items(), reverse=True):
        if isinstance(text, str) and "{" not in text:
            assert own.text(key) == text
    assert not own.has("no.such") and not own.has("cli.no_such")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_takes_the_same_values_in_every_language(language: str) -> None:
    """A translation neither loses a value nor asks for one that nobody gives; how a date is put together may differ."""
    english, own = texts("en"), texts(language)
    free = ("language.", "window.from_to_same_month")
    differing = {
        key: (english[key], own[key])
        for key in english
        if key in own and not key.startswith(free) and names(english[key]) != names(own[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank(language: str) -> None:
    """A key without words would show as nothing."""
    assert [key for key, text in texts(language).items() if not str(text).strip()] == []


# --- the engine's reasons ---


def codes() -> set[str]:
    """Collect every reason code that stands in the engine's source."""
    found: set[str] = set()
    for path in Path(screening.engine.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found |= set(_codes_of(node))
    return found


def _codes_of(node: ast.AST) -> Iterator[str]:
    place = {"Reason": 0, "State": 1}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in place:
        yield from _strings(node.args[place[node.func.id] :][:1])
    elif isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id in ("code", "_CODES") for target in node.targets
    ):
        yield from _strings([node.value])


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])
        elif isinstance(node, ast.Dict):
            yield from _strings(node.values)
        elif isinstance(node, ast.JoinedStr):  # "lab.no_" and ULN or LLN
            start = next(_strings([node.values[0]]))
            yield from (f"{start}uln", f"{start}lln")


def test_every_reason_has_its_sentence() -> None:
    """A code without words would reach people as a fault."""
    assert len(codes()) > 30
    assert {code for code in codes() if not tells(code)} == set()


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return loads(PROTOCOL)


def reasons(protocol: Protocol) -> list[tuple[Reason, str, str]]:
    """Give every reason of every history, with its criterion's outcome."""
    found: list[tuple[Reason, str, str]] = []
    for history in HISTORIES:
        for one in assess(protocol, read_history(history, protocol), ON).criteria:
            found += [(reason, one.id, one.outcome) for reason in one.reasons]
    return found


def test_the_protocol_of_these_tests_has_every_shape(protocol: Protocol) -> None:
    """A new shape belongs into it, with histories that bring out its reasons."""
    there = {type(rule) for criterion in protocol.criterion for rule in criterion.rules()}
    assert {name for name, shape in SHAPES.items() if shape not in there} - {"all"} == set()
    assert known_shapes() >= there


def test_the_histories_bring_out_every_reason(protocol: Protocol) -> None:
    """So that the sentences below are all of them."""
    assert codes() - {reason.code for reason, _, _ in reasons(protocol)} == set()


@pytest.mark.parametrize("words", EVERY, ids=lambda words: f"{words.language}-{words.dates}")
def test_every_reason_makes_a_sentence(protocol: Protocol, words: Words) -> None:
    """No placeholder, code or path is left in it."""
    for reason, criterion, _ in reasons(protocol):
        told = reason_text(reason, protocol, words)
        assert told.strip(), (criterion, reason)
        assert not re.search(r"[{}]|\b[a-z]+_[a-z]+\b|10\*|None|Decimal", told), told


def test_reasons_read_well(protocol: Protocol) -> None:
    """A few sentences, word by word."""
    told = {
        (criterion, outcome): reason_text(reason, protocol, Words("en"))
        for reason, criterion, outcome in reversed(reasons(protocol))
    }
    assert told["A2", "met"] == "Delayed by 13 days on 2026-11-23, at least 7"
    assert told["A2", "not_met"] == "Delayed by 3 days on 2026-11-23, fewer than 7; reaches 7 on 2026-11-27"
    assert told["A4", "unknown"] == "ECOG: not answered"
    assert told["A5", "met"] == "68 × 10⁹/L on 2026-11-22, within 30 to 75; counts until 2026-11-25"
    # A limit that depends on an answer is told with that answer before it.
    sentences = [
        reason_text(reason, protocol, Words("en")) for reason, criterion, _ in reasons(protocol) if criterion == "A6"
    ]
    assert "500 U/L on 2026-11-20, above 3 × ULN" in sentences
    assert (
        told["A8", "met"] == "72000 /µL on 2026-11-20, 68 × 10⁹/L on 2026-11-22, both below 75, at least 24 hours apart"
    )
    assert told["E3", "excludes"] == "Present: Immune"


def test_a_bound_shows_its_unit_where_the_result_has_another(protocol: Protocol) -> None:
    """68 000 is not below 75 of anything but the same unit."""
    history = read_history({"answers": {"platelets": [plt("68000", "2026-11-22", "/uL")]}}, protocol)
    result = next(one for one in assess(protocol, history, ON).criteria if one.id == "A5")
    told = criterion_text(result, protocol, Words("en"))
    assert told.startswith("68000 /µL on 2026-11-22, within 30 × 10⁹/L to 75 × 10⁹/L")


def test_every_question_has_a_name(protocol: Protocol) -> None:
    """Fields, items of a worksheet, the subject's own, a doctor's decision."""
    for words in EVERY:
        for name in (*protocol.field, "causes.liver", "subject.birth_date", "subject.sex", "decisions.E4"):
            told = field_name(protocol, words, name)
            assert told and told != name
    assert field_name(protocol, Words("en"), "causes.liver") == "Liver"


# --- refusals ---


RAISING = ("AccessError", "refusal")


def refusals() -> dict[str, set[str]]:
    """Collect every code of an AccessError that stands in the source, with the values that fill its sentence."""
    found: dict[str, set[str]] = {}
    for path in Path(screening.engine.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISING:
                for code in _access_codes(node.args[0]):
                    found[code] = {str(one.arg) for one in node.keywords}
    return found


def _access_codes(code: ast.expr) -> list[str]:
    if isinstance(code, ast.JoinedStr):  # "not_permitted." and the permission
        return [f"{next(_strings(code.values[:1]))}{one.value}" for one in Permission]
    return list(_strings([code]))


def test_every_refusal_has_its_sentence() -> None:
    """S2: in every language, of the values that are there; one without words would be told in English."""
    given = refusals()
    assert len(given) > 15 + len(Permission)
    assert {code for code in given if not Words().has(f"access.{code}")} == set()
    english = texts("en")
    asked = {code: names(english[f"access.{code}"]) - values for code, values in given.items()}
    assert {code: missing for code, missing in asked.items() if missing} == {}


def test_a_refusal_is_told_in_the_readers_language() -> None:
    """Its values put in; one without words of its own as it came."""
    error = AccessError("not_permitted.screen", "{name} may not do this here ({permission})", name="Mo", permission="x")
    assert refusal(error, Words("en")) == "Mo may not screen patients here. Coordinators and investigators may."
    assert refusal(error, Words("zh_CN")) == "Mo 在此无权筛选患者；研究协调员和研究者可以。"
    assert refusal(AccessError("of_the_future", "{name} is early.", name="Mo"), Words("zh_CN")) == "Mo is early."


def test_a_problem_is_told_in_the_readers_language() -> None:
    """Where it has words; else as it came."""
    coded = [*(f"password.{one}" for one in SENTENCES), *(f"staff.{one}" for one in _PROBLEMS)]
    assert [code for code in coded if not Words().has(f"problem.{code}")] == []
    assert complaint(Problem("password", "is short", code="password.short"), Words("zh_CN")).startswith("不足 8 个字符")
    assert complaint(Problem("password", "is odd", code="password.odd"), Words("zh_CN")) == "is odd"
    assert complaint(Problem("code", "is odd"), Words("zh_CN")) == "is odd"


# --- days ---

ZH_TURN = "2026年12月31日至2027年1月2日"


@pytest.mark.parametrize(
    ("start", "until", "english", "chinese"),
    [
        (date(2026, 11, 24), date(2026, 11, 25), "from 24 to 25 November", "11月24日至25日"),
        (date(2026, 11, 24), date(2026, 12, 2), "from 24 November to 2 December", "11月24日至12月2日"),
        (date(2026, 11, 24), date(2026, 11, 24), "on 24 November", "11月24日"),
        (date(2026, 11, 24), None, "from 24 November", "自11月24日起"),
        (date(2026, 12, 31), date(2027, 1, 2), "from 31 December 2026 to 2 January 2027", ZH_TURN),
        (date(2027, 1, 2), date(2027, 1, 4), "from 2 to 4 January 2027", "2027年1月2日至4日"),
    ],
)  # fmt: skip
def test_a_stretch_of_days_is_said_briefly(start: date, until: date | None, english: str, chinese: str) -> None:
    """What the day assessed already says is left out: the year, and the month where it is the same."""
    assert span(start, until, ON, Words("en", "long")) == english
    assert span(start, until, ON, Words("zh_CN", "long")) == chinese


def test_days_for_programs_are_whole() -> None:
    """ISO dates are never shortened."""
    assert span(date(2026, 11, 24), date(2026, 11, 25), ON, Words("en")) == "from 2026-11-24 to 2026-11-25"


def test_numbers_agree_with_their_nouns() -> None:
    """One day, two days."""
    assert [Words("en").count("day", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert Words("zh_CN").count("day", 1) == "1 天"


def test_the_pseudo_language_marks_every_text() -> None:
    """Whatever is not bracketed on the screen was left behind; values stay as they are."""
    told = Words(PSEUDO).text("window.on", start="2026-11-24")
    assert told.startswith("⟦") and told.endswith("⟧") and "2026-11-24" in told


def test_a_language_that_is_not_there_is_a_fault_of_ours() -> None:
    """A missing key is no text."""
    with pytest.raises(KeyError):
        Words("en").text("no.such.key")
    assert not Words("en").has("no.such.key")


@pytest.mark.parametrize(
    ("resumed", "count", "expected"),
    [
        ("waiting", "2026-11-22", "Not yet: could qualify from 24 to 25 November, later with a new platelet count"),
        ("waiting", "2026-11-20", "Not yet: could qualify from 24 November with a new platelet count"),
        ("2026-11-20", "2026-11-22", "Not eligible"),
    ],
)
def test_the_headline_says_from_when(resumed: str, count: str, expected: str) -> None:
    """A "no" that waiting can change is never told as a failure."""
    published = find("NCT03976882").load()
    history = json.loads(files("resources").joinpath("samples", "first-patient.json").read_text("utf-8"))
    history["answers"]["cycle_resumed_date"] = resumed
    history["answers"]["platelets"][0]["on"] = count
    assert headline(assess(published, read_history(history, published), ON), Words("en", "long")) == expected


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("on", "Assessed for", "评估日期"),
        ("subject.hospital_number", "Hospital number", "住院号"),
        ("subject.consent.given", "Consent", "知情同意"),
        ("subject.consent.form", "Consent form version", "知情同意书版本"),
        ("decisions.E3", "Investigator’s decision on E3", "研究者对 E3 的判断"),
        ("decisions.E3.why", "Investigator’s decision on E3, Why", "研究者对 E3 的判断、理由"),
        ("answers.platelets[0].value", "Platelet count, [1], Result", "血小板计数、[1]、结果"),
        ("answers.platelets[1].clumped", "Platelet count, [2], Clumps", "血小板计数、[2]、聚集"),
        ("answers.disease_extent[0].value", "Extent, [1]", "疾病范围、[1]"),
        ("answers.other_causes.immune.by", "Immune (ITP, drug-induced), Author", "免疫性（ITP、药物诱导）、记录人"),
        ("decisions.X9", "decisions.X9", "decisions.X9"),
        ("subject.shoe_size", "subject.shoe_size", "subject.shoe_size"),
    ],
)
def test_every_place_of_a_history_has_a_name(path: str, en: str, zh: str) -> None:
    """As the form has it; what is no place is written as it is."""
    protocol = find("NCT03976882@2024-published").load()
    assert [place_name(protocol, Words(one, "long"), path) for one in ("en", "zh_CN")] == [en, zh]
