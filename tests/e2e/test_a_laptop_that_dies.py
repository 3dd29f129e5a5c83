"""A crash in the middle of a form: what was typed is offered again."""

from pathlib import Path

from tests.e2e.week.hands import COORDINATOR, SitDown, begin_site, identify, save


def test_a_laptop_that_dies(sit_down: SitDown, tmp_path: Path) -> None:
    """A crash loses at most the last seconds, and offers the draft again."""
    before, after = tmp_path / "before", tmp_path / "after"
    desk = sit_down(before)
    begin_site(desk)
    identify(desk, "Sun Wu", "H-2001", "1980-01-02")
    desk.press("tumour_type.solid")
    desk.wait_for_draft()
    desk.die(before, after)

    desk = sit_down(after)
    desk.sign_in(*COORDINATOR)
    desk.press("message.action")
    assert "Sun Wu" in desk.title()
    desk.press("disease_extent.advanced")
    save(desk)
    assert "SH04-0001" in desk.title()
    desk.shut()
