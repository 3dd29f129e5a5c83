"""Whose results they are: the PID segment, and who is who among those of a file."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from screening.formats.hl7.er7 import Composite, Segment
from screening.formats.hl7.times import moment
from screening.formats.proposal import Person
from screening.patient import parse_day

_NUMBERS = ("MR", "MRN", "PI", "PT", "")
"""Types of identifiers that are a hospital's number (table 0203; MRN, as some write it), the better first."""
_SEXES = {"M": "male", "F": "female", "O": "other", "A": "other", "男": "male", "女": "female"}
_SEXES |= {"男性": "male", "女性": "female", "MALE": "male", "FEMALE": "female"}
_UNTOLD = frozenset(("", "U", "N", "未知", "UNKNOWN"))
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a PID says; `birth_date` is an ISO day or blank, `unread` are its fields that could not be read."""

    number: str = field(repr=False, default="")
    authority: str = ""
    name: str = field(repr=False, default="")
    birth_date: str = field(repr=False, default="")
    sex: str = ""
    unread: tuple[tuple[str, str, str], ...] = field(repr=False, default=())

    def is_same(self, other: "Identity") -> bool:
        """Say whether both are one person: one number of one authority, and no birth date against it.

        Without numbers the name and the birth date must be the same.
        """
        if self.birth_date and other.birth_date and self.birth_date != other.birth_date:
            return False
        if self.number or other.number:
            spaces = {self.authority, other.authority} - {""}
            return self.number == other.number and len(spaces) < 2
        return bool(self.birth_date and self.name) and (self.birth_date, self.name) == (other.birth_date, other.name)

    @property
    def called(self) -> str:
        """What a person would call them by: the number, else the name and the birth date."""
        return self.number or f"{self.name} {self.birth_date}"

    @property
    def is_nobody(self) -> bool:
        """Say whether it tells nothing by which somebody could be known."""
        return not self.number and not (self.name and self.birth_date)


def identity(pid: Segment) -> Identity:
    """Read who a PID segment names."""
    number, authority = _number(pid)
    stamp, sex = pid.text(7), pid.text(8)
    # A birthday is that of the place of birth: no offset moves it.
    day = moment(stamp[:8], None) if moment(stamp, UTC) else None
    born = day if day and parse_day(day) else ""
    known = next((_SEXES[one.upper()] for one in pid.first(8) if one.upper() in _SEXES), "")
    unread = [("subject.birth_date", "PID-7", stamp)] if stamp and not born else []
    unread += [("subject.sex", "PID-8", sex)] if not known and sex.upper() not in _UNTOLD else []
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
    return _IDEOGRAPHS.search(name[1] + name[2]) is not None


def differs(told: str, known: str) -> bool:
    """Say whether two tellings of one thing differ: a name's words in another order, case or script do not."""
    if (_IDEOGRAPHS.search(told) is None) != (_IDEOGRAPHS.search(known) is None):
        return False
    return sorted(told.casefold().split()) != sorted(known.casefold().split())


class People:
    """Those whom a file names, in its order."""

    def __init__(self) -> None:
        self.known: list[Identity] = []
        self._rows: list[int] = []
        self._alike: dict[str, list[int]] = {}

    def find(self, found: Identity) -> int | None:
        """Give the place of a person among those known, known better now; None where nobody can be told."""
        if found.is_nobody:
            return None
        candidates = self._alike.setdefault(found.called, [])
        for place in candidates:
            if self.known[place].is_same(found):
                self.known[place] = _joined(self.known[place], found)
                return place
        candidates.append(len(self.known))
        self.known.append(found)
        self._rows.append(0)
        return len(self.known) - 1

    def count(self, place: int, rows: int = 1) -> None:
        """Note rows of a person."""
        self._rows[place] += rows

    def key(self, place: int) -> str:
        """Name a person so that a caller can choose them: the number, told apart where two have the same."""
        one = self.known[place]
        alike = self._alike[one.called]
        return one.called if alike[0] == place else f"{one.called} ({alike.index(place) + 1})"

    def persons(self, chosen: int | None) -> list[Person]:
        """Tell all of them, the chosen one first."""
        order = sorted(range(len(self.known)), key=lambda place: place != chosen)
        return [self._person(place) for place in order]

    def _person(self, place: int) -> Person:
        one = self.known[place]
        return Person(self.key(place), one.name, one.number, one.birth_date, one.sex, self._rows[place])


def _joined(known: Identity, found: Identity) -> Identity:
    """Keep what was known first, and add what was not."""
    return replace(
        known,
        authority=known.authority or found.authority,
        name=known.name or found.name,
        birth_date=known.birth_date or found.birth_date,
        sex=known.sex or found.sex,
    )
