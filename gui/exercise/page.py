"""The exercise page: one fictitious patient after another, and how it has gone so far."""

from collections.abc import Iterator
from random import Random

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.exercise.answers import AnswersCard, ComparedCard
from gui.kit import labels
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.labels import Remark
from gui.kit.page import Scrolled, fill_with_scroll
from gui.kit.tokens import Status
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.log import Exercised
from screening.service import Site, today
from screening.service.exercising import Exercise, Results, exercises, record_exercise, results
from screening.wording import Words


class ExercisePage(QWidget):
    """Shows a chart, takes the answers, compares, goes on; only a practice book has one."""

    recorded = Signal()  # the book has a new entry

    def __init__(
        self, *, site: Site, words: Words, tasks: Tasks, chance: Random | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exercise")
        self._site, self._tasks, self._words = site, tasks, words
        chance = chance or Random()  # an order of patients, no secret
        self._coming: Iterator[Exercise] = exercises(site.protocol, today(), chance)
        self._exercise = next(self._coming, None)
        self._given: dict[str, str] = {}
        self._compared = False
        self._answers: AnswersCard | None = None
        self._results: QWidget | None = None
        self._scroll = fill_with_scroll(self)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show everything in another language; what was answered stays."""
        if self._answers is not None:
            self._given = self._answers.answers()
        self._words = words
        self.setAccessibleName(words.text("shell.exercise"))
        self._scroll.setAccessibleName(words.text("shell.exercise"))
        self._show()
        if self._answers is not None:
            self._answers.answer(self._given)

    def refresh(self) -> None:
        """Read anew how it has gone."""
        site = self._site
        self._tasks.run(lambda: results(site), self._tell_results, self._fail)

    @Slot()
    def compare(self) -> None:
        """Keep how it went, and show the protocol's answers."""
        assert self._answers is not None and self._exercise is not None
        self._given = self._answers.answers()
        site, exercise, given = self._site, self._exercise, dict(self._given)
        self._answers.setEnabled(False)
        self._tasks.run(lambda: record_exercise(site, exercise, given, given[""]), self._kept, self._fail)

    @Slot()
    def go_on(self) -> None:
        """Show the next patient."""
        self._exercise = next(self._coming, None)
        self._given, self._compared, self._answers = {}, False, None
        self._show()
        self._scroll.verticalScrollBar().setValue(0)

    def _kept(self, _said: Exercised) -> None:
        if isValid(self):
            self._compared = True
            self._show()
            self._scroll.verticalScrollBar().setValue(0)
            self.recorded.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))
            if self._answers is not None:
                self._answers.setEnabled(True)

    def _show(self) -> None:
        former = self._scroll.takeWidget()
        if former is not None:
            former.deleteLater()
        text, content = self._words.text, Scrolled()
        self._failed = Remark(Status.FAILED, name="exercise.failed")
        self._results_card = Card(text("exercise.results.title"), name="exercise.results")
        self._results = None
        box = QVBoxLayout(content)
        box.setContentsMargins(20, 14, 20, 20)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(labels.Words(text("exercise.title"), role="page"))
        box.addWidget(labels.Words(text("exercise.about" if self._exercise else "exercise.unfit"), role="muted"))
        box.addWidget(self._failed)
        if self._exercise is not None:
            box.addLayout(self._columns(self._exercise))
        box.addStretch(1)
        self._scroll.setWidget(content)
        self.refresh()

    def _columns(self, exercise: Exercise) -> QHBoxLayout:
        columns = QHBoxLayout()
        columns.setSpacing(theme.GRID * 3)
        if self._compared:
            compared = ComparedCard(exercise, self._given, self._words)
            compared.next_wanted.connect(self.go_on)
            right: QWidget = compared
            self._answers = None
        else:
            self._answers = AnswersCard(exercise, self._words)
            self._answers.answered.connect(self.compare)
            right = self._answers
        for cards in ((self._chart(exercise), self._results_card), (right,)):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID * 3)
            for card in cards:
                card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
                column.addWidget(card)
            column.addStretch(1)
            columns.addLayout(column, 1)
        return columns

    def _chart(self, exercise: Exercise) -> Card:
        seen = self._words.text("exercise.seen", day=self._words.day(exercise.on))
        card = Card(self._words.text("exercise.chart"), seen, name="exercise.chart")
        for note in exercise.notes(self._words):
            card.add(labels.Words(note.title, role="strong"))
            for line in note.lines:
                card.add(labels.Words(line))
        return card

    def _tell_results(self, found: Results) -> None:
        if not isValid(self) or not isValid(self._results_card):
            return
        if self._results is not None:
            self._results.deleteLater()
        self._results = self._facts(found)
        self._results_card.add(self._results)

    def _facts(self, found: Results) -> QWidget:
        text = self._words.text
        if not found.done:
            return labels.Words(text("exercise.none_yet"), role="muted")

        def of(number: int, whole: int) -> str:
            return text("exercise.results.of", n=number, of=whole, share=f"{100 * number / whole:.0f}")

        facts = [
            Fact(text("exercise.results.done"), str(found.done)),
            Fact(text("exercise.results.criteria"), of(found.right, found.criteria)),
            Fact(text("exercise.results.verdicts"), of(found.conclusions, found.done)),
        ]
        if found.often:
            often = [text("exercise.results.times", id=id, n=times) for id, times in found.often]
            facts.append(Fact(text("exercise.results.often"), self._words.listed(often)))
        return Facts(facts, name="exercise.results.facts")
