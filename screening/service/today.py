"""What every case of the site needs by when, judged as of a day by the version of the protocol that is at work."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from screening.access import Permission
from screening.engine import Assessment, Need, NeedKind, Possible, Stretch
from screening.errors import InputError
from screening.ledger import Entry, UnsavedForm
from screening.log import (
    CaseRow,
    Person,
    begun_lately,
    cases_at,
    conclusion_lost,
    entry_now,
    needs_after,
    needs_of,
    persons_of,
    put_together,
    queries,
    to_do,
)
from screening.service.amendments import Amendments, Changed
from screening.service.book import Book, needs
from screening.service.conduct import standing
from screening.service.judging import assess_readable

_NOBODY = Person("")

_FEW = 20
"""Cases judged between two pauses: about ten milliseconds."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that needs something: a saved one by its entry, a form not saved by its id (`draft`); or the book itself.

    `calendar` and `possible` are empty where it was not judged; the person is blank for whoever may not know.
    """

    needs: tuple[Need, ...]
    person: Person
    number: str | None = None
    seq: int | None = None
    draft: str | None = None
    calendar: tuple[Stretch, ...] = ()
    possible: tuple[Possible, ...] = ()

    @property
    def key(self) -> str:
        """Tell it from every other."""
        return self.draft or (str(self.seq) if self.seq else "book")


class Today:
    """The day's work of one book. What was judged is kept until the day or the protocol is another."""

    def __init__(self, book: Book, amendments: Amendments) -> None:
        self._book, self._amendments = book, amendments
        self._judged: dict[int, Assessment | None] = {}
        self._of: tuple[date, str] | None = None

    def comes_first(self) -> bool:
        """Say at once whether the day's work is what opens: some late case is open, and no form was interrupted.

        Such a form is offered where it was left.
        """
        if not self._book.permits(Permission.SCREEN) or not begun_lately(self._book.ledger, self._book.study):
            return False
        return all(said.get("parked") for _, said in self._forms())

    @needs(Permission.READ_CODED)
    def entries(self) -> list[int]:
        """List the entries of the cases to look at, the newest first; none once the log is closed."""
        if standing(self._book.ledger, self._book.study).state == "closed":
            return []
        continued = {said.get("former") for _, said in self._forms()}
        with self._book.reading_aside() as reader:
            return [seq for seq in to_do(reader, self._book.study) if seq not in continued]

    @needs(Permission.READ_CODED)
    def cases(self, entries: Sequence[int], on: date, pause: Callable[[], None] | None = None) -> list[Waiting]:
        """Judge some cases as of a day; `pause` is called after every few."""
        self._keep_for(on)
        found: list[Waiting] = []
        for first in range(0, len(entries), _FEW):
            if first and pause is not None:
                pause()
            found += self._few(entries[first : first + _FEW], on)
        return found

    @needs(Permission.READ_CODED)
    def drafts(self, on: date) -> list[Waiting]:
        """Judge the forms that are not saved, for whoever may go on with them; the one touched last comes first."""
        return [self._draft(form, said, on) for form, said in self._forms()]

    def amended(self, on: date, pause: Callable[[], None] | None = None) -> list[Waiting]:
        """List what an amendment asks for, to whoever may: open cases to judge again, failures to screen again."""
        if not (self._book.permits(Permission.SCREEN) and self._book.permits(Permission.READ_IDENTIFIED)):
            return []
        due = self._amendments.rescreening_due(on, pause)
        known = persons_of(self._book.ledger, self._book.study, {one.row.person for one in due}) if due else {}
        return [
            Waiting((_asked_for(one),), known.get(one.row.person) or _NOBODY, one.row.number, one.row.seq)
            for one in due
        ]

    def asked(self) -> list[Waiting]:
        """List the cases about which a monitor's query waits: for an answer, or for whoever asked to be content."""
        wanted: dict[str, NeedKind] = {}
        if self._book.permits(Permission.ANSWER_QUERY):
            wanted["open"] = "query"
        if self._book.permits(Permission.RAISE_QUERY):
            wanted["answered"] = "query_answered"
        reader, study = self._book.ledger, self._book.study
        waiting = [one for one in queries(reader, study) if one.state in wanted]
        found = {(entry_now(reader, study, one.person, one.about), wanted[one.state]): one for one in waiting}
        known: Mapping[str, Person] = {}
        if found and self._book.permits(Permission.READ_IDENTIFIED):
            known = persons_of(reader, study, {one.person for one in waiting})
        return [
            Waiting((Need(kind),), known.get(one.person) or Person(one.person), one.number, seq)
            for (seq, kind), one in found.items()
        ]

    def backup(self, on: date) -> Waiting | None:
        """Say that a backup is due, or will be tomorrow, to whoever makes them; None else."""
        if self._book.practice or not self._book.permits(Permission.KEEP_RECORD):
            return None
        from screening.service.rules import SiteRules

        due = SiteRules(self._book).backup_due_on()
        return Waiting((Need("backup", due),), _NOBODY) if due <= on + timedelta(days=1) else None

    # Within

    def _keep_for(self, on: date) -> None:
        of = (on, self._book.protocol.fingerprint)
        if of != self._of:
            self._of = of
            self._judged.clear()

    def _few(self, entries: Sequence[int], on: date) -> Iterator[Waiting]:
        reader = self._book.ledger
        rows = cases_at(reader, entries)
        self._judge([row.seq for row in rows if row.outcome is None and row.seq not in self._judged], on)
        known: Mapping[str, Person] = {}
        if self._book.permits(Permission.READ_IDENTIFIED):
            known = persons_of(reader, self._book.study, {row.person for row in rows})
        for row in rows:
            yield from self._waiting(row, known.get(row.person) or Person(row.person))

    def _judge(self, entries: Sequence[int], on: date) -> None:
        # What identifies a person is opened for the engine alone: an age may count. What comes of it is coded.
        for entry, private in self._book.ledger.opened_at(entries):
            self._judged[entry.seq] = self._assess(_history(entry, private), on)

    def _assess(self, history: Mapping[str, Any], on: date) -> Assessment | None:
        try:
            found, _ = assess_readable(self._book.protocol, history, on)
        except InputError:
            return None
        # Of the reasons, which are the larger part, those alone that leave something open.
        return found._replace(criteria=tuple(one for one in found.criteria if one.open_questions))

    def _waiting(self, row: CaseRow, person: Person) -> Iterator[Waiting]:
        if row.outcome is not None:
            if after := needs_after(row):
                yield Waiting(after, person, row.number, row.seq)
            return
        judged = self._judged[row.seq]
        if judged is None:
            yield Waiting((Need("unread"),), person, row.number, row.seq)
        else:
            found = needs_of(judged, row)
            if conclusion_lost(self._book.ledger, row, self._book.protocols.get):
                found = (*found, Need("conclude_again"))
            yield Waiting(found, person, row.number, row.seq, None, judged.calendar, judged.possible)

    def _draft(self, form: UnsavedForm, said: Mapping[str, Any], on: date) -> Waiting:
        history = said["history"]
        subject = history.get("subject") or {}
        parts = ("name", "hospital_number", "birth_date")
        person = Person(str(said.get("person") or ""), *(str(subject.get(part) or "") for part in parts))
        judged = self._assess(history, on)
        number = said.get("number")
        if judged is None:
            return Waiting((Need("unread"),), person, number, None, form.id)
        return Waiting(needs_of(judged), person, number, None, form.id, judged.calendar, judged.possible)

    def _forms(self) -> list[tuple[UnsavedForm, Mapping[str, Any]]]:
        """Read the forms that are not saved; what another version of the program wrote is left out."""
        if not self._book.permits(Permission.SCREEN):
            return []
        stored = self._book.ledger.unsaved.list(self._book.study)
        read = [(one, _said(one)) for one in stored]
        return [(one, said) for one, said in read if said is not None]


def _asked_for(one: Changed) -> Need:
    if one.reach == "judge":
        return Need("judge_again")
    window = next(iter(one.read.now.possible), None)
    if window is None:
        return Need("rescreen")
    return Need("rescreen", window.until, window.needs, window.start, window.until)


def _history(entry: Entry, private: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give what a case said, as it was entered; whichever version its entry has, the history is written the same."""
    said: Mapping[str, Any] = entry.payload
    return put_together(said["history"], private, said)


def _said(form: UnsavedForm) -> Mapping[str, Any] | None:
    try:
        said = json.loads(form.content)
    except ValueError:
        return None
    return said if isinstance(said, dict) and isinstance(said.get("history"), dict) else None
