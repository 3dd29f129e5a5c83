"""Whose results they are: the PID segment."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC

from screening.formats.hl7.er7 import Composite, Segment
from screening.formats.hl7.times import moment
from screening.formats.people import Identity, is_in_ideographs, sex_of
from screening.patient import parse_day

_NUMBERS = ("MR", "MRN", "PI", "PT", "")
"""Types of identifiers that are a hospital's number (table 0203; MRN, as some write it), the better first."""


def identity(pid: Segment) -> Identity:
    """Read who a PID segment names."""
    number, authority = _number(pid)
    stamp, sex = pid.text(7), pid.text(8)
    # A birthday is that of the place of birth: no offset moves it.
    day = moment(stamp[:8], None) if moment(stamp, UTC) else None
    born = day if day and parse_day(day) else ""
    known = next(filter(None, map(sex_of, pid.first(8))), "")
    unread = [("subject.birth_date", "PID-7", stamp)] if stamp and not born else []
    unread += [("subject.sex", "PID-8", sex)] if not known and sex_of(sex) is None else []
    return Identity(number, authority, _name(pid.repeated(5)), born, known, tuple(unread))


def _number(pid: Segment) -> tuple[str, str]:
    """Find the hospital number: of PID-3 by its type, else PID-2 or PID-4 as 2.3 had them."""
    for field_, kinds in ((3, _NUMBERS), (2, ("",)), (4, ("",))):
        given = [one for one in pid.repeated(field_) if one[1]]
        for kind in kinds:
            for one in given:
                if one[5].upper() == kind:
                    return one[1], one.sub(4)
    return "", ""


def _name(given: Sequence[Composite]) -> str:
    """Tell a name: the one in ideographs, else the legal one, else the first."""
    best = sorted(given, key=lambda one: (not _is_written(one), one[7].upper() not in ("L", "")))
    if not best:
        return ""
    family, first, middle = best[0].sub(1), best[0][2], best[0][3]
    if _is_written(best[0]):
        return f"{family}{first}{middle}"
    return unicodedata.normalize("NFC", " ".join(filter(None, (first, middle, family))))


def _is_written(name: Composite) -> bool:
    return is_in_ideographs(name[1] + name[2])
