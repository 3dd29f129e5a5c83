"""The insight page: how screening goes, in pictures, for everybody or for a period and a version."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.insight.card import ChartCard
from gui.insight.saving import FigureSaving
from gui.kit import labels
from gui.kit.cards import Card
from gui.kit.columns import Columns
from gui.kit.drop_choice import DropChoice
from gui.kit.labels import Remark
from gui.kit.page import Scrolled, fill_with_scroll
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.tokens import Status
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.formats.charts import CHARTS, About, chart
from screening.log import FIGURES, Figure, Scope, Way, months_back, versions_of
from screening.service import Site, figure_about, today
from screening.wording import Words

_PERIODS = {"quarter": 3, "year": 12, "all": 0}
_EVERY = "*"


class InsightPage(QWidget):
    """Reads the log once in the background; another period or version is counted from what was read."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("insight")
        self._site, self._tasks, self._words = site, tasks, words
        self._scope, self._period = Scope(), "all"
        self._found: tuple[dict[Way, int], About] | None = None
        self._content: _Content | None = None
        self._savings: list[FigureSaving] = []
        self._scroll = fill_with_scroll(self)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show everything in another language; what was chosen stays."""
        self._words, self._found = words, None
        self.setAccessibleName(words.text("shell.insight"))
        self._scroll.setAccessibleName(words.text("shell.insight"))
        place = self._scroll.verticalScrollBar().value()
        former = self._scroll.takeWidget()
        if former is not None:
            former.deleteLater()
        self._savings = []
        cards: dict[Figure, QWidget] = {}
        for kind in (*CHARTS, *(one for one in FIGURES if one not in CHARTS)):
            saving = self._saving(kind)
            if kind in CHARTS:
                cards[kind] = ChartCard(kind, words, saving)
            elif saving is not None:
                cards[kind] = _PaperCard(kind, words, saving)
        self._content = _Content(words, cards)
        self._content.period.set_value(self._period)
        self._content.period.answered.connect(self._choose_period)
        self._content.version.answered.connect(self._choose_version)
        self._scroll.setWidget(self._content)
        self._scroll.verticalScrollBar().setValue(place)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the log anew."""
        site, words = self._site, Words(self._words.language)
        self._tasks.run(
            lambda: (words.language, site.outcomes.ways(), figure_about(site, words)), self._read, self._fail, Lane.LIST
        )

    def _read(self, found: tuple[str, dict[Way, int], About]) -> None:
        if isValid(self) and found[0] == self._words.language:
            self._found = found[1:]
            self._show()

    def _fail(self, error: EligoError) -> None:
        if isValid(self) and self._content is not None:
            self._content.failed.say(told(error, self._words))

    def _saving(self, kind: Figure) -> FigureSaving | None:
        if not self._site.permits(Permission.EXPORT_CODED):
            return None
        saving = FigureSaving(kind, self._site, self._tasks, self._words)
        saving.recorded.connect(self.recorded)
        self._savings.append(saving)
        return saving

    @Slot(object)
    def _choose_period(self, period: str | None) -> None:
        self._period = period or "all"
        months = _PERIODS[self._period]
        self._scope = replace(self._scope, since=months_back(today(), months) if months else None)
        if self._content is not None:
            self._content.period.set_value(self._period)
        self._show()

    @Slot(object)
    def _choose_version(self, version: str | None) -> None:
        self._scope = replace(self._scope, version=None if version in (None, _EVERY) else version)
        self._show()

    def _show(self) -> None:
        if self._found is None or self._content is None:
            return
        ways, about = self._found
        self._content.failed.say("")
        self._content.offer_versions(versions_of(ways), self._scope.version)
        within = self._scope.of(ways)
        for saving in self._savings:
            saving.scope = self._scope
        self._content.say(sum(within.values()), self._scope)
        for kind in CHARTS:
            card = self._content.cards[kind]
            assert isinstance(card, ChartCard)
            card.show_chart(chart(within, about, kind=kind, words=self._words))


class _PaperCard(QWidget):
    """The flow diagram, which is for a report: it is saved, and read on paper."""

    def __init__(self, kind: Figure, words: Words, saving: FigureSaving) -> None:
        super().__init__()
        self._card = Card(words.text(f"figure.{kind}.title"), name=f"insight.{kind}")
        line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(saving.button)
        beside.addStretch(1)
        for widget in (labels.Words(words.text("insight.paper")), line, saving):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()


class _Content(Scrolled):
    """What is counted above, the cards below: two columns where there is room."""

    def __init__(self, words: Words, cards: dict[Figure, QWidget]) -> None:
        super().__init__()
        self._words, self.cards = words, cards
        text = words.text
        options = [Option(name, text(f"insight.period.{name}")) for name in _PERIODS]
        self.period = SegmentedChoice(options, name="insight.period", label=text("insight.period.label"))
        self.version = DropChoice((), name="insight.version", label=text("insight.version"), unanswered="")
        self.failed = Remark(Status.FAILED, name="insight.failed")
        self._counted = labels.Words(text("insight.reading"), role="muted")
        self._counted.setObjectName("insight.counted")
        self._columns = Columns()
        for column in (list(cards.values())[::2], list(cards.values())[1::2]):
            self._columns.add_column(column)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 20)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(labels.Words(text("insight.title"), role="page"))
        box.addLayout(self._choices())
        for widget in (self._counted, self.failed):
            box.addWidget(widget)
        box.addLayout(self._columns)
        box.addStretch(1)

    def offer_versions(self, versions: list[str], chosen: str | None) -> None:
        """Offer what anybody was judged by; one alone is no choice."""
        options = [Option(_EVERY, self._words.text("insight.every_version")), *(Option(one, one) for one in versions)]
        self.version.retext(options, self._words.text("insight.version"), "")
        self.version.set_value(chosen if chosen in versions else _EVERY)
        self.version.setVisible(len(versions) > 1 or chosen is not None)

    def say(self, people: int, scope: Scope) -> None:
        """Say who is counted."""
        counted = self._words.count("person", people)
        key = "insight.counted" if scope.since is None else "insight.counted_since"
        self._counted.setText(self._words.text(key, people=counted, month=scope.since or ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.fit(self.width())

    def _choices(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 3)
        line.addWidget(self.period, 2)
        line.addWidget(self.version, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        return line
