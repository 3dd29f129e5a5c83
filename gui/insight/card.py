"""One figure as a card: the picture, the same as a table where somebody asks for it, and a way to save it."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.insight.saving import FigureSaving
from gui.kit import labels
from gui.kit.bar_chart import BarChart
from gui.kit.bars import Bars, Line
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.result_grid import ResultGrid
from gui.kit.tokens import Status
from screening.formats.charts import Chart, percent
from screening.log import FEW, Figure
from screening.wording import Words


class ChartCard(QWidget):
    """Shows one chart; `saving` is left out for whoever may not take copies."""

    def __init__(self, kind: Figure, words: Words, saving: FigureSaving | None) -> None:
        super().__init__()
        self._kind, self._words = kind, words
        self._chart: Chart | None = None
        self._grid: QWidget | None = None
        title = words.text(f"figure.{kind}.title")
        self._card = Card(title, name=f"insight.{kind}")
        self._bars = BarChart(name=f"insight.{kind}.chart", label=title)
        self._remark = labels.Words()
        self._remark.setObjectName(f"insight.{kind}.remark")
        self._few = Remark(Status.UNKNOWN, name=f"insight.{kind}.few")
        self._numbers = Button(
            words.text("insight.numbers"), name=f"insight.{kind}.numbers", weight=Weight.LINK, icon="chevron-down"
        )
        self._numbers.show_folded(folded=True)
        self._numbers.setAccessibleName(words.text("insight.numbers_named", title=title))
        self._numbers.clicked.connect(self._toggle)
        self._room = QWidget()
        self._holder = QVBoxLayout(self._room)
        self._holder.setContentsMargins(0, 0, 0, 0)
        for widget in (self._bars, self._remark, _line(self._numbers, saving), self._room):
            self._card.add(widget)
        if saving is not None:
            self._card.add(saving)
        for widget in (labels.Words(words.text(f"figure.{kind}.caption"), role="small"), self._few):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    def show_chart(self, chart: Chart) -> None:
        """Show these counts."""
        self._chart = chart
        self._bars.show_bars(_bars(chart, self._words))
        self._remark.setText(chart.remark)
        self._remark.setVisible(bool(chart.remark))
        self._few.say(self._words.text("insight.few", few=FEW) if chart.few else "")
        self._numbers.setVisible(bool(chart.bars))
        self._show_numbers(shown=self._grid is not None and bool(chart.bars))

    @Slot()
    def _toggle(self) -> None:
        self._show_numbers(shown=self._grid is None)

    def _show_numbers(self, *, shown: bool) -> None:
        if self._grid is not None:
            self._holder.removeWidget(self._grid)
            self._grid.deleteLater()
            self._grid = None
        if shown and self._chart is not None:
            rows = [[str(cell) for cell in row] for row in self._chart.rows]
            name, label = f"insight.{self._kind}.table", self._chart.title
            self._grid = ResultGrid(self._chart.header, rows, name=name, label=label)
            self._holder.addWidget(self._grid)
        self._room.setVisible(self._grid is not None)
        self._numbers.show_icon("chevron-up" if shown else "chevron-down")
        self._numbers.show_folded(folded=not shown)


def _bars(chart: Chart, words: Words) -> Bars:
    """Give a chart as the widget draws it."""
    lines = [
        Line(
            bar.label,
            bar.parts,
            tuple(chart.told(bar, part, words) for part in range(len(bar.parts))),
            words.text("figure.of", n=bar.people, of=bar.of, share=percent(bar.people, bar.of, words)),
        )
        for bar in chart.bars
    ]
    return Bars(tuple(lines), chart.legend, _spoken(chart, words), words.text("figure.nobody"))


def _spoken(chart: Chart, words: Words) -> str:
    nobody = [] if chart.bars else [words.text("figure.nobody")]
    return " ".join((*nobody, *(f"{one.rstrip('.。')}." for one in chart.spoken(words))))


def _line(numbers: QWidget, saving: FigureSaving | None) -> QWidget:
    line = QWidget()
    box = FlowLayout(line)
    box.addWidget(numbers)
    if saving is not None:
        box.addWidget(saving.button)
    return line
