"""Cards of a page in columns: side by side where there is room, else one below the other."""

from collections.abc import Iterable

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme

_WIDE_FROM = 900  # pixels of the page at 100 %


class Columns(QBoxLayout):
    """The page tells its width each time that changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, parent)
        self.setSpacing(theme.GRID * 3)

    def add_column(self, cards: Iterable[QWidget]) -> None:
        """Take in a column that is as wide as any other, whatever its cards hold."""
        column = QVBoxLayout()
        column.setSpacing(theme.GRID * 3)
        for card in cards:
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            column.addWidget(card)
        column.addStretch(1)
        self.addLayout(column, 1)

    def fit(self, width: int) -> None:
        """Stand as there is room in a page of this width."""
        wide = width >= theme.current().px(_WIDE_FROM)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if way != self.direction():
            self.setDirection(way)
