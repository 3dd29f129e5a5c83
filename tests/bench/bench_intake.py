"""How long does a FHIR record take to a proposal? Run: python -m tests.bench.bench_intake

One bundle of 1,000 resources, beside json.loads of the same bytes, which keeps no number exact and asks nothing. Then
600 bundles, beside validating them with fhir.resources (R4B), which proposes nothing; with a folder named, its bundles
over and over. The sides take turns within one run. `cold` is the first reading of
a process: the lists of codes are loaded by it.
"""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from screening.formats.fhir.incoming import propose
from tests.unit.fhir_samples import (
    HERS,
    LOINC,
    SITE,
    SNOMED,
    UCUM,
    bundle,
    concept,
    condition,
    observation,
    patient,
    published,
)

RESOURCES, BUNDLES, EACH, CHUNK = 1_000, 600, 40, 60
ROUNDS, MOST_MS, LEAST_TIMES = 15, 50.0, 10.0
OTHERS = {
    "718-7": "g/dL", "6690-2": "10*3/uL", "1920-8": "U/L", "1742-6": "U/L", "1975-2": "mg/dL", "32623-1": "fL",
    "32207-3": "fL", "4544-3": "%", "2160-0": "mg/dL",
}  # fmt: skip
TERMS = "http://terminology.hl7.org/CodeSystem"
META: dict[str, Any] = {
    "lastUpdated": "2026-11-23T08:00:00+08:00",
    "tag": [{"system": "https://ehr.test/tags", "code": "export"}],
}
AROUND: dict[str, Any] = {
    "category": [concept(f"{TERMS}/observation-category", "laboratory", text="Laboratory")],
    "encounter": {"reference": "Encounter/e1"},
    "performer": [{"reference": "Practitioner/d1", "display": "Clinical laboratory"}],
    "interpretation": [concept(f"{TERMS}/v3-ObservationInterpretation", "L", text="Low")],
}
NARRATIVE = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A fictitious person</div>'}
ADDRESS = {"line": ["1 Example Road"], "city": "Shanghai", "postalCode": "200000", "country": "CN"}
CHEMOTHERAPY = concept(SNOMED, "367336001", text="Chemotherapy")
CISPLATIN = concept("http://www.nlm.nih.gov/research/umls/rxnorm", "1736854", text="Cisplatin 50 MG Injection")


def main(folder: str = "") -> int:
    """Print milliseconds and ratios; fail where either is worse than is promised."""
    raw = record(RESOURCES)
    first = seconds(read, raw)
    turns = [(seconds(json.loads, raw), seconds(read, raw)) for _ in range(ROUNDS)]
    plain, ours = (median(turn[side] for turn in turns) for side in (0, 1))
    facts = len(read(raw).facts)
    print(f"one bundle of {RESOURCES:,} resources, {len(raw) / 1e6:.2f} MB, {facts} facts")
    print(f"  json.loads {plain * 1e3:6.1f} ms   proposal {ours * 1e3:6.1f} ms (cold {first * 1e3:.1f} ms)")
    print(f"  {median(mine / theirs for theirs, mine in turns):6.1f} x json.loads")
    found = [path.read_bytes() for path in sorted(Path(folder).glob("*.json"))] if folder else []
    many = [one for one, _ in zip(cycle(found), range(BUNDLES), strict=False)]
    many = many or [record(EACH, number) for number in range(BUNDLES)]
    checked, proposed = in_turns(many)
    print(f"{BUNDLES} bundles of {sum(map(len, many)) / BUNDLES / 1e3:.0f} kB")
    print(f"  fhir.resources {checked:6.2f} s   proposals {proposed:6.2f} s   {checked / proposed:6.1f} x as fast")
    return int(ours * 1e3 > MOST_MS or checked / proposed < LEAST_TIMES)


def read(raw: bytes) -> Any:
    return propose(raw, "record.json", published(), zone=SITE)


def seconds(work: Callable[[bytes], object], raw: bytes) -> float:
    start = time.perf_counter()
    work(raw)
    return time.perf_counter() - start


def in_turns(files: list[bytes]) -> tuple[float, float]:
    """Validate and read a tenth of the files after the other, so that both sides meet the same moods of the machine."""
    checked = proposed = 0.0
    for start in range(0, len(files), CHUNK):
        some = files[start : start + CHUNK]
        checked += together(Bundle.model_validate_json, some)
        proposed += together(read, some)
    return checked, proposed


def together(work: Callable[[bytes], object], files: list[bytes]) -> float:
    """Take the time for files, without what the other side left to be tidied up."""
    gc.collect()
    return sum(seconds(work, raw) for raw in files)


def record(size: int, seed: int = 0) -> bytes:
    """Write the record of a patient under chemotherapy, of so many resources, as systems export them."""
    made = [patient(text=NARRATIVE, address=[ADDRESS]), condition("C34.1"), condition("I10", id="c2")]
    made += [one for one, _ in zip(days(seed), range(size - len(made)), strict=False)]
    return bundle(*made)


def days(seed: int) -> Iterator[dict[str, Any]]:
    """Give day after day: a blood count with nine other tests, a procedure, a drug given and two ordered."""
    day, number = date(2024, 1, 1) + timedelta(days=seed), 0
    while True:
        number, day = number + 1, day + timedelta(days=1)
        yield result(f"p{number}", "777-3", 60.5 + number % 200, "10*3/uL", day)
        for code, unit in OTHERS.items():
            yield result(f"l{number}-{code}", code, 9.25, unit, day)
        done = {"subject": HERS, "status": "completed", "meta": META}
        yield {
            "resourceType": "Procedure",
            "id": f"x{number}",
            "code": CHEMOTHERAPY,
            "performedDateTime": f"{day}",
            **done,
        }
        drug = {"id": f"m{number}", "medicationCodeableConcept": CISPLATIN, **done}
        yield {"resourceType": "MedicationAdministration", "effectiveDateTime": f"{day}", **drug}
        for order in range(2):
            yield {"resourceType": "MedicationRequest", "intent": "order", **drug, "id": f"r{number}-{order}"}


def result(id: str, code: str, value: float, unit: str, day: date) -> dict[str, Any]:
    """Give a laboratory result with all that comes with one."""
    amount = {"unit": unit, "system": UCUM, "code": unit}
    limits = {"low": {"value": 1.5, **amount}, "high": {"value": 350.5, **amount}, "text": "1.5-350.5"}
    return observation(
        id,
        code=concept(LOINC, code, text=code),
        valueQuantity={"value": value, **amount},
        referenceRange=[limits],
        effectiveDateTime=f"{day}T08:05:00+08:00",
        issued=f"{day}T10:00:00.000+08:00",
        meta=META,
        **AROUND,
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
