"""The page as a whole: its languages, its keys, what a screen reader finds, and how it fits its window."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.criteria import CriteriaList
from gui.kit.series_chart import SeriesChart
from gui.screen.page import ScreenPage
from gui.screen.texts import Mnemonics
from screening.protocol import Protocol
from screening.service import Site
from screening.wording import PSEUDO, Words
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import child, choose, dialog, fill, has_dialog, message, press, verdict, write

_WORD = re.compile(r"[A-Za-z]{3,}")


def protocol_texts(protocol: Protocol) -> str:
    """Give everything the protocol itself says in English: data, not the program's words."""
    return str(protocol.model_dump(mode="json"))


def said_by(page: QWidget) -> Iterator[tuple[str, str]]:
    """Give what each widget in use says or is called, with its name."""
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page):
            continue
        texts = {widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()}
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            texts.add(widget.text())
        if isinstance(widget, QLineEdit):
            texts.add(widget.placeholderText())
        if isinstance(widget, QTableView):
            model = widget.model()
            texts |= {str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in range(model.columnCount())}
        yield from ((widget.objectName(), text) for text in texts if text)


def test_no_text_is_left_behind(
    make_page: Callable[..., ScreenPage], words: Callable[[str], Words], protocol: Protocol
) -> None:
    page = make_page("en")
    fill(page, {"subject": subject(), "answers": answers(protocol, brain_metastases="progressing_after_treatment")})
    write(page, "on", day(-1))
    press(page, "tumour_type.details")
    page.retext(words(PSEUDO))
    known = protocol_texts(protocol) + "EDTA YYYY SH04 A. Li"
    left = [
        (name, text)
        for name, text in said_by(page)
        if "⟦" not in text and any(word not in known for word in _WORD.findall(text.replace("&", "")))
    ]
    assert left == []


def test_the_page_speaks_chinese_from_the_first(make_page: Callable[..., ScreenPage], protocol: Protocol) -> None:
    page = make_page("zh_CN")
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    assert verdict(page).headline == "符合全部标准：待研究者确认"
    known = "YYYY EDTA ITP DIC SH04 published"
    english = [
        (name, text)
        for name, text in said_by(page)
        if any(word not in known for word in _WORD.findall(text)) and "NCT" not in text
    ]
    assert english == []


def test_every_control_has_a_name(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol)})
    controls = [
        one
        for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView, CriteriaList, SeriesChart)
        for one in page.findChildren(kind)
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    nameless = [
        one.objectName()
        for one in controls
        if not one.accessibleName() and not (isinstance(one, QAbstractButton) and one.text())
    ]
    assert len(controls) > 60
    assert nameless == []
    assert [type(one) for one in controls if not one.objectName()] == []


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(page: ScreenPage) -> None:
    child(page, QLineEdit, "subject.name").setFocus()
    reached = []
    for _ in range(120):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = ["subject.name", "subject.hospital_number", "tumour_type.solid", "planned_cycle_date"]
    wanted += ["other_causes.immune.present", "other_causes.rest", "brain_metastases.none", "criteria", "new", "save"]
    places = [reached.index(name) for name in wanted]
    assert places == sorted(places)
    assert any(name.startswith("platelets") for name in reached)
    assert any(name.startswith("days.") for name in reached)


def test_alt_and_a_letter_leads_to_a_field(page: ScreenPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "subject.hospital_number"


def test_no_letter_is_given_twice() -> None:
    mnemonics = Mnemonics("nps")
    marked = [mnemonics.mark(label) for label in ("Name", "Number", "Sex", "性别", "R & D", "nps")]
    letters = [label[label.index("&") + 1].lower() for label in marked if re.search("&[^&]", label)]
    assert len(set(letters)) == len(letters)
    assert not {"n", "p", "s"} & set(letters)
    assert marked[3] == "性别"


@pytest.mark.parametrize("key", ["N", "S", "F", "P"])
def test_shortcuts(page: ScreenPage, key: str, protocol: Protocol) -> None:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    QTest.keyClick(page, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    if key == "S":
        assert has_dialog(page, "saving")
        dialog(page, "saving").reject()
    elif key == "F":
        assert focused is not None
        assert focused.objectName() == "search"
    else:
        assert page._form.history() == {}
        assert [one.name for one in page.case.waiting] == ["张三丰"]


def test_parking_nothing_lists_what_is_parked(page: ScreenPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    opened = child(page, QMenu, "parked.menu")
    assert any(one.text() == "Nothing is parked" for one in opened.actions())
    opened.close()


def test_a_whole_case_is_entered_without_a_mouse(page: ScreenPage, site: Site) -> None:
    write(page, "subject.name", "Li Si")
    choose(page, "subject.consent.yes")
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    asked = dialog(page, "saving")
    QTest.keyClick(asked, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert message(page) == "Saved as SH04-0001."
    assert site.log()[0].verdict == "undetermined"


def in_sight(page: ScreenPage, name: str) -> bool:
    """Say whether all of a widget lies within the page."""
    widget = child(page, QWidget, name)
    corner = widget.mapTo(page, QPoint(widget.width(), widget.height()))
    return widget.isVisible() and page.rect().contains(corner)


def test_verdict_and_calendar_stay_in_sight_at_1280_by_800(page: ScreenPage, protocol: Protocol, qtbot: QtBot) -> None:
    fill(page, {"answers": answers(protocol, other_causes=None)})
    page.resize(1280 - 76, 800 - 60)
    qtbot.wait(20)
    assert page.height() == 740
    assert all(in_sight(page, name) for name in ("verdict", "days", "criteria", "chart.card"))
    assert not child(page, SeriesChart, "chart").isVisible()
    page.resize(1400, 1000)
    qtbot.wait(20)
    assert child(page, SeriesChart, "chart").isVisible()


def test_the_chart_stays_as_somebody_chose(page: ScreenPage, qtbot: QtBot) -> None:
    page.resize(1280, 760)
    press(page, "chart.card.fold")
    assert child(page, SeriesChart, "chart").isVisible()
    page.resize(1280, 740)
    qtbot.wait(20)
    assert child(page, SeriesChart, "chart").isVisible()


def test_large_text_fits_a_small_window(make_page: Callable[..., ScreenPage], qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, theme.Theme(text_scale=2.0))
    page = make_page()
    page.resize(1204, 740)
    qtbot.wait(20)
    assert (page.width(), page.height()) == (1204, 740)
    assert in_sight(page, "verdict")
    assert in_sight(page, "save")
    theme.apply(qapp, theme.Theme())


def test_what_the_verdict_rests_on_is_one_link_away(page: ScreenPage, protocol: Protocol) -> None:
    assert child(page, QAbstractButton, "assumptions").text() == f"unverified · {len(protocol.assumption)} assumptions"
    press(page, "assumptions")
    listed = dialog(page, "assumptions.list")
    said = [label.text() for label in listed.findChildren(QLabel)]
    assert set(protocol.assumptions("en")) <= set(said)
    assert "has not been checked" in listed.accessibleDescription()
    listed.answer("close").click()
