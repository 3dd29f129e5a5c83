"""Forgetting who somebody is: what identifies them is destroyed, the coded row stays and says so."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from screening.access import Permission
from screening.ledger import Entry
from screening.log import FORGETTING, CaseRow, PersonForgotten, WhyForgotten, cases_of, may_name, person_of
from screening.service.book import Book, needs
from screening.wording import refused


class Forgetting:
    """Destroys what identifies people. It can't be undone; older backups still hold it, and have to go as well."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.FORGET)
    def forget(self, person: str, reason: WhyForgotten) -> Entry:
        """Destroy a person's name, numbers, birth date and words in all entries, and the parked forms about them.

        Somebody enrolled stays in the identification list until its retention is over.
        """
        if reason not in FORGETTING:
            raise refused("why_forgotten", known=", ".join(FORGETTING))
        ledger = self._book.ledger
        rows = cases_of(ledger, self._book.study, person)
        if not rows:
            raise refused("nobody")
        if reason != "retention_over" and any(row.outcome == "enrolled" for row in rows):
            raise refused("forgets_enrolled")
        entries = sum(1 for _ in ledger.privates(person=person))
        unsaved = tuple(self._forms_about(person, rows))
        if not entries and not unsaved:
            ledger.wipe()  # another program may have kept it in the files the first time
            raise refused("forgotten_already")
        return self._book.forget(person, PersonForgotten(reason=reason, entries=entries), unsaved)

    def _forms_about(self, person: str, rows: list[CaseRow]) -> Iterator[str]:
        """Find the parked forms about a person: by the case that they go on from, or by whom they name."""
        known = person_of(self._book.ledger, self._book.study, person)
        seqs = {row.seq for row in rows}
        for form in self._book.ledger.unsaved.list():
            said = _read(form.content)
            named = said.get("person") == person or said.get("former") in seqs
            if named or may_name(known, _subject(said)):
                yield form.id


def _read(content: str) -> Mapping[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _subject(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give whom a form names, read strictly: what is no text identifies nobody."""
    history = said.get("history")
    subject = history.get("subject") if isinstance(history, dict) else None
    parts = subject.items() if isinstance(subject, dict) else ()
    return {key: part for key, part in parts if isinstance(part, str)}
