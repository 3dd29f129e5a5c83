"""What somebody answers about a fictitious patient, and how it compares with the protocol."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.labels import Remark
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.tokens import Status
from screening.service.exercising import ANSWERS, CONCLUSIONS, Exercise
from screening.wording import Words, criterion_text, headline


class AnswersCard(QWidget):
    """A choice for each criterion and one for the conclusion; nothing is chosen beforehand."""

    answered = Signal()

    def __init__(self, exercise: Exercise, words: Words) -> None:
        super().__init__()
        self._words = words
        text, language = words.text, words.language
        self._card = Card(text("exercise.yours"), name="exercise.answers")
        self._choices: dict[str, SegmentedChoice] = {}
        for one in exercise.assessment.protocol.criterion:
            named = f"{one.id} {one.text.in_(language)}"
            options = [Option(answer, text(f"exercise.answer.{answer}")) for answer in ANSWERS[one.kind]]
            self._ask(f"{text(f'kind.{one.kind}')} {named}", one.id, options)
        options = [Option(one, text(f"exercise.conclusion.{one}")) for one in CONCLUSIONS]
        self._ask(text("exercise.verdict"), "", options)
        self._missing = Remark(Status.UNKNOWN, name="exercise.missing")
        button = Button(text("exercise.compare"), name="exercise.compare", weight=Weight.PRIMARY)
        button.clicked.connect(self._press)
        self._card.add(self._missing)
        self._card.add(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    def answers(self) -> dict[str, str]:
        """Give what was answered so far, by criterion; the conclusion under no name."""
        given = {name: choice.value() for name, choice in self._choices.items()}
        return {name: value for name, value in given.items() if value is not None}

    def answer(self, answers: Mapping[str, str]) -> None:
        """Show answers, as another language or a test gives them."""
        for name, value in answers.items():
            self._choices[name].set_value(value)

    def _ask(self, question: str, id: str, options: list[Option]) -> None:
        choice = SegmentedChoice(options, name=f"exercise.{id or 'conclusion'}", label=question)
        self._choices[id] = choice
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, theme.GRID)
        box.addWidget(labels.Words(question))
        box.addWidget(choice)
        self._card.add(holder)

    @Slot()
    def _press(self) -> None:
        missing = len(self._choices) - len(self.answers())
        self._missing.say(self._words.text("exercise.missing", n=missing) if missing else "")
        if not missing:
            self.answered.emit()


class ComparedCard(QWidget):
    """Criterion by criterion: what was answered, what the protocol says, and why."""

    next_wanted = Signal()

    def __init__(self, exercise: Exercise, answers: Mapping[str, str], words: Words) -> None:
        super().__init__()
        text, assessment = words.text, exercise.assessment
        self._words = words
        self._card = Card(text("exercise.compared"), name="exercise.compared")
        self._tell(
            "",
            text("exercise.concluded"),
            [text(f"exercise.conclusion.{one}") for one in (answers[""], exercise.conclusion)],
            headline(assessment, words),
        )
        for one in assessment.criteria:
            said = [text(f"exercise.answer.{outcome}") for outcome in (answers[one.id], one.outcome)]
            wanted = next(known for known in assessment.protocol.criterion if known.id == one.id)
            why = criterion_text(one, assessment.protocol, words)
            self._tell(one.id, f"{one.id} {wanted.text.in_(words.language)}", said, why)
        label = exercise.sample.label.get(words.language, exercise.sample.label["en"])
        button = Button(text("exercise.next"), name="exercise.next", weight=Weight.PRIMARY)
        button.clicked.connect(self.next_wanted)
        self._card.add(labels.Words(text("exercise.solved", label=label), role="muted"))
        self._card.add(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    def _tell(self, id: str, question: str, said: list[str], why: str) -> None:
        text = self._words.text
        given, right = said
        same = given == right
        remark = Remark(Status.MET if same else Status.UNKNOWN, name=f"exercise.compared.{id or 'conclusion'}")
        remark.say(text(f"exercise.{'same' if same else 'other'}", given=given, right=right))
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, theme.GRID)
        box.setSpacing(2)
        for widget in (labels.Words(question, role="strong"), remark, labels.Words(why, role="muted")):
            box.addWidget(widget)
        self._card.add(holder)
