"""What files offer, in words: an answer, what the history has in its place, whom a file names, what became of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from screening.protocol import LabField, Protocol
from screening.wording.evidence import Told, Witness
from screening.wording.trails import place_name
from screening.wording.words import Words

_ROW = re.compile(r"\b(line|row) (\d+)")

FATES = ("taken", "same", "bears", "not_taken", "left_out")
"""What can become of a row, in the order in which it is told."""


def question(name: str, protocol: Protocol, words: Words) -> str:
    """Name what an answer is about, as the form asks for it."""
    return place_name(protocol, words, name if name.startswith("subject.") else f"answers.{name}")


def told_value(name: str, value: Any, protocol: Protocol, words: Words, on: str | None = None) -> Told:
    """Tell one answer to a question, an item of a worksheet, or a part of who it is; with its day and its source.

    `value` is the history's own JSON value; of a dated answer without its object `on` is the day.
    """
    head, _, rest = name.partition(".")
    if head == "subject":
        return Told(subject_part(rest, value, words))
    if isinstance(protocol.field[head], LabField):
        history: Mapping[str, Any] = {head: [value]}
    else:
        answer = value if isinstance(value, Mapping) or on is None else {"value": value, "on": on}
        history = {head: {rest: answer} if rest else answer}
    return Witness({"answers": history}, protocol, words).answer_at(name)


def subject_part(part: str, value: Any, words: Words) -> str:
    """Tell a part of who it is."""
    if part == "birth_date":
        return words.day(str(value))
    if part == "sex" and words.has(f"sex.{value}"):
        return words.text(f"sex.{value}")
    return str(value)


def told_row(row: str, words: Words) -> str:
    """Name where in a file something stands, which the record keeps as `line 3` or `Sheet1, row 7, Value`."""
    return _ROW.sub(lambda found: words.text(f"importing.row.{found[1]}", n=found[2]), row, count=1)


def told_source(file: str, row: str, seen: str, words: Words) -> str:
    """Say from where something is, and what stands there."""
    return words.text("importing.cli.source", file=file, row=told_row(row, words), seen=seen)


def told_subject(subject: Mapping[str, Any], words: Words) -> str:
    """Tell who somebody is, in one line."""
    parts = ("name", "hospital_number", "birth_date", "sex")
    return " · ".join(subject_part(part, subject[part], words) for part in parts if subject.get(part))


def told_doubt(part: str, said: Sequence[tuple[str, str]], words: Words) -> str:
    """Tell in what way the form (its name is blank) and the files tell a part of who it is."""
    form = words.text("importing.doubt.form")
    told = [
        words.text("importing.doubt.said", who=who or form, value=subject_part(part, value, words))
        for who, value in said
    ]
    return words.text("importing.doubt.line", part=words.text(f"screen.who.{part}"), said=words.listed(told))


def told_reckoning(rows: int, counts: Mapping[str, int], words: Words) -> str:
    """Tell how many rows there were, and how many went which way."""
    ways = [words.text(f"importing.fate.{fate}", n=counts[fate]) for fate in FATES if counts.get(fate)]
    return words.text("importing.reckoning", rows=words.count("row", rows), ways=words.listed(ways))


def told_file(name: str, kind: str, sha256: str, by: str, words: Words) -> str:
    """Tell from which file a value came; without its name, where that was forgotten or may not be seen."""
    called = name or words.text("value.file")
    told = words.text(f"importing.kind.{kind}")
    return words.text("value.from_file", file=called, kind=told, sha256=f"{sha256[:16]}…", by=by or "–")
