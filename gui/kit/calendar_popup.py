"""A month to pick a day from, opened beside a field."""

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons


class CalendarPopup(QFrame):
    """A calendar that closes once a day is picked, or with Escape."""

    picked = Signal(object)  # datetime.date

    def __init__(self, *, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._month = QCalendarWidget(self)
        self._month.setObjectName(f"{name}.month")
        self._month.setAccessibleName(label)
        self._month.setLocale(QLocale())
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._month.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self._month)
        self._dress()
        self._month.clicked.connect(self._take)
        self._month.activated.connect(self._take)

    def open_at(self, corner: QPoint, day: date, today: date) -> None:
        """Open below a point of the screen with a day selected and today marked."""
        marked = QTextCharFormat()
        marked.setFontUnderline(True)
        marked.setFontWeight(600)
        self._month.setDateTextFormat(QDate(today.year, today.month, today.day), marked)
        self._month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = min(corner.x(), room.right() - self.width())
        y = min(corner.y(), room.bottom() - self.height())
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self._month.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_month"):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        look = theme.current()
        weekday = QTextCharFormat()
        weekday.setForeground(look.palette().text())
        for day in Qt.DayOfWeek:
            self._month.setWeekdayTextFormat(day, weekday)
        for which, arrow in (("prev", "chevron-left"), ("next", "chevron-right")):
            tool = self._month.findChild(QToolButton, f"qt_calendar_{which}month")
            if isinstance(tool, QToolButton):
                tool.setIcon(icons.icon(arrow, look.px(16), look.tokens.text))

    @Slot(QDate)
    def _take(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(date(day.year(), day.month(), day.day()))
