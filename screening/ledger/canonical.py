"""Canonical JSON (RFC 8785), kept to values for which the standard encoder already writes it.

Text, whole numbers, true, false, null, lists and tables with ASCII keys are written alike by RFC 8785, by `orjson` and
by `json` with sorted keys. What could be written in two ways (a float, a huge number, half of a character pair) is
refused. `orjson` takes a tenth of the time, but also writes what must be refused: it gets what was looked at before.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from json.encoder import encode_basestring
from types import NoneType
from typing import Any, NamedTuple

import orjson

from screening.errors import InputError, Problem

LARGEST_INTEGER = 2**53 - 1
"""Beyond it, readers that hold numbers as doubles would read another number."""

DEEPEST = 64
"""Levels of nesting; no record of a person comes near."""

_MOST_PROBLEMS = 100
_SCALARS = frozenset({str, int, bool, NoneType})
_PLAIN = _SCALARS | {dict, list}
_EXACT = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class Canonical(NamedTuple):
    """A table as canonical JSON in UTF-8, and as a reader of those bytes will see it."""

    data: bytes
    table: dict[str, object]


canonical_text = encode_basestring
"""Writes one string as canonical JSON."""


def canonical(value: Mapping[str, object], place: str) -> Canonical:
    """Write a table as canonical JSON; InputError names every place that has no exact form."""
    table = dict(value)
    if _is_plain(table, DEEPEST):
        try:
            data = orjson.dumps(table, option=_EXACT)
            if data.isascii() or _has_plain_keys(table):
                return Canonical(data, table)
        except orjson.JSONEncodeError:
            pass
    problems = list(islice(_problems(table, place, DEEPEST), _MOST_PROBLEMS))
    if problems:
        raise InputError(problems)
    data = orjson.dumps(table, option=orjson.OPT_SORT_KEYS)
    return Canonical(data, orjson.loads(data))


def _is_plain(value: Any, depth: int) -> bool:
    """Answer for the types that JSON gives back as they are; False means: look closely."""
    items = value.values() if type(value) is dict else value
    kinds = set(map(type, items))
    if kinds <= _SCALARS:
        return True
    if depth == 1 or not kinds <= _PLAIN:
        return False
    return all(type(item) in _SCALARS or _is_plain(item, depth - 1) for item in items)


def _has_plain_keys(value: Any) -> bool:
    """Answer whether every key is ASCII, in which all ways of sorting agree."""
    if type(value) is dict:
        return "".join(value).isascii() and all(map(_has_plain_keys, value.values()))
    return type(value) is not list or all(map(_has_plain_keys, value))


def _problems(value: object, place: str, depth: int) -> Iterator[Problem]:
    """Name each place whose value has no exact form."""
    if depth == 0 and isinstance(value, dict | list | tuple):
        yield Problem(place, f"nested more than {DEEPEST} levels deep")
    elif isinstance(value, dict):
        for key, item in value.items():
            inner = f"{place}.{key}"
            if not isinstance(key, str) or not key.isascii():
                yield Problem(inner, "a key must be text in plain ASCII letters")
            yield from _problems(item, inner, depth - 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _problems(item, f"{place}[{index}]", depth - 1)
    elif isinstance(value, str):
        if is_broken(value):
            yield Problem(place, "contains half of a character pair; type the text again")
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            yield Problem(place, "too large for a number; write it as text")
    elif isinstance(value, float):
        yield Problem(place, "a decimal number must be written as text, so that it is kept exactly")
    elif value is not None:
        yield Problem(place, f"{type(value).__name__} can't be kept; write it as text")


def is_broken(text: str) -> bool:
    """Answer whether a text can't be written as UTF-8."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
