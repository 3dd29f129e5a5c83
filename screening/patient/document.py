"""A history's JSON text, read strictly: UTF-8, no key twice, no NaN, no lone surrogates, exact numbers."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from screening.errors import InputError, Problem, said
from screening.patient.faults import Faults

LARGEST_FILE = 16_000_000


class _Repeated(dict[str, Any]):
    """An object that names a key twice; kept until its path is known."""

    twice: tuple[str, ...] = ()


def read_file(path: Path) -> Any:
    """Read one JSON file into plain values; numbers are Decimal or int."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(said("history.unread", detail=error.strerror or error), source=str(path)) from None
    return parse(raw, str(path))


def parse(raw: bytes, source: str = "") -> Any:
    """Read JSON text."""
    if len(raw) > LARGEST_FILE:
        raise InputError(said("history.size"), source=source)
    if not raw.strip():
        raise InputError(said("history.blank"), source=source)
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(
            text,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_refused,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise InputError(said("history.encoding", byte=error.start + 1), source=source) from None
    except json.JSONDecodeError as error:
        problem = Problem("", said("history.no_json_at", detail=error.msg, column=error.colno), error.lineno)
        raise InputError([problem], source) from None
    except RecursionError:
        raise InputError(said("history.depth"), source=source) from None
    except ValueError as error:
        raise InputError(said("history.no_json", detail=error.args[0]), source=source) from None
    faults = Faults(source)
    for path, words in _flaws(data):
        faults.wrong(path, words)
    faults.refuse()
    return data


def _fraction(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError(said("history.exponent")) from None


def _whole(digits: str) -> int | Decimal:
    # A very long number is not worth turning into an int; the reader refuses it by its size.
    return int(digits) if len(digits) <= 18 else Decimal(digits)


def _refused(name: str) -> NoReturn:
    raise ValueError(said("history.no_number", given=name))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    counts = Counter(key for key, _ in pairs)
    marked = _Repeated(made)
    marked.twice = tuple(key for key, count in counts.items() if count > 1)
    return marked


def _flaws(data: Any) -> Iterator[tuple[str, str]]:
    """Yield keys named twice and text that is no Unicode, each with its path; without recursion."""
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, str):
            if not _is_unicode(node):
                yield path, said("history.half")
        elif isinstance(node, list):
            waiting += [(f"{path}[{index}]", inner) for index, inner in enumerate(node)]
        elif isinstance(node, dict):
            if isinstance(node, _Repeated):
                yield from ((_joined(path, key), said("history.twice")) for key in node.twice)
            if not all(map(_is_unicode, node)):
                yield path, said("history.half_key")
            waiting += [(_joined(path, key), inner) for key, inner in node.items()]


def _joined(path: str, key: str) -> str:
    name = key[:60].encode(errors="replace").decode()
    return f"{path}.{name}" if path else name


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
