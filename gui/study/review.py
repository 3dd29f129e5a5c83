"""The rule-review pack from the window: asks where to, has a worker write it, and says where it lies."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.folder_link import FolderLink
from gui.kit.labels import Remark
from gui.kit.tokens import Status
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
        self._done = Remark(Status.MET, name="study.review.done")
        self._failed = Remark(Status.FAILED, name="study.review.failed")
        self._folder = FolderLink(name="study.review.folder")
        self._folder.setText(text("studypage.review.folder"))
        about = labels.Words(text(f"studypage.review.about_{protocol.protocol.status}"))
        for widget in (about, self._save, self._done, self._folder, self._failed):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self._card)
        self._save.clicked.connect(self._choose_file)

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    @Slot()
    def _choose_file(self) -> None:
        """Ask for a file to write the pack to."""
        name = f"{self._protocol.id}-{self._protocol.version}-{self._words.text('studypage.review.name')}.pdf"
        dialog = QFileDialog(self, self._words.text("studypage.review.dialog"), str(Path.home() / name))
        dialog.setObjectName("study.review.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, chosen: str) -> None:
        self._save.setEnabled(False)
        self._failed.say("")
        self._say_saved(None)
        path, words = Path(chosen), Words(self._words.language)
        write = partial(save_review_pack, self._protocol, path, words)
        self._tasks.run(write, partial(self._written, path), self._fail)

    def _written(self, path: Path, _nothing: None) -> None:
        if isValid(self):  # else the page was built anew meanwhile, in another language
            self._say_saved(path)

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._save.setEnabled(True)
            self._failed.say(told(error, self._words))

    def _say_saved(self, path: Path | None) -> None:
        self._save.setEnabled(path is not None)
        self._done.say(self._words.text("studypage.review.done", path=path) if path else "")
        self._folder.lead_to(path)
