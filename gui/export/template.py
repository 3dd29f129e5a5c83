"""A sponsor's template: its file is chosen, and every fault in it is said at once."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from screening.errors import InputError
from screening.service import Template, read_template
from screening.wording import Words, complaint


def faults_of(error: InputError, words: Words) -> list[str]:
    """Tell each fault of a template with its place."""
    told = [(one.place, complaint(one, words)) for one in error.problems]
    return [words.text("exporting.template.place", place=place, text=text) if place else text for place, text in told]


class TemplateChoice(QWidget):
    """No template, or the one that was read."""

    chosen = Signal(object)  # the Template, or None

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export.template")
        self._words = words
        self._named = labels.Words(words.text("exporting.template.about"), role="small")
        self._named.setObjectName("export.template.named")
        self._choose = Button(words.text("exporting.template.choose"), name="export.template.choose")
        self._drop = Button(words.text("exporting.template.drop"), name="export.template.drop", weight=Weight.QUIET)
        self._faults = Remark(Status.FAILED, name="export.template.faults")
        line = FlowLayout(gap=theme.GRID * 2)
        line.addWidget(self._choose)
        line.addWidget(self._drop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self._named)
        box.addLayout(line)
        box.addWidget(self._faults)
        self.setFocusProxy(self._choose)
        self._choose.clicked.connect(self._ask)
        self._drop.clicked.connect(self._leave_out)

    def show_template(self, template: Template | None) -> None:
        """Show which one is chosen."""
        text = self._words.text
        key = "about" if template is None else "chosen"
        self._named.setText(text(f"exporting.template.{key}", **({"name": template.name} if template else {})))
        self._choose.setText(text(f"exporting.template.{'choose' if template is None else 'other'}"))
        self._drop.setVisible(template is not None)

    def refuse(self, *why: str) -> None:
        """Say why it can't be used, one thing after the other, or nothing."""
        self._faults.say("\n".join(why))

    @Slot(str)
    def read(self, path: str) -> None:
        """Take the template in a file that somebody chose."""
        try:
            template = read_template(Path(path))
        except InputError as error:
            self.refuse(self._words.text("exporting.template.faults"), *faults_of(error, self._words))
            return
        self.refuse()
        self.chosen.emit(template)

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self._words.text("exporting.ask.template"), str(Path.home()))
        dialog.setObjectName("export.template.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self._words.text("exporting.template.filter"))
        dialog.fileSelected.connect(self.read)
        dialog.open()

    @Slot()
    def _leave_out(self) -> None:
        self.refuse()
        self._choose.setFocus()
        self.chosen.emit(None)
