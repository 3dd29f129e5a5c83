"""The chart of a laboratory series, in a card that folds where there is little room."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy

from gui import theme
from gui.kit.cards import Card
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import Option
from gui.kit.series_chart import SeriesChart
from gui.screen.charting import Chart, charted_fields
from screening.engine import Assessment
from screening.protocol import Protocol
from screening.wording import Words, field_name

_ROOM = 780
"""Below this height, in pixels at 100 %, the chart folds until somebody unfolds it."""
_LEAST, _MOST = 150, 280


class ChartCard(Card):
    """One series at a time; hidden where the protocol asks for none."""

    def __init__(self, protocol: Protocol, words: Words) -> None:
        super().__init__(name="chart.card", fold_label=words.text("screen.chart.fold"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._protocol = protocol
        self._words = words
        self._names = charted_fields(protocol)
        self._by_hand = False
        self._given: tuple[Mapping[str, Any], Assessment] | None = None
        self._drawn = SeriesChart(name="chart", label="", day_label=self._day)
        self._which = DropChoice(
            self._options(), name="chart.which", label=words.text("screen.chart.which"), unanswered=""
        )
        if self._names:
            self._which.set_value(self._names[0])
        self.add(self._which)
        self.add(self._drawn, 1)
        # Only ever hidden: whatever is made visible before it has a parent becomes a window for a moment.
        for one, is_needed in ((self._which, len(self._names) > 1), (self, bool(self._names))):
            if not is_needed:
                one.setVisible(False)
        self.retext_all(words)
        self._which.answered.connect(self._chosen)
        self.folded.connect(self._fold_chosen)

    def show_series(self, answers: Mapping[str, Any], assessment: Assessment) -> None:
        """Show the series of these answers; nothing is drawn while the card is folded."""
        self._given = answers, assessment
        if self._chart is not None and not self._body.isHidden():
            self._drawn.set_series(self._chart.series(answers, assessment))

    def make_room(self, height: int) -> None:
        """Fold, unfold and size the chart by the height there is; whether it is folded, somebody may have chosen."""
        px = theme.current().px
        spare = max(height - px(_ROOM), 0)
        self._drawn.setFixedHeight(min(px(_LEAST) + spare // 3, px(_MOST)))
        if not self._by_hand:
            self._keep_folded(height < px(_ROOM))

    def retext_all(self, words: Words) -> None:
        """Give the card its words in another language."""
        self._words = words
        self._which.retext(self._options(), words.text("screen.chart.which"), "")
        self._choose()

    def _choose(self) -> None:
        name = self._which.value()
        self._chart = Chart(self._protocol, name, self._words) if name else None
        title = field_name(self._protocol, self._words, name) if name else ""
        unit = self._chart.unit if self._chart else ""
        heading = self._words.text("screen.chart.title", field=title, unit=unit)
        self.retext(heading, fold_label=self._words.text("screen.chart.fold"))
        self._drawn.retext(title, self._day)
        if self._given is not None:
            self.show_series(*self._given)

    def _keep_folded(self, folded: bool) -> None:
        if folded != self._body.isHidden():
            self.set_folded(folded)
            if self._given is not None:
                self.show_series(*self._given)

    def _options(self) -> list[Option]:
        return [Option(name, field_name(self._protocol, self._words, name)) for name in self._names]

    def _day(self, day: date) -> str:
        return self._words.day(day, "day_month_short")

    @Slot(object)
    def _chosen(self, _name: object) -> None:
        self._choose()

    @Slot(bool)
    def _fold_chosen(self, _folded: bool) -> None:
        self._by_hand = True
        if self._given is not None:
            self.show_series(*self._given)
