"""A keyring in a folder of its own, people with passwords, and a clock to set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.access import LEAST, Keyring
from screening.errors import AccessError

BOOK_KEY = bytes(range(32))
LI, LI_WORD = "Li Wei", "willow over the lake"
ZHANG, ZHANG_WORD = "张三", "once: k7xe9-aaaaa"


class SetClock:
    """A clock that stands where it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **time: float) -> None:
        self.now += timedelta(**time)


def begun(path: Path, clock: SetClock | None = None) -> tuple[Keyring, str]:
    """Make a keyring with two people, whose passwords cost as little as may be; gives the recovery key too."""
    keyring, recovery = Keyring.create(path, BOOK_KEY, clock=clock or SetClock(), cost=LEAST)
    assert keyring.add("A1", LI, LI_WORD, BOOK_KEY) is not None
    assert keyring.add("A2", ZHANG, ZHANG_WORD, BOOK_KEY, one_time=True) is None
    return keyring, recovery


def refused(keyring: Keyring, name: str = LI, password: str = "wrong") -> AccessError:
    """Give the error with which somebody doesn't come in."""
    with pytest.raises(AccessError) as refusal:
        keyring.unlock(name, password)
    return refusal.value
