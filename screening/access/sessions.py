"""How long somebody is at work: an idle window locks, and no session is endless."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from screening.access.keyring import system_clock


@dataclass(slots=True)
class Session:
    """One person's stay. Two clocks count: one can't be set back, the other goes on while a laptop sleeps."""

    idle_seconds: float
    longest_seconds: float
    steady: Callable[[], float] = time.monotonic
    clock: Callable[[], datetime] = system_clock
    signed: bool = False
    """Whether a first signature, with name and password, was given in it (21 CFR 11.200(a)(1))."""
    _begun: tuple[float, datetime] = field(init=False)
    _touched: tuple[float, datetime] = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self._touched = self._now()

    def touch(self) -> None:
        """Somebody did something."""
        self._touched = self._now()

    def is_idle(self) -> bool:
        """Say whether nobody did anything for too long."""
        return self._since(self._touched) >= self.idle_seconds

    def is_over(self) -> bool:
        """Say whether the session has lasted as long as one may."""
        return self._since(self._begun) >= self.longest_seconds

    def _since(self, then: tuple[float, datetime]) -> float:
        steady, wall = self._now()
        return max(steady - then[0], (wall - then[1]).total_seconds())

    def _now(self) -> tuple[float, datetime]:
        return self.steady(), self.clock()
