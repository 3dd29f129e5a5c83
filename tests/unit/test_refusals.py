"""Every refusal has its sentence, and every sentence is said somewhere."""

import ast
import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from screening.errors import AccessError, StoreError
from screening.ledger.faults import SENTENCES
from screening.protocol.text import Text
from screening.wording import Words, languages, refused, told, unusable
from tests.unit.test_wording import names, texts

SERVICE = Path(str(files("screening").joinpath("service")))
FORMATS = SERVICE.with_name("formats")
FILES = tuple(SERVICE.with_name(name) for name in ("protocol", "patient", "review"))
WHERE = (SERVICE, FORMATS, SERVICE.parent / "cohort", SERVICE.parent / "cli")


def calls(name: str, *folders: Path) -> Iterator[ast.Call]:
    """Find every call of a function, in the service where no folders are named."""
    for path in (path for folder in folders or (SERVICE,) for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def codes(node: ast.expr) -> list[str]:
    """Give the codes that a first argument may be: a text, one of two, or every one of a pattern."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".*" for one in node.values)
        pattern = re.compile("".join(parts))
        known = (key.removeprefix("refused.") for key in texts("en") if key.startswith("refused."))
        return [key for key in known if pattern.fullmatch(key)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_refusal_has_its_sentence_and_the_values_for_it() -> None:
    """No code without words, no words without a code, no value that nobody gives."""
    there = {key.removeprefix("refused."): text for key, text in texts("en").items() if key.startswith("refused.")}
    said: dict[str, set[str]] = {}
    for call in calls("refused", *WHERE):
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        said |= dict.fromkeys(codes(call.args[0]), given)
    assert said.keys() == there.keys()
    assert {code for code, text in there.items() if names(text) - said[code]} == set()


def test_every_way_in_which_a_store_is_unusable_has_its_sentence_and_the_values_for_it() -> None:
    """Those of the ledger beside those of the service."""
    there = {key.removeprefix("store."): text for key, text in texts("en").items() if key.startswith("store.")}
    said: dict[str, set[str]] = {code: {"path", "detail"} for code in SENTENCES}
    for call in calls("unusable", *WHERE):
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        for code in codes(call.args[0]):
            said[code] = given & said.get(code, given)
    assert said.keys() == there.keys()
    assert {code for code, text in there.items() if names(text) - said[code]} == set()


def test_every_fault_of_a_file_has_its_sentence_and_the_values_for_it() -> None:
    """Of a protocol's file, and of a history's; a value that nobody gives would end in a fault of ours."""
    there, found = texts("en"), set()
    for call in calls("said", *FILES):
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        for code in codes(call.args[0]):
            assert names(there[f"problem.{code}"]) - given == set(), code
            found.add(code.partition(".")[0])
    assert {"protocol", "history", "odd"} <= found


BY_CODE = ("_problem", "Problem", "problems", "unknown")
"""Lists of problems, each with a code of its own: those of accounts, and of a new site's code and names."""

OF_A_FILE = ("faults",)
"""What is wrong in a file that a sponsor gave: place by place with the file's own names, as with a protocol's."""


def test_nothing_is_refused_in_plain_english() -> None:
    """Whatever the service raises for people has a code, and so words in every language."""
    plain = [
        f"{path.name}:{node.lineno}"
        for path in SERVICE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and not _has_code(node.exc)
    ]
    assert plain == []
    for text in ("InputError('no')", "InputError([Problem('at', 'no')])", "StoreError(f'{path} is no log')"):
        (raised,) = _calls_in(ast.parse(text), text.partition("(")[0])
        assert not _has_code(raised)


def _has_code(raised: ast.Call) -> bool:
    """Answer whether an error that reaches people carries what its words are found by."""
    if not (isinstance(raised.func, ast.Name) and raised.func.id in ("InputError", "StoreError", "EligoError")):
        return True
    named = [node for node in ast.walk(raised.args[0]) if isinstance(node, ast.Name)]
    coded = all("code" in {one.arg for one in call.keywords} for call in _calls_in(raised, "Problem"))
    return coded and any(one.id in BY_CODE + OF_A_FILE for one in named)


def _calls_in(node: ast.AST, name: str) -> list[ast.Call]:
    found = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    return [one for one in found if isinstance(one.func, ast.Name) and one.func.id == name]


def test_every_problem_named_by_the_service_has_words() -> None:
    """By its code; a list of them is raised elsewhere than where it is made."""
    found = list(calls("Problem"))
    given = [next((one.value for one in call.keywords if one.arg == "code"), None) for call in found]
    assert len(given) > 4 and None not in given
    spelt = [str(one.value) for one in given if isinstance(one, ast.Constant)]
    assert [code for code in spelt if not Words().has(f"problem.{code}")] == []


def test_a_protocols_own_words_are_told_in_the_readers_language() -> None:
    """Why a version is not for screening stands in the protocol's file."""
    why = Text({"en": "Registered only.", "zh_CN": "仅为注册版本。"})
    error = refused("unusable", protocol="X@1", why=why)
    assert str(error) == "Registered only. Nobody can be screened with X@1."
    assert told(error, Words("zh_CN")) == "仅为注册版本。不能按 X@1 筛选任何人。"


@pytest.mark.parametrize("language", languages())
def test_an_unusable_store_is_told_in_every_language(language: str) -> None:
    """The file's name stands in it as it is."""
    error = unusable("not_empty", path=Path("/a/b"))
    said = told(error, Words(language))
    assert said is not None and "/a/b" in said and (said == str(error)) == (language == "en")
    assert told(StoreError("as it came"), Words(language)) is None


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
