"""Two parts of a page: side by side where there is room, else one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from gui import theme
from gui.kit import paint

_HANDLE, _STEP, _BAR = 12, 24, 4
_BACK, _ON = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)


class Split(QSplitter):
    """A splitter whose dividers are reached by Tab and moved by the arrow keys."""

    _name = ""

    def name_dividers(self, name: str) -> None:
        """Give the dividers their name in a language."""
        self._name = name
        for place in range(1, self.count()):
            self.handle(place).setAccessibleName(name)

    def createHandle(self) -> QSplitterHandle:
        made = _Divider(self.orientation(), self)
        made.setAccessibleName(self._name)
        return made


class _Divider(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, split: Split) -> None:
        super().__init__(orientation, split)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (*_BACK, *_ON):
            super().keyPressEvent(event)
            return
        step = theme.current().px(_STEP) * (1 if event.key() in _ON else -1)
        at = self.x() if self.orientation() is Qt.Orientation.Horizontal else self.y()
        self.moveSplitter(at + step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            bar = QRect(0, 0, min(_BAR, self.width()), self.height())
            if self.orientation() is Qt.Orientation.Vertical:
                bar = QRect(0, 0, self.width(), min(_BAR, self.height()))
            bar.moveCenter(self.rect().center())
            paint.rounded(QPainter(self), bar, 2, theme.current().tokens.accent)


class Sides(Split):
    """Stands side by side from a width of the page on; the shares are pixels, `grows` the part that takes more room.

    The page tells its width each time that changes.
    """

    def __init__(self, *, wide_from: int, beside: Sequence[int], below: Sequence[int], grows: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._wide_from, self._grows = wide_from, grows
        self._shares = {Qt.Orientation.Horizontal: beside, Qt.Orientation.Vertical: below}

    def hold(self, *parts: QWidget) -> None:
        """Take the parts in."""
        for part in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.setStretchFactor(self._grows, 1)
        self.setSizes(self._shares[Qt.Orientation.Horizontal])

    def fit(self, width: int) -> None:
        """Stand as there is room in a page of this width."""
        wide = width >= theme.current().px(self._wide_from)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if orientation != self.orientation():
            self.setOrientation(orientation)
            self.setSizes(self._shares[orientation])
