"""How lists of results are to be read: said once for lists of the same headings, known to everybody of the site."""

from typing import TYPE_CHECKING

from screening.access import Permission
from screening.ledger import Entry
from screening.log import ListDescribed
from screening.service.book import Book, needs
from screening.wording import refused

if TYPE_CHECKING:
    from screening.formats.lists import ListMapping, Table


class Layouts:
    """The descriptions that a book holds; nothing of a patient stands in them, nor any heading."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.READ_CODED)
    def recall(self, table: "Table") -> "ListMapping | None":
        """Give how lists of these headings were described last; None where nobody did."""
        from screening.formats.lists import restored

        for entry in self._book.ledger.entries(kinds=(ListDescribed.kind,), newest_first=True):
            if entry.payload["fingerprint"] == table.fingerprint:
                return restored(entry.payload, table, self._book.protocol)
        return None

    @needs(Permission.SCREEN)
    def remember(self, mapping: "ListMapping") -> Entry | None:
        """Keep a description; None where it is known so already. RefusedError where it tells of no results."""
        if not mapping.is_whole:
            raise refused("lists.not_whole")
        said = ListDescribed.model_validate(mapping.kept())
        entries = self._book.ledger.entries(kinds=(ListDescribed.kind,), newest_first=True)
        last = next((one for one in entries if one.payload["fingerprint"] == said.fingerprint), None)
        if last is not None and ListDescribed.model_validate(dict(last.payload)) == said:
            return None
        return self._book.note(said)
