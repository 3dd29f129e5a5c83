"""What the code of an Observation asks for, in one protocol."""

from functools import lru_cache
from typing import NamedTuple

from screening.engine import Reason
from screening.formats.codelists import stage_codes
from screening.formats.fhir.incoming.plain import Concept
from screening.formats.laboratory import Laboratory, Measured, is_clump_finding
from screening.protocol import Protocol

_MOST = 4096


class Asked(NamedTuple):
    """A test (or the reason why nobody wants it), whether there are clumps, or a stage."""

    measured: Measured | Reason
    by_name: bool
    clumps: bool
    stage: bool


class Tests:
    """The tests that a protocol asks for. Codes come again and again, so what was found is kept."""

    def __init__(self, protocol: Protocol) -> None:
        self._laboratory = Laboratory(protocol)
        self._found: dict[Concept, Asked] = {}
        self.platelets = self._laboratory.platelets
        """The fields that ask for a platelet count."""

    def asked(self, about: Concept) -> Asked:
        """Say what a concept asks for."""
        found = self._found.get(about)
        if found is None:
            if len(self._found) >= _MOST:
                self._found.clear()
            found = self._found[about] = self._look_up(about)
        return found

    def _look_up(self, about: Concept) -> Asked:
        """Go by the LOINC codes, or where there are none by the names by which it is known."""
        listed = [one.code for one in about.codes if one.system == "loinc" and one.code]
        names = [] if listed else [name for one in about.codes for name in (one.display, one.code) if name]
        if about.text and not listed:
            names.insert(0, about.text)
        return Asked(
            measured=self._laboratory.tell(listed, names, about.called),
            by_name=not listed,
            clumps=is_clump_finding(listed, names),
            stage=not stage_codes("loinc").isdisjoint(listed),
        )


@lru_cache(maxsize=16)
def tests_of(protocol: Protocol) -> Tests:
    """Give the tests of a protocol; they are looked up once."""
    return Tests(protocol)
