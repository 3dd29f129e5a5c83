"""LB: the laboratory results on which eligibility was judged, as reported and in the protocol's unit."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from screening.formats.cdisc import terms
from screening.formats.cdisc.datasets import Dataset, Row, dataset
from screening.formats.cdisc.people import Person
from screening.log import Attempt, LabResult
from screening.quantity import Limits, Measure
from screening.truth import TRUE


def lb(people: Iterable[Person]) -> Dataset:
    """Give LB: one row a result, in order of time, also where several attempts rest on it."""
    return dataset("LB", (row for one in people for row in _rows(one)))


def _rows(person: Person) -> Iterator[Row]:
    for place, (attempt, result) in enumerate(_results(person), 1):
        yield {
            **person.key("LB"),
            "LBSEQ": place,
            "LBGRPID": person.group(attempt),
            **_test(attempt, result),
            **_values(result),
            "LBSPCCND": "PLATELET CLUMPS" if result.clumped else None,
            "EPOCH": _epoch(attempt, result),
            "LBDTC": result.on.iso,
            "LBDY": person.day(result.on),
        }


def _results(person: Person) -> list[tuple[Attempt, LabResult]]:
    """List each result once, with the first attempt that rests on it; a later one has the earlier results too."""
    found: list[tuple[Attempt, LabResult]] = []
    told: Counter[LabResult] = Counter()
    for attempt in person.subject.attempts:
        for result, often in Counter(attempt.labs).items():
            found += [(attempt, result)] * (often - told[result])
            told[result] = max(often, told[result])
    return sorted(found, key=lambda one: (one[1].on.day, one[1].on.iso or ""))


def _test(attempt: Attempt, result: LabResult) -> Row:
    test = terms.lab_test(result.field, attempt.protocol)
    return {
        "LBTESTCD": test.code,
        "LBTEST": test.name,
        "LBCAT": test.category,
        "LBLOINC": test.loinc,
        "LBSPEC": test.specimen,
    }


def _values(result: LabResult) -> Row:
    given, standard = terms.unit(result.given_unit), terms.unit(result.unit)
    # The range is known in the protocol's unit; in another one it is not what the laboratory reported.
    low, high = (result.lln, result.uln) if given == standard else (None, None)
    return {
        "LBORRES": terms.plain(result.given),
        "LBORRESU": given,
        "LBORNRLO": None if low is None else f"{low:f}",
        "LBORNRHI": None if high is None else f"{high:f}",
        "LBSTRESC": terms.plain(f"{result.sign}{_written(result.number)}"),
        "LBSTRESN": None if result.sign else result.number,
        "LBSTRESU": standard,
        "LBSTNRLO": result.lln,
        "LBSTNRHI": result.uln,
        "LBNRIND": _indicator(result),
    }


def _indicator(result: LabResult) -> str | None:
    """Say where the result lies in its range; null where there is none, or a limit in place of a value can't tell."""
    measure = Measure(result.number, result.sign)
    if result.lln is not None and Limits(high=result.lln, open_high=True).hold(measure) is TRUE:
        return "LOW"
    if result.uln is not None and Limits(low=result.uln, open_low=True).hold(measure) is TRUE:
        return "HIGH"
    if result.lln is None or result.uln is None:
        return None
    return "NORMAL" if Limits(result.lln, result.uln).hold(measure) is TRUE else None


def _epoch(attempt: Attempt, result: LabResult) -> str | None:
    """Give the epoch; what was measured before consent was measured before the person took part in anything."""
    consent = attempt.consent.on
    return "SCREENING" if consent is None or result.on.day >= consent.day else None


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"
