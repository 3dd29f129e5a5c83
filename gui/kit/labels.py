"""Words on the page: running text by role, and short remarks with an icon."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.tokens import Status


class Words(QLabel):
    """Text in a role of the theme: small, muted, strong, title, page; it wraps unless told not to."""

    def __init__(self, text: str = "", *, role: str = "body", wrap: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)

    def setText(self, text: str) -> None:
        """Show another text; the same text costs no new layout."""
        if text != self.text():
            super().setText(text)


class Remark(Words):
    """One quiet sentence beside a field, with the icon of its status; hidden while it has nothing to say."""

    def __init__(self, status: Status, *, name: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", role="remark", parent=parent)
        self.setObjectName(name)
        self.setProperty("tone", status.value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._status = status
        self._icon = icon or ("warning" if status is Status.FAILED else icons.OF_STATUS[status])
        self.setVisible(False)
        self._keep_room_for_icon()

    def say(self, text: str) -> None:
        """Show a sentence, or nothing for an empty one."""
        self.setText(text)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._keep_room_for_icon()
        super().changeEvent(event)

    def _keep_room_for_icon(self) -> None:
        self.setContentsMargins(theme.current().px(18), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        size = theme.current().px(14)
        line = self.fontMetrics().height()
        place = QRectF(0, max((line - size) / 2, 0), size, size)
        painter = QPainter(self)
        icons.draw(painter, self._icon, place, paint.ink_of(self._status))
        painter.end()
        super().paintEvent(event)
