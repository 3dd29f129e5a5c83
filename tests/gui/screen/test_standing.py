"""Whoever begins a case learns at once that recruitment is paused or the study closed."""

from collections.abc import Callable

from gui.kit.messages import MessageBar
from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.service import Site, today
from tests.gui.screen.conftest import answers, subject
from tests.gui.screen.helpers import child


def said(page: ScreenPage) -> str:
    bar = child(page, MessageBar, "message")
    return bar.accessibleName() if bar.isVisible() else ""


def test_a_new_case_is_told_before_anything_is_typed(make_page: Callable[..., ScreenPage], site: Site) -> None:
    """Also where the page was there before; taken up again, nothing is said any more."""
    page = make_page()
    assert said(page) == ""
    site.conduct.pause("safety")
    page.refresh()
    assert "Recruitment is paused" in said(page)
    site.conduct.resume()
    page.refresh()
    assert said(page) == ""
    site.conduct.close()
    page.new_case()
    assert "The study is closed" in said(page)


def test_whoever_goes_on_with_a_case_is_not_told_of_a_pause(
    make_page: Callable[..., ScreenPage], site: Site, protocol: Protocol
) -> None:
    """What was begun before may go on."""
    seq = site.save({"subject": subject(), "answers": answers(protocol)}, today()).seq
    site.conduct.pause("supply")
    page = make_page()
    assert "paused" in said(page)
    page.open_case(seq)
    assert said(page) == ""
