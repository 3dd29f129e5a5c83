"""Finding a person again by name, hospital number or birth date.

The index lives in memory only: identifiers stand nowhere but under their person's key, so that they can be forgotten.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.ledger import Reader


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is; blank where it was never entered, or forgotten."""

    id: str
    name: str = ""
    hospital_number: str = ""
    birth_date: str = ""

    def __repr__(self) -> str:
        return f"Person(id={self.id!r})"


class People:
    """The people of one study, as last identified; read on from the ledger when it has grown."""

    def __init__(self, study: str) -> None:
        self._study = study
        self._known: dict[str, Person] = {}
        self._folded: dict[str, str] = {}
        self._seq = 0

    def read_on(self, reader: Reader) -> None:
        """Take in what was entered since."""
        length = reader.head().length
        if length == self._seq:
            return
        kinds = ("person_identified", "person_forgotten")
        for entry in reader.entries(after=self._seq, kinds=kinds, study=self._study):
            if entry.person is None:
                continue
            if entry.kind == "person_forgotten":
                self.forget(entry.person)
            elif (values := reader.private_of(entry)) is not None:
                self._take(entry.person, values)
        self._seq = length

    def get(self, person: str) -> Person:
        """Give a person by id; blank where nothing is known."""
        return self._known.get(person) or Person(person)

    def find(self, text: str, most: int = 20) -> list[Person]:
        """Find by any part of the name (two Chinese characters are enough), the number or the birth date."""
        wanted = _folded(text)
        if len(wanted) < 2:
            return []
        return [self._known[id] for id, known in self._folded.items() if wanted in known][:most]

    def with_number(self, hospital_number: str) -> Person | None:
        """Find by the exact hospital number."""
        wanted = _folded(hospital_number)
        found = (one for one in self._known.values() if wanted and _folded(one.hospital_number) == wanted)
        return next(found, None)

    def same(self, subject: Mapping[str, Any]) -> list[Person]:
        """Find who may be this person already: the same hospital number, or the same name and birth date."""
        number, name = _folded(subject.get("hospital_number") or ""), _folded(subject.get("name") or "")
        born = subject.get("birth_date") or ""
        return [
            one
            for one in self._known.values()
            if (number and _folded(one.hospital_number) == number)
            or (name and born and _folded(one.name) == name and one.birth_date == born)
        ]

    def forget(self, person: str) -> None:
        """Drop a person whose key was destroyed."""
        self._known.pop(person, None)
        self._folded.pop(person, None)

    def may_name(self, id: str, subject: Mapping[str, Any]) -> bool:
        """Answer whether a subject may be a person: the name or the number is theirs, and nothing speaks against it."""
        known = self.get(id)
        pairs = [(getattr(known, part), subject.get(part) or "") for part in ("name", "hospital_number", "birth_date")]
        alike = [_folded(own) == _folded(given) for own, given in pairs if own and given]
        return any(one.id == id for one in self.same(subject)) or (
            all(alike) and any(own and given for own, given in pairs[:2])
        )

    def _take(self, id: str, values: Mapping[str, Any]) -> None:
        person = Person(id, *(str(values.get(key, "")) for key in ("name", "hospital_number", "birth_date")))
        self._known[id] = person
        born = person.birth_date
        # A birth date is found as typed in either common form.
        parts = (person.name, person.hospital_number, born, born.replace("-", "/"), born.replace("-", ""))
        self._folded[id] = "\n".join(_folded(part) for part in parts)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
