"""`log add`: histories from elsewhere go into the log together, each to whom it is about, or none of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from screening.access import Permission
from screening.log import CaseRow, People, Person, cases_of, folded
from screening.service.book import Book
from screening.service.saving import Case, Failures, JudgedCase, OvertakenError, Saved, Saving
from screening.wording import refused


@dataclass(frozen=True, slots=True)
class Added:
    """A case that was added, and the numbers under which its person stood in the log before."""

    saved: Saved
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a history is: nobody known, a person who begins anew, or one whose entry `former` goes on."""

    person: str | None = None
    former: int | None = None
    before: tuple[str, ...] = ()


class Adding:
    """Adds histories that say themselves whom they are about."""

    def __init__(self, book: Book, people: People, saving: Saving) -> None:
        self._book, self._people, self._saving = book, people, saving

    def add(self, cases: Sequence[Case]) -> list[Added]:
        """Save cases, each as a new person's, a known one's next attempt, or the end of their pre-screening.

        InputError names all that is wrong with any, also where two of them are about one person.
        """
        judged = self._saving.judge(cases)
        _refuse_twice(judged)
        while True:
            head = self._book.ledger.head()
            owners = self._owners(judged)
            owned = [
                (replace(case, person=owner.person, former=owner.former), judgement)
                for (case, judgement), owner in zip(judged, owners, strict=True)
            ]
            try:
                saved = self._saving.write(owned, as_of=head)
            except OvertakenError:  # who was added meanwhile may be one of these
                continue
            return [Added(one, owner.before) for one, owner in zip(saved, owners, strict=True)]

    def _owners(self, judged: Sequence[JudgedCase]) -> list[_Owner]:
        found, failures = list[_Owner](), Failures([case for case, _ in judged])
        with self._book.acting(Permission.READ_IDENTIFIED):
            self._people.read_on(self._book.ledger)
            for case, judgement in judged:
                with failures.of(case):
                    found.append(self._owner(judgement.subject))
        failures.tell()
        return found

    def _owner(self, subject: Mapping[str, Any]) -> _Owner:
        known = self._known(subject)
        if known is None:
            return _Owner()
        rows = cases_of(self._book.ledger, self._book.study, known.id)
        before = tuple(dict.fromkeys(row.number for row in rows if row.number))
        waiting = _waiting(rows)
        return _Owner(None, waiting.seq, before) if waiting else _Owner(known.id, None, before)

    def _known(self, subject: Mapping[str, Any]) -> Person | None:
        """Find who this is: by hospital number, else by name and birth date where no number speaks against it."""
        number = str(subject.get("hospital_number") or "")
        found = self._people.same(self._book.ledger, subject)
        same = [one for one in found if number and one.hospital_number == number]
        same = same or [one for one in found if _may_share(one.hospital_number, number)]
        if len(same) > 1:
            raise refused("several_alike")
        return same[0] if same else None


def _may_share(one: str, other: str) -> bool:
    """Answer whether two hospital numbers may be one person's: alike, or one of them unknown."""
    return not one or not other or folded(one) == folded(other)


def _waiting(rows: Sequence[CaseRow]) -> CaseRow | None:
    """Find the row in which somebody stands in the pre-screening list, where that is their latest and still open."""
    current = [row for row in rows if row.state == "current"]
    return current[-1] if current and current[-1].number is None and current[-1].outcome is None else None


def _refuse_twice(judged: Sequence[JudgedCase]) -> None:
    """Refuse two histories of one person: which of them comes first is for whoever adds them to say."""
    failures = Failures([case for case, _ in judged])
    seen = defaultdict[object, list[tuple[str, str]]](list)
    for case, judgement in judged:
        number = str(judgement.subject.get("hospital_number") or "")
        with failures.of(case):
            for key in _keys(judgement.subject):
                for name, other in seen[key]:
                    if _may_share(other, number):
                        raise refused("added_twice", other=name)
                seen[key].append((case.name, number))
    failures.tell()


def _keys(subject: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give what somebody is known by: the hospital number, and the name with the birth date."""
    name, number, born = (str(subject.get(key) or "") for key in ("name", "hospital_number", "birth_date"))
    if number:
        yield (folded(number),)
    if name and born:
        yield folded(name), born
