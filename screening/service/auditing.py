"""The trail of a case: what each entry said, what it changed in the one before, and every value that a field had."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.ledger import Entry, Reader
from screening.log import (
    Assessed,
    CaseRow,
    Change,
    FollowedUp,
    Imported,
    PersonIdentified,
    case,
    changes,
    event_of,
    followed,
    parts_of,
    path_of,
    put_together,
    value_at,
)
from screening.service.book import Book
from screening.service.placing import row_of
from screening.wording import refused

_Parts = tuple[str | int, ...]
_Path = _Parts | None


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry says of a case: the history as entered, with the day that it was assessed for.

    `why` is None where no reason was given, blank where it was forgotten or may not be seen.
    """

    entry: Entry
    former: int | None
    history: Mapping[str, Any] = field(repr=False)
    why: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file that an entry took answers from; its name is private, blank where it was forgotten or may not be seen."""

    name: str = field(repr=False)
    sha256: str
    format: str
    by: str
    places: tuple[str, ...]

    def has(self, place: _Parts) -> bool:
        """Say whether something at a place, or inside it, came from the file."""
        return any(_meet(parts_of(one), place) for one in self.places)


@dataclass(frozen=True, slots=True)
class Value:
    """What a field held from an entry on, and which files any of it came from."""

    seq: int
    at: str
    who: str
    role: str
    value: Any = field(repr=False)
    why: str | None = field(default=None, repr=False)
    files: tuple[FromFile, ...] = ()


def said_in(book: Book, entry: Entry, *, coded: bool = False) -> Said:
    """Read what an entry says of a case, as whoever is at work may see it; `coded` leaves out what is private."""
    said = event_of(entry)
    assert isinstance(said, Assessed | FollowedUp)
    private = None if coded else book.private_of(entry)
    history = {"on": said.on, **put_together(said.history, private, said.model_dump())}
    return Said(entry, said.former, history, str((private or {}).get("reason", "")) if said.reasoned else None)


def changes_by(book: Book, entry: Entry, *, coded: bool = False) -> list[Change]:
    """List what an entry changed in the one that it continues or corrects; nothing where it is no such entry."""
    former = entry.payload.get("former") if entry.kind in (Assessed.kind, FollowedUp.kind) else None
    if not isinstance(former, int):
        return []
    before, now = (said_in(book, one, coded=coded) for one in (book.ledger.entry(former), entry))
    return changes(before.history, now.history, entry, former, now.why)


def changes_between(book: Book, later: int, former: int | None = None) -> list[Change]:
    """List the changes from one entry of a case to a later one, in order; InputError where they are of two cases."""
    found: list[list[Change]] = []
    row = row_of(book.ledger, book.study, later)
    wanted = former if former is not None else row.former
    while wanted is not None and row.seq != wanted:
        if row.former is None or row.former < wanted:
            raise refused("no_descent", entry=later, former=wanted)
        found.append(changes_by(book, book.ledger.entry(row.seq)))
        row = row_of(book.ledger, book.study, row.former)
    return [change for step in reversed(found) for change in step]


def values_of(book: Book, seq: int, path: str) -> list[Value]:
    """List every value that a field ever had in the case of an entry, in order.

    `path` names the field as that entry has it; in a list, what it names is followed where it stands in the others.
    """
    rows = lineage(book.ledger, row_of(book.ledger, book.study, seq))
    said = [said_in(book, book.ledger.entry(row.seq)) for row in rows]
    paths = _paths([one.history for one in said], [row.seq for row in rows].index(seq), path)
    values = [
        Value(
            one.entry.seq, one.entry.at, one.entry.actor, one.entry.role, value_at(one.history, where), one.why,
            tuple(file for file in files_of(book, one.entry) if where is not None and file.has(where)),
        )
        for one, where in zip(said, paths, strict=True)
    ]  # fmt: skip
    return [one for place, one in enumerate(values) if place == 0 or one.value != values[place - 1].value]


def files_of(book: Book, entry: Entry) -> list[FromFile]:
    """List the files that an entry of a case took answers from: they stand just before it, with who the person is."""
    found: list[FromFile] = []
    for seq in range(entry.seq - 1, 0, -1):
        one = book.ledger.entry(seq)
        if one.kind not in (Imported.kind, PersonIdentified.kind) or one.person != entry.person:
            break
        said = event_of(one)
        if isinstance(said, Imported):
            found.append(FromFile(book.words_of(one, "file"), said.sha256, said.format, said.by, said.places))
    return found[::-1]


def from_files(book: Book, seq: int) -> list[str]:
    """Name every place in the case of an entry that was taken from a file, as that entry has it."""
    rows = lineage(book.ledger, row_of(book.ledger, book.study, seq))
    files = [(row.seq, file) for row in rows for file in files_of(book, book.ledger.entry(row.seq))]
    asked = [(entry, place) for entry, file in files for place in file.places]
    return list(dict.fromkeys(standing_in(book, seq, asked))) if asked else []


def standing_in(book: Book, seq: int, asked: Iterable[tuple[int, str]]) -> list[str]:
    """Say where places of a case's other entries stand in one entry; what has left a list is named by the list."""
    rows = lineage(book.ledger, row_of(book.ledger, book.study, seq))
    histories = [said_in(book, book.ledger.entry(row.seq)).history for row in rows]
    places = {row.seq: place for place, row in enumerate(rows)}
    return [_stands(histories, places[entry], places[seq], path) for entry, path in asked if entry in places]


def changed_in(book: Book, seq: int) -> list[str]:
    """Name every place in the case of an entry that ever held another value, as that entry has it."""
    rows = lineage(book.ledger, row_of(book.ledger, book.study, seq))
    made = [one for row in rows for one in changes_by(book, book.ledger.entry(row.seq))]
    # What is gone was there in the entry before.
    asked = [(one.seq if one.new is not None else one.former, one.path) for one in made]
    return list(dict.fromkeys(standing_in(book, seq, asked)))


def changes_at(book: Book, seq: int, path: str) -> list[Change]:
    """List what later entries of a case changed at a place that an entry names, or inside it; everywhere for ""."""
    rows = lineage(book.ledger, row_of(book.ledger, book.study, seq))
    said = [said_in(book, book.ledger.entry(row.seq)) for row in rows]
    start = [row.seq for row in rows].index(seq)
    paths = _paths([one.history for one in said], start, path)
    found: list[Change] = []
    for place in range(start + 1, len(said)):
        before, now = said[place - 1], said[place]
        where = paths[place] if paths[place] is not None else paths[place - 1]  # what left the list was there before
        made = changes(before.history, now.history, now.entry, before.entry.seq, now.why)
        found += [one for one in made if where is not None and _meet(parts_of(one.path), where)]
    return found


def lineage(reader: Reader, row: CaseRow) -> list[CaseRow]:
    """Give all entries of the case that a row belongs to, oldest first."""
    rows = [row]
    while (former := rows[0].former) is not None and (before := case(reader, former)) is not None:
        rows.insert(0, before)
    while (later := rows[-1].superseded_by) is not None and (after := case(reader, later)) is not None:
        rows.append(after)
    return rows


def _paths(histories: list[Mapping[str, Any]], place: int, path: str) -> list[_Path]:
    """Say where what a path names in one history stands in each of them; None where it is not there."""
    found: list[_Path] = [None] * len(histories)
    found[place] = parts_of(path)
    for steps in (range(place, 0, -1), range(place, len(histories) - 1)):
        for here in steps:
            there = here + (1 if steps.step > 0 else -1)
            known = found[here]
            found[there] = None if known is None else followed(known, histories[here], histories[there])
    return found


def _stands(histories: list[Mapping[str, Any]], start: int, end: int, path: str) -> str:
    """Follow a place from one history to another; where it is in a list no more, what remains is the list."""
    parts = parts_of(path)
    step = 1 if end > start else -1
    for here in range(start, end, step):
        found = followed(parts, histories[here], histories[here + step])
        while found is None:
            parts = parts[: max(place for place, part in enumerate(parts) if isinstance(part, int))]
            found = followed(parts, histories[here], histories[here + step])
        parts = found
    return path_of(parts)


def _meet(one: _Parts, other: _Parts) -> bool:
    """Say whether two places are the same, or one is inside the other."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
