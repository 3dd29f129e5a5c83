"""The audit trail as people read it: who did what, when and why; of a correction, each field, old and new.

It is read from the book a few entries at a time, so that a long book costs no more than what is shown of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from screening.access import Permission
from screening.ledger import COMMITMENT, FORGETS, Entry
from screening.log import (
    Change,
    ClockWentBack,
    SettingChanged,
    accounts,
    case,
    cases_of,
    entries_numbered,
)
from screening.service.auditing import Value, changed_in, changes_by, from_files, values_of
from screening.service.book import Book, needs
from screening.service.recorded import on_record
from screening.wording import refused
from screening.wording.causes import OnRecord

_WORDS = ("reason", "remark", "description", "text")
_APART = timedelta(days=2)
"""More than the days of two places can differ, so that no entry of a day is passed over."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the trail; blank or 0 for all.

    `first` and `last` are days as the clock on the wall had them, `path` the beginning of a field's; `after` and `upto`
    are entries. `person` is an id, for whoever has no number.
    """

    number: str = ""
    who: str = ""
    kinds: tuple[str, ...] = ()
    path: str = ""
    first: str = ""
    last: str = ""
    after: int = 0
    upto: int = 0
    person: str = ""

    def refuse_odd_days(self) -> None:
        """Refuse what is no day; InputError."""
        for text in filter(None, (self.first, self.last)):
            _day(text)

    def has(self, entry: Entry) -> bool:
        """Say whether an entry is wanted, by who made it and when."""
        if (self.who and entry.actor != self.who) or (self.upto and entry.seq > self.upto):
            return False
        if not (self.first or self.last):
            return True
        day = day_of(entry)
        return (not self.first or day >= self.first) and (not self.last or day <= self.last)

    def is_past(self, entry: Entry, *, newest_first: bool) -> bool:
        """Say whether nothing more can be wanted, where the clock never went back."""
        bound = self.first if newest_first else self.last
        if not bound:
            return False
        on = date.fromisoformat(entry.at[:10])
        return on < _day(bound) - _APART if newest_first else on > _day(bound) + _APART


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an act, or one field that it changed (`path`, `old`, `new`). `why` is private, None where unsaid."""

    seq: int
    at: str
    zone: str
    who: str
    role: str
    site: str
    study: str | None
    kind: str
    number: str | None
    payload: Mapping[str, Any] = field(repr=False)
    path: str | None = None
    old: Any = field(default=None, repr=False)
    new: Any = field(default=None, repr=False)
    why: str | None = field(default=None, repr=False)


class Trail:
    """The trail of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.VERIFY)
    def lines(self, wanted: Wanted | None = None, *, newest_first: bool = True) -> Iterator[Line]:
        """Give the lines that match, one by one; without clinical permission, accounts and settings alone."""
        clinical = self._book.permits(Permission.READ_CODED)
        return self._lines(wanted or Wanted(), newest_first, clinical, coded=False)

    @needs(Permission.EXPORT_CODED)
    def coded(self, wanted: Wanted | None = None) -> Iterator[Line]:
        """Give the lines as they may leave the site, oldest first: nothing of what lies with a person's identity."""
        return self._lines(wanted or Wanted(), newest_first=False, clinical=True, coded=True)

    @needs(Permission.EXPORT_IDENTIFIED)
    def identified(self, wanted: Wanted | None = None) -> Iterator[Line]:
        """Give the lines with reasons and with what identifies people, oldest first."""
        return self._lines(wanted or Wanted(), newest_first=False, clinical=True, coded=False)

    @needs(Permission.READ_CODED)
    def history_of(self, seq: int, path: str) -> list[Value]:
        """List every value that a field ever had in the case of an entry, in order.

        `path` is as in the history of that entry, such as `answers.platelets[0].value`.
        """
        return values_of(self._book, seq, path)

    @needs(Permission.READ_CODED)
    def changed(self, seq: int) -> list[str]:
        """Name every place in the case of an entry that ever held another value, as that entry has it."""
        return changed_in(self._book, seq)

    @needs(Permission.READ_CODED)
    def from_files(self, seq: int) -> list[str]:
        """Name every place in the case of an entry that was taken from a file, as that entry has it."""
        return from_files(self._book, seq)

    @needs(Permission.READ_CODED)
    def on_record(self, seq: int) -> tuple[OnRecord, ...]:
        """Give what files had on record up to a case that bears on a question; nothing for who may not see it."""
        return on_record(self._book, seq)

    def names(self) -> dict[str, str]:
        """Give the name of every account."""
        return {one.id: one.name for one in accounts(self._book.ledger)}

    def _lines(self, wanted: Wanted, newest_first: bool, clinical: bool, *, coded: bool) -> Iterator[Line]:
        ledger = self._book.ledger
        wanted.refuse_odd_days()
        person = self._person(wanted.number) if wanted.number else wanted.person or None
        straight = not ledger.count(kinds=(ClockWentBack.kind,))
        entries = ledger.entries(wanted.after, wanted.kinds or None, person=person, newest_first=newest_first)
        for entry in entries:
            if straight and wanted.is_past(entry, newest_first=newest_first):
                return
            if wanted.has(entry) and (entry.person is None or (clinical and entry.study == self._book.study)):
                for line in self._of(entry, coded=coded):
                    if not wanted.path or (line.path or "").startswith(wanted.path):
                        yield line

    def _person(self, number: str) -> str:
        found = entries_numbered(self._book.ledger, self._book.study, number)
        if not found:
            raise refused("no_number", number=number)
        return found[0].person

    def _of(self, entry: Entry, *, coded: bool) -> Iterator[Line]:
        private = self._book.private_of(entry) if entry.commitment and not coded else None
        payload = {key: value for key, value in entry.payload.items() if key not in (COMMITMENT, FORGETS)}
        act = Line(
            entry.seq, entry.at, entry.zone, entry.actor, entry.role, self._book.code, entry.study, entry.kind,
            self._number(entry), payload, why=_words(private) if private else None,
        )  # fmt: skip
        if entry.kind == SettingChanged.kind:
            act = replace(act, path=f"settings.{payload['name']}", old=payload["old"], new=payload["new"])
        changed = changes_by(self._book, entry, coded=coded)
        yield from (_changed(act, one) for one in changed) if changed else (act,)

    def _number(self, entry: Entry) -> str | None:
        """Give the screening number of the case that an entry is about, None where the person had none."""
        said: Mapping[str, Any] = entry.payload
        if entry.person is None or isinstance(said.get("number"), str):
            return said.get("number")
        about = said.get("entry") or said.get("about") or said.get("struck")
        if isinstance(query := said.get("query"), int):
            about = self._book.ledger.entry(query).payload["about"]
        row = case(self._book.ledger, about) if isinstance(about, int) else None
        return row.number if row else self._number_then(entry)

    def _number_then(self, entry: Entry) -> str | None:
        """Give the number that a person had with an entry; who it is is written just before the first case."""
        rows = cases_of(self._book.ledger, entry.study or "", entry.person or "")
        return next((row.number for row in reversed(rows) if row.seq <= entry.seq + 1), None)


def day_of(entry: Entry) -> str:
    """Give the day that it was at the place where an entry was written."""
    try:
        zone = datetime.strptime(entry.zone, "%z").tzinfo
    except ValueError:
        return entry.at[:10]
    return datetime.fromisoformat(entry.at).astimezone(zone).date().isoformat()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refused("no_date", text=text) from None


def _changed(act: Line, one: Change) -> Line:
    return replace(act, path=one.path, old=one.old, new=one.new, why=one.why)


def _words(private: Mapping[str, Any]) -> str | None:
    said = next((private[key] for key in _WORDS if private.get(key)), None)
    return str(said) if said else None
