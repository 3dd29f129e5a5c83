"""Small tables of published results: words and numbers in a grid, readable by a screen reader row by row."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit import labels


class ResultGrid(QWidget):
    """A heading row and rows below it; the first column is words, the others are figures, unless `shares` say else."""

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        name: str,
        label: str,
        shares: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GRID * 4)
        self._grid.setVerticalSpacing(theme.GRID * 3)
        self._rows = len(rows)
        for column, text in enumerate(columns):
            self._put(text, 0, column, "small")
            self._grid.setColumnStretch(column, shares[column] if shares else 30 if column == 0 else 15)
        for place, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                self._put(
                    text, place, column, "body", spoken=f"{row[0]}, {columns[column]}: {text}" if column else text
                )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = QColor(theme.current().tokens.line)
        for row in range(1, self._rows + 1):
            top = self._grid.cellRect(row, 0).top() - theme.GRID * 3 // 2
            painter.fillRect(0, top, self.width(), 1, line)

    def _put(self, text: str, row: int, column: int, role: str, spoken: str = "") -> None:
        words = labels.Words(text, role=role)
        words.setAccessibleName(spoken or text)
        self._grid.addWidget(words, row, column, Qt.AlignmentFlag.AlignTop)
