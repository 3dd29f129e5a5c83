"""What is known of somebody enrolled; the ledger's worker reads it."""

from dataclasses import dataclass

from screening.errors import EligoError
from screening.log import CaseRow
from screening.service import Site
from screening.service.following import FollowUp


@dataclass(frozen=True, slots=True)
class Known:
    """The case, the follow-up that speaks for it (None: none yet), and what keeps whoever is at work from adding."""

    row: CaseRow
    former: FollowUp | None
    in_the_way: EligoError | None


def read_follow_up(site: Site, row: CaseRow) -> Known:
    """Read it."""
    entries = site.following.of(row.seq)
    return Known(row, entries[-1] if entries else None, site.following.in_the_way(row.seq))
