"""What there is to say of the values of a case: which ever were others, and which a query is about."""

from dataclasses import dataclass

from screening.log import Query, parts_of
from screening.service import Site


@dataclass(frozen=True, slots=True)
class Mark:
    """What there is to say of one value: whether it ever was another, whether there are queries, and open ones."""

    changed: bool = False
    asked: bool = False
    unsettled: bool = False

    @property
    def any(self) -> bool:
        """Say whether there is anything."""
        return self.changed or self.asked


@dataclass(frozen=True, slots=True)
class Marks:
    """The places of one entry: those whose value was another once, and those that queries are about."""

    changed: tuple[str, ...] = ()
    queries: tuple[tuple[str, Query], ...] = ()

    def of(self, place: str) -> Mark:
        """Give what is to be said at a place: of it, of what is inside it, and of what it is inside of."""
        here = self.queries_at(place)
        return Mark(
            any(meet(place, one) for one in self.changed),
            bool(here),
            any(query.state != "closed" for query in here),
        )

    def queries_at(self, place: str) -> tuple[Query, ...]:
        """Give the queries at a place; those about the whole case are at none."""
        return tuple(query for path, query in self.queries if path and meet(place, path))


NOTHING = Marks()


def read_marks(site: Site, seq: int) -> Marks:
    """Read what there is to say of the case of an entry; the ledger's worker does it."""
    return Marks(tuple(site.trail.changed(seq)), tuple(site.queries.of(seq)))


def meet(one: str, other: str) -> bool:
    """Say whether two places are the same, or one is inside the other."""
    first, second = parts_of(one), parts_of(other)
    shared = min(len(first), len(second))
    return first[:shared] == second[:shared]
