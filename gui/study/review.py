"""The rule-review pack from the window: asks where to, has a worker write it, and says where it lies."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.protocol import Protocol
from screening.service import save_review_pack
from screening.wording import Words


class ReviewCard(QWidget):
    """What the pack is for, a button that saves it, and at the end a link to its folder."""

    def __init__(self, protocol: Protocol, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._protocol, self._tasks, self._words = protocol, tasks, words
        text = words.text
        self._card = Card(text("studypage.review.title"), name="study.review")
        self._save = Button(text("studypage.review.save"), name="study.review.save", icon="print")
        self._saved = Saved(text("studypage.review.folder"), name="study.review.saved")
        about = labels.Words(text(f"studypage.review.about_{protocol.protocol.status}"))
        for widget in (about, self._save, self._saved):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)
        self._save.clicked.connect(self._choose_file)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    @Slot()
    def _choose_file(self) -> None:
        """Ask for a file to write the pack to."""
        name = f"{self._protocol.id}-{self._protocol.version}-{self._words.text('studypage.review.name')}.pdf"
        title = self._words.text("studypage.review.dialog")
        dialog = SaveDialog(title, Path.home() / name, ["PDF (*.pdf)"], name="study.review.file", parent=self)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, chosen: str) -> None:
        self._save.setEnabled(False)
        self._saved.clear()
        path, words = Path(chosen), Words(self._words.language)
        write = partial(save_review_pack, self._protocol, path, words)
        self._tasks.run(write, partial(self._written, path), self._fail)

    def _written(self, path: Path, _nothing: None) -> None:
        if isValid(self):  # else the page was built anew meanwhile, in another language
            self._save.setEnabled(True)
            self._saved.tell(self._words.text("studypage.review.done", path=path), path)

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._save.setEnabled(True)
            self._saved.refuse(told(error, self._words))
