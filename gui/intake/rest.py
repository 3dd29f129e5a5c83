"""What was left out, counted by the reason; each reason unfolds to its rows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import IconButton
from gui.kit.cards import Card
from screening.service.intake.telling import ToldRest
from screening.wording import Words

_MOST = 200
"""Rows of one reason that are shown; the rest is counted. The book keeps them all."""


class RestCard(Card):
    """Rows that give nothing, and why."""

    def __init__(self, rest: Sequence[ToldRest], words: Words) -> None:
        count = words.count("row", sum(len(one.rows) for one in rest))
        super().__init__(words.text("importing.left_out"), count, name="intake.left_out")
        for place, one in enumerate(rest):
            self.add(_Reason(one, words, name=f"intake.left_out.{place}"))


class _Reason(QWidget):
    """One reason; its rows are written when they are first asked for."""

    def __init__(self, rest: ToldRest, words: Words, *, name: str) -> None:
        super().__init__()
        self._rest, self._told_in = rest, words
        told = words.text("importing.counted", n=len(rest.rows), why=rest.why)
        self._button = IconButton("chevron-down", words.text("importing.show_rows", why=told), name=name)
        self._button.setCheckable(True)
        line = QHBoxLayout()
        line.addWidget(labels.Words(told), 1)
        line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._rows: labels.Words | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GRID)
        self._box.addLayout(line)
        self._button.toggled.connect(self._unfold)

    @Slot(bool)
    def _unfold(self, on: bool) -> None:
        if self._rows is None:
            shown, more = self._rest.rows[:_MOST], len(self._rest.rows) - _MOST
            lines = [*shown, *([self._told_in.text("importing.more", n=more)] if more > 0 else [])]
            self._rows = labels.Words("\n".join(lines), role="small")
            self._rows.setContentsMargins(theme.current().px(18), 0, 0, 0)
            self._box.addWidget(self._rows)
        self._rows.setVisible(on)
        self._button.show_icon("chevron-up" if on else "chevron-down")
