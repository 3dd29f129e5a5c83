"""What is hashed has one form only; what could be written in two ways is refused, all of it at once."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import InputError
from screening.ledger.canonical import DEEPEST, LARGEST_INTEGER, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(max_codepoint=127), max_size=8)
numbers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.sampled_from([LARGEST_INTEGER, -LARGEST_INTEGER])
leaves = st.none() | st.booleans() | numbers | texts


class Colour(Enum):
    RED = "red"


class Word(StrEnum):
    YES = "yes"


class Grade(IntEnum):
    THREE = 3


class Name(str):
    __slots__ = ()


class Count(int):
    pass


class Measure(float):
    pass


class Table(dict[str, object]):
    pass


class Row(list[object]):
    pass


# What orjson would write all the same, or json would.
INEXACT: list[object] = [
    *(0.0, 1.5, 1e300, float("nan"), float("-inf"), Measure(2), Decimal("1.5")),
    *(LARGEST_INTEGER + 1, -LARGEST_INTEGER - 1, 2**70, "\ud800", Name("half \udfff"), Colour.RED),
    *(UUID(int=7), date(2026, 11, 24), b"bytes", {"set"}),
]
inexact = st.sampled_from(INEXACT)
bent = st.sampled_from([Name("n"), Count(7), Word.YES, Grade.THREE, Name("名")])


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give tables whose values are nested, also in tuples and in types of one's own."""

    def within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        rows = st.lists(inner, max_size=4)
        tables = st.dictionaries(names, inner, max_size=4)
        return rows | tables | rows.map(tuple) | rows.map(Row) | tables.map(Table)

    return st.dictionaries(names, st.recursive(leaf, within, max_leaves=12), max_size=5)


def plain(value: Any) -> Any:
    """Give the same in the types that JSON gives back."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, str):
        return str.__str__(value)
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def faulty(value: Any, place: str) -> Iterator[str]:
    """Name the places that have no exact form, told by what `inexact` draws."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from faulty(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from faulty(inner, f"{place}[{index}]")
    elif isinstance(value, str):
        if any("\ud800" <= one <= "\udfff" for one in value):
            yield place
    elif not (value is None or (isinstance(value, int) and -LARGEST_INTEGER <= value <= LARGEST_INTEGER)):
        yield place


@given(nested(leaves | bent))
def test_canonical_json_is_that_of_rfc_8785(table: dict[str, Any]) -> None:
    """The bytes are those of an independent implementation, and read back as the table that is given."""
    written = canonical(table, "")
    assert written.data == rfc8785.dumps(plain(table))
    assert json.loads(written.data) == written.table == plain(table)


@given(nested(leaves | inexact))
def test_whatever_has_no_exact_form_is_refused_by_its_place(table: dict[str, Any]) -> None:
    """One inexact value anywhere, of whatever type, and nothing is written; every place is named."""
    expected = list(faulty(table, "payload"))
    if not expected:
        assert canonical(table, "payload").data == rfc8785.dumps(plain(table))
        return
    with pytest.raises(InputError) as refusal:
        canonical(table, "payload")
    assert [problem.place for problem in refusal.value.problems] == expected


@pytest.mark.parametrize("value", INEXACT, ids=repr)
def test_one_inexact_value_is_enough(value: object) -> None:
    """However deep it stands among good ones."""
    with pytest.raises(InputError) as refusal:
        canonical({"a": [{"b": 1, "c": value}], "d": "e"}, "payload")
    assert [problem.place for problem in refusal.value.problems] == ["payload.a[0].c"]


@given(nested(leaves), st.text(st.characters(min_codepoint=128), min_size=1, max_size=3), texts)
def test_a_key_beyond_ascii_is_refused_wherever_it_stands(table: dict[str, Any], key: str, text: str) -> None:
    """Such keys sort differently by character and by byte; a text beyond ASCII beside them is none of that."""
    assert canonical({"deep": [{"er": table}], "text": text}, "").data
    with pytest.raises(InputError):
        canonical({"deep": [{"er": {**table, key: text}}], "text": text}, "")


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: (inner,)])
def test_nesting_ends_where_it_is_said(wrap: Any) -> None:
    """As deep as is allowed is written, a level more is refused."""
    inner: Any = 1
    for _ in range(DEEPEST - 1):
        inner = wrap(inner)
    assert canonical({"a": inner}, "").data == rfc8785.dumps(plain({"a": inner}))
    with pytest.raises(InputError, match="levels deep"):
        canonical({"a": wrap(inner)}, "")
