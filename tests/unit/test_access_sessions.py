"""How long somebody is at work, by whichever clock says that more time passed."""

from datetime import UTC, datetime, timedelta

import pytest

from screening.access import ABSOLUTE, IDLE, Session

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Clocks:
    """The clock on the wall and the one that only runs forward."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
        self.ticks = 1000.0

    def go(self, time: timedelta) -> None:
        self.wall += time
        self.ticks += time.total_seconds()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def begun(clocks: Clocks, **limits: timedelta) -> Session:
    return Session("A1", "Li Wei", ["coordinator"], lambda: clocks.wall, ticks=lambda: clocks.ticks, **limits)


def test_a_session_is_idle_after_ten_minutes_without_an_act(clocks: Clocks) -> None:
    """S18: every act begins the ten minutes anew."""
    session = begun(clocks)
    assert (IDLE, ABSOLUTE) == (10 * MINUTE, 8 * HOUR)
    for _ in range(3):
        clocks.go(IDLE - SECOND)
        assert not session.is_idle()
        session.touch()
    clocks.go(IDLE)
    assert session.is_idle()
    assert (session.account, session.name, session.roles) == ("A1", "Li Wei", frozenset(["coordinator"]))


def test_an_idle_session_is_woken_by_the_password_alone(clocks: Clocks) -> None:
    """S18: a hand on the mouse, even before anybody looked whether it is idle, doesn't open it."""
    session = begun(clocks)
    clocks.go(IDLE)
    session.touch()
    assert session.is_idle()
    session.resume()
    assert not session.is_idle()
    clocks.go(IDLE - SECOND)
    assert not session.is_idle()


def test_nobody_stays_longer_than_a_day_at_work(clocks: Clocks) -> None:
    """S18: neither acts nor the password make it longer."""
    session = begun(clocks)
    for _ in range(96):
        clocks.go(5 * MINUTE - SECOND / 2)
        session.touch()
    assert not session.is_over()
    session.resume()
    clocks.go(MINUTE)
    assert session.is_over()
    assert not session.is_idle()


def test_a_computer_that_slept_counts_as_idle(clocks: Clocks) -> None:
    """S18: some clocks stand still meanwhile; the one on the wall went on."""
    session = begun(clocks)
    clocks.wall += 9 * HOUR
    assert session.is_idle()
    assert session.is_over()


def test_a_clock_that_is_set_back_makes_nothing_longer(clocks: Clocks) -> None:
    session = begun(clocks)
    clocks.wall -= 24 * HOUR
    clocks.ticks += IDLE.total_seconds()
    assert session.is_idle()
    session.resume()
    clocks.ticks += (ABSOLUTE - IDLE).total_seconds()
    assert session.is_over()


def test_limits_may_be_the_sites(clocks: Clocks) -> None:
    """But a session without time is a mistake."""
    session = begun(clocks, idle=2 * MINUTE, absolute=3 * MINUTE)
    clocks.go(2 * MINUTE)
    assert (session.is_idle(), session.is_over()) == (True, False)
    clocks.go(MINUTE)
    assert session.is_over()
    for limits in ({"idle": timedelta()}, {"absolute": -HOUR}):
        with pytest.raises(ValueError, match="lasts"):
            begun(clocks, **limits)


def test_the_first_signature_takes_name_and_password_and_so_does_the_first_after_a_pause(clocks: Clocks) -> None:
    """S12: 21 CFR 11.200(a)(1): later ones in one stay take the password alone."""
    session = begun(clocks)
    assert not session.has_signed()
    session.note_signature()
    assert session.has_signed()
    clocks.go(IDLE)
    assert not session.has_signed()
    session.resume()
    assert not session.has_signed()
    session.note_signature()
    session.lock()
    assert session.is_idle()
    session.touch()
    assert session.is_idle()
    session.resume()
    assert not session.has_signed()


def test_a_session_runs_by_the_computers_own_clocks() -> None:
    session = Session("A1", "Li Wei", ("investigator", "coordinator"))
    session.touch()
    assert not session.is_idle()
    assert not session.is_over()
