"""The quiet sign beside an answer that has a history, or that a query is about."""

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.kit import paint
from gui.kit.buttons import IconButton
from gui.values.marks import Mark
from screening.wording import Words


def small_side() -> int:
    """Give how wide and high a small sign is."""
    return theme.current().px(20) + 2


class ValueSign(IconButton):
    """Takes no room while there is nothing to say of its value."""

    wanted = Signal(str)  # the place of the value

    def __init__(self, place: str, *, name: str, small: bool = False, parent: QWidget | None = None) -> None:
        self._small = small
        super().__init__("history", "", name=name, parent=parent)
        self._place = place
        self._mark = Mark()
        self.setVisible(False)
        self.clicked.connect(self._pressed)

    def show_mark(self, mark: Mark, label: str, words: Words, *, may_ask: bool = False) -> None:
        """Say of the value called `label` what there is; whoever may ask about it can do so in any case."""
        self._mark = mark
        self.show_icon("question" if mark.unsettled else "history" if mark.any else "note")
        self.retext(words.text(f"value.sign.{mark.said}", field=label))
        self.setVisible(mark.any or may_ask)

    def _height(self) -> int:
        """Be no higher than a line of text where it stands in one."""
        return small_side() if self._small else super()._height()

    def _paint_ground(self, painter: QPainter) -> str:
        if not self._mark.unsettled:
            return super()._paint_ground(painter)
        look, tint = theme.current(), theme.current().tokens.unknown
        side = look.px(20) + 2
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint.rounded(painter, place, theme.RADIUS, tint.ground, tint.edge)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS)
        return tint.ink

    @Slot()
    def _pressed(self) -> None:
        self.wanted.emit(self._place)
