"""What became of every row of a file: kept with the case until it is saved, then in the book.

What the rows held lies with what identifies the person. The entry itself says which file it was (SHA-256), how many
rows went which way, and which places of the saved history came from it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from screening.formats.proposal import Fact, Hint, LeftOut, Place, Proposal, SourceFile
from screening.log import Imported, path_of
from screening.service.intake.accepting import source_of
from screening.service.intake.offers import Offer

Fate = Literal["taken", "same", "not_taken", "bears", "left_out"]
_ORDER: tuple[Fate, ...] = ("taken", "same", "not_taken", "bears", "left_out")
"""A row that gave several things counts once, as what comes first here."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One thing that a row gave, and what became of it; `field` is blank where it was left out."""

    row: str
    fate: Fate
    seen: str
    field: str = ""
    value: Any = None
    on: str | None = None
    why: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What became of one file; `by` is whoever accepted it."""

    name: str = field(repr=False)
    sha256: str
    format: str
    by: str
    rows: tuple[Row, ...] = field(repr=False)

    def fates(self) -> dict[str, Fate]:
        """Say of each row what it counts as."""
        found: dict[str, Fate] = {}
        for one in sorted(self.rows, key=lambda one: _ORDER.index(one.fate)):
            found.setdefault(one.row, one.fate)
        return found

    def count(self, fate: Fate) -> int:
        """Count the rows that went one way; together these counts are all rows."""
        return Counter(self.fates().values())[fate]

    def bearing(self) -> Iterator[Row]:
        """Give what bears on a question that a person has to answer."""
        return (one for one in self.rows if one.fate == "bears")

    def data(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return asdict(self)

    def event(self, number: str | None, history: Mapping[str, Any]) -> Imported:
        """Say it in the book, of a case that is saved with this history, unwrapped."""
        fates = self.fates()
        left_out = {one.row: one.why for one in self.rows if fates[one.row] == one.fate == "left_out"}
        return Imported(
            number=number,
            format=self.format,
            sha256=self.sha256,
            rows=len(fates),
            taken=self.count("taken"),
            same=self.count("same"),
            bearing=self.count("bears"),
            not_taken=self.count("not_taken"),
            left_out=dict(sorted(Counter(left_out.values()).items())),
            by=self.by,
            places=tuple(places_in(history, self)),
        )

    def private(self) -> dict[str, Any]:
        """Give what lies with the person's identity: the file's name, and every row with what it held."""
        return {"file": self.name, "rows": [asdict(one) for one in self.rows]}


def reckoned(
    proposal: Proposal, offers: Sequence[Offer], chosen: Collection[int], formats: Mapping[str, str], by: str
) -> tuple[Reckoning, ...]:
    """Say what became of every row, file by file; `formats` by SHA-256."""
    rows: dict[SourceFile, list[Row]] = {file: [] for file in proposal.files}
    for place, offer in enumerate(offers):
        fate: Fate = "same" if offer.standing == "same" else "taken" if place in chosen else "not_taken"
        for fact in offer.facts:
            rows[fact.place.file].append(_of_fact(fact, fate))
    for hint in proposal.hints:
        rows[hint.place.file].append(_of_hint(hint))
    for one in proposal.left_out:
        rows[one.place.file].append(_of_rest(one))
    return tuple(
        Reckoning(file.name, file.sha256, formats.get(file.sha256, ""), by, tuple(found))
        for file, found in rows.items()
    )


def counted(files: Sequence[Reckoning]) -> dict[str, int]:
    """Count the rows of all files by what became of them."""
    fates = Counter(fate for one in files for fate in one.fates().values())
    return {fate: fates[fate] for fate in _ORDER}


def _of_fact(fact: Fact, fate: Fate) -> Row:
    return Row(fact.place.row, fate, fact.seen, fact.field, fact.value, fact.on)


def _of_hint(hint: Hint) -> Row:
    why, values = hint.reason
    return Row(hint.place.row, "bears", hint.seen, hint.field, None, hint.on, why, values)


def _of_rest(one: LeftOut) -> Row:
    return Row(one.place.row, "left_out", one.seen, why=one.reason.code, values=one.reason.values)


@cache
def _reader() -> TypeAdapter[tuple[Reckoning, ...]]:
    return TypeAdapter(tuple[Reckoning, ...])


def reckonings_in(data: object) -> tuple[Reckoning, ...]:
    """Read what `Reckoning.data` gave; ValueError where it is anything else."""
    try:
        return _reader().validate_python(data)
    except ValidationError:
        raise ValueError("not the reckoning of a file") from None


# Where it stands


def places_in(history: Mapping[str, Any], reckoning: Reckoning) -> Iterator[str]:
    """Name the places of an unwrapped history that hold what was taken from a file, and still as it was given."""
    return (place for _, place in rows_in(history, reckoning))


def rows_in(history: Mapping[str, Any], reckoning: Reckoning) -> Iterator[tuple[Row, str]]:
    """Give each row that was taken and still stands in an unwrapped history as it was given, with its place there."""
    file = SourceFile(reckoning.name, reckoning.sha256)
    held = by_source(history.get("answers") or {})
    subject = history.get("subject") or {}
    for one in reckoning.rows:
        head, _, rest = one.field.partition(".")
        if one.fate != "taken":
            continue
        if head == "subject":
            found = [one.field] if subject.get(rest) == one.value else []
        else:
            here = held.get((one.field, source_of(Place(file, one.row))), ())
            found = [path_of(path) for path, answer in here if _is_it(answer, one)]
        yield from ((one, place) for place in found[:1])


_Path = tuple[str | int, ...]


def by_source(answers: Mapping[str, Any]) -> dict[tuple[str, str], list[tuple[_Path, Any]]]:
    """Give every answer that says where it came from, by its question and its source."""
    found: dict[tuple[str, str], list[tuple[_Path, Any]]] = defaultdict(list)
    for name, data in answers.items():
        for path, one in _answers(data, ("answers", name)):
            parts = [part for part in path[1:] if isinstance(part, str)]
            found[".".join(parts), str(one.get("source"))].append((path, one))
    return found


def _answers(data: Any, path: _Path) -> Iterator[tuple[_Path, Mapping[str, Any]]]:
    if isinstance(data, list | tuple):
        for place, one in enumerate(data):
            yield from _answers(one, (*path, place))
    elif isinstance(data, Mapping) and "value" in data:
        yield path, data
    elif isinstance(data, Mapping):
        for item, one in data.items():
            yield from _answers(one, (*path, item))


def _is_it(held: Mapping[str, Any], row: Row) -> bool:
    """Say whether an answer is what a row gave, unchanged since."""
    given = row.value if isinstance(row.value, Mapping) else {"value": row.value, "on": row.on}
    return all(str(held.get(key)) == str(part) for key, part in given.items() if part is not None)
