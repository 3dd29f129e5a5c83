"""The monitor's visit: what changed since the last one, and where the next begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.access import Permission
from screening.ledger import Draft, Entry, Reader
from screening.log import SignedIn, SignedOut, SignInFailed, VisitHeld
from screening.service.book import Book, needs
from screening.service.trail import Line, Trail, Wanted
from screening.wording import refused

_COMING = (SignedIn.kind, SignedOut.kind, SignInFailed.kind)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that was held: which entries were gone through, by whom, when (UTC)."""

    after: int
    upto: int
    who: str
    at: str


class Visits:
    """The visits of one study."""

    def __init__(self, book: Book, trail: Trail) -> None:
        self._book, self._trail = book, trail

    @needs(Permission.READ_CODED)
    def held(self) -> list[Visit]:
        """List the visits in order."""
        entries = self._book.ledger.entries(kinds=(VisitHeld.kind,), study=self._book.study)
        return [Visit(_number(one, "after"), _number(one, "upto"), one.actor, one.at) for one in entries]

    @needs(Permission.READ_CODED)
    def last(self) -> Visit | None:
        """Give the last visit, None where there was none."""
        return next(reversed(self.held()), None)

    @needs(Permission.READ_CODED)
    def since_last(self) -> Iterator[Line]:
        """Give what changed since the last visit, oldest first; who merely came and went is left out."""
        last = self.last()
        lines = self._trail.lines(Wanted(after=last.upto if last else 0), newest_first=False)
        return (line for line in lines if line.kind not in (*_COMING, VisitHeld.kind))

    @needs(Permission.HOLD_VISIT)
    def hold(self, upto: int | None = None) -> Entry:
        """Record that everything up to an entry (the last one there is) was gone through; the next visit begins there.

        What is written while somebody reads is not read: name the last entry that was shown.
        """

        def holding(reader: Reader) -> Sequence[Draft]:
            last, head = self.last(), reader.head().length
            after = last.upto if last else 0
            end = head if upto is None else upto
            if not after < end <= head:
                raise refused("visit.between", first=after + 1, last=head)
            return [self._book.draft(VisitHeld(after=after, upto=end))]

        return self._book.write(holding)[-1]


def _number(entry: Entry, name: str) -> int:
    value = entry.payload[name]
    assert isinstance(value, int)
    return value
