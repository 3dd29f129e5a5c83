"""The widget inside a scroll area that is as wide as its view and as high as that width needs; and such an area."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui import theme

_READ = QSize(440, 220)


class Scrolled(QWidget):
    """Put into a resizable QScrollArea; its layout tells the height.

    Qt would otherwise keep it as high as its texts are at their narrowest.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)


class ReadingArea(QScrollArea):
    """A few lines of a longer text inside a dialog: it is read by scrolling, with the keys too."""

    def __init__(self, content: QWidget, *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("reading", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(theme.GRID * 2, theme.GRID, theme.GRID * 2, theme.GRID)
        box.addWidget(content)
        box.addStretch(1)
        self.setWidget(page)
        self.setMinimumHeight(theme.current().px(90))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(_READ.width()), theme.current().px(_READ.height()))


def fill_with_scroll(page: QWidget) -> QScrollArea:
    """Fill a page that is read with one scroll area, which takes the page's focus."""
    scroll = QScrollArea()
    scroll.setObjectName(f"{page.objectName()}.scroll")
    scroll.setProperty("reading", True)
    scroll.setWidgetResizable(True)
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(scroll)
    page.setFocusProxy(scroll)
    return scroll
