"""Noticing that nobody is at work any more: what is done reaches the windows, and clocks say when that was last."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from screening.access import Session

_PAUSE = 5_000
"""Milliseconds between two looks at the clock."""
_DEEDS = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.TouchBegin, QEvent.Type.TabletPress),
    }
)


class Watch(QObject):
    """Watches one session; what is done after it fell idle reaches nothing any more."""

    idle = Signal()
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._told = False
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)

    def begin(self, session: Session) -> None:
        """Watch a session from now on."""
        if self._session is None:
            app = QGuiApplication.instance()
            assert isinstance(app, QGuiApplication)
            # On the windows alone: a filter for everything that the program does would cost at every stroke of a key.
            app.focusWindowChanged.connect(self._attend)
            self._attend(app.focusWindow())
        self._session, self._told = session, False
        self._timer.start()

    def end(self) -> None:
        """Watch nobody any more."""
        self._timer.stop()
        if self._session is not None:
            app = QGuiApplication.instance()
            assert isinstance(app, QGuiApplication)
            app.focusWindowChanged.disconnect(self._attend)
        self._session = None

    def limit(self, *, idle: timedelta, absolute: timedelta) -> None:
        """Go by other limits from now on."""
        if self._session is not None:
            self._session.limit(idle=idle, absolute=absolute)

    @property
    def limits(self) -> tuple[timedelta, timedelta] | None:
        """Give after which idle and after which whole time the session ends; None where nobody is watched."""
        return self._session.limits if self._session is not None else None

    def resume(self) -> None:
        """Go on after a password was given."""
        if self._session is not None:
            self._session.resume()
        self._told = False

    @Slot()
    def look(self) -> None:
        """See how the time stands, and say once what has come to pass."""
        session = self._session
        if session is None:
            return
        if session.is_over():
            self.end()
            self.over.emit()
        elif session.is_idle() and not self._told:
            self._told = True
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DEEDS or self._session is None or self._told:
            return False
        self.look()  # a computer that slept wakes with a key
        return not self._touched()

    def _touched(self) -> bool:
        """Note that something was done; False where it comes too late."""
        if self._session is None or self._session.is_idle():
            return False
        self._session.touch()
        return True

    @Slot(QWindow)
    def _attend(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
