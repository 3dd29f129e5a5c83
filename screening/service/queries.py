"""The monitor's queries: a question about a value, the site's answer, and the end of it.

What is written lies with the person's private values, so that it can be forgotten with them. The monitor reads it all
the same, since it is a conversation with them: nobody names the person in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.access import Permission
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    Change,
    Event,
    Query,
    QueryAnswered,
    QueryClosed,
    QueryRaised,
    QueryReopened,
    parts_of,
    path_of,
    queries,
    value_at,
)
from screening.protocol import Protocol
from screening.service.auditing import changes_at, lineage, said_in, standing_in
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed
from screening.service.placing import row_of
from screening.wording import refused


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
    def all(self, *states: str, number: str = "") -> list[Query]:
        """List the queries in these states (in any), of one screening number or of all, in order."""
        found = queries(self._book.ledger, self._book.study)
        return [one for one in found if (not states or one.state in states) and number in ("", one.number)]

    @needs(Permission.READ_CODED)
    def turns(self, id: int) -> list[Turn]:
        """Give the conversation of a query."""
        return [self._turn(self._book.ledger.entry(seq)) for seq in self._one(self._book.ledger, id).turns]

    @needs(Permission.READ_CODED)
    def of(self, seq: int) -> list[tuple[str, Query]]:
        """List the queries about the case of an entry, each with where it stands there; "" is the whole case."""
        row = row_of(self._book.ledger, self._book.study, seq)
        rows = {one.seq for one in lineage(self._book.ledger, row)}
        found = [one for one in queries(self._book.ledger, self._book.study) if one.about in rows]
        places = standing_in(self._book, seq, [(one.about, one.path) for one in found])
        return list(zip(places, found, strict=True))

    @needs(Permission.READ_CODED)
    def corrections(self, id: int) -> list[Change]:
        """List what was changed at the place that a query is about, from when it was raised until it was closed."""
        query = self._one(self._book.ledger, id)
        found = changes_at(self._book, query.about, query.path)
        closed = query.turns[-1] if query.state == "closed" else None
        return [one for one in found if id < one.seq and (closed is None or one.seq < closed)]

    @needs(Permission.RAISE_QUERY)
    def ask(self, seq: int, text: str, path: str = "") -> Entry:
        """Ask about a value of a case, named as in the history of an entry, or ("") about the case."""
        said, parts = _said(text), parts_of(path)

        def asking(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            row = row_of(reader, self._book.study, seq)
            self._refuse_nowhere(reader, seq, path, parts)
            event = QueryRaised(about=row.seq, number=row.number, path=path_of(parts))
            return [self._book.draft(event, row.person, row.attempt, {"text": said})]

        return self._book.write(asking)[-1]

    @needs(Permission.ANSWER_QUERY)
    def answer(self, id: int, text: str) -> Entry:
        """Answer a query that is open."""
        return self._go_on(QueryAnswered(query=id), id, ("open", "answered"), _said(text))

    @needs(Permission.RAISE_QUERY)
    def ask_again(self, id: int, text: str) -> Entry:
        """Ask once more: the answer was not enough."""
        return self._go_on(QueryReopened(query=id), id, ("answered", "closed"), _said(text))

    @needs(Permission.RAISE_QUERY)
    def close(self, id: int) -> Entry:
        """Be content with the answer."""
        return self._go_on(QueryClosed(query=id), id, ("open", "answered"), "")

    def _go_on(self, event: Event, id: int, states: tuple[str, ...], text: str) -> Entry:
        """Go on with a query; after the final page of the log none is opened any more, but each can be settled."""

        def going(reader: Reader) -> Sequence[Draft]:
            if isinstance(event, QueryReopened):
                refuse_when_closed(reader, self._book.study)
            query = self._one(reader, id)
            if query.state not in states:
                raise refused("query.open" if query.state == "open" else "query.closed", query=id)
            return [self._book.draft(event, query.person, None, {"text": text} if text else None)]

        return self._book.write(going)[-1]

    def _one(self, reader: Reader, id: int) -> Query:
        found = next((one for one in queries(reader, self._book.study) if one.id == id), None)
        if found is None:
            raise refused("query.none", query=id)
        return found

    def _refuse_nowhere(self, reader: Reader, seq: int, path: str, parts: tuple[str | int, ...]) -> None:
        """Refuse what is no place in a case: what a query is about is coded, so it holds no words of anybody's."""
        said = said_in(self._book, reader.entry(seq))
        protocol = self._book.protocols.get(str(said.entry.payload["fingerprint"]))
        if path and value_at(said.history, parts) is None and path_of(parts) not in _asked(protocol):
            raise refused("query.place", "path", path=path)

    def _turn(self, entry: Entry) -> Turn:
        private = self._book.ledger.private_of(entry) or {}
        return Turn(entry.seq, entry.kind, entry.actor, entry.role, entry.at, str(private.get("text", "")))


def _asked(protocol: Protocol) -> set[str]:
    """Name every place for an answer, also where none was given."""
    found = {"on", *(f"subject.{name}" for name in _SUBJECT), *(f"decisions.{one.id}" for one in protocol.criterion)}
    for name, asked in protocol.field.items():
        found |= {f"answers.{name}", *(f"answers.{name}.{item}" for item in getattr(asked, "items", ()))}
    return found


_SUBJECT = (
    *("name", "hospital_number", "birth_date", "sex", "consent", "consent.given", "consent.on", "consent.form"),
)


def _said(text: str) -> str:
    if not text.strip():
        raise refused("query.blank", "text")
    return text.strip()
