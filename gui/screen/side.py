"""The verdict side: banner, criteria, open questions, days and chart, always beside the form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.cards import Card
from gui.kit.criteria import CriteriaList
from gui.kit.day_strip import DayStrip
from gui.kit.open_questions import OpenQuestions
from gui.kit.verdict import VerdictBanner
from gui.screen.chart_card import ChartCard
from gui.screen.second_look import SecondLook
from gui.screen.telling import Teller
from screening.engine import Assessment
from screening.protocol import Protocol
from screening.wording import Words

_QUESTIONS_SHOWN = 6
_CRITERIA_LEAST = 130
_LOW = 320
"""Below this height, pixels at 100 %, the banner leaves its counts out: what they count stands in the list."""
_MOST_DAYS, _FEWEST_DAYS, _DAY_WIDTH = 14, 5, 62


class VerdictSide(QWidget):
    """Everything the engine answers, in the order in which it matters."""

    asked = Signal(str)  # an open question, to put the cursor into its field
    criterion_opened = Signal(str)
    day_picked = Signal(object)  # datetime.date

    def __init__(self, protocol: Protocol, words: Words, assessment: Assessment) -> None:
        super().__init__()
        self.setObjectName("verdict.side")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._protocol = protocol
        self._teller = Teller(protocol, words)
        self._assessment = assessment
        self._answers: Mapping[str, Any] = {}
        self._shown_days = _MOST_DAYS
        self._banner = VerdictBanner(self._teller.verdict(assessment), name="verdict")
        self.second_look = SecondLook(protocol, words)
        self._criteria = CriteriaList(name="criteria", label=words.text("screen.criteria"))
        self._questions = OpenQuestions(
            name="questions",
            title=words.text("screen.questions.title"),
            more=_more(words),
            at_most=_QUESTIONS_SHOWN,
        )
        self._days = DayStrip(name="days", label=words.text("screen.days.label"))
        self._listed = Card(name="criteria.card")
        self._when = Card(words.text("screen.days.title"), name="days.card")
        self._chart = ChartCard(protocol, words)
        self._lay_out()
        self._connect()
        self.retext(words)

    def show_assessment(self, assessment: Assessment, answers: Mapping[str, Any]) -> None:
        """Show an assessment and the series it rests on."""
        self._assessment, self._answers = assessment, answers
        teller = self._teller
        self._banner.set_verdict(teller.verdict(assessment))
        self._criteria.set_rows(teller.rows(assessment))
        self._questions.set_questions(teller.questions(assessment))
        self._show_days()
        self._chart.show_series(answers, assessment)

    def assessment(self) -> Assessment:
        """Give what is shown."""
        return self._assessment

    def retext(self, words: Words) -> None:
        """Give everything its words in another language."""
        self._teller = Teller(self._protocol, words)
        self.second_look.retext(words)
        self._criteria.retext(words.text("screen.criteria"))
        self._questions.retext(words.text("screen.questions.title"), _more(words))
        self._days.retext(words.text("screen.days.label"))
        self._when.retext(words.text("screen.days.title"))
        self._chart.retext_all(words)
        self.show_assessment(self._assessment, self._answers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many days as fit, and fold the chart where the criteria need its room."""
        super().resizeEvent(event)
        look = theme.current()
        fitting = min(max(self.width() // look.px(_DAY_WIDTH), _FEWEST_DAYS), _MOST_DAYS)
        if fitting != self._shown_days:
            self._shown_days = fitting
            self._show_days()
        self._criteria.setMinimumHeight(look.px(_CRITERIA_LEAST))
        self._chart.make_room(self.height())
        self._banner.set_compact(self.height() < look.px(_LOW))

    def _show_days(self) -> None:
        self._days.set_days(self._teller.days(self._assessment, self._shown_days), self._assessment.on)
        self._when.say(self._teller.caption(self._assessment))

    def _lay_out(self) -> None:
        # The list brings its own room above.
        self._listed.setContentsMargins(0, -theme.GRID * 4, 0, 0)
        self._criteria.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._listed.add(self._criteria, 1, bleed=8)
        self._listed.add(self._questions)
        self._listed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._when.add(self._days)
        page = _Below()
        page.setProperty("page", True)
        below = QVBoxLayout(page)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.GRID * 3)
        below.addWidget(self.second_look)
        below.addWidget(self._listed, 1)
        below.addWidget(self._when)
        below.addWidget(self._chart)
        # With large text not all of it fits; the verdict stays in sight.
        area = QScrollArea()
        area.setObjectName("verdict.below")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.GRID, theme.GRID, theme.GRID * 4, theme.GRID * 4)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(self._banner)
        box.addWidget(area, 1)

    def _connect(self) -> None:
        self._questions.asked.connect(self.asked)
        self.second_look.asked.connect(self.asked)
        self._criteria.opened.connect(self.criterion_opened)
        self._days.picked.connect(self._picked)

    @Slot(object)
    def _picked(self, day: date) -> None:
        self.day_picked.emit(day)


class _Below(QWidget):
    """What stands below the banner: as high as there is room, so that the criteria scroll and not the whole side."""

    def heightForWidth(self, width: int) -> int:
        """Give the least height: a scroll area would give the height preferred."""
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else 0


def _more(words: Words) -> str:
    """Give the words of the link to the rest, with the place of its number kept."""
    return words.text("screen.questions.more", count="{count}")
