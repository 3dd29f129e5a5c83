"""After too many wrong passwords an account waits; that is kept with the keys, so that a restart does not end it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FREE = 5
"""How many wrong passwords cost nothing but themselves."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failure:
    """Wrong passwords since the last right one: for an account, or (None) under names that nobody here bears.

    `times` counts those that the book was not told of yet, `streak` those in a row; `last` is UTC.
    """

    account: str | None
    times: int
    streak: int
    last: str

    def one_more(self, now: datetime) -> "Failure":
        """Count another one."""
        return replace(self, times=self.times + 1, streak=self.streak + 1, last=now.isoformat())

    def locked_until(self, now: datetime) -> datetime | None:
        """Say until when nobody may try again; None where anybody may now."""
        if self.streak < FREE:
            return None
        until = datetime.fromisoformat(self.last) + min(_FIRST * 2 ** min(self.streak - FREE, 10), _LONGEST)
        return until if now < until else None
