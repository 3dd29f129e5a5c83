"""Do the names in the follow-up of a protocol file fit together? It is looked through as the entry part is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from screening.errors import nearest, said
from screening.protocol import ctcae, references
from screening.protocol.fields import DateField, LabField

_Path = tuple[str | int, ...]
_Found = Iterator[tuple[_Path, str]]


def raw_of(data: dict[str, Any]) -> dict[str, Any]:
    """Give the follow-up of a file as the entry part is written: its endpoints as criteria; empty without one."""
    raw = data.get("follow_up")
    return {**raw, "criterion": raw.get("endpoint", [])} if isinstance(raw, dict) else {}


def asked_in(data: dict[str, Any]) -> frozenset[str]:
    """Name the fields of a file's follow-up."""
    fields = raw_of(data).get("field")
    return frozenset(fields) if isinstance(fields, dict) else frozenset()


def problems(file: references.Readable, data: dict[str, Any]) -> _Found:
    """List what doesn't fit in the follow-up, each with its path in the file."""
    if not file.raw:
        return
    entry = data.get("field")
    file.fields.others = frozenset(entry) if isinstance(entry, dict) else frozenset()
    used = frozenset((str(file.raw.get("begins")), *_measured(file.raw), *(name for name, _ in _graded(file.raw))))
    measures = frozenset(str(one.get("id")) for one in _tables(file.raw, "measure"))
    for path, words in references.problems(replace(file, also_used=used, measures=measures, follow_up=True)):
        part = "endpoint" if path[0] == "criterion" else path[0]
        yield ("follow_up", part, *path[1:]), words
    yield from _in_beginning(file)
    yield from _in_measures(file)
    yield from _in_grades(file)
    yield from _named_twice(file, data)


def _named_twice(file: references.Readable, data: dict[str, Any]) -> _Found:
    """Find endpoints that go by the name of a criterion, and measures by that of anything."""
    seen = set(_names(data, "criterion"))
    endpoints = _names(file.raw, "endpoint")
    for index, name in enumerate(endpoints):
        if name and name in seen:
            yield ("follow_up", "endpoint", index, "id"), said("protocol.names_criterion", name=name)
    seen |= set(endpoints)
    for index, name in enumerate(_names(file.raw, "measure")):
        if name and name in seen:
            yield ("follow_up", "measure", index, "id"), said("protocol.names_other", name=name)
        seen.add(name)


def _names(data: dict[str, Any], table: str) -> list[str]:
    """List the ids of a table's parts; blank where there is none."""
    found = (one.get("id") for one in _tables(data, table))
    return [one if isinstance(one, str) else "" for one in found]


def _tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    raw = data.get(name)
    return [one if isinstance(one, dict) else {} for one in raw] if isinstance(raw, list) else []


def _measured(raw: dict[str, Any]) -> Iterator[str]:
    for one in _tables(raw, "measure"):
        yield from (str(one[key]) for key in ("lab", "since") if key in one)


def _graded(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    given = raw.get("graded")
    yield from ((name, str(term)) for name, term in given.items()) if isinstance(given, dict) else ()


def _in_beginning(file: references.Readable) -> _Found:
    name = str(file.raw.get("begins", ""))
    if name and name not in file.fields:
        yield ("follow_up", "begins"), file.fields.lacks(name, file.fields)
    elif not isinstance(file.fields.get(name), DateField | None):
        yield ("follow_up", "begins"), said("protocol.wrong_kind", name=name, kind="date", near="")


def _in_measures(file: references.Readable) -> _Found:
    for index, one in enumerate(_tables(file.raw, "measure")):
        for key, kind in (("lab", LabField), ("since", DateField)):
            name = str(one.get(key, ""))
            field = file.fields.get(name)
            if name and name not in file.fields:
                yield ("follow_up", "measure", index, key), file.fields.lacks(name, file.fields)
            elif field is not None and not isinstance(field, kind):
                wanted = "lab" if kind is LabField else "date"
                yield ("follow_up", "measure", index, key), said("protocol.wrong_kind", name=name, kind=wanted, near="")


def _in_grades(file: references.Readable) -> _Found:
    for name, term in _graded(file.raw):
        path = ("follow_up", "graded", name)
        field, known = file.fields.get(name), ctcae.terms().get(term)
        if name not in file.fields:
            yield path, file.fields.lacks(name, file.fields)
        elif field is not None and not isinstance(field, LabField):
            yield path, said("protocol.wrong_kind", name=name, kind="lab", near="")
        elif known is None:
            yield path, said("protocol.no_term", name=term, near=nearest(term, ctcae.terms()))
        elif field is not None and field.unit != known.unit:
            yield path, said("protocol.graded_in", name=term, unit=known.unit)
