"""A file saved from a page: where it goes is asked, its ending says of what kind it is, and the book notes it."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.kit.buttons import Button
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError
from screening.log import Exported
from screening.service import manifest_of
from screening.wording import Words


class FileSaving(QWidget):
    """What became of the file; `button` begins, and may stand anywhere. It is written while one works on."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, tasks: Tasks, words: Words, *, name: str, icon: str) -> None:
        super().__init__()
        self._tasks, self._words, self._name = tasks, words, name
        self.button = Button("", name=f"{name}.save", icon=icon)
        self.button.clicked.connect(self._ask_where)
        self._saved = Saved(words.text("exporting.open"), name=f"{name}.saved")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._saved)

    @abstractmethod
    def _formats(self) -> Sequence[str]:
        """List the kinds of file that there are, by their endings, the one suggested first."""

    @abstractmethod
    def _offered(self) -> tuple[str, str]:
        """Give the title under which it is asked for, and the name suggested, without its ending."""

    @abstractmethod
    def _writing(self, path: Path, format: str) -> Callable[[], Exported]:
        """Give what writes the file, and notes it."""

    @abstractmethod
    def _written(self, made: Exported, path: Path, proof: str) -> str:
        """Say what was written, with its proof beside it."""

    @Slot()
    def _ask_where(self) -> None:
        title, name = self._offered()
        formats = self._formats()
        kinds = [f"{one.upper()} (*.{one})" for one in formats]
        dialog = SaveDialog(title, Path.home() / f"{name}.{formats[0]}", kinds, name=f"{self._name}.file", parent=self)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, chosen: str) -> None:
        """Write it into a file; its ending says in which format."""
        path, formats = Path(chosen), self._formats()
        format = path.suffix.lower().removeprefix(".")
        if format not in formats:
            endings = ", ".join(f".{one}" for one in formats)
            self._saved.refuse(self._words.text("exporting.ending", formats=endings))
            return
        self.button.setEnabled(False)
        self._saved.clear()
        self._tasks.run(self._writing(path, format), partial(self._done, path), self._fail, Lane.COPY)

    def _done(self, path: Path, made: Exported) -> None:
        if isValid(self):  # else the page was built anew meanwhile, in another language
            self.button.setEnabled(True)
            self._saved.tell(self._written(made, path, manifest_of(path).name), path)
            self.recorded.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self.button.setEnabled(True)
            self._saved.refuse(told(error, self._words))
