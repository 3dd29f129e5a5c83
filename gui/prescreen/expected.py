"""What a file must hold: its columns told one by one, and an empty file with the right headings to fill in."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.formats.cohort_template import ToldColumn, told_columns, told_result_columns
from screening.protocol import Protocol
from screening.service.templates import save_cohort_template
from screening.wording import Words

_PATIENTS, _RESULTS = "patients", "results"


class ExpectedCard(Card):
    """The headings of both files. It is built anew in another language."""

    def __init__(self, protocol: Protocol, tasks: Tasks, words: Words) -> None:
        super().__init__(words.text("prescreen.expected.title"), name="prescreen.expected")
        self._protocol, self._tasks, self._words = protocol, tasks, words
        text = words.text
        self._saved_as = Saved(text("checklist.open_folder"), name="prescreen.template.saved")
        self.add(labels.Words(text("prescreen.expected.intro")))
        self._add_buttons()
        self.add(self._saved_as)
        self._add_columns(_PATIENTS, told_columns(protocol, words))
        self._add_columns(_RESULTS, told_result_columns(protocol, words))

    def _add_buttons(self) -> None:
        holder = QWidget()
        line = FlowLayout(holder, gap=theme.GRID * 2)
        for which in (_PATIENTS, _RESULTS):
            text = self._words.text(f"prescreen.template.save_{which}")
            button = Button(text, name=f"prescreen.template.{which}", icon="save")
            button.clicked.connect(self._choose_file)
            line.addWidget(button)
        self.add(holder)

    def _add_columns(self, which: str, columns: list[ToldColumn]) -> None:
        self.add(labels.Words(self._words.text(f"prescreen.expected.{which}"), role="strong"))
        self.add(labels.Words(self._words.text(f"prescreen.expected.{which}_about"), role="small"))
        facts = [Fact(one.name, one.what, one.holds) for one in columns]
        self.add(Facts(facts, name=f"prescreen.columns.{which}", share=44))

    @Slot()
    def _choose_file(self) -> None:
        which = self.sender().objectName().rpartition(".")[2]
        name = f"{self._protocol.id}-{self._words.text(f'prescreen.template.name_{which}')}"
        kinds = ["XLSX (*.xlsx)", "CSV (*.csv)"]
        title = self._words.text("prescreen.template.dialog")
        dialog = SaveDialog(title, Path.home() / name, kinds, name=f"prescreen.template.{which}.file", parent=self)
        dialog.fileSelected.connect(self.save_results if which == _RESULTS else self.save_patients)
        dialog.open()

    @Slot(str)
    def save_patients(self, path: str) -> None:
        """Save the headings of the file of patients."""
        self._save(Path(path), results=False)

    @Slot(str)
    def save_results(self, path: str) -> None:
        """Save the headings of the file of results."""
        self._save(Path(path), results=True)

    def _save(self, path: Path, *, results: bool) -> None:
        write = partial(save_cohort_template, self._protocol, path, self._words, results=results)
        self._tasks.run(write, partial(self._saved, path), self._fail)

    def _saved(self, path: Path, _nothing: None) -> None:
        if isValid(self):  # else the card was built anew meanwhile, in another language
            self._saved_as.tell(self._words.text("prescreen.template.done", path=path), path)

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._saved_as.refuse(told(error, self._words))
