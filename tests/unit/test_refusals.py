"""Every refusal has its sentence, and every sentence is said somewhere."""

import ast
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from screening.errors import AccessError
from screening.service.refusing import refused
from screening.wording import Words, languages
from tests.unit.test_wording import names, texts

SERVICE = Path(str(files("screening").joinpath("service")))


def calls(name: str) -> Iterator[ast.Call]:
    """Find every call of a function in the service."""
    for path in SERVICE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def codes(node: ast.expr) -> list[str]:
    """Give the codes that a first argument may be: a text, or one of two."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_refusal_has_its_sentence_and_the_values_for_it() -> None:
    """No code without words, no words without a code, no value that nobody gives."""
    there = {key.removeprefix("refused."): text for key, text in texts("en").items() if key.startswith("refused.")}
    said: dict[str, set[str]] = {}
    for call in calls("refused"):
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        said |= dict.fromkeys(codes(call.args[0]), given)
    assert said.keys() == there.keys()
    assert {code for code, text in there.items() if names(text) - said[code]} == set()


def test_what_the_english_sentence_of_a_denial_says_is_in_the_locale() -> None:
    """The error carries English; another language is looked up by its code."""
    found = {}
    for call in calls("AccessError"):
        (code,), sentence = codes(call.args[0]) or [""], call.args[1]
        if code.startswith("acts.") and isinstance(sentence, ast.Constant):
            found[f"access.{code}"] = sentence.value
    assert found == {key: text for key, text in texts("en").items() if key.startswith("access.acts.")}
    assert len(found) == 3


@pytest.mark.parametrize("language", languages())
def test_a_refusal_is_a_sentence(language: str) -> None:
    """It begins and ends like one."""
    keys = [key for key in texts("en") if key.startswith("refused.")]
    for key in keys:
        text = Words(language).text(key, **dict.fromkeys(names(texts("en")[key]), 2) | {"day": "2026-11-23"})
        assert text[-1] in ".。" and "{" not in text and text[0] not in string.whitespace, key


def test_a_refusal_carries_what_another_language_needs() -> None:
    error = refused("superseded", "entry", entry=4, later=7)
    assert (error.code, error.values, error.exit_code) == ("superseded", {"entry": 4, "later": 7}, 3)
    assert error.lines() == ["entry: Entry 4 was continued by entry 7; open that one."]
    assert not isinstance(error, AccessError)
