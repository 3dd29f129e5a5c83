"""The one window: pages, curtain, closing, language and look."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.app import Start
from gui.kit.segmented import SegmentedChoice
from gui.log.page import LogPage
from gui.record.page import RecordPage
from gui.screen.page import ScreenPage
from screening.ledger.database import Database
from screening.ledger.keyfile import read_key_file
from screening.service import KEY, Site
from screening.service.practice import samples
from screening.settings import load_preferences
from tests.gui.desk import Desk, click, find, visible, wait_for

SECRET = "Zhang Sanfeng"


@pytest.fixture
def work(desk: Desk, folder: Path) -> Desk:
    """The program with an empty book open."""
    desk.start()
    return desk


def name_field(desk: Desk) -> QLineEdit:
    return find(desk.window, QLineEdit, "subject.name")


def type_name(desk: Desk) -> None:
    QTest.keyClicks(name_field(desk), SECRET)
    desk.settle()


def is_hidden(desk: Desk) -> bool:
    return desk.window.hidden


def content_of(start: Start) -> QWidget | None:
    return start.window.content


def dialog(desk: Desk, name: str) -> QDialog:
    return find(desk.window, QDialog, name)


def everything_in_sight(window: QWidget) -> str:
    """Collect every text on the screen, titles of windows included."""
    told = [window.windowTitle(), window.accessibleName()]
    for widget in visible(window):
        told += [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        told += [str(getattr(widget, "text", str)() or "")]
    return "\n".join(told)


def test_the_window_is_there_before_the_rest_is_imported(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Where there is no book yet it is shown empty, and furnished once it has been painted."""
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path))
    start = Start(qapp)
    qtbot.addWidget(start.window)
    assert content_of(start) is None
    with qtbot.waitSignal(start.ready):
        start.window.show()
    assert content_of(start) is not None
    start.close()


def test_one_can_type_the_name_at_once(work: Desk) -> None:
    """The cursor stands in the first field, so that what is typed early arrives there."""
    assert name_field(work).hasFocus()


def test_pages_are_made_when_they_are_first_looked_at(work: Desk) -> None:
    """Only the first is made at once."""
    place = work.workplace
    assert place.made("screen") is not None and place.made("log") is None and place.made("study") is None
    QTest.keyClick(work.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    work.settle()
    assert place.current == "log" and isinstance(place.made("log"), LogPage)
    QTest.keyClick(work.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert place.current == "study"
    QTest.keyClick(work.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert place.current == "screen"
    work.press("navigation.log")
    assert place.current == "log"


@pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_H])
def test_one_key_hides_everything_and_brings_it_back(work: Desk, key: Qt.Key) -> None:
    """Nothing of the patient is on the screen, nothing typed is lost, and the cursor is where it was."""
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    keys = control if key == Qt.Key.Key_H else Qt.KeyboardModifier.NoModifier
    type_name(work)
    name_field(work).setFocus()
    QTest.keyClick(work.window, key, keys)
    assert is_hidden(work)
    assert SECRET not in everything_in_sight(work.window)
    assert not any(isinstance(one, ScreenPage) for one in visible(work.window))
    QTest.keyClick(work.window, key, keys)
    assert not is_hidden(work)
    assert name_field(work).text() == SECRET
    assert name_field(work).hasFocus()


def test_hiding_hides_dialogs_too(work: Desk) -> None:
    """A dialog is a window of its own; it waits behind the curtain."""
    work.press("foot.preferences")
    assert dialog(work, "preferences").isVisible()
    work.window.toggle_curtain()
    assert not dialog(work, "preferences").isVisible()
    click(find(work.window, QWidget, "curtain.show"))
    assert dialog(work, "preferences").isVisible()
    dialog(work, "preferences").reject()


def test_the_title_names_no_patient(work: Desk) -> None:
    """R14: titles are read over shoulders and listed by the system."""
    type_name(work)
    assert work.window.windowTitle() == "SH04 – Eligo"


def test_closing_with_nothing_typed_asks_nothing(work: Desk) -> None:
    """The window just closes."""
    assert work.window.close()


@pytest.mark.parametrize(
    ("answer", "closes", "drafts"), [("stay", False, None), ("park", True, 1), ("discard", True, 0)]
)
def test_closing_with_unsaved_answers_asks(work: Desk, answer: str, closes: bool, drafts: int | None) -> None:
    """Stay keeps everything as it is; park leaves a draft in the store, discard none."""
    type_name(work)
    assert not work.window.close()
    work.press(f"unsaved.{answer}")
    wait_for(lambda: work.window.isVisible() != closes)
    site = work.program.site
    assert site is not None
    if drafts is None:
        assert name_field(work).text() == SECRET
    else:
        assert drafts == len(site.unsaved.list())


def test_another_language_keeps_what_was_typed(work: Desk) -> None:
    """Pages already made are told anew, with their answers."""
    type_name(work)
    work.workplace.show_page("log")
    work.settle()
    work.workplace.show_page("screen")
    work.press("foot.preferences")
    choice = find(work.window, SegmentedChoice, "preferences.language")
    click(choice.segment("zh_CN"))
    work.settle()
    assert name_field(work).text() == SECRET
    assert find(work.window, QWidget, "foot.hide").accessibleName() == "隐藏（F12）"
    assert load_preferences().language == "zh_CN"
    click(choice.segment("zh_CN"))
    assert choice.value() == "zh_CN"
    dialog(work, "preferences").reject()


def test_a_newer_version_is_told_of_where_somebody_asked(work: Desk, tmp_path: Path) -> None:
    """By default nobody is asked; an address is kept, and a notice that can't be read is told as such."""
    assert load_preferences().updates == ""
    work.press("foot.preferences")
    notice = tmp_path / "notice.json"
    work.type_in("preferences.updates", str(notice))
    found = find(work.window, QLabel, "preferences.found")
    work.press("preferences.look")
    assert "can’t be read" in found.text()
    notice.write_text('{"version": "99.1"}', "utf-8")
    work.press("preferences.look")
    assert found.text().startswith("Version 99.1 is there")
    assert load_preferences().updates == str(notice)
    dialog(work, "preferences").reject()
    assert find(work.window, QWidget, "foot.preferences").accessibleName() == "Preferences · version 99.1 is there"


def test_another_look_takes_effect_at_once(work: Desk) -> None:
    """Dark, and text at 200 %; the buttons grow with it."""
    before = find(work.window, QWidget, "navigation.log").height()
    work.press("foot.preferences")
    click(find(work.window, SegmentedChoice, "preferences.theme").segment("dark"))
    click(find(work.window, SegmentedChoice, "preferences.size").segment("200"))
    work.settle()
    assert theme.current().dark and theme.current().text_scale == 2
    assert find(work.window, QWidget, "navigation.log").height() > before * 1.5
    dialog(work, "preferences").reject()
    theme.apply(work.app, theme.Theme())


def test_the_record_is_checked_from_the_foot(work: Desk) -> None:
    """The foot says how long the record is, and a click checks it."""
    record = find(work.window, QWidget, "foot.record")
    work.press("foot.record")
    assert record.accessibleName().startswith("Record: 3 entries, verified ")
    dialog(work, "record.said").reject()


def test_a_record_that_was_altered_is_told(desk: Desk, folder: Path) -> None:
    """The first entry that doesn't fit is named, without being asked."""
    with Site.open(folder) as site:
        path = site.folder / "eligo.db"
    database = Database.open(path, read_key_file(folder / KEY))
    with database.writing() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    database.close()
    desk.start()
    assert "The safeguards inside the log" in find(desk.window, QLabel, "trouble.text").text()


def test_a_fault_of_ours_is_told_calmly_and_once(work: Desk) -> None:
    """The line for whoever looks after Eligo is shown; a second fault opens no second dialog."""
    work.faults.caught.emit("2026-11-23T00:00:00Z eligo KeyError gui/x.py:1 f")
    work.faults.caught.emit("another")
    said = [one for one in work.window.findChildren(QDialog) if one.isVisible()]
    assert len(said) == 1 and "KeyError" in said[0].accessibleDescription()
    said[0].reject()


def test_from_the_log_a_case_opens_on_the_screen_page(desk: Desk, site: Site) -> None:
    """Enter on a row leads to the form with the case in it."""
    seq = site.log()[0].seq
    site.close()
    desk.start()
    desk.workplace.show_page("log")
    desk.settle()
    page = desk.workplace.made("log")
    assert isinstance(page, LogPage)
    page.table.choose(seq)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.workplace.current == "screen"
    assert "练习" in name_field(desk).text() or "Practice" in name_field(desk).text()


def test_a_page_that_is_looked_at_again_shows_what_came_meanwhile(desk: Desk, site: Site) -> None:
    """The trail has the new entry, and the study one more who was screened."""
    desk.start()
    desk.workplace.show_page("record")
    desk.settle()
    trail = find(desk.window, RecordPage, "record").model
    before = trail.rowCount()
    desk.workplace.show_page("study")
    desk.settle()
    assert "Screened\n3" in desk.said("study.counts")
    desk.workplace.show_page("screen")
    sample = next(one for one in samples() if one.name == "01-eligible")
    desk.site.save({**sample.history, "subject": {**sample.history["subject"], "hospital_number": "Z-9"}}, sample.as_of)
    find(desk.window, ScreenPage, "screen").recorded.emit()
    desk.workplace.show_page("record")
    desk.settle()
    assert trail.rowCount() > before
    desk.workplace.show_page("study")
    desk.settle()
    assert "Screened\n4" in desk.said("study.counts")
