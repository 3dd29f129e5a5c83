"""Whatever is handed in, a history or a protocol comes out, or a refusal in words; nothing else ever."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InputError
from screening.patient import History, parse, read_history
from screening.protocol import Protocol, loads
from screening.review import check_text, lint
from tests.unit.protocol_text import SMALL
from tests.unit.test_patient_reading import GOOD, PROTOCOL

WORDS = sorted(
    {"value", "unit", "on", "by", "source", "platelets", "tumour", "causes", "immune", "E1", "2026-11-24", "10*9/L"}
    | {"answers", "subject", "decisions", "solid", "present", "<5", "68", "waiting", "birth_date", "sex", "\ud800"}
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.decimals(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(WORDS),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)
EXTREME: list[Any] = [
    Decimal("1e999999999"),
    Decimal("-1e-999999999"),
    Decimal("sNaN"),
    10**5000,
    float("nan"),
    "9" * 9_000,
]


def total(read: Callable[[], object], good: type) -> None:
    """Demand the good value or a refusal whose every problem is in words."""
    try:
        assert isinstance(read(), good)
    except InputError as error:
        assert error.problems
        assert all(problem.text for problem in error.problems)
        assert all(len(line) < 1_000 for line in error.lines())


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place inside a value."""
    found = [path] if path else []
    if isinstance(node, dict):
        for key, inner in node.items():
            found += places(inner, (*path, key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            found += places(inner, (*path, index))
    return found


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Give a copy with another value at a place."""
    data = deepcopy(data)
    node = data
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    return data


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    """Bytes are a history or refused."""
    total(lambda: read_history(parse(raw), PROTOCOL), History)


@given(st.sampled_from(places(GOOD)), VALUES | st.sampled_from(EXTREME))
def test_any_value_in_any_place_of_a_history(path: tuple[Any, ...], value: Any) -> None:
    """Each part of a good history may be anything."""
    total(lambda: read_history(put(GOOD, path, value), PROTOCOL), History)


@given(VALUES)
def test_any_value_as_a_history(value: Any) -> None:
    """A history may be anything."""
    total(lambda: read_history(value, PROTOCOL), History)


@given(st.integers(0, 2**32))
def test_a_damaged_history_file(seed: int) -> None:
    """A good file with some bytes lost, doubled or replaced is a history or refused."""
    raw = damaged(json.dumps(GOOD).encode(), Random(seed))
    total(lambda: read_history(parse(raw), PROTOCOL), History)


@given(st.integers(0, 2**32))
def test_a_damaged_protocol_file(seed: int) -> None:
    """A good protocol with some bytes lost, doubled or replaced is a protocol or refused."""
    text = damaged(SMALL.encode(), Random(seed)).decode(errors="replace")
    total(lambda: check_text(text), Protocol)


TOML_VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["tumour", "platelets", "I1", "choice", "3 x ULN", "met", "solid", "10*9/L"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["lab", "choice", "below", "on", "en", "all", "of", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SMALL_DATA = tomllib.loads(SMALL)


@given(st.sampled_from(places(SMALL_DATA)), TOML_VALUES)
def test_any_value_in_any_place_of_a_protocol(path: tuple[Any, ...], value: Any) -> None:
    """Each part of a good protocol may be anything."""
    text = tomli_w.dumps(put(SMALL_DATA, path, value))
    total(lambda: check_text(text), Protocol)


@given(st.sampled_from(places(SMALL_DATA)))
def test_any_part_of_a_protocol_may_be_missing(path: tuple[Any, ...]) -> None:
    """A protocol without one of its parts is a protocol or refused, and what loads can be linted."""
    data = deepcopy(SMALL_DATA)
    node: Any = data
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    text = tomli_w.dumps(data)
    total(lambda: check_text(text), Protocol)
    try:
        assert all(one.text for one in lint(loads(text)))
    except InputError:
        return


def damaged(raw: bytes, chance: Random) -> bytes:
    """Lose, double or replace a few stretches of bytes."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(raw) + 1)
        end = min(len(raw), start + chance.choice((0, 1, 1, 5, 60)))
        middle = chance.choice(
            (b"", raw[start:end] * 2, bytes(chance.randrange(256) for _ in range(3)), b'"', b"[", b"}")
        )
        raw = raw[:start] + middle + raw[end:]
    return raw
