"""No text is left over: each key of the locale can be said by something in the source."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from screening.cli import arguments
from screening.protocol.fields import FIELDS, Item, NotYet, Option
from screening.protocol.parts import KINDS, new_part
from screening.protocol.rules import ALL_SHAPES, Depending
from screening.protocol.slots import Slot, slots, slots_of_part
from screening.wording import Words, languages
from tests.unit.test_wording import flat, texts

ROOT = Path(__file__).resolve().parents[2]
_KEY = re.compile(r"(\{\}|[.\w])+")
"""What could be a key: names, dots, and parts that are put in."""
_CODE = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"')
"""The code of a reason that stands in a list of codes."""


def nodes() -> Iterator[ast.AST]:
    """Yield every node of the program's source."""
    for package in ("gui", "screening"):
        for path in (ROOT / package).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def fillable() -> set[Slot]:
    """Collect every key that a protocol file can hold."""
    models = [Depending, Option, NotYet, Item, *FIELDS.values(), *ALL_SHAPES.values()]
    parts = [new_part(kind, {}, "name", area) for area, kinds in KINDS.items() for kind in kinds]
    return {slot for part in parts for slot in slots_of_part(part)} | {slot for one in models for slot in slots(one)}


class Source(NamedTuple):
    """What stands in the program's source: texts and names, and how texts are put together."""

    said: frozenset[str]
    templates: frozenset[str]


@cache
def source() -> Source:
    """Go through the source once.

    `said`: every text, and every name that may become part of a key: of a function, a value, a state, a reason.
    `templates`: how keys are put together: f"act.{act}.title", f"{code}_{bound}", "acts.meaning.{}".
    """
    said: set[str] = set()
    templates: set[str] = set()
    for node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said |= {node.value, node.value.replace("-", "_")}
            templates |= {node.value} if "{}" in node.value else set()
        elif isinstance(node, ast.JoinedStr):
            templates.add("".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values))
        elif isinstance(node, ast.FunctionDef):
            said.add(node.name)
        elif isinstance(node, ast.keyword) and node.arg:
            said.add(node.arg)
        elif isinstance(node, ast.Assign):
            said |= {target.id.lower() for target in node.targets if isinstance(target, ast.Name)}
    said |= {slot.name for slot in fillable()}
    for path in (ROOT / "resources" / "codelists").glob("*.toml"):
        content = path.read_text("utf-8")
        said |= {part for key, _ in flat(tomllib.loads(content), "") for part in key.split(".")}
        said |= set(_CODE.findall(content))
    return Source(frozenset(said), frozenset(one for one in templates if _KEY.fullmatch(one)) - {"{}"})


@cache
def patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    """Give the templates of a kind: `named`, which say something themselves, or two parts with just a mark between."""
    wanted = [one for one in source().templates if one == kind or (kind == "named" and re.search("[a-z]", one))]
    return tuple(re.compile(re.escape(one).replace(r"\{\}", part)) for one in wanted for part in ("(.+)", "(.+?)"))


def can_be_said(key: str, depth: int = 2) -> bool:
    """Answer whether a key stands in the source, or is put together there of parts that do."""
    if key in source().said or not depth:
        return key in source().said
    named = (pattern.fullmatch(key) for pattern in patterns("named"))
    if any(all(can_be_said(part, depth - 1) for part in match.groups()) for match in named if match):
        return True
    # A page knows its own table, `f"{self._key}.title"`; within a key, a code may have an end: `f"{code}_{bound}"`.
    pairs = (pattern.fullmatch(key) for pattern in patterns("{}.{}" if depth == 2 else "{}_{}"))
    return any(all(can_be_said(part, depth - 1) for part in match.groups()) for match in pairs if match)


def test_no_text_is_left_over() -> None:
    """What nobody says any more is dropped; where keys are put together, each of their parts has to be somewhere."""
    assert [key for key in texts("en") if not can_be_said(key)] == []


def test_every_help_of_a_command_is_told() -> None:
    """Their names stand elsewhere too, so that it is asked for which of them the commands are made."""
    asked: set[str] = set()

    class Listening(Words):
        def text(self, key: str, **values: object) -> str:
            asked.add(key)
            return super().text(key, **values)

    arguments.parser(Listening("en", "long"), "0")
    assert {key for key in texts("en") if key.startswith(("cli.help.", "acts.help."))} - asked == set()


def test_whatever_can_be_filled_in_has_a_name() -> None:
    """The protocol editor makes its form of the models: a new shape, key or word is named in each language."""
    found = fillable()
    asked = (
        {f"shape.{name}" for name in ALL_SHAPES}
        | {f"slot.{slot.name}" for slot in found if slot.name != "when"}
        | {"slot.graded"}
    )
    asked |= {f"word.{word}" for slot in found for word in slot.among}
    for language in languages():
        words = Words(language)
        assert [key for key in sorted(asked) if not words.has(f"drafting.{key}")] == [], language


def test_a_text_that_nobody_says_would_be_found() -> None:
    """Beside others of its table, and of parts that are said elsewhere."""
    for key in ("acts.cli.password", "figure.box.nobody", "refused.nobody_says_this", "foot.record_unheard"):
        assert not can_be_said(key), key
