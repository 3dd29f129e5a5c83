"""What an OBX is a result of, by its codes (OBX-3): LOINC in either triplet, else names that everybody knows."""

import re
from dataclasses import dataclass

from screening.engine import Reason
from screening.formats.hl7.er7 import Composite, Encoding, Segment
from screening.formats.laboratory import Laboratory, Measured, is_clump_finding
from screening.protocol import Protocol

_LOINC = frozenset(("LN", "LOINC", "HTTP://LOINC.ORG", "2.16.840.1.113883.6.1"))
_CODE = re.compile(r"[0-9]{1,7}-[0-9]")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Test:
    """What is measured: `code` tells it from others, `called` is for people, `why` says why nobody asks for it.

    `finds_clumps` is the question "clumps of platelets?"; `by_name`: no code says in what it was measured.
    """

    code: str
    called: str
    measured: Measured
    why: Reason | None = None
    finds_clumps: bool = False
    by_name: bool = False


class Asked:
    """The tests that a protocol asks for. Codes come again and again, so what was found is kept."""

    def __init__(self, protocol: Protocol) -> None:
        self._laboratory = Laboratory(protocol)
        self._found: dict[tuple[str, Encoding], Test] = {}
        self.platelets = self._laboratory.platelets
        """The fields that ask for a platelet count."""

    def test(self, obx: Segment) -> Test:
        """Say what an OBX is a result of."""
        key = obx.raw(3), obx.encoding
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._look_up(obx.first(3))
        return found

    def _look_up(self, given: Composite) -> Test:
        triplets = [(given[at], given[at + 1], given[at + 2].upper()) for at in (1, 4) if given[at] or given[at + 1]]
        codes = [code for code, _, system in triplets if system in _LOINC and _CODE.fullmatch(code)]
        names = [name for code, text, _ in triplets for name in (code, text) if name]
        called = next((text for _, text, _ in triplets if text), names[0] if names else "")[:_SHOWN]
        if not names:
            return Test("", called, Measured(), Reason("hl7.no_code", {"at": "OBX-3"}))
        if is_clump_finding(codes, names):
            return Test(codes[0] if codes else names[0], called, Measured(), finds_clumps=True)
        return self._known(codes, names, called)

    def _known(self, codes: list[str], names: list[str], called: str) -> Test:
        code, found = codes[0] if codes else names[0], self._laboratory.tell(codes, names, called)
        if isinstance(found, Reason):
            return Test(code, called, Measured(), found)
        return Test(code, called, found, found.out, by_name=not codes)
