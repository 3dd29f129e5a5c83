"""Failed attempts on one account, and how long they shut it: a minute after five, doubling up to fifteen."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FREE = 5
FIRST, MOST = timedelta(minutes=1), timedelta(minutes=15)
_TIMES_KEPT = 50


class Tries(BaseModel):
    """How many attempts failed since the last that succeeded, when (the newest), and from when the wait counts."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    count: int = Field(default=0, ge=0)
    times: tuple[AwareDatetime, ...] = ()
    since: AwareDatetime | None = None

    def failed(self, now: datetime) -> Self:
        """Count one more."""
        times = (*self.times, now)[-_TIMES_KEPT:]
        return self.model_copy(update={"count": self.count + 1, "times": times, "since": now})

    def seen_at(self, now: datetime) -> Self:
        """Begin the wait anew where the clock went back behind its beginning; else it might last for ever."""
        if self.since is None or now >= self.since:
            return self
        return self.model_copy(update={"since": now})

    def until(self) -> datetime | None:
        """Say until when no password is tried; None where nothing is shut."""
        if self.since is None or self.count < FREE:
            return None
        return self.since + min(FIRST * (1 << min(self.count - FREE, 10)), MOST)
