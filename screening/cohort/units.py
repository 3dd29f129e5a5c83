"""Units as a file spells them: looked up once each in the exact table, and then known to every row by its spelling."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from screening.cohort.cells import Check, Raw, literal
from screening.cohort.columns import scales_of
from screening.patient import read_unit
from screening.protocol import LabField, Protocol


class Spellings(NamedTuple):
    """What one of a unit is in its field's own, by field and spelling; and whether some are `strange`, or `blank`."""

    scales: Mapping[tuple[str, str], Decimal]
    strange: bool = False
    blank: bool = False


def spelled(protocol: Protocol, pairs: Sequence[tuple[str, str | None]]) -> Spellings:
    """Look up every unit of a file, each with its field."""
    scales: dict[tuple[str, str], Decimal] = {}
    strange = blank = False
    for name, spelling in pairs:
        field = protocol.field.get(name)
        scale = read_unit(spelling, field) if spelling and isinstance(field, LabField) else ""
        if spelling and isinstance(scale, Decimal):
            scales[name, spelling] = scale
        blank = blank or not spelling
        strange = strange or (bool(spelling) and not isinstance(scale, Decimal))
    return Spellings(scales, strange, blank)


def unit_columns(protocol: Protocol, columns: Mapping[str, Raw]) -> Iterator[tuple[str, Raw]]:
    """List the columns of units of the wide form, each with its field."""
    for name, field in protocol.field.items():
        if isinstance(field, LabField) and (raw := columns.get(f"{name}.unit")):
            yield name, raw


class Units:
    """What the unit of a result is in its field's own: of one series, or of whichever the column `of` names."""

    def __init__(self, protocol: Protocol, raw: Raw | None, spellings: Spellings, of: Raw | str) -> None:
        self._raw, self._of, self._spellings = raw, of, spellings
        wanted = [of] if isinstance(of, str) else list(protocol.field)
        self._words = "; ".join(filter(None, (_listed(protocol, name) for name in wanted)))
        by_scale: dict[Decimal, list[str]] = {}
        for (name, spelling), scale in spellings.scales.items():
            if raw is not None and name in wanted:
                by_scale.setdefault(scale, []).append(self._is(raw, name, spelling))
        self._by_scale = {scale: f"({' OR '.join(tests)})" for scale, tests in by_scale.items()}

    def _is(self, raw: Raw, name: str, spelling: str) -> str:
        unit = f"{raw.sql} = {literal(spelling)}"
        return unit if isinstance(self._of, str) else f"{self._of.sql} = {literal(name)} AND {unit}"

    @property
    def all_shrink(self) -> bool:
        """Say whether no number becomes larger in its field's unit."""
        return all(scale <= 1 for scale in self._by_scale)

    @property
    def known(self) -> str:
        """Say in SQL whether the unit is one of its field's."""
        return f"coalesce({' OR '.join(self._by_scale.values())}, FALSE)" if self._by_scale else "FALSE"

    def scaled(self, read: str, type: str) -> str:
        """Give a number in its field's unit, of a type; NULL where that is not known, or doesn't fit."""
        if len(self._by_scale) == 1 and not self._spellings.strange:
            return _times(read, next(iter(self._by_scale)), type)
        branches = " ".join(f"WHEN {test} THEN {_times(read, scale, type)}" for scale, test in self._by_scale.items())
        return f"CASE {branches} END" if branches else f"CAST(NULL AS {type})"

    def checks(self, name: str, value: Raw) -> Iterator[Check]:
        """Refuse a value without a unit, and one whose unit is none of its field's; where there is any such unit."""
        if self._raw is None:
            yield Check(name, "blank", value.given, alone=False)
            return
        if self._spellings.blank:
            yield Check(name, "blank", f"{value.given} AND NOT {self._raw.given}", alone=False)
        if self._spellings.strange:
            strange = f"{value.given} AND {self._raw.given} AND NOT {self.known}"
            yield Check(name, "unit", strange, {"words": self._words}, alone=False)


def _times(read: str, scale: Decimal, type: str) -> str:
    return f"try_cast({read if scale == 1 else f'{read} * {scale:f}'} AS {type})"


def _listed(protocol: Protocol, name: str) -> str:
    """List the units that a series takes."""
    field = protocol.field[name]
    return ", ".join(scales_of(field)) if isinstance(field, LabField) else ""
