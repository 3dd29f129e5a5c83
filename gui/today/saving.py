"""The month as a file: asks where to, has it written while one works on, and says what became of it."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.kit.buttons import Button
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.tasks import Lane, Tasks
from gui.today.lines import cases_in
from gui.today.reading import Agenda
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Exported
from screening.service import Site, export_month, manifest_of
from screening.wording import Words

_FORMATS = ("pdf", "csv")


class MonthSaving(QWidget):
    """What became of the file; `button` begins, and stands beside the month for whoever may take names out."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._site, self._tasks, self._words = site, tasks, words
        self._agenda: Agenda | None = None
        self._first = date.min
        self.button = Button("", name="today.month.save", icon="print")
        if not site.permits(Permission.EXPORT_IDENTIFIED):
            self.button.hide()  # shown by whoever takes it in: alone it would be a window of its own
        self.button.clicked.connect(self._ask_where)
        self._saved = Saved(words.text("exporting.open"), name="today.month.saved")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._saved)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Ask in another language."""
        self._words = words
        self.button.setText(words.text("today.save_month"))
        self.button.setToolTip(words.text("today.save_month_hint"))
        self.button.updateGeometry()

    def show_month(self, agenda: Agenda, first: date) -> None:
        """Save these cases from a day on; half of them are not saved."""
        self._agenda, self._first = agenda, first
        self.button.setEnabled(agenda.complete)

    @Slot()
    def _ask_where(self) -> None:
        name = f"{self._site.code}-{self._site.protocol.id}-month-{self._first}.{_FORMATS[0]}"
        kinds = [f"{one.upper()} (*.{one})" for one in _FORMATS]
        title = self._words.text("export.view.month")
        dialog = SaveDialog(title, Path.home() / name, kinds, name="today.month.file", parent=self)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, chosen: str) -> None:
        """Write the month into a file; its ending says in which format."""
        path = Path(chosen)
        format = path.suffix.lower().removeprefix(".")
        if format not in _FORMATS or self._agenda is None:
            formats = ", ".join(f".{one}" for one in _FORMATS)
            self._saved.refuse(self._words.text("insight.ending", formats=formats))
            return
        self.button.setEnabled(False)
        self._saved.clear()
        cases = [line.case for line in cases_in(self._agenda.lines)]
        words = Words(self._words.language)
        write = partial(export_month, self._site, path, words, cases, self._first, format=format)  # type: ignore[arg-type]
        self._tasks.run(write, partial(self._written, path), self._fail, Lane.COPY)

    def _written(self, path: Path, made: Exported) -> None:
        if isValid(self):
            self.button.setEnabled(True)
            cases, name = self._words.count("case", made.rows), manifest_of(path).name
            self._saved.tell(self._words.text("today.month_saved", cases=cases, path=path, name=name), path)
            self.recorded.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self.button.setEnabled(True)
            self._saved.refuse(told(error, self._words))
