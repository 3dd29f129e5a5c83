"""The monitor's queries: a question about a value, the site's answer, and the end of it.

What is written lies with the person's private values, so that it can be forgotten with them. The monitor reads it all
the same, since it is a conversation with them: nobody names the person in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from screening.access import Permission
from screening.errors import InputError, Problem
from screening.ledger import Draft, Entry, Reader
from screening.log import Event, Query, QueryAnswered, QueryClosed, QueryRaised, QueryReopened, queries
from screening.service.book import Book, needs
from screening.service.placing import row_of


@dataclass(frozen=True, slots=True)
class Turn:
    """One word in a query: who said it, as what, when (UTC); blank where it was forgotten."""

    seq: int
    kind: str
    who: str
    role: str
    at: str
    text: str = field(repr=False)


class Queries:
    """The queries of one study."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.READ_CODED)
    def all(self, *states: str) -> list[Query]:
        """List the queries in these states (in any), in the order in which they were raised."""
        found = queries(self._book.ledger, self._book.study)
        return [one for one in found if not states or one.state in states]

    @needs(Permission.READ_CODED)
    def turns(self, id: int) -> list[Turn]:
        """Give the conversation of a query."""
        return [self._turn(self._book.ledger.entry(seq)) for seq in self._one(self._book.ledger, id).turns]

    @needs(Permission.RAISE_QUERY)
    def ask(self, seq: int, text: str, path: str = "") -> Entry:
        """Ask about a value of a case, named as in a history, or ("") about the case."""
        said = _said(text)

        def asking(reader: Reader) -> Sequence[Draft]:
            row = row_of(reader, self._book.study, seq)
            event = QueryRaised(about=row.seq, number=row.number, path=path)
            return [self._book.draft(event, row.person, row.attempt, {"text": said})]

        return self._book.write(asking)[-1]

    @needs(Permission.ANSWER_QUERY)
    def answer(self, id: int, text: str) -> Entry:
        """Answer a query that is open."""
        return self._go_on(id, ("open", "answered"), lambda: QueryAnswered(query=id), _said(text))

    @needs(Permission.RAISE_QUERY)
    def ask_again(self, id: int, text: str) -> Entry:
        """Ask once more: the answer was not enough."""
        return self._go_on(id, ("answered", "closed"), lambda: QueryReopened(query=id), _said(text))

    @needs(Permission.RAISE_QUERY)
    def close(self, id: int) -> Entry:
        """Be content with the answer."""
        return self._go_on(id, ("open", "answered"), lambda: QueryClosed(query=id), "")

    def _go_on(self, id: int, states: tuple[str, ...], event: Callable[[], Event], text: str) -> Entry:
        def going(reader: Reader) -> Sequence[Draft]:
            query = self._one(reader, id)
            if query.state not in states:
                raise InputError(f"query {id} is {query.state}")
            return [self._book.draft(event(), query.person, None, {"text": text} if text else None)]

        return self._book.write(going)[-1]

    def _one(self, reader: Reader, id: int) -> Query:
        found = next((one for one in queries(reader, self._book.study) if one.id == id), None)
        if found is None:
            raise InputError(f"there is no query {id} in this study")
        return found

    def _turn(self, entry: Entry) -> Turn:
        private = self._book.ledger.private_of(entry) or {}
        return Turn(entry.seq, entry.kind, entry.actor, entry.role, entry.at, str(private.get("text", "")))


def _said(text: str) -> str:
    if not text.strip():
        raise InputError([Problem("text", "must not be blank")])
    return text.strip()
