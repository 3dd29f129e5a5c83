"""The frame of the large dialogs of an import: a title, what scrolls, and a foot."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.page import Scrolled
from gui.kit.room import fitting


class IntakeDialog(QDialog):
    """As large as `size` (pixels at 100 %) says, where the screen has room; it goes when it is closed."""

    def __init__(self, name: str, title: str, size: QSize, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._wanted = size

    def sizeHint(self) -> QSize:
        return fitting(self, self._wanted)

    def stand(self, parts: Iterable[QWidget], *feet: QWidget | QLayout, gap: int) -> None:
        """Put the parts one below the other where they scroll, and the feet under them; `gap` is in grid steps."""
        box = QVBoxLayout(self)
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(theme.GRID * gap)
        box.addWidget(labels.Words(self.windowTitle(), role="page"))
        box.addWidget(self._scrolling(parts), 1)
        for foot in feet:
            if isinstance(foot, QLayout):
                box.addLayout(foot)
            else:
                box.addWidget(foot)
        self.resize(self.sizeHint())

    def _scrolling(self, parts: Iterable[QWidget]) -> QScrollArea:
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, theme.GRID * 2, 0)
        box.setSpacing(theme.GRID * 3)
        for part in parts:
            box.addWidget(part)
        box.addStretch(1)
        area = QScrollArea()
        area.setObjectName(f"{self.objectName()}.area")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area
