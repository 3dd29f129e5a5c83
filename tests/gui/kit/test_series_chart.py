from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.kit.chart_scale import day_number, day_ticks, rows_for, value_ticks
from gui.kit.series import ChartPoint, DayMark, Series
from gui.kit.series_chart import SeriesChart
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown


@pytest.fixture
def chart(shown: Shown) -> SeriesChart:
    made = SeriesChart(name="chart", label="Platelet counts", day_label=samples.short_day)
    made.set_series(samples.series())
    shown(made, 600)
    return made


def test_described(chart: SeriesChart) -> None:
    """The chart says in words what it shows."""
    assert chart.accessibleName() == "Platelet counts"
    assert chart.accessibleDescription().startswith("Ten platelet counts")


def test_walked_by_arrows(qtbot: QtBot, chart: SeriesChart) -> None:
    """Left begins at the newest result; the read-out says what it is; Escape ends it."""
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.read_out == "68 on 22 November, counts until 25 November"
    assert "68 on 22 November" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.read_out == "21 on 20 November, clumped"
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.read_out.startswith("68")
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.read_out == ""


def test_pointed_into(qtbot: QtBot, chart: SeriesChart) -> None:
    """The nearest result within reach is read out; far from all, none is."""
    plot, _ = chart._laid_out()
    newest = samples.series().points[-1]
    QTest.mouseMove(chart, QPoint(round(plot.x(newest.at)), round(plot.y(newest.value))))
    assert chart.read_out == newest.spoken
    QTest.mouseMove(chart, QPoint(round(plot.left) + 2, round(plot.bottom) - 2))
    assert chart.read_out == ""


def test_no_results_yet(shown: Shown, qtbot: QtBot) -> None:
    """An empty chart says so and takes keys calmly."""
    chart = SeriesChart(name="chart", label="Platelet counts", day_label=samples.short_day)
    chart.set_series(Series(limit=75, empty="No platelet count yet"))
    shown(chart, 400)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.mouseMove(chart, QPoint(100, 100))
    assert chart.read_out == ""
    assert not chart.grab().isNull()


def test_labels_never_overlap(chart: SeriesChart) -> None:
    """Names of days close together go into rows of their own; what has no room is left out."""
    marks = tuple(DayMark(date(2026, 11, day), f"planned {day} Nov") for day in (14, 15, 16, 17, 18))
    chart.set_series(replace(samples.series(), marks=marks))
    plot, placed = chart._laid_out()
    spans = [(p.label_at.y(), *chart._label_span(plot, p.mark)) for p in placed if p.label_at]
    assert len(spans) == 3
    for i, (row, left, right) in enumerate(spans):
        for other, l2, r2 in spans[i + 1 :]:
            assert row != other or right < l2 or r2 < left


@pytest.mark.parametrize("count", [1, 2, 200])
def test_one_or_many_results(shown: Shown, count: int) -> None:
    """One result and two hundred are both drawn."""
    first = date(2025, 1, 1)
    points = tuple(ChartPoint(first + timedelta(days=3 * i), 50 + i % 90, str(i)) for i in range(count))
    chart = SeriesChart(name="chart", label="Counts", day_label=samples.short_day)
    chart.set_series(Series(points, 75, "limit 75", possible=((date(2026, 9, 1), None),)))
    shown(chart, 500)
    assert not chart.grab().isNull()


def test_times_of_day_are_kept() -> None:
    """Two results of one day stand side by side; a day without a time stands at noon."""
    assert day_number(datetime(2026, 11, 22, 18)) - day_number(date(2026, 11, 22)) == 0.25


@pytest.mark.parametrize("highest", [0, 0.4, 3, 75, 212, 1499, 99999])
def test_value_ticks_are_round(highest: float) -> None:
    """Ticks begin at 0, reach the highest value and are not many."""
    ticks = value_ticks(highest, 4)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 6


@pytest.mark.parametrize("span", [14, 60, 400, 9000])
def test_day_ticks_are_few(span: int) -> None:
    """However long the time, no more ticks than asked for (and one)."""
    ticks = day_ticks(739000, 739000 + span, 8)
    assert 1 <= len(ticks) <= 9
    assert ticks == sorted(ticks)


def test_rows_for_labels() -> None:
    """Spans that overlap get different rows, up to the number there are."""
    assert rows_for([(0, 50), (10, 60), (100, 150), (105, 160), (106, 170)], 2) == [0, 1, 0, 1, None]
