"""The shortcuts of the program in one table: they are bound from it, and listed from it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

# By where they work, then by what they do; the first keys are the ones that are shown.
KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "everywhere": {"list": ("F1",), "hide": ("F12", "Ctrl+Shift+H")},
    "today": {"new": ("Ctrl+N",)},
    "screen": {
        "new": ("Ctrl+N",),
        "save": ("Ctrl+S",),
        "files": ("Ctrl+I",),
        "person": ("Ctrl+F",),
        "park": ("Ctrl+P",),
    },
    "log": {"search": ("Ctrl+F",), "export": ("Ctrl+E",)},
    "prescreen": {"search": ("Ctrl+F",)},
    "drafting": {"undo": ("Ctrl+Z",), "redo": ("Ctrl+Shift+Z", "Ctrl+Y"), "save": ("Ctrl+S",), "back": ("Ctrl+W",)},
    "files": {"take": ("Ctrl+Return", "Ctrl+Enter")},
}
# What fields do with keys by themselves, for the list alone.
IN_FIELDS: dict[str, tuple[str, ...]] = {
    "letter": ("Alt+…",),
    "move": ("← ↑ ↓ →",),
    "choose": ("Space",),
    "take_back": ("Del",),
    "day": ("+  −",),
    "calendar": ("F4", "Alt+↓"),
    "row": ("Alt+Del",),
    "divider": ("← ↑ ↓ →",),
}
_CONTEXTS = {
    "everywhere": Qt.ShortcutContext.ApplicationShortcut,
    "log": Qt.ShortcutContext.WidgetWithChildrenShortcut,
    "prescreen": Qt.ShortcutContext.WidgetWithChildrenShortcut,
    "drafting": Qt.ShortcutContext.WidgetWithChildrenShortcut,
}


def bind(widget: QWidget, where: str, act: str, slot: Callable[[], object]) -> None:
    """Give an act its keys, while the widget is in sight.

    Raises KeyError for an act that is not in the table.
    """
    for keys in KEYS[where][act]:
        shortcut = QShortcut(QKeySequence(keys), widget)
        shortcut.setObjectName(f"keys.{where}.{act}")
        shortcut.setContext(_CONTEXTS.get(where, Qt.ShortcutContext.WindowShortcut))
        shortcut.activated.connect(slot)
