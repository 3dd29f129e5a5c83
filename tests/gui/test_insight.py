"""The insight page: pictures that can be pointed at, walked through and saved, for everybody or for some."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.insight.page import InsightPage
from gui.kit.bar_chart import BarChart
from gui.kit.bars import Bars, Line
from gui.kit.drop_choice import DropChoice
from gui.tasks import Tasks
from screening.access import Permission
from screening.formats.charts import CHARTS
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.act_samples import DAY, enrolled, saved, staffed

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
TWO = Bars(
    (
        Line("Ⅰ", (3, 1), ("three", "one"), "4"),
        Line("Ⅱ", (0, 2), ("none", "two"), "2"),
        Line("Ⅲ", (0, 0), ("0", ""), "0"),
    ),
    ("a", "b"),
    "all of it",
)


@pytest.fixture
def page(tmp_path: Path, tasks: Tasks, qtbot: QtBot, look: None) -> InsightPage:
    site = staffed(tmp_path / "data")
    enrolled(site, "A")
    site.outcomes.record(saved(site, "ineligible", "B"), "screen_failure", on=DAY, primary="E3")
    saved(site, "undetermined", "C")
    return opened(site, tasks, qtbot)


def opened(site: Site, tasks: Tasks, qtbot: QtBot, words: Words = EN) -> InsightPage:
    page = InsightPage(site=site, words=words, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    settle(tasks)
    return page


def chart(page: QWidget, kind: str) -> BarChart:
    return find(page, BarChart, f"insight.{kind}.chart")


def test_every_chart_says_what_was_counted(page: InsightPage) -> None:
    """With its denominator, in the protocol's words; who is not yet known is in no failure."""
    said = {kind: chart(page, kind).accessibleDescription() for kind in CHARTS}
    assert "Enrolled: 1 of 3 (33 %)" in said["funnel"]
    assert "E3 Untreated brain metastases: 1 of 3" in said["failures"]
    assert "No decision yet, Still in screening: 1 of 3" in said["waits"]
    assert "Brain metastases: 1 of 1 (100 %) of those still in screening" in said["lacking"]
    assert "Still in screening: 1 of 3" in said["versions"]
    assert "3 people counted" in find(page, QLabel, "insight.counted").text()


def test_the_arrows_walk_and_the_mouse_points(qtbot: QtBot, look: None) -> None:
    """Focus alone reads out the first part; empty parts are passed over; Escape says all of it again."""
    bars = BarChart(name="x", label="X")
    qtbot.addWidget(bars)
    bars.show_bars(TWO)
    bars.resize(500, bars.heightForWidth(500))
    bars.show()
    QApplication.sendEvent(bars, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    seen = [bars.read_out]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(bars, key)
        seen.append(bars.read_out)
    assert seen == ["three", "one", "two", "0", "two", "one"] and bars.accessibleDescription() == "one"
    QTest.keyClick(bars, Qt.Key.Key_Escape)
    assert bars.read_out == "" and bars.accessibleDescription() == "all of it"
    assert bars._under(QPointF(bars._places[2].rect.center())) == 2
    bars.show_bars(Bars(empty="nobody"))
    assert bars.accessibleDescription() == "nobody"


def test_numbers_stand_below_where_they_are_asked_for(page: InsightPage) -> None:
    """The same as the picture, to be read row by row."""
    click(find(page, QWidget, "insight.funnel.numbers"))
    table = find(page, QWidget, "insight.funnel.table")
    told = [one.text() for one in table.findChildren(QLabel)]
    assert told[:6] == ["Step", "People", "of everybody screened", "Screened", "3", "3"]


def test_a_period_leaves_out_who_came_before(page: InsightPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted from what was read; nobody left is said so."""
    monkeypatch.setattr("gui.insight.page.today", lambda: date(2028, 3, 1))
    click(find(page, QWidget, "insight.period.quarter"))
    assert "0 people counted" in find(page, QLabel, "insight.counted").text()
    assert chart(page, "failures").accessibleDescription().startswith("Nobody is counted here")
    click(find(page, QWidget, "insight.period.all"))
    assert "3 people counted" in find(page, QLabel, "insight.counted").text()
    assert not find(page, DropChoice, "insight.version").isVisible(), "one version is no choice"


def test_the_page_is_told_in_chinese(page: InsightPage, tasks: Tasks) -> None:
    """At once, counts and all."""
    page.retext(ZH)
    settle(tasks)
    said = chart(page, "failures").accessibleDescription()
    assert "E3 未经治疗的脑转移" in said and "Untreated" not in said
    assert "3" in find(page, QLabel, "insight.counted").text()


@pytest.mark.parametrize("dark", [False, True])
def test_bars_are_painted_in_the_look(page: InsightPage, qapp: QApplication, dark: bool) -> None:
    """In the theme's colours, light and dark."""
    theme.apply(qapp, theme.Theme(dark))
    image = chart(page, "funnel").grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert theme.current().tokens.accent in seen
    theme.apply(qapp, theme.Theme())


def test_who_may_take_no_copies_is_offered_none(
    tmp_path: Path, tasks: Tasks, qtbot: QtBot, look: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures are there all the same."""
    with staffed(tmp_path / "data") as site:
        saved(site)
        monkeypatch.setattr(site, "permits", lambda permission: permission is not Permission.EXPORT_CODED)
        page = opened(site, tasks, qtbot)
        assert chart(page, "funnel").accessibleDescription()
        assert page.findChild(QWidget, "insight.funnel.save") is None


@pytest.mark.parametrize(
    ("kind", "ending", "begins"),
    [("consort", "svg", b"<svg"), ("funnel", "pdf", b"%PDF"), ("failures", "csv", b"\xef\xbb\xbf")],
)
def test_a_figure_is_saved_where_somebody_says(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path, kind: str, ending: str, begins: bytes
) -> None:
    """The ending says in which format; it is proved and noted like every copy."""
    page = opened(site, tasks, qtbot)
    click(find(page, QWidget, f"insight.{kind}.save"))
    dialog = find(page, QFileDialog, f"insight.{kind}.file")
    assert dialog.defaultSuffix() == "svg"
    dialog.filterSelected.emit("PNG (*.png)")
    assert dialog.defaultSuffix() == "png"
    failed = find(page, QLabel, f"insight.{kind}.saved.failed")
    dialog.fileSelected.emit(str(tmp_path / "figure.doc"))
    assert failed.isVisible() and ".svg, .png, .pdf, .csv" in failed.text()
    path = tmp_path / f"figure.{ending}"
    with qtbot.waitSignal(page.recorded):
        dialog.fileSelected.emit(str(path))
        settle(tasks)
    dialog.close()
    assert path.read_bytes().startswith(begins) and not failed.isVisible()
    assert str(path) in find(page, QLabel, f"insight.{kind}.saved.done").text()
    assert find(page, QWidget, f"insight.{kind}.save").isEnabled()
