"""What an Observation gives: a laboratory result, a score, a stage, or that platelets had clumped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from screening.engine import Reason
from screening.formats.fhir.incoming.asked import Tests, tests_of
from screening.formats.fhir.incoming.conditions import stages_of
from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.findings import NOT_ASKED, Findings
from screening.formats.fhir.incoming.library import Library
from screening.formats.fhir.incoming.moments import collected, day_of, effective
from screening.formats.fhir.incoming.plain import (
    Json,
    called,
    codes,
    concept,
    number,
    objects,
    part,
    texts,
    word,
)
from screening.formats.laboratory import (
    Measured,
    clumped,
    names_platelets,
    other_fluid,
    result_value,
    score,
    tells_clots,
    tells_clumps,
    tube,
)
from screening.formats.limits import limits_in
from screening.formats.proposal import shown
from screening.protocol import Protocol
from screening.quantity import canonical_unit, factor

STANDS = ("final", "amended", "corrected")
_NOT_YET = ("registered", "preliminary")
_TIMES = ("effectiveDateTime", "effectivePeriod", "effectiveInstant")
_AMOUNT = re.compile(r"(?P<value>[<>≤≥=]* *[0-9][0-9.]*) +(?P<unit>\S.*)")
_NO_NUMBER = ("intake.no_value", "intake.no_number", "fhir.absent")
_NO_RESULT = ("intake.no_value", "fhir.absent", "intake.other_fluid")
_NORMAL = ("normal", "")


@dataclass(frozen=True, slots=True)
class _Test:
    """One measurement of an Observation: itself, or a component; `measured` is why nobody asks where it is a reason."""

    held: Json
    called: str
    measured: Measured | Reason
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a measurement was made of, and what was noted about it."""

    specimen: Json
    key: str
    at: str | None
    words: tuple[str, ...]

    @property
    def tube(self) -> str | None:
        if not self.specimen:
            return None
        containers = objects(self.specimen.get("container"))
        told = [one.get(name) for one in containers for name in ("type", "additiveCodeableConcept")]
        return tube((*texts(self.specimen.get("type")), *(text for one in told for text in texts(one))))


@dataclass(slots=True)
class Observations:
    """Reads them, for one patient and protocol."""

    protocol: Protocol
    findings: Findings
    library: Library
    zone: tzinfo | None
    _tests: Tests = field(init=False)
    _clumped: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._tests = tests_of(self.protocol)

    def hear(self, rows: Iterable[Row]) -> None:
        """Listen to what is told of clumps apart from a count, before any count is read."""
        for row in rows:
            resource = row.resource
            if row.kind != "Observation" or not self._tests.asked(row.about).clumps:
                continue
            if _finds(resource) and word(resource.get("status")) in STANDS:
                sample = self._sample(resource)
                self._clumped |= {one for one in (sample.key, _minute(sample.at)) if one}

    def read(self, row: Row) -> Reason | None:
        """Note what an Observation gives or bears on; the reason where it does neither."""
        about = self._tests.asked(row.about)
        if about.clumps:
            return self._clump_finding(row)
        if about.stage:
            return self._stage(row)
        if "component" not in row.resource and isinstance(about.measured, Reason):
            return about.measured
        tests = [_Test(row.resource, row.about.called, about.measured, about.by_name)]
        tests += self._components(row.resource)
        asked = [one for one in tests if isinstance(one.measured, Measured) and one.measured.out is None]
        if not asked:
            return _why_not(tests)
        why = _why_not_standing(word(row.resource.get("status")))
        if why is not None:
            return self._taken_back(row, asked, why)
        reasons = self._results(row, asked)
        return reasons[0] if reasons else NOT_ASKED

    # --- which tests ---

    def _components(self, resource: Json) -> Iterator[_Test]:
        """Give what is measured by the components of an Observation."""
        for held in objects(resource.get("component")):
            known = concept(held.get("code"))
            asked = self._tests.asked(known)
            if not asked.clumps:
                yield _Test(held, known.called, asked.measured, asked.by_name)

    def _taken_back(self, row: Row, tests: list[_Test], why: Reason) -> Reason | None:
        """Leave out what does not stand; what was entered in error may have been taken from an earlier file."""
        if why.code != "fhir.entered_in_error":
            return why
        for test in tests:
            for name in _fields(test):
                self.findings.hint(row, name, _seen(test, row.resource), Reason("intake.unsaid", {}), self._day(row))
        return None

    # --- results ---

    def _results(self, row: Row, tests: list[_Test]) -> list[Reason]:
        """Note every result; give the reasons of those that are none, where the row gives nothing else."""
        sample = self._sample(row.resource)
        before, refused = self.findings.given, []
        for test in tests:
            why = self._result(row, test, sample)
            if why is not None:
                refused.append((test, why))
        if self.findings.given > before:
            for test, why in refused:
                for name in _fields(test):
                    self.findings.hint(row, name, _seen(test, row.resource), why, _day(sample.at))
        elif unread := [name for test, why in refused if why.code not in _NO_RESULT for name in _fields(test)]:
            self.findings.unread[row.place] = tuple(unread), _day(sample.at)
        return [why for _, why in refused]

    def _result(self, row: Row, test: _Test, sample: _Sample) -> Reason | None:
        assert isinstance(test.measured, Measured)
        counts = not self._tests.platelets.isdisjoint(_fields(test))
        clumps = counts and self._has_clumps(row.resource, test, sample)
        if test.by_name and (fluid := other_fluid(texts(sample.specimen.get("type")))) is not None:
            return Reason("intake.other_fluid", {"fluid": shown(fluid)})
        seen = _seen(test, row.resource)
        if counts and any(map(tells_clots, sample.words)):
            self._hints(row, test, seen, sample, Reason("intake.clotted", {}))
            return None
        made = {name: self._value(name, test, sample, clumps) for name in test.measured.fields}
        for name, value in made.items():
            if not isinstance(value, Reason):
                self.findings.fact(row, name, value, seen, value["on"])
        refused = [one for one in made.values() if isinstance(one, Reason)]
        if refused and clumps and refused[0].code in _NO_NUMBER:
            self._hints(row, test, seen, sample, Reason("intake.clumps_only", {}))
            return None
        if len(refused) == len(made) and refused:
            return refused[0]
        for name, why in test.measured.bears_on.items():
            self.findings.hint(row, name, seen, why, _day(sample.at))
        return None

    def _hints(self, row: Row, test: _Test, seen: str, sample: _Sample, why: Reason) -> None:
        for name in _fields(test):
            self.findings.hint(row, name, seen, why, _day(sample.at))

    def _value(self, name: str, test: _Test, sample: _Sample, clumps: bool) -> dict[str, Any] | Reason:
        asked = self.protocol.field[name]
        value, units = _amount(test.held)
        if isinstance(value, Reason):
            return value
        limits = _limits(test.held, units)
        return result_value(asked, value, units, sample.at, limits=limits, anticoagulant=sample.tube, clumped=clumps)

    # --- the sample ---

    def _sample(self, resource: Json) -> _Sample:
        reference = resource.get("specimen")
        specimen = self.library.find(reference, resource)
        at = effective(resource, self.zone)
        if at is None and not any(name.startswith("effective") for name in resource):
            at = collected(specimen, self.zone)
        return _Sample(specimen, word(part(reference).get("reference")), at, tuple(_words(resource)))

    def _has_clumps(self, resource: Json, test: _Test, sample: _Sample) -> bool:
        """Say whether clumps are told of: beside the count, in a component, or by another row of the sample."""
        if self._clumped and not self._clumped.isdisjoint((sample.key, _minute(sample.at))):
            return True
        own = test.held is resource
        told = (*sample.words, *(() if own else _words(test.held)))
        if any(tells_clumps(text) and (own or text not in sample.words or names_platelets(text)) for text in told):
            return True
        parts = objects(resource.get("component"))
        return any(self._tests.asked(concept(one.get("code"))).clumps and _finds(one) for one in parts)

    def _clump_finding(self, row: Row) -> Reason | None:
        why = _why_not_standing(word(row.resource.get("status")))
        if why is not None:
            return why
        found = _finds(row.resource)
        if found is False:
            return Reason("intake.no_clumps", {})
        seen, on = (
            _seen(_Test(row.resource, row.about.called, Measured()), row.resource),
            self._day(row),
        )
        reason = Reason("intake.clumps" if found else "intake.clumps_unclear", {})
        for name in sorted(self._tests.platelets):
            self.findings.hint(row, name, seen, reason, on)
        self.findings.meant(row, ("clumps",), seen, on)
        return NOT_ASKED

    def _stage(self, row: Row) -> Reason | None:
        why = _why_not_standing(word(row.resource.get("status")))
        if why is not None:
            return why
        told = row.resource.get("valueCodeableConcept") or {"text": row.resource.get("valueString")}
        seen = shown(f"{row.about.called}: {called(told)}")
        stages = set(stages_of(told))
        means = {"stage_four"} if "stage_four" in stages else stages
        return None if self.findings.meant(row, means, seen, self._day(row)) else NOT_ASKED

    def _day(self, row: Row) -> str | None:
        return day_of(row.resource, _TIMES, self.zone)


def _fields(test: _Test) -> tuple[str, ...]:
    found = test.measured
    return (*found.fields, *found.bears_on) if isinstance(found, Measured) else ()


def _why_not(tests: list[_Test]) -> Reason:
    """Say why no test of an Observation is asked for: what looks like one that is, first of all."""
    reasons = [one.measured.out if isinstance(one.measured, Measured) else one.measured for one in tests]
    told = [one for one in reasons if one is not None]
    return next((one for one in told if one.code.startswith("intake.look_alike")), told[0])


def _why_not_standing(status: str) -> Reason | None:
    if status in STANDS:
        return None
    if status in _NOT_YET:
        return Reason("fhir.preliminary", {"status": status})
    if status in ("entered-in-error", "cancelled"):
        return Reason(f"fhir.{status.replace('-', '_')}", {})
    return Reason("fhir.status", {"status": shown(status)[:40]}) if status else Reason("fhir.no_status", {})


def _amount(held: Json) -> tuple[object, list[str]]:
    """Give a value, or the reason why there is none, and the spellings of its unit, the most exact first."""
    quantity = held.get("valueQuantity")
    if isinstance(quantity, dict):
        value, sign = number(quantity.get("value")), word(quantity.get("comparator"))
        return (value if value is None or not sign else f"{sign}{value}"), _units(quantity)
    if held.get("valueInteger") is not None:
        return number(held["valueInteger"]), []
    answer = held.get("valueCodeableConcept")
    if isinstance(answer, dict):
        return score(one.code for one in codes(answer)) or called(answer), []
    told = word(held.get("valueString"))
    if told:
        found = _AMOUNT.fullmatch(told)
        return (found["value"], [found["unit"]]) if found else (told, [])
    absent = called(held.get("dataAbsentReason"))
    return (Reason("fhir.absent", {"why": shown(absent)[:80]}) if absent else None), []


def _units(quantity: Json) -> list[str]:
    return [unit for unit in (word(quantity.get("code")), word(quantity.get("unit"))) if unit]


def _limits(held: Json, units: list[str]) -> tuple[object, object]:
    """Give the limits of normal, where there is one pair of them, in the unit of the value."""
    ranges = objects(held.get("referenceRange"))
    normal = [one for one in ranges if {code.code for code in codes(one.get("type"))} <= {"normal"}]
    if len(normal) != 1:
        return None, None
    if "low" not in normal[0] and "high" not in normal[0]:
        return limits_in(word(normal[0].get("text")), units)
    low, high = (_limit(part(normal[0].get(end)), units) for end in ("low", "high"))
    return low, high


def _limit(quantity: Json, units: list[str]) -> object:
    own = _units(quantity)
    return number(quantity.get("value")) if not own or own == units or _are_same(own, units) else None


def _are_same(own: list[str], other: list[str]) -> bool:
    """Say whether two spellings of a unit mean the same one."""
    first, second = (next(filter(None, map(canonical_unit, units)), None) for units in (own, other))
    return first is not None and second is not None and factor(first, second) == 1


def _finds(held: Json) -> bool | None:
    """Read the answer to "clumps?"; None where it can't be told."""
    if isinstance(held.get("valueBoolean"), bool):
        return bool(held["valueBoolean"])
    told = [*texts(held.get("valueCodeableConcept")), word(held.get("valueString"))]
    found = {answer for text in told if text and (answer := clumped(text)) is not None}
    return found.pop() if len(found) == 1 else None


def _words(resource: Json) -> Iterator[str]:
    """Give what is said of a result in words: notes, interpretation, why a value is absent, a value in words."""
    for note in objects(resource.get("note")):
        yield word(note.get("text"))
    for name in ("interpretation", "dataAbsentReason", "valueCodeableConcept"):
        if name in resource:
            yield from texts(resource[name])
    if "valueString" in resource:
        yield word(resource["valueString"])


def _seen(test: _Test, resource: Json) -> str:
    """Tell a result as a person would read it: test, value, unit, status, notes."""
    value, units = _amount(test.held)
    if test.held.get("valueBoolean") is not None:
        value = str(test.held["valueBoolean"]).lower()
    written = "" if value is None or isinstance(value, Reason) else str(value)[:80]
    told = f"{test.called}: {written} {units[-1] if units else ''}".strip(" :")
    notes = [word(note.get("text")) for note in objects(resource.get("note"))]
    return shown("; ".join(filter(None, (told, word(resource.get("status")), *notes))))


def _minute(at: str | None) -> str:
    """Give a moment that is exact enough to tell one sample from another."""
    return at if at is not None and "T" in at else ""


def _day(at: str | None) -> str | None:
    return None if at is None else at[:10]
