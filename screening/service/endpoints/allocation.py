"""Who got what: a list from whoever keeps the randomisation, read once, and kept nowhere."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from screening.errors import InputError, Problem
from screening.log import CaseRow
from screening.wording import Words

_NUMBER: Mapping[str, tuple[str, ...]] = {
    "number": ("subject_number", "number"),
    "subject_number": ("subject_number",),
    "screening_number": ("number",),
    "randomisation_number": ("subject_number",),
}
"""Which numbers of a case a column can hold: a plain one any of them."""

_CONTROLS = ("placebo", "control", "comparator", "安慰剂", "对照")
_COLUMNS = (*_NUMBER, "arm", "stratum")
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Allocated:
    """What one person got, and the stratum they were randomised in, blank where none is recorded."""

    arm: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The list, by the entry of the case that each line is about."""

    sha256: str
    people: Mapping[int, Allocated] = field(repr=False)

    @property
    def arms(self) -> tuple[str, ...]:
        """Name the arms in the order in which they come."""
        return tuple(dict.fromkeys(one.arm for one in self.people.values()))

    @property
    def strata(self) -> tuple[str, ...]:
        """Name the strata in order; none where the file has none."""
        return tuple(sorted({one.stratum for one in self.people.values()} - {""}))

    @property
    def control(self) -> str | None:
        """Name the arm that the others are held against where its name tells, or it is the only one; None otherwise."""
        named = [arm for arm in self.arms if any(word in arm.casefold() for word in _CONTROLS)]
        return next((arms[0] for arms in (named, self.arms) if len(arms) == 1), None)


def read_allocation(path: Path, enrolled: Sequence[CaseRow]) -> Allocation:
    """Read a CSV file with the columns number, arm and, where there are strata, stratum.

    InputError names every line at fault; a number that fits two of those enrolled is one, for nobody is guessed.
    """
    raw = _bytes(path)
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise InputError([_problem("no_csv")], path.name) from None
    heads = [one.strip().lower() for one in rows[0]] if rows else []
    _refuse_heads(heads, path.name)
    column = next(one for one in heads if one in _NUMBER)
    problems: list[Problem] = []
    people: dict[int, Allocated] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heads):
            problems.append(_problem("cells", line, cells=len(row), heads=len(heads)))
            continue
        said = dict(zip(heads, (cell.strip() for cell in row), strict=True))
        fitting = [one for one in enrolled if said[column] in (getattr(one, name) for name in _NUMBER[column])]
        problems += _faults(said, said[column], fitting, people, line)
        people |= {one.seq: Allocated(said["arm"], said.get("stratum", "")) for one in fitting[:1]}
    if not people and not problems:
        problems.append(_problem("nobody"))
    if problems:
        raise InputError(problems, path.name)
    return Allocation(hashlib.sha256(raw).hexdigest(), people)


def _problem(code: str, line: int | None = None, **values: object) -> Problem:
    text = Words().text(f"problem.allocation.{code}", **values)
    return Problem("", text, line, code=f"allocation.{code}", values=values)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError([_problem("unread", detail=error.strerror or error)], path.name) from None
    if len(raw) > _LARGEST:
        raise InputError([_problem("too_large")], path.name)
    return raw


def _refuse_heads(heads: list[str], source: str) -> None:
    problems = [
        _problem("column", 1, column=one[:60], known=", ".join(_COLUMNS)) for one in heads if one not in _COLUMNS
    ]
    if sum(one in _NUMBER for one in heads) != 1:
        problems.append(_problem("no_number", 1, known=", ".join(_NUMBER)))
    if "arm" not in heads:
        problems.append(_problem("no_arm", 1))
    if len(set(heads)) != len(heads):
        problems.append(_problem("twice", 1))
    if problems:
        raise InputError(problems, source)


def _faults(
    said: Mapping[str, str], number: str, fitting: Sequence[CaseRow], before: Mapping[int, Allocated], line: int
) -> list[Problem]:
    found = []
    if not number:
        found.append(_problem("blank", line))
    elif not fitting:
        found.append(_problem("stranger", line, number=number))
    elif len(fitting) > 1:
        people = ", ".join(str(one.number) for one in fitting)
        found.append(_problem("several", line, number=number, people=people))
    elif fitting[0].seq in before:
        found.append(_problem("again", line, number=number))
    found += [_problem(f"blank_{name}", line) for name in ("arm", "stratum") if said.get(name) == ""]
    return found
