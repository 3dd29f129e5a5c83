"""The widget inside a scroll area that is as wide as its view and as high as that width needs; and such an area."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui import theme

FEW_LINES, LONG_LIST = QSize(440, 220), QSize(520, 260)
"""How much of what is read shows at first, pixels at 100 %: beside questions, or as all that a dialog holds."""

_BESIDE = 80  # a dialog's margins, and the frame that the desktop draws around it


class Scrolled(QWidget):
    """Put into a resizable QScrollArea; its layout tells the height.

    Qt would otherwise keep it as high as its texts are at their narrowest.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)


class ReadingArea(QScrollArea):
    """A part of a longer text inside a dialog: it is read by scrolling, with the keys too.

    In large text it is no wider than the screen, and gives way in height to what stands around it.
    """

    def __init__(self, content: QWidget, *, name: str, label: str, size: QSize = FEW_LINES) -> None:
        super().__init__()
        self._size = size
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("reading", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(theme.GRID, theme.GRID, theme.GRID * 2, theme.GRID)
        box.addWidget(content)
        box.addStretch(1)
        self.setWidget(page)
        self.setMinimumSize(self.sizeHint().width(), theme.current().px(90))

    def sizeHint(self) -> QSize:
        look, widest = theme.current(), self.screen().availableGeometry().width() - _BESIDE
        return QSize(min(look.px(self._size.width()), widest), look.px(self._size.height()))


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
