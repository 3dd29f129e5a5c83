"""Facts in two columns: what it is called, and what it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit.labels import Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value; `remark` stands below the value, smaller; `quiet` where the value only says "none".

    `key` says what the fact is of, for whoever puts something beside it.
    """

    name: str
    value: str
    remark: str = ""
    quiet: bool = False
    key: str = ""


class Facts(QWidget):
    """Lines of facts; both columns wrap. `beside` makes what stands at the end of a line, in a `room` so wide."""

    def __init__(
        self,
        facts: Sequence[Fact] = (),
        *,
        name: str,
        share: int = 38,
        beside: Callable[[Fact], QWidget | None] | None = None,
        room: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._beside = beside
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GRID * 3)
        self._grid.setVerticalSpacing(theme.GRID)
        self._grid.setColumnStretch(0, share)
        self._grid.setColumnStretch(1, 100 - share)
        self._grid.setColumnMinimumWidth(2, room)
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        """Add a line below the others."""
        row = self._grid.rowCount()
        value = Words(fact.value, role="muted" if fact.quiet else "body")
        value.setAccessibleName(f"{fact.name}: {fact.value}")
        self._grid.addWidget(Words(fact.name, role="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
        at_end = self._beside(fact) if self._beside is not None else None
        if at_end is not None:
            self._grid.addWidget(at_end, row, 2, Qt.AlignmentFlag.AlignTop)
        if fact.remark:
            self._grid.addWidget(Words(fact.remark, role="small"), row + 1, 1, Qt.AlignmentFlag.AlignTop)
