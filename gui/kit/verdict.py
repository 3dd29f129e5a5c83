"""The verdict in words, colour and icon, always in sight."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import aloud, paint
from gui.kit.text_block import TextBlock
from gui.kit.tokens import Status

_PAD = 16
_GAP = 20
_LEAST_COMPACT = 60
_LEAST = 96  # room for two lines of detail, so that a word more or less moves nothing


class VerdictState(StrEnum):
    """The four things that can be said of a person today."""

    ELIGIBLE = "eligible"
    NOT_YET = "not_yet"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


_STATUS = {
    VerdictState.ELIGIBLE: Status.MET,
    VerdictState.NOT_YET: Status.NOT_YET,
    VerdictState.INELIGIBLE: Status.FAILED,
    VerdictState.UNDETERMINED: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many criteria share an outcome, and what that is called."""

    number: int
    word: str
    status: Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the banner shows; `detail` may run over several lines."""

    state: VerdictState
    headline: str
    detail: str
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """The banner laid out for one width."""

    headline: TextBlock
    detail: TextBlock
    counts_below: bool
    height: int


class VerdictBanner(QLabel):
    """Painted in one piece, so that it follows every keystroke; its accessible name is everything it says."""

    def __init__(self, verdict: Verdict, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._compact = False
        self._laid_out: dict[tuple[int, theme.Theme], _Placed] = {}
        self._verdict = verdict
        self._speak()

    def verdict(self) -> Verdict:
        """Return what is shown."""
        return self._verdict

    def set_verdict(self, verdict: Verdict) -> None:
        """Show another verdict; the layout around moves only when the height changes."""
        if verdict == self._verdict:
            return
        before, former = self._placed(self.width()).height, self._verdict
        self._verdict = verdict
        self._laid_out.clear()
        self._speak()
        if self._placed(self.width()).height != before:
            self.updateGeometry()
        self.update()
        if verdict.headline != former.headline:
            aloud.say(self, verdict.headline)

    def set_compact(self, compact: bool) -> None:
        """Leave out the counts and take smaller words, where there is little height; what is read aloud stays."""
        if compact != self._compact:
            self._compact = compact
            self._laid_out.clear()
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._placed(width).height

    def sizeHint(self) -> QSize:
        width = theme.current().px(640)
        return QSize(width, self._placed(width).height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(240), self._least())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_laid_out"):
            self._laid_out.clear()
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        status = _STATUS[self._verdict.state]
        tint = look.tokens.tint(status)
        placed = self._placed(self.width())
        painter = QPainter(self)
        paint.rounded(painter, self.rect(), theme.CARD_RADIUS, tint.ground, tint.edge)
        size = self._disc_size()
        body = placed.headline.height + 2 + placed.detail.height
        height = self.height() - (self._counts_height() + theme.GRID * 2 if placed.counts_below else 0)
        paint.disc(painter, status, QRectF(_PAD, (height - size) / 2, size, size))
        left, top = _PAD + size + _GAP, (height - body) / 2
        placed.headline.draw(painter, QPointF(left, top), tint.ink)
        placed.detail.draw(painter, QPointF(left, top + placed.headline.height + 2), look.tokens.text)
        if not self._compact:
            self._paint_counts(painter, placed)

    def _speak(self) -> None:
        counts = ", ".join(f"{count.number} {count.word}" for count in self._verdict.counts)
        said = ". ".join(part.rstrip(".") for part in (self._verdict.headline, self._verdict.detail, counts) if part)
        self.setAccessibleName(said)

    def _placed(self, width: int) -> _Placed:
        key = (width, theme.current())
        if key not in self._laid_out:
            self._laid_out[key] = self._lay_out(width)
        return self._laid_out[key]

    def _lay_out(self, width: int) -> _Placed:
        look = theme.current()
        room = width - 2 * _PAD - self._disc_size() - _GAP
        counts = 0 if self._compact else sum(self._count_widths())
        below = room - counts < look.px(280)
        if counts and not below:
            room -= counts + _GAP
        headline = TextBlock(self._verdict.headline, look.font("page" if self._compact else "headline"), room)
        detail = TextBlock(self._verdict.detail, look.font("body"), room)
        height = headline.height + 2 + detail.height + 2 * _PAD
        if counts and below:
            height += self._counts_height() + theme.GRID * 2
        return _Placed(headline, detail, bool(counts) and below, max(round(height), self._least()))

    def _least(self) -> int:
        return theme.current().px(_LEAST_COMPACT if self._compact else _LEAST)

    def _disc_size(self) -> int:
        return theme.current().px(44)

    def _count_widths(self) -> list[int]:
        look = theme.current()
        pairs = [(str(count.number), count.word) for count in self._verdict.counts]
        figure, small = look.font("figure"), look.font("small")
        return [max(paint.text_width(figure, n), paint.text_width(small, w)) + _GAP for n, w in pairs]

    def _counts_height(self) -> int:
        return theme.current().px(42)

    def _paint_counts(self, painter: QPainter, placed: _Placed) -> None:
        look = theme.current()
        widths = self._count_widths()
        figure, small, height = look.font("figure"), look.font("small"), self._counts_height()
        left = self.width() - _PAD - sum(widths) + _GAP / 2
        top = (self.height() - height) / 2
        if placed.counts_below:
            left, top = _PAD + self._disc_size() + _GAP, self.height() - _PAD - height
        for count, width in zip(self._verdict.counts, widths, strict=True):
            middle = left + (width - _GAP) / 2
            ink = paint.ink_of(count.status) if count.number else look.tokens.muted
            paint.centred(painter, figure, ink, middle, top + height * 0.52, str(count.number))
            paint.centred(painter, small, look.tokens.text, middle, top + height * 0.94, count.word)
            left += width
