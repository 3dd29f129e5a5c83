"""How lists of results are to be read: said once for lists of the same headings, known to everybody of the site."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.access import Permission
from screening.ledger import Entry
from screening.log import ListDescribed, ListForgotten
from screening.service.book import Book, needs
from screening.wording import refused

if TYPE_CHECKING:
    from screening.formats.lists import ListMapping, Table

_KINDS = (ListDescribed.kind, ListForgotten.kind)


@dataclass(frozen=True, slots=True)
class Layout:
    """How lists of some headings are read: as whom said so, and when (UTC)."""

    fingerprint: str
    by: str
    at: str
    said: ListDescribed


class Layouts:
    """The descriptions that a book holds; nothing of a patient stands in them, nor any heading."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.READ_CODED)
    def recall(self, table: "Table") -> "ListMapping | None":
        """Give how lists of these headings were described last; None where nobody did, or it holds no more."""
        from screening.formats.lists import restored

        entry = self._last(table.fingerprint)
        return None if entry is None else restored(entry.payload, table, self._book.protocol)

    @needs(Permission.READ_CODED)
    def known(self) -> tuple[Layout, ...]:
        """List the descriptions that hold, the latest first."""
        last: dict[str, Entry] = {}
        for entry in self._book.ledger.entries(kinds=_KINDS, newest_first=True):
            last.setdefault(str(entry.payload["fingerprint"]), entry)
        return tuple(
            Layout(fingerprint, entry.actor, entry.at, ListDescribed.model_validate(dict(entry.payload)))
            for fingerprint, entry in last.items()
            if entry.kind == ListDescribed.kind
        )

    @needs(Permission.SCREEN)
    def remember(self, mapping: "ListMapping") -> Entry | None:
        """Keep a description; None where it is known so already. RefusedError where it tells of no results."""
        if not mapping.is_whole:
            raise refused("lists.not_whole")
        said = ListDescribed.model_validate(mapping.kept())
        last = self._last(said.fingerprint)
        if last is not None and ListDescribed.model_validate(dict(last.payload)) == said:
            return None
        return self._book.note(said)

    @needs(Permission.SCREEN)
    def forget(self, fingerprint: str) -> Entry | None:
        """Let lists of some headings be read by what is recognised again; None where nothing was known of them."""
        return self._book.note(ListForgotten(fingerprint=fingerprint)) if self._last(fingerprint) else None

    def _last(self, fingerprint: str) -> Entry | None:
        for entry in self._book.ledger.entries(kinds=_KINDS, newest_first=True):
            if entry.payload["fingerprint"] == fingerprint:
                return entry if entry.kind == ListDescribed.kind else None
        return None
