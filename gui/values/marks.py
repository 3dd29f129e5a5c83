"""What there is to say of the values of a case: which ever were others, and which a query is about."""

from dataclasses import dataclass

from screening.log import Query, parts_of
from screening.service import Site


@dataclass(frozen=True, slots=True)
class Mark:
    """What there is to say of one value: was it ever another, are there queries, open ones, is it from a file."""

    changed: bool = False
    asked: bool = False
    unsettled: bool = False
    filed: bool = False

    @property
    def any(self) -> bool:
        """Say whether there is anything."""
        return self.changed or self.asked or self.filed

    @property
    def said(self) -> str:
        """Name what is said of it: what somebody has to do comes first."""
        if self.unsettled:
            return "unsettled"
        return "changed" if self.changed else "asked" if self.asked else "filed" if self.filed else "ask"


@dataclass(frozen=True, slots=True)
class Marks:
    """The places of one entry: those whose value was another once, that queries are about, that came from a file."""

    changed: tuple[str, ...] = ()
    queries: tuple[tuple[str, Query], ...] = ()
    filed: tuple[str, ...] = ()

    def of(self, place: str) -> Mark:
        """Give what is to be said at a place: of it, of what is inside it, and of what it is inside of."""
        here = self.queries_at(place)
        return Mark(
            any(meet(place, one) for one in self.changed),
            bool(here),
            any(query.state != "closed" for query in here),
            any(meet(place, one) for one in self.filed),
        )

    def queries_at(self, place: str) -> tuple[Query, ...]:
        """Give the queries at a place; those about the whole case are at none."""
        return tuple(query for path, query in self.queries if path and meet(place, path))


NOTHING = Marks()


def read_marks(site: Site, seq: int) -> Marks:
    """Read what there is to say of the case of an entry; the ledger's worker does it."""
    return Marks(tuple(site.trail.changed(seq)), tuple(site.queries.of(seq)), tuple(site.trail.from_files(seq)))


def meet(one: str, other: str) -> bool:
    """Say whether two places are the same, or one is inside the other."""
    first, second = parts_of(one), parts_of(other)
    shared = min(len(first), len(second))
    return first[:shared] == second[:shared]
