"""Reading a protocol file: every problem at once, each with its place, its line and the nearest valid name."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from screening.errors import InputError, Problem, nearest
from screening.protocol import references
from screening.protocol.document import Criterion, Header, Protocol
from screening.protocol.fields import FIELD_KINDS, FormField
from screening.protocol.rules import SHAPES

_LARGEST_FILE = 4_000_000
_Path = tuple[str | int, ...]


def load(path: Path) -> Protocol:
    """Read a protocol file; InputError names everything that is wrong with its form and its names."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}", source=str(path)) from None
    if len(raw) > _LARGEST_FILE:
        raise InputError("is larger than a protocol file can be (4 MB)", source=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 text (byte {error.start + 1})", source=str(path)) from None
    return loads(text, source=str(path))


def loads(text: str, source: str = "") -> Protocol:
    """Read a protocol from its text."""
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise InputError([_syntax_problem(error)], source) from None
    protocol, problems = _validated(data)
    problems += [Problem(_shown(path, data), words) for path, words in references.problems(_readable(data))]
    if problems or protocol is None:
        placed = [
            Problem(one.place, one.text, _line(text, one.place, data)) for one in dict.fromkeys(problems)
        ]
        raise InputError(placed, source)
    return protocol


def schema() -> dict[str, Any]:
    """Give the JSON schema of a protocol file, for editors that complete and check."""
    made = Protocol.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Eligo protocol file"} | made


def _syntax_problem(error: Exception) -> Problem:
    if isinstance(error, RecursionError):
        return Problem("", "is nested too deeply to be a protocol file")
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    words = re.sub(r"\s*\(at .*\)$", "", str(error))
    return Problem("", f"is not TOML: {words}", int(found[1]) if found else None)


def _validated(data: dict[str, Any]) -> tuple[Protocol | None, list[Problem]]:
    try:
        return Protocol.model_validate(data), []
    except ValidationError as failure:
        return None, [
            Problem(_shown(error["loc"], data), _words(dict(error), data))
            for error in failure.errors(include_url=False, include_context=True)
        ]


@cache
def _field_adapter() -> TypeAdapter[Any]:
    return TypeAdapter(FormField)


def _readable(data: dict[str, Any]) -> references.Readable:
    """Keep the parts that can be read on their own, so that faults of form don't hide faults of naming."""
    fields: dict[str, Any] = {}
    raw_fields = data.get("field")
    for name, raw in raw_fields.items() if isinstance(raw_fields, dict) else ():
        try:
            fields[name] = _field_adapter().validate_python(raw)
        except ValidationError:
            fields[name] = None
    criteria: list[Criterion | None] = []
    raw_criteria = data.get("criterion")
    for raw in raw_criteria if isinstance(raw_criteria, list) else ():
        try:
            criteria.append(Criterion.model_validate(raw))
        except ValidationError:
            criteria.append(None)
    return references.Readable(fields, criteria, data)


def _words(error: dict[str, Any], data: dict[str, Any]) -> str:
    """Say in plain words what pydantic found."""
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f'unknown key "{key}"{nearest(key, _valid_keys(error["loc"]))}'
    if kind == "missing":
        return "is missing"
    if kind == "union_tag_not_found":
        given = error["input"]
        first = next(iter(given), "") if isinstance(given, dict) else ""
        return (
            f'names no rule shape: "{first}"{nearest(str(first), SHAPES)}' if first else "names no rule shape"
        )
    if kind == "union_tag_invalid":
        given = str(error["ctx"].get("tag", ""))
        kinds = [str(one.model_fields["kind"].annotation).split("'")[1] for one in FIELD_KINDS]
        return f'"{given}" is no kind of answer{nearest(given, kinds)}'
    if kind == "literal_error":
        wanted = error["ctx"]["expected"].replace("'", '"')
        return f"{_quoted(error['input'])} is not one of {wanted}"
    words: str = error["msg"].removeprefix("Value error, ")
    return f"{words[:1].lower()}{words[1:]}" + (
        "" if kind == "value_error" else f", not {_quoted(error['input'])}"
    )


def _quoted(value: object) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _valid_keys(loc: _Path) -> list[str]:
    kinds = {str(one.model_fields["kind"].annotation).split("'")[1]: one for one in FIELD_KINDS}
    models: dict[str, type[BaseModel]] = {"protocol": Header, "criterion": Criterion}
    models |= kinds if loc[0] == "field" else SHAPES
    holder: type[BaseModel] = Protocol
    for part in loc[:-1]:
        holder = models.get(str(part), holder)
    return [one.alias or name for name, one in holder.model_fields.items()]


def _shown(path: _Path, data: dict[str, Any]) -> str:
    """Write a path as people find it: `criterion.I3.rule.all[0].below`; union tags are left out."""
    node: Any = data
    shown = ""
    for place, part in enumerate(path):
        inside = isinstance(node, dict) and part in node
        if inside and place < len(path) - 1 and not isinstance(node[part], dict | list):
            continue  # the tag of a rule shape, which is also the key that names it
        index = isinstance(part, int) and isinstance(node, list) and part < len(node)
        if not inside and not index and place < len(path) - 1:
            continue
        if isinstance(part, int):
            node = node[part] if index else None
            name = node.get("id") if isinstance(node, dict) and shown == "criterion" else None
            shown += f".{name}" if isinstance(name, str) else f"[{part + 1}]"
        elif not isinstance(node, list):
            node = node[part] if inside else None
            shown += f".{part}" if shown else str(part)
    return shown


def _line(text: str, place: str, data: dict[str, Any]) -> int | None:
    """Find the line of a place: the nearest table header, then the key below it."""
    parts = re.findall(r"[^.\[\]]+", place)
    if not parts:
        return None
    best, best_depth, key_line = None, 0, None
    for number, header, line in _lines(text, data):
        depth = _shared(header, parts)
        if line.lstrip().startswith("["):
            if depth == len(header) and depth > best_depth:
                best, best_depth, key_line = number, depth, None
            continue
        key = re.match(r'\s*"?([A-Za-z0-9_.-]+)"?\s*=', line)
        if key and key_line is None and best_depth == len(header) == depth and len(parts) > depth:
            names = key[1].split(".")
            key_line = number if names[0] == parts[depth] else None
    return key_line or best


def _shared(header: list[str], parts: list[str]) -> int:
    count = 0
    for one, other in zip(header, parts, strict=False):
        if one != other:
            break
        count += 1
    return count


def _lines(text: str, data: dict[str, Any]) -> Iterator[tuple[int, list[str], str]]:
    """Walk the lines with the table each stands in; an array's table is named by its id, or by its number."""
    header: list[str] = []
    counts: dict[str, int] = {}

    def label_of(array: str) -> str:
        entries = data.get(array, [])
        entry = entries[counts[array] - 1] if counts[array] <= len(entries) else {}
        label = entry.get("id") if isinstance(entry, dict) and array == "criterion" else None
        return label if isinstance(label, str) else str(counts[array])

    for number, line in enumerate(text.splitlines(), start=1):
        table = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        if table:
            name = table[2]
            header = [part.strip(' "') for part in name.split(".")]
            if table[1] == "[" and header[0] in counts:
                header[1:1] = [label_of(header[0])]
            if table[1] == "[[":
                counts[name] = counts.get(name, 0) + 1
                header = [*header, label_of(name)]
        yield number, header, line
