"""What the concepts of a CDM mean, looked up once each: by their codes, and by what they are kinds of.

The codes are those of `resources/codelists`. Where the codes that a diagnosis was recorded with say nothing of its
tumour, its ancestors in SNOMED CT do; of these a disease of the blood outranks the organ it was found in, and what is
secondary, in situ or only suspected says nothing of the tumour that it came from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from screening.cohort.cells import listed
from screening.cohort.omop.cdm import Cdm
from screening.engine import Reason
from screening.formats.codelists import (
    Bearing,
    Code,
    Diagnosis,
    diagnosis,
    kinds,
    known,
    questions,
    stage,
    stage_codes,
    system_of,
)
from screening.formats.laboratory import Laboratory, Measured, clump_codes
from screening.protocol import Protocol

ANY_DAY = "1900-01-01"
"""Where a value is read only to see what its unit means."""

_SYSTEMS = ("icd10", "icdo3", "snomed")
_OF_BLOOD = frozenset(("lymphoma", "haematological"))
_SITE = "solid"
_MODIFIER = re.compile(r"stage[-_ ]*([0-4])", re.IGNORECASE)
_TOGETHER = 5_000

Pair = tuple[int, int]
"""The standard concept of a record, and the one that it was recorded with; 0 where there is none."""


class Said(NamedTuple):
    """A question that a concept bears on: its option, or None where a person would have to say."""

    field: str
    answer: str | None


class Tests(NamedTuple):
    """The concepts of what was measured: of what is asked for, of clumps of platelets, and of stages."""

    measured: Mapping[int, Measured]
    clumps: frozenset[int]
    stages: frozenset[int]
    platelets: frozenset[str]
    """The fields that ask for a platelet count."""

    @property
    def all(self) -> list[int]:
        """Give all of them."""
        return sorted({*self.measured, *self.clumps, *self.stages})

    def of(self, protocol: Protocol, kind: type) -> dict[str, list[int]]:
        """Give the fields of a kind, each with the concepts that measure it."""
        found: dict[str, list[int]] = {}
        for test, one in self.measured.items():
            for name in one.fields:
                if isinstance(protocol.field[name], kind):
                    found.setdefault(name, []).append(test)
        return found


def tests(cdm: Cdm, protocol: Protocol) -> Tests:
    """Find the concepts of the tests that a protocol asks for, with their kinds."""
    laboratory = Laboratory(protocol)
    coded = dict(_with_kinds(cdm, "LOINC", {*laboratory.codes, *clump_codes(), *stage_codes("loinc")}))
    measured = {id: found for id, code in coded.items() if (found := laboratory.find([code])) is not None}
    clumps, of_stage = (
        frozenset(id for id, code in coded.items() if code in codes) for codes in (clump_codes(), stage_codes("loinc"))
    )
    return Tests(measured, clumps, of_stage, laboratory.platelets)


def _with_kinds(cdm: Cdm, vocabulary: str, codes: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Give concepts with the listed code that they are a kind of; one that is listed itself goes by its own code."""
    own = f"vocabulary_id = '{vocabulary}' AND concept_code IN ({listed(sorted(codes))})"
    yield from cdm.asked(
        "SELECT a.descendant_concept_id, c.concept_code FROM {concept_ancestor} a "
        f"JOIN {{concept}} c ON c.concept_id = a.ancestor_concept_id WHERE {own}"
    )
    yield from cdm.asked(f"SELECT concept_id, concept_code FROM {{concept}} WHERE {own}")


def diagnoses(cdm: Cdm, protocol: Protocol, table: str, kind: str) -> dict[Pair, tuple[Said, ...]]:
    """Say what each kind of record in a table of diagnoses bears on, where it bears on anything."""
    standard, source = f"{kind}_concept_id", f"{kind}_source_concept_id"
    rows = cdm.asked(f"SELECT DISTINCT coalesce({standard}, 0), coalesce({source}, 0) FROM {{{table}}}")
    pairs = [(int(one), int(other)) for one, other in rows]
    codes = named(cdm, {id for pair in pairs for id in pair})
    ancestors = _ancestors(cdm, {id for pair in pairs for id in pair})
    asked = questions(protocol)
    found: dict[Pair, tuple[Said, ...]] = {}
    for pair in pairs:
        own = [code for id in dict.fromkeys(pair) if id in codes for code in parts(codes[id])]
        kinds_of = [code for id in dict.fromkeys(pair) for code in ancestors.get(id, ())]
        said = meaning(own, kinds_of)
        if touched := asked.touched(said.meanings):
            found[pair] = tuple(_said(one, said.doubt) for one in touched)
    return found


def _said(one: Bearing, doubt: Reason | None) -> Said:
    return Said(one.field, None if doubt else one.answer)


def meaning(own: Iterable[Code], ancestors: Iterable[Code]) -> Diagnosis:
    """Say what a diagnosis means by its own codes, and as far as these are silent by what it is a kind of."""
    recorded = diagnosis(own)
    if recorded.meanings & kinds() or recorded.doubt:
        return recorded
    each = [diagnosis([code]).meanings for code in ancestors]
    means = frozenset[str]().union(recorded.meanings, *each)
    tumours = means & kinds()
    if means & {"secondary", "secondary_node"}:
        return Diagnosis(means - kinds())
    if tumours & _OF_BLOOD:
        tumours -= {_SITE}
    doubt = Reason("intake.contradictory", {}) if len(tumours) > 1 else None
    return Diagnosis((means - kinds()) | tumours, doubt)


def parts(code: Code) -> Iterator[Code]:
    """Give the codes that one is made of: OMOP writes morphology and site of ICD-O-3 into one, `8140/3-C34.1`."""
    if code.system == "icdo3":
        yield from (Code("icdo3", one) for one in code.code.split("-") if one and one != "NULL")
    elif code.system in _SYSTEMS:
        yield code


def named(cdm: Cdm, concepts: Iterable[int]) -> dict[int, Code]:
    """Look up the codes and names of concepts; `Code.system` is "" for those that no list knows."""
    found: dict[int, Code] = {}
    for some in _some(concepts):
        sql = f"""SELECT concept_id, vocabulary_id, concept_code, concept_name FROM {{concept}}
            WHERE concept_id IN ({some})"""
        for id, vocabulary, code, name in cdm.asked(sql):
            found[int(id)] = Code(system_of(str(vocabulary)), str(code), str(name))
    return found


def _ancestors(cdm: Cdm, concepts: Iterable[int]) -> dict[int, list[Code]]:
    """Give, of each concept, those that it is a kind of and that our lists of SNOMED CT know."""
    found: dict[int, list[Code]] = {}
    ours = f"c.vocabulary_id = 'SNOMED' AND c.concept_code IN ({listed(sorted(known('snomed')))})"
    for some in _some(concepts):
        sql = f"""SELECT a.descendant_concept_id, c.concept_code FROM {{concept_ancestor}} a
            JOIN {{concept}} c ON c.concept_id = a.ancestor_concept_id
            WHERE {ours} AND a.descendant_concept_id IN ({some})"""
        for id, code in cdm.asked(sql):
            found.setdefault(int(id), []).append(Code("snomed", str(code)))
    return found


def stages(cdm: Cdm, protocol: Protocol, answers: Iterable[int]) -> dict[int, tuple[Said, ...]]:
    """Say what each answer to the question for the stage bears on."""
    asked, found = questions(protocol), {}
    for id, code in named(cdm, answers).items():
        four = code.code in stage_codes("snomed") or stage(code.display) == "stage_four"
        written = _MODIFIER.search(code.code) or _MODIFIER.search(code.display)
        means = "stage_four" if four or (written and written[1] == "4") else "stage_other"
        found[id] = tuple(_said(one, None) for one in asked.touched({means}))
    return found


def ids(concepts: Iterable[int]) -> str:
    """Write concepts for an IN; none of them is -1."""
    return ", ".join(map(str, sorted(concepts))) or "-1"


def _some(concepts: Iterable[int]) -> Iterator[str]:
    ordered = sorted(one for one in concepts if one)
    for start in range(0, len(ordered), _TOGETHER):
        yield ids(ordered[start : start + _TOGETHER])


def unit_words(unit: Code | None, spelled: str) -> list[str]:
    """Give how a unit is told: by its code in UCUM, and as it was written."""
    return [one for one in (unit.code if unit else "", spelled) if one]
