"""Who is who among those of a file, and how a sex is written in one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from screening.engine import Reason
from screening.formats.proposal import IDENTITY, Fact, Hint, Person, Place, shown

_SEXES = {"m": "male", "f": "female", "o": "other", "a": "other", "男": "male", "女": "female"}
_SEXES |= {"男性": "male", "女性": "female", "male": "male", "female": "female"}
_UNTOLD = frozenset(("", "u", "n", "未知", "unknown"))
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file says of somebody; `birth_date` is an ISO day or blank.

    `unread` are the parts that could not be read: field, where it stood, and what. `name_alone`: the file has nothing
    else than names to tell people apart.
    """

    number: str = field(repr=False, default="")
    authority: str = ""
    name: str = field(repr=False, default="")
    birth_date: str = field(repr=False, default="")
    sex: str = ""
    unread: tuple[tuple[str, str, str], ...] = field(repr=False, default=())
    name_alone: bool = False

    def is_same(self, other: "Identity") -> bool:
        """Say whether both are one person: one number of one authority, and no birth date against it.

        Without numbers the name and the birth date must be the same.
        """
        if self.birth_date and other.birth_date and self.birth_date != other.birth_date:
            return False
        if self.number or other.number:
            spaces = {self.authority, other.authority} - {""}
            return self.number == other.number and len(spaces) < 2
        known = bool(self.name and (self.birth_date or self.name_alone))
        return known and (self.birth_date, self.name) == (other.birth_date, other.name)

    @property
    def subject(self) -> dict[str, str]:
        """Give every part of who it is, as a history's subject has it; blank where it is not told."""
        return dict(zip(IDENTITY, (self.name, self.number, self.birth_date, self.sex), strict=True))

    @property
    def called(self) -> str:
        """What a person would call them by: the number, else the name and the birth date."""
        return self.number or f"{self.name} {self.birth_date}".strip()

    @property
    def is_nobody(self) -> bool:
        """Say whether it tells nothing by which somebody could be known."""
        return not self.number and not (self.name and (self.birth_date or self.name_alone))


class Telling:
    """What a file tells again and again of who its patient is, as it is proposed."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.hints: list[Hint] = []
        self._told: dict[str, str] = {}
        self._doubted: set[tuple[str, str]] = set()

    def hear(self, found: Identity, place: Callable[[str], Place], unread: Callable[[str, str], Reason]) -> None:
        """Propose each part the first time it is told; what differs from that, or can't be read, is a hint.

        `place` says where a part stands, `unread` why it could not be read: given where that was, and what stood there.
        """
        for part, told in found.subject.items():
            name, value = f"subject.{part}", shown(told)
            if value and name not in self._told:
                self._told[name] = value
                self.facts.append(Fact(name, value, place(part), value))
            elif value and differs(value, self._told[name]):
                reason = Reason("intake.differs", {"value": value, "known": self._told[name]})
                self._doubt(name, place(part), value, reason)
        for name, part, told in found.unread:
            self._doubt(name, place(part), shown(told), unread(part, told))

    @property
    def places(self) -> set[Place]:
        """Give where it was told, each once."""
        return {fact.place for fact in self.facts} | {hint.place for hint in self.hints}

    def _doubt(self, name: str, place: Place, seen: str, reason: Reason) -> None:
        if (name, seen) not in self._doubted:
            self._doubted.add((name, seen))
            self.hints.append(Hint(name, place, seen, reason))


def sex_of(written: str) -> str | None:
    """Read a sex as the history's own word; blank where it is not told, None where it can't be read."""
    said = written.strip().casefold()
    return "" if said in _UNTOLD else _SEXES.get(said)


def is_in_ideographs(name: str) -> bool:
    """Say whether a name is written in Chinese characters, at least in part."""
    return _IDEOGRAPHS.search(name) is not None


def differs(told: str, known: str) -> bool:
    """Say whether two tellings of one thing differ: a name's words in another order, case or script do not."""
    if is_in_ideographs(told) != is_in_ideographs(known):
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
