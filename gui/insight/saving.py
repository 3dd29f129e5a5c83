"""A figure saved from the window: where it goes is asked, its ending says how it is drawn, and the book notes it."""

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
from screening.log import Exported, Figure, Scope
from screening.service import Site, export_figure, manifest_of, today
from screening.wording import Words


class FigureSaving(QWidget):
    """What became of the file; `button` begins, and may stand anywhere. `scope` says whom the figure counts."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, kind: Figure, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._kind, self._site, self._tasks, self._words = kind, site, tasks, words
        self.scope = self._asked = Scope()
        title = words.text(f"figure.{kind}.title")
        self.button = Button(words.text("insight.save"), name=f"insight.{kind}.save", icon="export")
        self.button.setAccessibleName(words.text("insight.save_named", title=title))
        self.button.clicked.connect(self._ask_where)
        self._saved = Saved(words.text("exporting.open"), name=f"insight.{kind}.saved")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._saved)

    @Slot()
    def _ask_where(self) -> None:
        from screening.formats.figure import FORMATS

        self._asked = self.scope
        title = self._words.text(f"figure.{self._kind}.title")
        name = f"{self._site.code}-{self._site.protocol.id}-{self._kind}-{today()}.{FORMATS[0]}"
        kinds = [f"{one.upper()} (*.{one})" for one in FORMATS]
        dialog = SaveDialog(title, Path.home() / name, kinds, name=f"insight.{self._kind}.file", parent=self)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, chosen: str) -> None:
        """Draw the figure into a file; its ending says in which format."""
        from screening.formats.figure import FORMATS

        path, words = Path(chosen), Words(self._words.language)
        format = next((one for one in FORMATS if path.suffix.lower() == f".{one}"), None)
        if format is None:
            formats = ", ".join(f".{one}" for one in FORMATS)
            self._saved.refuse(self._words.text("insight.ending", formats=formats))
            return
        self.button.setEnabled(False)
        self._saved.clear()
        draw = partial(export_figure, self._site, path, words, self._kind, format, self._asked)
        self._tasks.run(draw, partial(self._drawn, path), self._fail, Lane.COPY)

    def _drawn(self, path: Path, made: Exported) -> None:
        if isValid(self):  # else the page was built anew meanwhile, in another language
            self.button.setEnabled(True)
            people = self._words.count("person", made.rows)
            name = manifest_of(path).name
            self._saved.tell(self._words.text("insight.saved", people=people, path=path, name=name), path)
            self.recorded.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self.button.setEnabled(True)
            self._saved.refuse(told(error, self._words))
