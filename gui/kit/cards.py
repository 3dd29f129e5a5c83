"""Cards: titled surfaces that hold what belongs together."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.buttons import Button, IconButton
from gui.kit.labels import Words

INDENT = 20
_PLACED, _FILLING = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag(0)


class EdgeToEdge(QWidget):
    """A widget that a card doesn't indent, because it uses the margin itself."""


class Card(QFrame):
    """A titled surface; `fold_label` names the button that folds it to its title."""

    folded = Signal(bool)

    def __init__(
        self,
        title: str = "",
        trailing: str = "",
        *,
        name: str,
        fold_label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = Words(title, role="title")
        self._trailing = Words(trailing, role="small")
        self._trailing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fold = IconButton("chevron-up", fold_label, name=f"{name}.fold") if fold_label else None
        if self._fold is not None:
            self._fold.show_folded(folded=False)
        self._body = EdgeToEdge()
        self.rows = QVBoxLayout(self._body)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(theme.GRID * 2)
        self._lay_out()
        self.retext(title, trailing, fold_label)

    def retext(self, title: str, trailing: str = "", fold_label: str = "") -> None:
        """Give the card its words in another language."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._trailing.setText(trailing)
        self._trailing.setVisible(bool(trailing))
        self.setAccessibleName(title)
        if self._fold is not None:
            self._fold.retext(fold_label)

    def say(self, trailing: str) -> None:
        """Change the words at the right of the title."""
        self._trailing.setText(trailing)
        self._trailing.setVisible(bool(trailing))

    def add(self, widget: QWidget, stretch: int = 0, *, bleed: int = 0) -> None:
        """Add a widget below the others; `bleed` lets it reach into the margins at both sides."""
        left = 0 if isinstance(widget, EdgeToEdge) else INDENT - bleed
        line = QHBoxLayout()
        line.setContentsMargins(left, 0, INDENT - bleed, 0)
        line.addWidget(widget, 0, _PLACED if isinstance(widget, Button) else _FILLING)
        self.rows.insertLayout(self.rows.count() - 1, line, stretch)

    def put_in_head(self, widget: QWidget) -> None:
        """Let a widget stand at the right end of the title line."""
        self._head.addWidget(widget)

    def set_folded(self, folded: bool) -> None:
        """Show the title alone, or everything, without emitting it."""
        self._body.setVisible(not folded)
        if self._fold is not None:
            self._fold.show_icon("chevron-down" if folded else "chevron-up")
            self._fold.show_folded(folded=folded)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        painter = QPainter(self)
        inside = self.rect().adjusted(1, theme.CARD_RADIUS, -1, -theme.CARD_RADIUS)
        if inside.contains(event.rect()):
            # Most of what is repainted touches no corner, and a plain rectangle costs next to nothing.
            paint.fill(painter, event.rect(), tokens.surface)
        else:
            paint.rounded(painter, self.rect(), theme.CARD_RADIUS, tokens.surface, tokens.line)

    def _lay_out(self) -> None:
        self._head = head = QHBoxLayout()
        head.setContentsMargins(INDENT, 0, INDENT, 0)
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title, 1)
        head.addWidget(self._trailing, 2)
        if self._fold is not None:
            head.addWidget(self._fold)
            self._fold.clicked.connect(self._toggle)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.GRID * 4, 0, theme.GRID * 4)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        box.addWidget(self._body, 1)
        # Whatever height is left over goes to the end, not between the rows.
        self.rows.addStretch()

    @Slot()
    def _toggle(self) -> None:
        folded = not self._body.isHidden()
        self.set_folded(folded)
        self.folded.emit(folded)
