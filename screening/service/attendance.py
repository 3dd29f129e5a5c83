"""Who came, and who failed to: what the book says of it, for the list of people and for a word at sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from screening.access import Failure
from screening.ledger import Reader
from screening.log import Event, SignedIn, SignInFailed, accounts

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Attendance:
    """When somebody last came in (UTC, None for never), and how many attempts failed in the last 30 days."""

    last: str | None = None
    failed: int = 0


@dataclass(frozen=True, slots=True)
class FailedAttempts:
    """Attempts that failed: on whose account (None for names that nobody here has), how many, and the last (UTC)."""

    name: str | None
    times: int
    last: str


def failed(failures: Sequence[Failure]) -> list[Event]:
    """Make the events that say who failed to come in."""
    return [SignInFailed(account=one.account, times=one.times, last=one.last) for one in failures]


def attendance(reader: Reader, now: str) -> dict[str | None, Attendance]:
    """Say of each account when it was last used, and how often in vain; None stands for names that nobody has."""
    since = (datetime.fromisoformat(now) - RECENT).isoformat()
    found: dict[str | None, Attendance] = {}
    for entry in reader.entries(kinds=(SignedIn.kind, SignInFailed.kind), newest_first=True):
        account = entry.payload["account"]
        id = str(account) if account is not None else None
        so_far = found.get(id, Attendance())
        if entry.kind == SignedIn.kind:
            found[id] = Attendance(so_far.last or entry.at, so_far.failed)
        elif entry.at >= since:
            found[id] = Attendance(so_far.last, so_far.failed + _times(entry.payload["times"]))
    return found


def failed_meanwhile(reader: Reader, account: str, everybody: bool) -> list[FailedAttempts]:
    """List the attempts that failed between somebody's last two arrivals, on everybody's account or their own."""
    arrivals = 0
    found: list[FailedAttempts] = []
    names = {one.id: one.name for one in accounts(reader)}
    for entry in reader.entries(kinds=(SignedIn.kind, SignInFailed.kind), newest_first=True):
        whose = entry.payload["account"]
        if entry.kind == SignedIn.kind:
            arrivals += whose == account
            if arrivals == 2:
                break
        elif everybody or whose == account:
            name = names.get(str(whose)) if whose is not None else None
            found.append(FailedAttempts(name, _times(entry.payload["times"]), str(entry.payload["last"])))
    return found[::-1]


def _times(value: object) -> int:
    return value if isinstance(value, int) else 0
