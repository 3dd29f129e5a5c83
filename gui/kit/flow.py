"""A layout that places widgets like words: side by side, and on a new line where the width ends."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from gui.kit.item_layout import ItemLayout, height_of


class FlowLayout(ItemLayout):
    """Places its widgets in lines, `gap` pixels apart; `right` ends lines there.

    A line is as high as its highest widget, and the others stand in its middle.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, right: bool = False) -> None:
        super().__init__(parent)
        self._gap = gap
        self._right = right
        self._heights: dict[int, int] = {}
        self.setContentsMargins(QMargins())

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self._gap * max(len(hints) - 1, 0)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        y = rect.y()
        for line in self._lines(rect.width()):
            used = sum(size.width() for _, size in line) + self._gap * (len(line) - 1)
            height = max(size.height() for _, size in line)
            x = rect.right() + 1 - used if self._right else rect.x()
            for item, size in line if move else ():
                item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + self._gap
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0) + margins.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        end = 0
        for item in self._shown():
            wanted = min(item.sizeHint().width(), width)
            if not lines or end + self._gap + wanted > width:
                lines.append([])
                end = -self._gap
            lines[-1].append((item, QSize(wanted, height_of(item, wanted))))
            end += self._gap + wanted
        return lines
