"""The calm line below the verdict: solid, or a second look at a place, to which the list leads."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.wording import Words
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import child, dialog, fill, has_dialog, press, write

SOLID = "Solid: none of the ordinary slips would change this"


def line(page: ScreenPage) -> str:
    return child(page, QLabel, "second_look.line").text()


def shown(page: ScreenPage, protocol: Protocol, **changes: Any) -> str:
    """Enter a history, let the pause be over, and read the line; another pause ends only where a test ends it."""
    page.work._looking._pause.setInterval(60_000)
    fill(page, {"subject": subject(), "answers": answers(protocol, **changes)})
    pause(page)
    return line(page)


def pause(page: ScreenPage) -> None:
    waiting = page.work._looking._pause
    assert waiting.isActive()
    waiting.stop()
    waiting.timeout.emit()


def said(window: QWidget) -> list[str]:
    return [one.text() for one in window.findChildren(QLabel)]


def test_nothing_is_said_until_somebody_pauses(page: ScreenPage, protocol: Protocol) -> None:
    """What was found of former answers is gone with the next key; nobody reads of a verdict that is no more."""
    assert shown(page, protocol, planned_cycle_date=day(-10)) == SOLID
    write(page, "subject.name", "Wang")
    assert line(page) == ""
    assert not child(page, QPushButton, "second_look.more").isEnabled()
    pause(page)
    assert line(page) == SOLID


def test_an_empty_form_offers_no_second_look(page: ScreenPage) -> None:
    """Nothing is answered that has a limit, and there is no verdict."""
    page.work._looking.wait()
    pause(page)
    assert line(page) == "" and child(page, QPushButton, "second_look.more").isHidden()


def test_nothing_moves_when_it_is_said(page: ScreenPage, protocol: Protocol) -> None:
    """The line keeps its height while it says nothing."""
    shown(page, protocol, planned_cycle_date=day(-10))
    before = child(page, QWidget, "second_look").geometry()
    write(page, "subject.name", "Wang")
    page.grab()
    assert child(page, QWidget, "second_look").geometry() == before


def test_a_second_look_leads_to_the_field(page: ScreenPage, protocol: Protocol) -> None:
    """The list tells the slip, its effect, its source and the margins; a link closes it and puts the cursor there."""
    where = f"ycle planned for, {Words('en', 'long').day(day(-6))}"
    assert shown(page, protocol, planned_cycle_date=day(-6)) == f"A second look: c{where}"
    press(page, "second_look.more")
    listed = dialog(page, "second_look.list")
    told = said(listed)
    assert "Delayed by 7 days instead of 6, if the first day is counted the other way" in told
    assert "The patient would meet all criteria (I2); Source: not noted" in told
    assert "I3: Platelet count: 7 below the limit of 75 × 10⁹/L" in told
    link = child(listed, QPushButton, "second_look.go.0")
    assert link.text() == f"C{where}"
    link.click()
    assert not has_dialog(page, "second_look.list")
    assert page.window().focusWidget() is child(page, QLineEdit, "planned_cycle_date")


def test_a_solid_verdict_has_its_margins(page: ScreenPage, protocol: Protocol) -> None:
    """And no slip, nor a word about one."""
    shown(page, protocol, planned_cycle_date=day(-10))
    press(page, "second_look.more")
    told = said(dialog(page, "second_look.list"))
    assert "I2: Delayed by 10 days: 3 over 7" in told
    assert not [one for one in told if "slips fits" in one]


def test_what_is_not_yet_known_has_margins_alone(page: ScreenPage, protocol: Protocol) -> None:
    """It is neither solid nor in need of a second look."""
    assert shown(page, protocol, brain_metastases=None) == "Not decided yet: how far the limits are"


def test_what_can_not_be_read_is_left_out(page: ScreenPage, protocol: Protocol) -> None:
    """A value that is still being typed hinders nothing."""
    assert shown(page, protocol, planned_cycle_date="soon").startswith("Not decided yet")


def test_it_is_told_in_another_language_at_once(
    page: ScreenPage, protocol: Protocol, words: Callable[[str], Words]
) -> None:
    """With what was found, and the link."""
    shown(page, protocol, planned_cycle_date=day(-10))
    page.retext(words("zh_CN"))
    pause(page)
    assert line(page) == "稳固：常见差错均不会改变此结论"
    assert child(page, QPushButton, "second_look.more").text() == "哪些差错会改变结论"
