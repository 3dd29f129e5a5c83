"""A site's first week, through the real window, from an empty folder; a day of it is a file in `week`."""

from pathlib import Path

from tests.e2e.week.hands import COORDINATOR, SitDown
from tests.e2e.week.monday import monday
from tests.e2e.week.tuesday import tuesday


def test_a_working_week(sit_down: SitDown, tmp_path: Path) -> None:
    desk = sit_down(tmp_path)
    monday(desk)
    desk.shut()

    desk = sit_down(tmp_path)
    desk.sign_in(*COORDINATOR)
    tuesday(desk, tmp_path / "tuesday.csv")
    desk.shut()
