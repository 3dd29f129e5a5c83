"""What a file from outside offers for a patient's history: proposed, never entered before somebody accepts it.

Every row that a reader met (a resource, a segment, a line) ends in exactly one place: it gave facts, it bears on a
question that a person has to answer, or it was left out for a reason. A record's silence gives nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unicodedata import category

from screening.engine import Reason

_SHOWN = 300


IDENTITY = ("name", "hospital_number", "birth_date", "sex")
"""The parts of a history's subject that say who it is."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its name as it was chosen, and the SHA-256 of its bytes."""

    name: str
    sha256: str


class Place(NamedTuple):
    """Where something stood: its file, and the row as the format names it (`Observation/17`, `OBX 3`, `line 12`)."""

    file: SourceFile
    row: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer that a row gives.

    `field` is a path of the history (`platelets`, `tumour_type`, `subject.birth_date`); `value` is the history's own
    JSON value, a single result where the field is a series; `on` is the ISO day, or day and time, that it is known
    from; `seen` is what the file had, as a person would read it.
    """

    field: str
    value: Any
    place: Place
    seen: str
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A row that bears on a question without answering it: a doctor or a coordinator has to say what it means."""

    field: str
    place: Place
    seen: str
    reason: Reason
    on: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that gives nothing, and why, as a code with values.

    `fields` are those of which it is a result that can't be read, taken `on` a day, so far as that is known.
    """

    place: Place
    seen: str
    reason: Reason
    fields: tuple[str, ...] = ()
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom files have rows of; `key` is how a caller names the one it wants (`propose(..., person=key)`).

    A proposal is for one person, the first of the files unless another was chosen; the rows of the rest are left out.
    `birth_date` is an ISO day or "", `sex` one of the history's words or "".
    """

    key: str = field(repr=False)
    name: str = field(repr=False, default="")
    hospital_number: str = field(repr=False, default="")
    birth_date: str = field(repr=False, default="")
    sex: str = ""
    rows: int = 0

    @property
    def subject(self) -> dict[str, str]:
        """Give who it is, as a history's subject has it."""
        return {part: getattr(self, part) for part in IDENTITY}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What files offer for one patient; `subject` says who that is (name, hospital number, birth date, sex).

    `people` are all whom the files name, the chosen one first. `notes` tell what holds for a file as a whole: the
    character set that was assumed, a count that does not come out.
    """

    files: tuple[SourceFile, ...]
    rows: int
    subject: Mapping[str, Any] = field(repr=False, default_factory=dict)
    facts: Sequence[Fact] = ()
    hints: Sequence[Hint] = ()
    left_out: Sequence[LeftOut] = ()
    people: Sequence[Person] = ()
    notes: Sequence[Reason] = ()

    def reconciles(self) -> bool:
        """Say whether every row is accounted for, each once."""
        gave = {fact.place for fact in self.facts}
        bears = {hint.place for hint in self.hints} - gave
        missing = [one.place for one in self.left_out]
        return self.rows == len(gave) + len(bears) + len(missing) == len(gave | bears | set(missing))


def shown(text: str) -> str:
    """Put text of a file into one line that can be shown, not too long."""
    if text.isprintable():
        return text[:_SHOWN].strip()
    return "".join(map(_seen, text[: 4 * _SHOWN])).strip()[:_SHOWN]


def _seen(character: str) -> str:
    """Give a character that can be shown: a space for a control, nothing for what has no width."""
    if character.isprintable():
        return character
    return "" if category(character) == "Cf" else " "
