"""Who got what: a list from whoever keeps the randomisation, read once, and kept nowhere."""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from screening.errors import InputError, Problem, nearest

_NUMBER = ("number", "subject_number", "screening_number", "randomisation_number")
_COLUMNS = (*_NUMBER, "arm", "stratum")
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Allocated:
    """What one person got, and the stratum they were randomised in, blank where none is recorded."""

    arm: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The list, by the number that it names people by."""

    sha256: str
    people: Mapping[str, Allocated] = field(repr=False)

    @property
    def arms(self) -> tuple[str, ...]:
        """Name the arms in the order in which they come."""
        return tuple(dict.fromkeys(one.arm for one in self.people.values()))

    @property
    def strata(self) -> tuple[str, ...]:
        """Name the strata in order; none where the file has none."""
        return tuple(sorted({one.stratum for one in self.people.values()} - {""}))


def read_allocation(path: Path, known: Collection[str]) -> Allocation:
    """Read a CSV file with the columns number, arm and, where there are strata, stratum.

    `known` are the numbers of those enrolled here. InputError names every line at fault.
    """
    raw = _bytes(path)
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is no CSV file in UTF-8: {error}", source=path.name) from None
    heads = [one.strip().lower() for one in rows[0]] if rows else []
    _refuse_heads(heads, path.name)
    problems: list[Problem] = []
    people: dict[str, Allocated] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        said = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        number = next((said[name] for name in _NUMBER if said.get(name)), "")
        problems += [Problem("", words, line) for words in _faults(said, number, people, known, heads)]
        people[number] = Allocated(said.get("arm", ""), said.get("stratum", ""))
    if not people and not problems:
        problems.append(Problem("", "names nobody"))
    if problems:
        raise InputError(problems, path.name)
    return Allocation(hashlib.sha256(raw).hexdigest(), people)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}", source=path.name) from None
    if len(raw) > _LARGEST:
        raise InputError("is larger than such a list can be (4 MB)", source=path.name)
    return raw


def _refuse_heads(heads: list[str], source: str) -> None:
    problems = [
        Problem("", f'"{one[:60]}" is no column of such a list{nearest(one[:60], _COLUMNS)}', 1)
        for one in heads
        if one not in _COLUMNS
    ]
    if sum(one in _NUMBER for one in heads) != 1:
        problems.append(Problem("", f"needs one column that names people: {', '.join(_NUMBER)}", 1))
    if "arm" not in heads:
        problems.append(Problem("", 'needs a column "arm"', 1))
    if len(set(heads)) != len(heads):
        problems.append(Problem("", "has a column twice", 1))
    if problems:
        raise InputError(problems, source)


def _faults(
    said: Mapping[str, str], number: str, before: Collection[str], known: Collection[str], heads: Collection[str]
) -> list[str]:
    found = []
    if not number:
        found.append("names nobody")
    elif number in before:
        found.append(f'"{number}" stands here twice')
    elif number not in known:
        found.append(f'"{number}" is nobody enrolled here')
    if not said.get("arm"):
        found.append("the arm is missing")
    if "stratum" in heads and not said.get("stratum"):
        found.append("the stratum is missing")
    return found
