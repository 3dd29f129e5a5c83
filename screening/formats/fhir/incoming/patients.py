"""Who it is: name, hospital number, birth date and sex of a Patient."""

import re
from datetime import date

from screening.engine import Reason
from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.findings import Findings
from screening.formats.fhir.incoming.moments import is_partial
from screening.formats.fhir.incoming.plain import Json, codes, objects, part, texts, word
from screening.formats.people import is_in_ideographs
from screening.formats.proposal import Person, shown
from screening.patient import parse_day

_SEXES = ("male", "female", "other")
_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden")
_NUMBER = ("MR", "MRN", "PI", "PT")
_NUMBER_WORDS = re.compile("medical record|hospital number|病案号|住院号|病历号|门诊号|患者编号", re.IGNORECASE)


def read_patient(row: Row, findings: Findings) -> Reason | None:
    """Note who a Patient is; the reason why it tells nothing, where that is so."""
    who = subject(row.resource)
    for name, value in who.items():
        findings.fact(row, f"subject.{name}", value, value)
    born, sex = word(row.resource.get("birthDate")), word(row.resource.get("gender"))
    if born and "birth_date" not in who:
        why = "fhir.partial_date" if is_partial(born) else "fhir.no_date"
        findings.hint(row, "subject.birth_date", shown(born), Reason(why, {"date": shown(born)[:40]}))
    if sex and sex != "unknown" and "sex" not in who:
        findings.hint(row, "subject.sex", shown(sex), Reason("fhir.no_sex", {"sex": shown(sex)[:40]}))
    return Reason("fhir.nothing", {})


def subject(patient: Json) -> dict[str, str]:
    """Give what a Patient tells of who it is, as a history's subject has it."""
    born, sex = word(patient.get("birthDate")), word(patient.get("gender"))
    told = {
        "name": _name(objects(patient.get("name"))),
        "hospital_number": _hospital_number(objects(patient.get("identifier"))),
        "birth_date": born if _is_day(born) else "",
        "sex": sex if sex in _SEXES else "",
    }
    return {name: value for name, value in told.items() if value}


def person(key: str, patient: Json, rows: int) -> Person:
    """Tell of somebody whom a file names."""
    who = subject(patient)
    name, number, born, sex = (who.get(one, "") for one in ("name", "hospital_number", "birth_date", "sex"))
    return Person(key, name, number, born, sex, rows)


def _is_day(text: str) -> bool:
    day = parse_day(text)
    if day is None or day[1] is not None:
        return False
    return date.fromordinal(day[0]).isoformat() == text


def _name(names: list[Json]) -> str:
    """Tell a name: one in ideographs before one in letters, the official one before others, none that is no more."""
    told = [(not is_in_ideographs(written), _use(one), written) for one in names if (written := _written(one))]
    return min(told)[2] if told else ""


def _use(name: Json) -> int:
    use = word(name.get("use"))
    return _USES.index(use) if use in _USES else len(_USES)


def _written(name: Json) -> str:
    if word(name.get("use")) == "old" or "end" in part(name.get("period")):
        return ""
    family, given = word(name.get("family")), name.get("given")
    first = [word(one) for one in (given if isinstance(given, list) else [given])]
    if is_in_ideographs(family + "".join(first)):
        return shown("".join((family, *first)))
    return shown(word(name.get("text")) or " ".join(filter(None, (*first, family))))


def _hospital_number(identifiers: list[Json]) -> str:
    """Find the hospital number: what is typed or worded as one; an only one that is nothing else."""
    held = [one for one in identifiers if word(one.get("value")) and word(one.get("use")) != "old"]
    for kind in _NUMBER:
        for one in held:
            if any(code.code.upper() == kind for code in codes(one.get("type"))):
                return shown(word(one.get("value")))
    for one in held:
        if _NUMBER_WORDS.search(" ".join(texts(one.get("type")))):
            return shown(word(one.get("value")))
    plain = [one for one in held if "type" not in one]
    return shown(word(plain[0].get("value"))) if len(plain) == 1 == len(held) else ""
