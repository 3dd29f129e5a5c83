"""How a part of a protocol file is written: as it stood where nothing changed, in the house's layout where it did.

A part is one table of the file with what stands below it. Comments, spacing and the order of keys stay with what they
stand beside; no library that keeps them does so within a second for a whole file, or with dotted keys.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from screening.protocol.lines import Path, Statement, statements

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ABSENT = object()
# A rule of other keys is another rule: it is written anew, not key by key.
_WHOLE = "rule"


def amended(text: str, base: Path, data: Mapping[str, Any], former: Mapping[str, Any], order: list[str]) -> str:
    """Write `data` in place of `former`, which `text` holds in the table `base`; `order` is that of new keys."""
    chunks = list(_chunks(text, base))
    another = _keys(data.get(_WHOLE)) != _keys(former.get(_WHOLE))
    kept = [one for one in chunks if not (another and one.path[:1] == (_WHOLE,)) and one.stays(data)]
    kept = [one for one in kept if not one.opens_table or _holds_some(one, kept)]
    made = [_Chunk(one.path, one.table, one.rewritten(former, data)) for one in kept]
    for path, value in _uncovered(data, (), {one.path for one in kept if not one.opens_table}):
        made.insert(_place(made, path, order, data), _Chunk(path, (), f"{dotted(path)} = {_laid(value)}\n"))
    return "".join(one.text for one in made) + text[chunks[-1].end :]


def dotted(path: Path) -> str:
    """Write a path as a key."""
    return ".".join(str(one) if _BARE.fullmatch(str(one)) else json.dumps(one, ensure_ascii=False) for one in path)


class _Chunk:
    """One statement with the comments above and beside it; `path` is from the part's own table."""

    def __init__(self, path: Path, table: Path, text: str, end: int = 0, said: Statement | None = None) -> None:
        self.path, self.table, self.text, self.end, self._said = path, table, text, end, said
        self._start = end - len(text)

    @property
    def opens_table(self) -> bool:
        """Say whether it is a header."""
        return self._said is not None and self._said.is_header

    def stays(self, data: Mapping[str, Any]) -> bool:
        """Say whether there is anything to write here."""
        return _at(data, self.path) is not _ABSENT

    def rewritten(self, former: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        """Give its text with what `data` holds."""
        said, value, before = self._said, _at(data, self.path), _at(former, self.path)
        if said is None or said.is_header or _sign(value) == _sign(before):
            return self.text
        start, end = said.value - self._start, said.end - self._start
        if isinstance(value, list) and isinstance(before, list) and "\n" in self.text[start:end] and value:
            new = _array(self.text, [(a - self._start, b - self._start) for a, b in said.parts], before, value)
        else:
            new = _laid(value)
        return self.text[:start] + new + self.text[end:]


def _chunks(text: str, base: Path) -> Iterator[_Chunk]:
    table: Path = ()
    start = 0
    for one in statements(text):
        line = text.find("\n", one.end)
        end = len(text) if line < 0 else line + 1
        path = one.path[len(base) :]
        table = path if one.is_header else table
        yield _Chunk(path, table, text[start:end], end, one)
        start = end


def _holds_some(header: _Chunk, kept: list[_Chunk]) -> bool:
    return header.path == () or any(one.table == header.path and not one.opens_table for one in kept)


def _uncovered(data: Any, path: Path, written: set[Path]) -> Iterator[tuple[Path, Any]]:
    """Yield what stands nowhere yet: as one statement, or as several where it is a table of texts or of tables."""
    for key, value in data.items():
        inner = (*path, key)
        if any(inner[: len(one)] == one for one in written):
            continue
        begun = any(one[: len(inner)] == inner for one in written)
        if isinstance(value, dict) and value and (begun or _is_spread(inner, value)):
            yield from _uncovered(value, inner, written)
        else:
            yield inner, value


def _is_spread(path: Path, value: dict[str, Any]) -> bool:
    """Say whether a table is written as dotted keys: texts, options, and a rule that lists others."""
    if path[-1] == "convert":
        return False
    if path[0] == _WHOLE:
        return len(path) == 1 and any(
            isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values()
        )
    return True


def _place(made: list[_Chunk], path: Path, order: list[str], data: Mapping[str, Any]) -> int:
    """Find the place of a new statement: beside its neighbour in `data`, else where the house's order has it."""
    own = [(place, one.path) for place, one in enumerate(made) if one.table == ()]
    for length in range(len(path) - 1, 0, -1):
        above, beside = path[:length], list(_at(data, path[:length]))
        at = beside.index(path[length])
        for one, end in [*((one, max) for one in reversed(beside[:at])), *((one, min) for one in beside[at + 1 :])]:
            if places := [place for place, there in own if there[: length + 1] == (*above, one)]:
                return end(places) + (end is max)
    rank = _rank(path, order)
    return max((place for place, there in own if not there or _rank(there, order) <= rank), default=0) + 1


def _rank(path: Path, order: list[str]) -> int:
    return order.index(str(path[0])) if path[0] in order else len(order)


# --- values ---


def _laid(value: Any) -> str:
    """Write a value; a list of tables has a line for each."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + "".join(f"  {written(one)},\n" for one in value) + "]"
    return written(value)


def written(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(written(one) for one in value)}]"
    if isinstance(value, dict):
        pairs = [f"{dotted((key,))} = {written(one)}" for key, one in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    return str(value)


def _array(text: str, parts: list[tuple[int, int]], before: list[Any], value: list[Any]) -> str:
    """Write an array over several lines anew; elements that stay keep their lines, comments and all."""
    lines = [_line_of(text, *part) for part in parts]
    found = ""
    for kind, a, b, c, d in SequenceMatcher(None, [*map(_sign, before)], [*map(_sign, value)], False).get_opcodes():
        if kind == "equal":
            found += "".join(lines[a:b])
        else:
            found += "".join(f"  {written(one)},\n" for one in value[c:d])
    return f"[\n{found}]"


def _line_of(text: str, start: int, end: int) -> str:
    """Give an element with the comments above it and behind it, ending in a comma and a new line."""
    lead = text.rfind("\n", 0, start) + 1
    while text[:lead].rstrip("\n").rpartition("\n")[2].lstrip().startswith("#"):
        lead = text[: lead - 1].rfind("\n") + 1
    line = text.find("\n", end)
    behind = text[end : line if line >= 0 else len(text)].strip().removeprefix(",").strip()
    comment = f" {behind}" if behind.startswith("#") else ""
    if text[lead:start].strip(" \t") and not text[lead:start].lstrip().startswith("#"):
        return f"  {text[start:end]},\n"  # it shares its line with another
    return f"{text[lead:end]},{comment}\n"


def _at(data: Any, path: Path) -> Any:
    for part in path:
        if not isinstance(data, Mapping) or part not in data:
            return _ABSENT
        data = data[part]
    return data


def _keys(value: Any) -> Any:
    return list(value) if isinstance(value, dict) else None


def _sign(value: Any) -> str:
    """Tell values apart as a file does, where 1 is not true."""
    return repr(value)
