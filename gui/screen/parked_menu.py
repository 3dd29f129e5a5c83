"""The menu of forms that wait: park this one, take one up again, discard this one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui.screen.drafts import Draft
from screening.wording import Words

_PARK, _DISCARD = "park", "discard"


class ParkedMenu(QMenu):
    """Built anew each time it opens; it only asks."""

    park_asked = Signal()
    discard_asked = Signal()
    draft_chosen = Signal(str)

    def __init__(self, drafts: Sequence[Draft], words: Words, parent: QWidget, *, unsaved: bool) -> None:
        super().__init__(parent)
        self.setObjectName("parked.menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(words.text("screen.park_this"), _PARK, enabled=unsaved)
        self.addSeparator()
        for draft in drafts:
            self._add(draft_line(draft, words), f"draft {draft.id}", enabled=True)
        if not drafts:
            self._add(words.text("screen.none_parked"), "", enabled=False)
        self.addSeparator()
        self._add(words.text("screen.discard_this"), _DISCARD, enabled=unsaved)
        self.triggered.connect(self._chosen)

    def open_below(self, widget: QWidget) -> None:
        """Open under a button."""
        self.popup(widget.mapToGlobal(QPoint(0, widget.height() + 2)))

    def _add(self, text: str, data: str, *, enabled: bool) -> None:
        action = self.addAction(text.replace("&", "&&"))
        action.setData(data)
        action.setObjectName(f"parked.{data}")
        action.setEnabled(enabled)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        kind, _, id = str(action.data()).partition(" ")
        if kind == _PARK:
            self.park_asked.emit()
        elif kind == _DISCARD:
            self.discard_asked.emit()
        else:
            self.draft_chosen.emit(id)


def draft_line(draft: Draft, words: Words) -> str:
    """Say whose form it is and when it was last touched."""
    at = datetime.fromisoformat(draft.kept_at)
    who = " · ".join(filter(None, (draft.number, draft.name))) or words.text("screen.nameless_draft")
    return words.text("screen.draft", who=who, day=at.date(), time=f"{at:%H:%M}")
