"""Reading a protocol file: every problem at once, with its place, its line and the nearest valid name."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from screening.errors import InputError, Problem
from screening.protocol import follow_up, references
from screening.protocol.document import Chart, Criterion, Endpoint, Header, Protocol
from screening.protocol.fields import FollowUpField
from screening.protocol.lines import Path as Place
from screening.protocol.lines import lines_of
from screening.protocol.mistakes import Fault, mistakes
from screening.protocol.naming import names_in
from screening.protocol.text import Text
from screening.quantity import known_units

_LARGEST_FILE = 4_000_000
# tomllib takes time with the square of a key's length.
_MOST_DOTS = 2_000
_STAND_IN = Header(id="unknown", version="0", title=Text({"en": "?"}), source="?", status="unverified")


@dataclass(frozen=True)
class Reading:
    """What a protocol file holds, and what is wrong with its form and its names.

    `protocol` is None where there is any fault of form; `sound` holds the criteria that can be tried anyway.
    """

    source: str
    text: str
    data: dict[str, Any]
    protocol: Protocol | None
    sound: Protocol | None
    faults: tuple[Fault, ...]

    def refuse(self, further: Iterable[Fault] = ()) -> None:
        """Raise InputError with all faults, the further ones too, if there is any."""
        faults = list(dict.fromkeys([*self.faults, *further]))
        if not faults:
            return
        lines = lines_of(self.text)
        raise InputError([self._problem(path, words, lines) for path, words in faults], self.source)

    def _problem(self, path: Place, words: str, lines: dict[Place, int]) -> Problem:
        ids = _ids(self.data)
        place = path
        at, ids = (2, _ids(follow_up.raw_of(self.data))) if path[:2] == ("follow_up", "endpoint") else (1, ids)
        named = path[at] if len(path) > at and path[at - 1] in ("criterion", "endpoint") else None
        if isinstance(named, str) and named in ids:
            place = (*path[:at], ids.index(named), *path[at + 1 :])
        found = next((lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in lines), None)
        return Problem(shown(path, ids), words, found)


def read(path: Path) -> Reading:
    """Read a protocol file with all its faults; InputError only where it can't be read as TOML at all."""
    return reads(read_text(path), source=str(path))


def read_text(path: Path) -> str:
    """Read the text of a protocol file; InputError where there is none, or none that a protocol file can be."""
    return text_of(read_raw(path), str(path))


def read_raw(path: Path) -> bytes:
    """Read a protocol file as it lies there; InputError where it can't be read, or is too large."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise _unreadable("unread", f"can't be read: {why}", str(path), detail=why) from None
    if len(raw) > _LARGEST_FILE:
        raise _unreadable("size", "is larger than a protocol file can be (4 MB)", str(path))
    return raw


def text_of(raw: bytes, source: str = "") -> str:
    """Give the text of a protocol file; InputError where it is no UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + 1
        raise _unreadable("encoding", f"is not UTF-8 text (byte {at})", source, byte=at) from None


def reads(text: str, source: str = "") -> Reading:
    """Read a protocol's text with all its faults; InputError only where it is no TOML at all."""
    data = parsed(text, source)
    try:
        protocol = Protocol.model_validate(data)
    except ValidationError as failure:
        file = _readable(data)
        found = list(references.problems(file))
        later = list(follow_up.problems(_readable(follow_up.raw_of(data), Endpoint), data))
        return Reading(source, text, data, None, _sound(file, found), (*mistakes(failure), *found, *later))
    file = references.Readable(references.Fields(protocol.field), list(protocol.criterion), data)
    file.fields.others = follow_up.asked_in(data)
    found = list(references.problems(file))
    chart = protocol.chart
    if chart is not None:
        fields = references.Fields(chart.field)
        followed = references.Readable(fields, list(chart.criterion), follow_up.raw_of(data))
        found += follow_up.problems(followed, data)
    return Reading(source, text, data, protocol, _sound(file, found) if found else protocol, tuple(found))


def sound_part(data: dict[str, Any]) -> Protocol | None:
    """Give what is whole in a file, under a header of its own; None where nothing is."""
    file = _readable(data)
    return _sound(file, list(references.problems(file)))


def sound_chart(data: dict[str, Any]) -> Protocol | None:
    """Give what is whole in a file's follow-up, its endpoints as criteria; None where nothing is."""
    file = _readable(follow_up.raw_of(data), Endpoint)
    found = [path[1:] for path, _ in follow_up.problems(file, data)]
    faults: list[Fault] = [(("criterion" if one[0] == "endpoint" else one[0], *one[1:]), "") for one in found]
    sound = _sound(file, faults)
    if sound is None:
        return None
    of = hashlib.sha256(repr(data).encode()).hexdigest()
    return Chart.model_construct(of=of, protocol=_STAND_IN, field=sound.field, criterion=sound.criterion)


def prepare() -> None:
    """Build what reading a protocol takes, before somebody waits for it."""
    Protocol.model_rebuild()
    known_units()


def load(path: Path) -> Protocol:
    """Read a protocol file; InputError names everything that is wrong with its form and its names."""
    return _accepted(read(path))


def loads(text: str, source: str = "") -> Protocol:
    """Read a protocol from its text; InputError names everything wrong with its form and its names."""
    return _accepted(reads(text, source))


def schema() -> dict[str, Any]:
    """Give the JSON schema of a protocol file, for editors that complete and check."""
    made = Protocol.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Eligo protocol file"} | made


def shown(path: Place, ids: list[str | None]) -> str:
    """Write a path as people find it: `criterion.I3.rule.all[0].below`."""
    words = ""
    for place, part in enumerate(path):
        name = part
        if place and path[place - 1] in ("criterion", "endpoint") and isinstance(part, int) and part < len(ids):
            name = ids[part] or part
        words += f"[{name}]" if isinstance(name, int) else f".{name[:60]}" if words else name[:60]
    return words


_TOO_DEEP = "is nested too deeply to be a protocol file"


def parsed(text: str, source: str = "") -> dict[str, Any]:
    """Read TOML text into plain values; numbers with a fraction are Decimal."""
    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise _unreadable("depth", _TOO_DEEP, source)
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except RecursionError:
        raise _unreadable("depth", _TOO_DEEP, source) from None
    except InvalidOperation:
        raise _unreadable("number", "holds a number beyond all measure", source) from None
    except ValueError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        words = re.sub(r"\s*\(at .*\)$", "", str(error))
        line = int(found[1]) if found else text.count("\n") + 1  # what is wrong at the end has no place
        raise _unreadable("toml", f"is not TOML: {words}", source, line, detail=words, line=line) from None


def _unreadable(code: str, words: str, source: str, at: int | None = None, **values: object) -> InputError:
    """Say why a file can't be read as a protocol at all, in every language."""
    return InputError([Problem("", words, at, f"protocol_file.{code}", values)], source)


def _accepted(reading: Reading) -> Protocol:
    reading.refuse()
    assert reading.protocol is not None
    return reading.protocol


def _ids(data: dict[str, Any]) -> list[str | None]:
    """List the criteria's ids; None for one that has none, or one that another has before it."""
    found: list[str | None] = []
    raw = data.get("criterion")
    for one in raw if isinstance(raw, list) else ():
        label = one.get("id") if isinstance(one, dict) else None
        found.append(label if isinstance(label, str) and label not in found else None)
    return found


@cache
def _field_adapter() -> TypeAdapter[Any]:
    return TypeAdapter(FollowUpField)


def _readable(data: dict[str, Any], of: type[Criterion] | type[Endpoint] = Criterion) -> references.Readable:
    """Keep the parts that can be read on their own, so that faults of form don't hide faults of naming."""
    fields = references.Fields()
    fields.others = follow_up.asked_in(data)
    raw_fields = data.get("field")
    for name, raw in raw_fields.items() if isinstance(raw_fields, dict) else ():
        fields[name] = _part(_field_adapter().validate_python, raw)
    raw_criteria = data.get("criterion")
    read = [_part(of.model_validate, raw) for raw in (raw_criteria if isinstance(raw_criteria, list) else ())]
    criteria = [one.as_criterion() if isinstance(one, Endpoint) else one for one in read]
    return references.Readable(fields, criteria, data)


def _part(validate: Callable[[Any], Any], raw: Any) -> Any:
    """Read a field or a criterion, passing over keys of its own that nobody knows; None with any other fault."""
    try:
        return validate(raw)
    except ValidationError as failure:
        errors = failure.errors(include_url=False, include_context=False, include_input=False)
        # A field's path begins with its kind.
        own = ((), (raw.get("kind"),)) if isinstance(raw, dict) else ()
        if any(error["type"] != "extra_forbidden" or error["loc"][:-1] not in own for error in errors):
            return None
        unknown = {error["loc"][-1] for error in errors}
    return validate({key: value for key, value in raw.items() if key not in unknown})


def _sound(file: references.Readable, faults: list[Fault]) -> Protocol | None:
    """Put together the criteria that nothing is wrong with, so that their examples can be tried."""
    bad_fields = {path[1] for path, _ in faults if path[0] == "field" and len(path) > 2}
    bad_criteria = {path[1] for path, _ in faults if path[0] == "criterion"}
    fields = {name: one for name, one in file.fields.items() if one is not None and name not in bad_fields}
    criteria = [
        one
        for index, one in enumerate(file.criteria)
        if one is not None and index not in bad_criteria and names_in(one) <= fields.keys()
    ]
    if not criteria:
        return None
    return Protocol.model_construct(protocol=_STAND_IN, field=fields, criterion=tuple(criteria))
