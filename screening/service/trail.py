"""The audit trail as people read it: who did what, when and why; of a correction, each field, old and new.

It is read from the book a few entries at a time, so that a long book costs no more than what is shown of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from screening.access import Permission
from screening.errors import InputError
from screening.ledger import COMMITMENT, FORGETS, Entry
from screening.log import Assessed, CaseRow, Change, accounts, case, cases_numbered, changes, is_private
from screening.service.book import Book, needs
from screening.service.placing import row_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the trail; blank or 0 for all. `first` and `last` are days in UTC, `after` an entry."""

    number: str = ""
    who: str = ""
    kinds: tuple[str, ...] = ()
    path: str = ""
    first: str = ""
    last: str = ""
    after: int = 0


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


@dataclass(frozen=True, slots=True)
class Value:
    """What a field held from an entry on."""

    seq: int
    at: str
    who: str
    role: str
    value: Any = field(repr=False)
    why: str | None = field(default=None, repr=False)


class Trail:
    """The trail of one book; `record` gives a saved case as whoever is at work may see it."""

    def __init__(self, book: Book, record: Callable[[int], Any]) -> None:
        self._book, self._record = book, record

    @needs(Permission.VERIFY)
    def lines(self, wanted: Wanted | None = None, *, newest_first: bool = True) -> Iterator[Line]:
        """Give the lines that match, one by one; without clinical permission, accounts and settings alone."""
        asked = wanted or Wanted()
        clinical = self._book.permits(Permission.READ_CODED)
        return self._lines(asked, newest_first, clinical)

    @needs(Permission.EXPORT_CODED)
    def coded(self, wanted: Wanted | None = None) -> Iterator[Line]:
        """Give the lines as they may leave the site: without reasons, and without fields that identify a person."""
        for line in self._lines(wanted or Wanted(), newest_first=False, clinical=True):
            if line.path is None or not is_private(line.path):
                yield replace(line, why=None)

    @needs(Permission.READ_CODED)
    def history_of(self, seq: int, path: str) -> list[Value]:
        """List every value that a field of a case ever had, in order; `path` as in a history, such as `answers.x`."""
        values: list[Value] = []
        row: CaseRow | None = row_of(self._book.ledger, self._book.study, seq)
        while row is not None:
            record = self._record(row.seq)
            values.append(Value(row.seq, row.at, row.actor, row.role, _at(record.history, path), record.reason))
            row = case(self._book.ledger, row.former) if row.former is not None else None
        values.reverse()
        return [one for place, one in enumerate(values) if place == 0 or one.value != values[place - 1].value]

    def names(self) -> dict[str, str]:
        """Give the name of every account."""
        return {one.id: one.name for one in accounts(self._book.ledger)}

    def _lines(self, wanted: Wanted, newest_first: bool, clinical: bool) -> Iterator[Line]:
        person = self._person(wanted.number) if wanted.number else None
        kinds = wanted.kinds or None
        entries = self._book.ledger.entries(wanted.after, kinds, person=person, newest_first=newest_first)
        for entry in entries:
            if wanted.first and entry.at[:10] < wanted.first:
                if newest_first:
                    return
                continue
            if wanted.last and entry.at[:10] > wanted.last:
                if not newest_first:
                    return
                continue
            if (wanted.who and entry.actor != wanted.who) or (entry.person is not None and not clinical):
                continue
            for line in self._of(entry):
                if not wanted.path or (line.path or "").startswith(wanted.path):
                    yield line

    def _person(self, number: str) -> str:
        found = cases_numbered(self._book.ledger, self._book.study, number)
        if not found:
            raise InputError(f'there is no case "{number}" in this study')
        return found[0].person

    def _of(self, entry: Entry) -> Iterator[Line]:
        private = self._book.private_of(entry) if entry.commitment else None
        why = _reason(private) if private else None
        payload = {key: value for key, value in entry.payload.items() if key not in (COMMITMENT, FORGETS)}
        number = self._number(payload) if entry.person else None
        act = Line(
            entry.seq, entry.at, entry.zone, entry.actor, entry.role, self._book.code, entry.study, entry.kind,
            number, payload, why=why,
        )  # fmt: skip
        changed = self._changes(entry)
        if not changed:
            yield act
        for one in changed:
            yield _changed(act, one)

    def _number(self, payload: Mapping[str, Any]) -> str | None:
        """Give the screening number of the case that an entry is about, where it names one."""
        if isinstance(number := payload.get("number"), str):
            return number
        about = payload.get("entry") or payload.get("about") or payload.get("struck")
        row = case(self._book.ledger, about) if isinstance(about, int) else None
        return row.number if row else None

    def _changes(self, entry: Entry) -> list[Change]:
        former = entry.payload.get("former") if entry.kind == Assessed.kind else None
        if not isinstance(former, int) or entry.study != self._book.study:
            return []
        before, now = self._record(former), self._record(entry.seq)
        whole = [{"on": one.said.on, **one.history} for one in (before, now)]
        return changes(whole[0], whole[1], entry, former, now.reason)


def _changed(act: Line, one: Change) -> Line:
    return Line(
        act.seq, act.at, act.zone, act.who, act.role, act.site, act.study, act.kind, act.number, act.payload,
        one.path, one.old, one.new, one.why,
    )  # fmt: skip


def _reason(private: Mapping[str, Any]) -> str | None:
    said = next((private[key] for key in ("reason", "remark", "description", "text") if private.get(key)), None)
    return str(said) if said else None


def _at(history: Mapping[str, Any], path: str) -> Any:
    """Give the value at a path such as `answers.platelets[0].value`, None where there is none."""
    found: Any = history
    for part in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(found, list | tuple):
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        elif isinstance(found, Mapping):
            found = found.get(part)
        else:
            return None
    return found
