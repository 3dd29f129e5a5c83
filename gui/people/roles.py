"""Which roles somebody has: one tick each, with what it lets them do."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit.ticks import Tick
from screening.access import ROLES
from screening.wording import Words


class RoleTicks(QWidget):
    """Any of the four; which go together the service says."""

    answered = Signal(object)  # the roles as text, or None

    def __init__(self, words: Words, roles: Sequence[str] = (), *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._ticks = {role: Tick(words.text(f"people.role.{role}"), name=f"{name}.{role}") for role in ROLES}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for role, tick in self._ticks.items():
            tick.setChecked(role in roles)
            tick.toggled.connect(self._toggled)
            box.addWidget(tick)
        self.setFocusProxy(self._ticks[ROLES[0]])

    def value(self) -> str | None:
        """Return the roles, joined by spaces, or None where none is ticked."""
        return " ".join(role for role, tick in self._ticks.items() if tick.isChecked()) or None

    @Slot()
    def _toggled(self) -> None:
        self.answered.emit(self.value())
