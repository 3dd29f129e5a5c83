"""The log as the window lists it: questions answered from columns in memory, rows read as they are looked at."""

from collections.abc import Callable, Sequence

from screening.access import Permission
from screening.log import TOGETHER, CaseRow, LogQuery, People, Person, Planes, Selection, cases_at, persons_of, select
from screening.service.book import Book, needs

_FIRST_BLOCKS = 16
"""About two thousand rows: read in no time, and more than a window shows."""


class Listing:
    """The list of one book's log. One thread at a time asks it questions; any may read rows."""

    def __init__(self, book: Book, people: People) -> None:
        self._book, self._people = book, people
        self._planes: Planes | None = None
        self._length = -1

    @needs(Permission.READ_CODED)
    def begin(self, query: LogQuery) -> Selection:
        """Answer a question from the beginning of the log alone, where the whole was not read yet and is long."""
        if self._planes is not None or query.sort != "entry" or query.descending:
            return self.select(query)
        length = self._book.ledger.head().length
        planes = Planes.read(self._book.ledger, _FIRST_BLOCKS)
        complete = planes.length < _FIRST_BLOCKS * TOGETHER
        if complete:
            self._planes, self._length = planes, length
        return select(planes, query, self._book.study, self._known(), complete=complete)

    @needs(Permission.READ_CODED)
    def select(self, query: LogQuery) -> Selection:
        """Answer a question from the log as it is now."""
        length = self._book.ledger.head().length
        if self._planes is None or length != self._length:
            # A million rows take a while to read; nobody else waits for it.
            with self._book.reading_aside() as reader:
                self._planes, self._length = Planes.read(reader), length
        people = self._known()
        if people is not None and people.complete:
            people.read_on(self._book.ledger)
        return select(self._planes, query, self._book.study, people)

    @needs(Permission.READ_CODED)
    def rows(self, entries: Sequence[int]) -> list[tuple[CaseRow, Person]]:
        """Give the rows of some entries as they are now, each with its person, blank for whoever may not know."""
        rows = cases_at(self._book.ledger, entries)
        if not self._book.permits(Permission.READ_IDENTIFIED):
            return [(row, Person(row.person)) for row in rows]
        people = persons_of(self._book.ledger, self._book.study, {row.person for row in rows})
        return [(row, people[row.person]) for row in rows]

    @property
    def finds_names(self) -> bool:
        """Say whether a search finds everybody by name; False while they are still being read."""
        return self._people.complete or not self._book.permits(Permission.READ_IDENTIFIED)

    @needs(Permission.READ_CODED)
    def read_names(self, pause: Callable[[], None] | None = None) -> None:
        """Read who everybody is, for whoever may know; `pause` is called after every few people."""
        if self._book.permits(Permission.READ_IDENTIFIED):
            self._people.read_on(self._book.ledger, pause)

    def _known(self) -> People | None:
        return self._people if self._book.permits(Permission.READ_IDENTIFIED) else None
