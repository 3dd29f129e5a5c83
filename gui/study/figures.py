"""The study's figures from the window: the flow diagram and the funnel, each saved as a picture or a page."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.flow import FlowLayout
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError
from screening.log import FIGURES, Exported, Figure
from screening.service import Site, export_figure, manifest_of, today
from screening.wording import Words


class FiguresCard(QWidget):
    """What the figures show, and a button for each that asks where it goes."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._site, self._tasks, self._words = site, tasks, words
        self._kind: Figure = FIGURES[0]
        text = words.text
        self._card = Card(text("studypage.figures.title"), name="study.figures")
        self._saved = Saved(text("exporting.open"), name="study.figures.saved")
        self._buttons: dict[Figure, Button] = {}
        row = QWidget()
        buttons = FlowLayout(row)
        for kind in FIGURES:
            button = Button(text(f"studypage.figures.save.{kind}"), name=f"study.figures.{kind}", icon="export")
            button.clicked.connect(partial(self._ask_where, kind))
            buttons.addWidget(button)
            self._buttons[kind] = button
        for widget in (labels.Words(text("studypage.figures.about")), row, self._saved):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    def _ask_where(self, kind: Figure) -> None:
        from screening.formats.figure import FORMATS

        self._kind = kind
        title = self._words.text(f"figure.{kind}.title")
        name = f"{self._site.code}-{self._site.protocol.id}-{kind}-{today()}.{FORMATS[0]}"
        kinds = [f"{one.upper()} (*.{one})" for one in FORMATS]
        dialog = SaveDialog(title, Path.home() / name, kinds, name="study.figures.file", parent=self)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, chosen: str) -> None:
        """Draw the figure that was asked for into a file; its ending says in which format."""
        from screening.formats.figure import FORMATS

        path, words = Path(chosen), Words(self._words.language)
        format = next((one for one in FORMATS if path.suffix.lower() == f".{one}"), None)
        if format is None:
            formats = ", ".join(f".{one}" for one in FORMATS)
            self._saved.refuse(self._words.text("studypage.figures.ending", formats=formats))
            return
        self._offer(ready=False)
        self._saved.clear()
        draw = partial(export_figure, self._site, path, words, self._kind, format)
        self._tasks.run(draw, partial(self._drawn, path), self._fail, Lane.COPY)

    def _drawn(self, path: Path, made: Exported) -> None:
        if isValid(self):  # else the page was built anew meanwhile, in another language
            self._offer(ready=True)
            people = self._words.count("person", made.rows)
            name = manifest_of(path).name
            self._saved.tell(self._words.text("studypage.figures.done", people=people, path=path, name=name), path)
            self.recorded.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._offer(ready=True)
            self._saved.refuse(told(error, self._words))

    def _offer(self, *, ready: bool) -> None:
        for button in self._buttons.values():
            button.setEnabled(ready)
