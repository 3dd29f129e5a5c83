"""Lists of results among the files of an import: how each would be read, and whether a person has to look at that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import InputError
from screening.formats.proposal import Proposal
from screening.protocol import Protocol
from screening.service.intake.reading import Recall, open_file
from screening.service.intake.sifting import sifted

if TYPE_CHECKING:
    from screening.formats.lists import Column, DayAsked, ListMapping, Table

_TO_BE_SAID = frozenset(("intake.no_unit", "intake.no_day", "lists.day_order"))
"""Why a result was left out that counts once somebody says how its column is to be read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its table, how it would be read, and whether somebody has to say so first."""

    table: "Table" = field(repr=False)
    mapping: "ListMapping" = field(repr=False)
    unclear: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of a list: its columns, the order of its days, and by folded names what its tests answer."""

    columns: "tuple[Column, ...]"
    day_order: str = ""
    tests: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a list would be read, what that comes to (nothing where it tells of no results), and a day to be asked."""

    mapping: "ListMapping"
    day: "DayAsked | None"
    proposal: Proposal | None = field(repr=False)


def lists_among(paths: Sequence[Path], protocol: Protocol, recall: Recall) -> tuple[Listed, ...]:
    """Find the lists among files, each layout once; a file that can't be read is left to `propose`, which says why."""
    found: dict[str, Listed] = {}
    for path in paths:
        try:
            listed = _listed(path, protocol, recall)
        except InputError:
            continue
        if listed is not None:
            found.setdefault(listed.table.fingerprint, listed)
    return tuple(found.values())


def tried(table: "Table", saying: Saying, protocol: Protocol) -> Trial:
    """Read a list as somebody says, to see what comes of it."""
    from screening.formats.lists import day_asked, described

    mapping = described(table, protocol, saying.columns, day_order=saying.day_order, tests=saying.tests)
    made = _read(table, mapping, protocol) if mapping.is_whole else None
    return Trial(mapping, day_asked(table, mapping), made)


def _read(table: "Table", mapping: "ListMapping", protocol: Protocol) -> Proposal:
    from screening.formats.lists import read_by

    return sifted(read_by(table, mapping, protocol), protocol)


def _listed(path: Path, protocol: Protocol, recall: Recall) -> Listed | None:
    file = open_file(path)
    if file.kind != "table":
        return None
    from screening.formats.lists import read_table, recognise

    table = read_table(file.raw, file.name)
    mapping = recall(table) or recognise(table, protocol)
    return Listed(table, mapping, _is_unclear(table, mapping, protocol))


def _is_unclear(table: "Table", mapping: "ListMapping", protocol: Protocol) -> bool:
    """Say whether something is not certain, or whether nothing can be taken that could be if more were said."""
    if not mapping.is_sure:
        return True
    made = _read(table, mapping, protocol)
    reasons = {one.reason.code for one in made.left_out}
    return not any(fact.field in protocol.field for fact in made.facts) and not reasons.isdisjoint(_TO_BE_SAID)
