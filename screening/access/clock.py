"""The time of day, which a test may set."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Give the computer's time in UTC."""
    return datetime.now(UTC)
