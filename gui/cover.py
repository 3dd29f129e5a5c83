"""What happens to everything on the screen while something stands in its place."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Cover(QObject):
    """Knows what covers the window, and what waits behind it: dialogs are windows of their own, and are hidden too."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[QWidget] = []
        self._focus: QWidget | None = None
        self.widget: QWidget | None = None

    def draw(self, widget: QWidget) -> None:
        """Hide every dialog behind this widget; what another one hid stays hidden."""
        former, self.widget = self.widget, widget
        if former is not None:
            return
        self._focus = QApplication.focusWidget()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self._waiting = [one for one in self._window.findChildren(QWidget) if one.isWindow() and one.isVisible()]
        for one in self._waiting:
            one.hide()
        # Whatever an answer of the worker opens meanwhile waits as well.
        _program().installEventFilter(self)

    def lift(self) -> None:
        """Bring back what was hidden, and the cursor to where it was."""
        waiting, focus = self._waiting, self._focus
        self._let_go()
        for one in waiting:
            if isValid(one):
                one.show()
        # What had the cursor may be gone by now.
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus()

    def forget(self) -> None:
        """Close what was hidden: it belongs to what is gone."""
        waiting = self._waiting
        self._let_go()
        for one in waiting:
            if isValid(one):
                one.close()
                one.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and self._is_ours(watched):
            self._waiting.append(watched)
            QTimer.singleShot(0, watched, watched.hide)
        return False

    def _is_ours(self, one: QWidget) -> bool:
        if not one.isWindow() or one in self._waiting:
            return False
        parent = one.parentWidget()
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is not None

    def _let_go(self) -> None:
        self.widget, self._focus, self._waiting = None, None, []
        _program().removeEventFilter(self)


def _program() -> QCoreApplication:
    found = QCoreApplication.instance()
    assert found is not None
    return found
