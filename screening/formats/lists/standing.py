"""Which results of one person count, and what each gives, once all of them are known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from screening.engine import Reason
from screening.formats.laboratory import (
    Laboratory,
    Measured,
    clumped,
    is_clump_finding,
    is_loinc,
    names_platelets,
    other_fluid,
    result_value,
    tells_clots,
    tells_clumps,
    tube,
)
from screening.formats.limits import limits_in
from screening.formats.lists.headings import words
from screening.formats.lists.mapping import LEFT_OUT
from screening.formats.lists.results import Result
from screening.formats.lists.values import pointed, read_value
from screening.formats.proposal import Fact, Hint, LeftOut, Place, SourceFile
from screening.protocol import Protocol

_SHOWN = 60
_NO_NUMBER = frozenset(("intake.no_value", "intake.no_number"))


@dataclass(frozen=True, slots=True)
class Given:
    """What the results of a person come to."""

    facts: list[Fact] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class Standing:
    """Takes result after result, and tells at the end what each gives; `comma` is the decimal point of the file."""

    def __init__(self, file: SourceFile, protocol: Protocol, comma: bool) -> None:
        self._file, self._protocol, self._comma = file, protocol, comma
        self._laboratory = Laboratory(protocol)
        self._known: dict[tuple[object, ...], Measured | Reason] = {}
        self._taken: list[tuple[Result, Measured | Reason]] = []
        self._clumped: set[str] = set()
        self._counted: set[str] = set()
        self._given = Given()

    def take(self, one: Result) -> None:
        """Take a result."""
        measured = self._measured(one)
        self._taken.append((one, measured))
        if self._is_count(measured):
            self._counted.add(one.row)
        elif one.at and self._finds_clumps(one):
            self._clumped.add(one.at)

    def told(self) -> Given:
        """Say what everything gives, in the order of the list."""
        for one, measured in self._taken:
            self._tell(one, measured)
        return self._given

    # --- what it is ---

    def _measured(self, one: Result) -> Measured | Reason:
        key = one.names, one.field
        if key not in self._known:
            self._known[key] = self._look_up(one)
        return self._known[key]

    def _look_up(self, one: Result) -> Measured | Reason:
        """Look up every name: one that contradicts another is not taken, nor a look-alike, whatever a person said."""
        codes = [name for name in one.names if is_loinc(name)]
        each = [self._laboratory.find([code]) for code in codes]
        each += [self._laboratory.find([], [name]) for name in one.names if name not in codes]
        found = [measured for measured in each if measured is not None]
        out = next((measured.out for measured in found if measured.out is not None), None)
        if out is not None:
            return out
        if one.field == LEFT_OUT:
            return Reason("lists.not_wanted", {"name": one.names[0][:_SHOWN]})
        if one.field:
            return Measured((one.field,))
        if not found:
            return Reason("lists.not_asked", {"name": ", ".join(one.names)[:_SHOWN]})
        if any(measured != found[0] for measured in found):
            return Reason("intake.codes_disagree", {"codes": ", ".join(one.names)[:_SHOWN]})
        return found[0]

    def _is_count(self, measured: Measured | Reason) -> bool:
        return isinstance(measured, Measured) and not self._laboratory.platelets.isdisjoint(measured.fields)

    def _finds_clumps(self, one: Result) -> bool:
        """Say whether another result tells that the platelets of the sample had clumped."""
        if any(map(_tells_of_platelets, (one.value, *one.beside))):
            return True
        asked = is_clump_finding([], one.names)
        return asked and (clumped(one.value) is True or tells_clumps(" ".join((one.value, *one.beside))))

    # --- what it gives ---

    def _tell(self, one: Result, measured: Measured | Reason) -> None:
        platelets = self._laboratory.platelets
        if platelets and one.row not in self._counted and self._finds_clumps(one):
            self._hint(one, sorted(platelets), Reason("intake.clumps", {}))
        elif platelets and is_clump_finding([], one.names):
            if clumped(one.value) is None:
                self._hint(one, sorted(platelets), Reason("intake.clumps_unclear", {}))
            else:
                self._leave(one, Reason("intake.no_clumps", {}))
        elif isinstance(measured, Reason):
            self._leave(one, measured)
        else:
            self._count(one, measured)

    def _count(self, one: Result, measured: Measured) -> None:
        why = _does_not_count(one)
        fields = (*measured.fields, *measured.bears_on)
        if why is not None:
            self._leave(one, why)
        elif not measured.fields:
            self._bear(one, measured)
        elif self._is_count(measured) and any(map(tells_clots, (*one.beside, *one.specimen))):
            self._hint(one, fields, Reason("intake.clotted", {}))
        else:
            self._give(one, measured)

    def _give(self, one: Result, measured: Measured) -> None:
        clumps = self._is_count(measured) and (
            any(map(tells_clumps, (one.value, *one.beside))) or one.at in self._clumped
        )
        made = [(name, self._value(name, one, clumps)) for name in measured.fields]
        facts = [
            Fact(name, data, self._place(one), one.seen, data["on"])
            for name, data in made
            if not isinstance(data, Reason)
        ]
        refused = [data for _, data in made if isinstance(data, Reason)]
        self._given.facts.extend(facts)
        if facts:
            self._bear(one, measured)
        elif clumps and refused[0].code in _NO_NUMBER:
            self._hint(one, measured.fields, Reason("intake.clumps_only", {}))
        else:
            self._leave(one, refused[0])

    def _value(self, name: str, one: Result, clumps: bool) -> dict[str, Any] | Reason:
        """Give a result as a field's history holds it."""
        value = read_value(one.value, self._comma)
        if isinstance(value, Reason):
            return value
        if one.undated:
            return Reason("lists.day_order", {"value": one.undated[:_SHOWN]})
        units = [*one.units, *filter(None, [value.unit])]
        limits = limits_in(pointed(one.limits, self._comma), units)
        held, asked = tube((*one.specimen, *one.names)), self._protocol.field[name]
        return result_value(asked, value.number, units, one.at, limits=limits, anticoagulant=held, clumped=clumps)

    def _bear(self, one: Result, measured: Measured) -> None:
        for name, why in measured.bears_on.items():
            self._hint(one, (name,), why)

    def _hint(self, one: Result, fields: Iterable[str], why: Reason) -> None:
        self._given.hints.extend(Hint(name, self._place(one), one.seen, why, one.at) for name in fields)

    def _leave(self, one: Result, why: Reason) -> None:
        self._given.left_out.append(LeftOut(self._place(one), one.seen, why))

    def _place(self, one: Result) -> Place:
        return Place(self._file, one.place)


def _does_not_count(one: Result) -> Reason | None:
    """Say why a result does not count: not final, taken back, or not of blood."""
    for name, code in (("taken_back", "lists.taken_back"), ("not_final", "lists.not_final")):
        if one.status and words("status", name).search(one.status):
            return Reason(code, {"status": one.status[:_SHOWN]})
    fluid = other_fluid(one.specimen)
    return Reason("intake.other_fluid", {"fluid": fluid[:_SHOWN]}) if fluid is not None else None


def _tells_of_platelets(text: str) -> bool:
    return tells_clumps(text) and names_platelets(text)
