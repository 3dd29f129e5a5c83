"""The endpoints beside the form: each with its outcome, the days ahead, what is missing, and the counts drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.follow.telling import EndpointTeller
from gui.kit import labels
from gui.kit.cards import Card
from gui.kit.criteria import AllCriteria
from gui.kit.day_strip import DayStrip
from gui.kit.open_questions import OpenQuestions
from gui.kit.page import Scrolled
from gui.kit.series_chart import SeriesChart
from gui.screen.charting import charted_fields
from screening.engine import FollowedUp
from screening.protocol.document import Chart
from screening.wording import Words, field_name, pretty_unit

_DAYS, _QUESTIONS, _CHART = 8, 5, 210


class EndpointSide(QScrollArea):
    """Everything that the protocol's endpoints say of what the form holds."""

    asked = Signal(str)  # an open question, to put the cursor into its field

    def __init__(self, chart: Chart, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow.side")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words, self._chart = words, chart
        self._teller = EndpointTeller(chart, words)
        self._endpoints = AllCriteria(name="follow.endpoints", label=words.text("follow.endpoints"))
        self._measured = labels.Words(role="small")
        self._measured.setObjectName("follow.measured")
        more = words.text("screen.questions.more", count="{count}")
        title = words.text("screen.questions.title")
        self._questions = OpenQuestions(name="follow.questions", title=title, more=more, at_most=_QUESTIONS)
        self._days = DayStrip(name="follow.days", label=words.text("follow.days"))
        self._drawn = SeriesChart(name="follow.chart", label="", day_label=self._day)
        self._series = next(iter(charted_fields(chart)), "")
        self._lay_out()
        self._questions.asked.connect(self.asked)

    def show_judged(self, judged: FollowedUp, answers: Mapping[str, Any]) -> None:
        """Show what the endpoints say."""
        teller = self._teller
        self._endpoints.set_rows(teller.rows(judged))
        self._measured.setText(teller.lines(judged))
        self._questions.set_questions(teller.questions(judged))
        first = judged.endpoints[0]
        self._days.set_days(teller.days(first, judged.on, _DAYS), judged.on)
        self._days.set_caption(teller.known(first))
        if self._series:
            self._drawn.set_series(teller.series(self._series, answers, judged))

    def _lay_out(self) -> None:
        words = self._words
        listed = Card(words.text("follow.endpoints"), name="follow.endpoints.card")
        listed.add(self._endpoints, bleed=8)
        listed.add(self._measured)
        listed.add(self._questions)
        ahead = Card(words.text("follow.days"), name="follow.days.card")
        ahead.add(self._days)
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(theme.GRID, 0, theme.GRID * 2, 0)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(listed)
        box.addWidget(ahead)
        if self._series:
            unit = pretty_unit(getattr(self._chart.field[self._series], "unit", ""))
            name = field_name(self._chart, words, self._series)
            drawn = Card(words.text("screen.chart.title", field=name, unit=unit), name="follow.chart.card")
            self._drawn.retext(name, self._day)
            self._drawn.setFixedHeight(theme.current().px(_CHART))
            drawn.add(self._drawn)
            box.addWidget(drawn)
        assumed = self._chart.assumptions(words.language)
        if assumed:
            told = Card(words.text("logpage.assumptions"), name="follow.assumptions")
            for one in assumed:
                told.add(labels.Words(one, role="muted"))
            box.addWidget(told)
        box.addStretch(1)
        self.setWidget(page)

    def _day(self, day: date) -> str:
        return self._words.day(day, "day_month_short")
