"""A person at work: how long since something was done, and since the person signed in.

Time passes by two clocks, and the one that says more counts: the one that only runs forward stands still in some
computers while they sleep, and the one on the wall can be set back.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from screening.access.clock import Clock, system_clock
from screening.access.roles import Role

IDLE = timedelta(minutes=10)
ABSOLUTE = timedelta(hours=8)


class Session:
    """From signing in to signing out; idle, it is shut until `resume`, over, it is over."""

    def __init__(
        self,
        account: str,
        name: str,
        roles: Collection[Role],
        clock: Clock = system_clock,
        *,
        ticks: Callable[[], float] = time.monotonic,
        idle: timedelta = IDLE,
        absolute: timedelta = ABSOLUTE,
    ) -> None:
        self.account, self.name, self.roles = account, name, frozenset(roles)
        self._clock, self._ticks = clock, ticks
        self.limit(idle=idle, absolute=absolute)
        self._began = self._last = self._now()
        self._shut = False
        self._signed = False

    def limit(self, *, idle: timedelta, absolute: timedelta) -> None:
        """Go by these limits from now on; how long it lasts already counts."""
        if min(idle, absolute) <= timedelta(0):
            raise ValueError("a session lasts for a while")
        self._idle, self._absolute = idle, absolute

    @property
    def limits(self) -> tuple[timedelta, timedelta]:
        """Give how long it may be idle, and how long it may last."""
        return self._idle, self._absolute

    def touch(self) -> None:
        """Note that the person did something; it wakes no session that is idle."""
        if not self.is_idle():
            self._last = self._now()

    def is_idle(self) -> bool:
        """Answer whether its content is to be hidden: nothing was done for too long, or it was shut by hand."""
        self._shut = self._shut or self._since(self._last) >= self._idle
        return self._shut

    def is_over(self) -> bool:
        """Answer whether the person has to sign in anew, whatever was done meanwhile."""
        return self._since(self._began) >= self._absolute

    def lock(self) -> None:
        """Shut it now, as if it were idle."""
        self._shut = True

    def resume(self) -> None:
        """Go on after the person's password was given again; the next signature needs the name as well."""
        self._shut, self._signed = False, False
        self._last = self._now()

    def has_signed(self) -> bool:
        """Answer whether a signature was given with name and password since it was opened; later ones need no name."""
        return self._signed and not self.is_idle() and not self.is_over()

    def note_signature(self) -> None:
        """Note a signature given with name and password."""
        self._signed = True

    def _now(self) -> tuple[datetime, float]:
        return self._clock(), self._ticks()

    def _since(self, moment: tuple[datetime, float]) -> timedelta:
        wall, ticks = self._now()
        return max(wall - moment[0], timedelta(seconds=ticks - moment[1]))
