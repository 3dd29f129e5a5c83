"""Failed attempts on one account, and how long they shut it: a minute after five, doubling up to fifteen."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

FREE = 5
FIRST, MOST = timedelta(minutes=1), timedelta(minutes=15)
MOMENTS = 50
"""How many moments are kept; of more attempts, the number alone."""


class Tries(BaseModel):
    """The `streak` since the last success shuts an account from `since` on; of `untold` the book knows nothing yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    streak: int = Field(default=0, ge=0)
    since: AwareDatetime | None = None
    untold: int = Field(default=0, ge=0)
    moments: tuple[AwareDatetime, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(self.moments) != min(self.untold, MOMENTS):
            raise ValueError("as many moments as attempts")
        return self

    def failed(self, now: datetime) -> Self:
        """Count one more."""
        moments = (*self.moments, now)[-MOMENTS:]
        counted = {"streak": self.streak + 1, "since": now, "untold": self.untold + 1, "moments": moments}
        return self.model_copy(update=counted)

    def succeeded(self) -> Self:
        """Shut nothing any more; what failed before is still to be told."""
        return self.model_copy(update={"streak": 0, "since": None})

    def told(self, times: int) -> Self:
        """Leave out the first attempts, which the book was told of."""
        left = max(self.untold - times, 0)
        moments = self.moments[max(len(self.moments) - left, 0) :]
        return self.model_copy(update={"untold": left, "moments": moments})

    def seen_at(self, now: datetime) -> Self:
        """Begin the wait anew where the clock went back behind its beginning; else it might last for ever."""
        if self.since is None or now >= self.since:
            return self
        return self.model_copy(update={"since": now})

    def until(self) -> datetime | None:
        """Say until when no password is tried; None where nothing is shut."""
        if self.since is None or self.streak < FREE:
            return None
        return self.since + min(FIRST * (1 << min(self.streak - FREE, 10)), MOST)
