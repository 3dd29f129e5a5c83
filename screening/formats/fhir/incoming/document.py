"""A file's bytes as rows: one for each resource of a bundle, of NDJSON, or alone."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from screening.engine import Reason
from screening.formats.fhir.incoming.plain import NO_CONCEPT, Concept, Json, concept, objects, part, word
from screening.formats.proposal import Place, SourceFile, shown
from screening.formats.sizes import refuse_if_large
from screening.wording import refused

_DEEPEST = 8
_LONGEST_ID = 64
# What a resource of a kind is about, where that is not its `code`.
_MEDICATION = "medicationCodeableConcept"
_DRUGS = ("MedicationAdministration", "MedicationStatement", "MedicationRequest", "MedicationDispense")
_ABOUT = {**dict.fromkeys(_DRUGS, _MEDICATION), "Specimen": "type", "Encounter": "type", "Patient": ""}


class Row(NamedTuple):
    """One resource, where it stood, under which address, and what it is about; `fault` is why there is none."""

    place: Place
    kind: str
    id: str
    url: str
    resource: Json
    about: Concept = NO_CONCEPT
    fault: Reason | None = None
    deletes: str = ""


def rows(raw: bytes, file: SourceFile) -> list[Row]:
    """Part a file into its rows; InputError where it is no FHIR in JSON at all."""
    refuse_if_large("fhir", len(raw))
    known: set[str] = set()
    return [_row(name, entry, file, known) for name, entry in _entries(_parsed(raw), 0)]


def _parsed(raw: bytes) -> Any:
    """Read JSON, or lines of JSON; a line that is none is kept as a fault."""
    try:
        text = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise refused("fhir.not_text", at=error.start + 1) from None
    if text.lstrip()[:1] == "<":
        raise refused("fhir.xml")
    try:
        return _json(text)
    except ValueError as error:
        lines = _lines(text)
        if not any(isinstance(one, dict) for one in lines):
            raise refused("fhir.not_json", problem=_told(error)) from None
        return lines


def _lines(text: str) -> list[Any]:
    """Read NDJSON; nothing where the first line is no JSON by itself."""
    lines = [line for line in text.split("\n") if line.strip()]
    made: list[Any] = []
    for line in lines if len(lines) > 1 else ():
        try:
            made.append(_json(line))
        except ValueError as error:
            if not made:
                break
            made.append(error)
    return made


def _json(text: str) -> Any:
    """Read JSON with exact numbers; ValueError where it is none, or nested too deeply."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ArithmeticError:
        raise ValueError("a number beyond all measure") from None


def _no_number(name: str) -> None:
    """Take NaN and infinity for what they are in JSON: nothing."""
    del name


def _told(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, {error.lineno}:{error.colno}"
    return str(error)


def _entries(data: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Give every entry with the name of its place: of bundles, of bundles in them, of lists, of lines."""
    if isinstance(data, list):
        yield from _listed(((f"line {at}", one) for at, one in enumerate(data, 1)), depth)
    elif isinstance(data, dict) and data.get("resourceType") == "Bundle" and depth < _DEEPEST:
        entries = data.get("entry")
        listed = entries if isinstance(entries, list) else objects(entries)
        yield from _listed(((f"entry {at}", one) for at, one in enumerate(listed, 1)), depth)
    elif isinstance(data, dict) and isinstance(data.get("resourceType"), str):
        yield "", {"resource": data}
    else:
        raise refused("fhir.none")


def _listed(entries: Iterable[tuple[str, Any]], depth: int) -> Iterator[tuple[str, Any]]:
    for name, entry in entries:
        held = entry if isinstance(entry, dict) else {}
        if isinstance(held.get("resourceType"), str):
            held = entry = {"resource": entry}
        resource = held.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle" and depth < _DEEPEST:
            yield from ((f"{name}, {inner}" if inner else name, it) for inner, it in _entries(resource, depth + 1))
        else:
            yield name, entry


def _row(name: str, entry: Any, file: SourceFile, known: set[str]) -> Row:
    held = entry if isinstance(entry, dict) else {}
    resource, url = held.get("resource"), word(held.get("fullUrl"))
    if isinstance(resource, dict):
        kind, id = shown(word(resource.get("resourceType"))), shown(word(resource.get("id")))[:_LONGEST_ID]
        if kind:
            place = Place(file, _named(kind, id, name, known))
            return Row(place, kind, id, url, resource, concept(resource.get(_ABOUT.get(kind, "code"))))
    return _without(entry, Place(file, _named("", "", name, known)), url)


def _without(entry: Any, place: Place, url: str) -> Row:
    """Say why an entry has no resource."""
    if isinstance(entry, ValueError):
        return Row(place, "", "", url, {}, fault=Reason("fhir.unreadable", {"problem": _told(entry)}))
    request = part(part(entry).get("request"))
    if request.get("method") == "DELETE":
        return Row(place, "", "", url, {}, fault=Reason("fhir.deleted", {}), deletes=word(request.get("url")) or url)
    return Row(place, "", "", url, {}, fault=Reason("fhir.no_resource", {}))


def _named(kind: str, id: str, name: str, known: set[str]) -> str:
    """Name a row as the format does, by kind and id; by its place too, where that is no name or another's."""
    if kind and id:
        made = f"{kind}/{id}"
        if made not in known:
            known.add(made)
            return made
    else:
        made = " ".join(filter(None, (kind, f"({name})" if kind and name else name)))
    if made in known and name:
        made = f"{made} ({name})"
    while not made or made in known:
        made = f"{made}*"
    known.add(made)
    return made
