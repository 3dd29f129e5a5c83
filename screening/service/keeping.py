"""The book as a thing to keep: its head, checked, copied, sealed, its views built anew."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Self

from screening.access import Permission
from screening.errors import StoreError
from screening.ledger import Checkpoint, Entry, Head, Reader, Verification, Where
from screening.log import BackedUp, Event, SignedOut, first_false
from screening.service.book import Book, needs
from screening.service.headcode import HeadCode
from screening.service.sealing import Proof, Seals


class Keeping:
    """What is done with a book whatever it says."""

    def __init__(self, book: Book, seals: Seals) -> None:
        self._book, self._seals = book, seals
        self._closed = False

    @property
    def key(self) -> bytes:
        """Give the book's key."""
        return self._book.key

    @property
    def reader(self) -> Reader:
        """Give what reads the views."""
        return self._book.ledger

    def reading_aside(self) -> AbstractContextManager[Reader]:
        """Give what reads the views through a connection of its own: nobody at work waits for a long reading."""
        return self._book.reading_aside()

    def close(self) -> None:
        """Sign the book where it has grown, and close it; closing twice is harmless."""
        try:
            if not self._closed:
                self._leave()
                self._seals.close()
        finally:
            self._closed = True
            self._book.ledger.close()

    def _leave(self) -> None:
        """Record that somebody left, who was not shut out; a book that takes nothing more is closed all the same."""
        if self._book.actor.account is not None and not self._book.away:
            with suppress(StoreError):
                self.note(SignedOut(account=self._book.actor.account, why="left"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def abandon(self) -> None:
        """Close the book and leave no word of it: nobody came in."""
        self._closed = True
        self._book.ledger.close()

    def head(self) -> Head:
        """Give the length of the book and its last hash."""
        return self._book.ledger.head()

    @needs(Permission.VERIFY)
    def verify(
        self, progress: Callable[[int, int], None] | None = None, against: Proof | HeadCode | None = None
    ) -> Verification:
        """Check the whole book and every signature; name the first entry at fault.

        `against` is a copy, or a code on paper, made earlier.
        """
        found = self._seals.verify(progress, against)
        false = first_false(self._book.ledger) if found.ok else None
        return found if false is None else replace(found, ok=False, first_bad=false, why="signature", checkpoint=None)

    @needs(Permission.VERIFY)
    def rebuild(self) -> None:
        """Throw every view away and build it anew from the entries."""
        self._book.ledger.rebuild()

    def note(self, *events: Event) -> Entry:
        """Record what was done with the book, such as a copy that left it; gives the last entry."""
        return self._book.note(*events)

    @needs(Permission.KEEP_RECORD)
    def copy_to(self, where: Where, progress: Callable[[int, int], None] | None = None) -> Verification:
        """Copy the whole book, encrypted under its key, and check the copy; others may go on working."""
        return self._book.ledger.copy_to(where, self._book.key, progress)

    def last_backup(self) -> str | None:
        """Say when the last backup was made (UTC), None where there is none."""
        entries = self._book.ledger.entries(kinds=(BackedUp.kind,), limit=1, newest_first=True)
        return next((entry.at for entry in entries), None)

    @needs(Permission.VERIFY)
    def damaged_pages(self) -> list[str]:
        """Check every page of the file, and describe those that were not written so."""
        return self._book.ledger.damaged_pages()

    def seal(self) -> Checkpoint:
        """Sign the book as it is; StoreError where it doesn't go on from what was signed before."""
        return self._seals.seal()

    def manifest(self, said: Mapping[str, object], made: Checkpoint | None = None) -> bytes:
        """Sign what a copy is, with a checkpoint (a fresh one), as the file that stands beside it or in it."""
        return self._seals.manifest(said, made)
