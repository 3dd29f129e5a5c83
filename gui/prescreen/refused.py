"""The rows that could not be read: how many of each kind, the first of them one by one, and where all of them lie."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.facts import Fact, Facts
from gui.kit.folder_link import FolderLink
from gui.kit.page import Scrolled
from gui.kit.room import fitting
from gui.prescreen.telling import fault_text, grouped
from screening.cohort.run import BadRow, Run
from screening.wording import Words

_SIZE = QSize(760, 560)  # at 100 %


class RefusedRows(QDialog):
    """Read and closed; nothing is done to the file."""

    def __init__(self, run: Run, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prescreen.refused")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = words.text("prescreen.refused.title", n=grouped(run.refused))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._run, self._words = run, words
        self._folder = FolderLink(name="prescreen.refused.folder")
        self._folder.setText(words.text("checklist.open_folder"))
        self._folder.lead_to(run.report)
        self._close = Button(words.text("shell.close"), name="prescreen.refused.close")
        self._close.clicked.connect(self.close_it)
        self._lay_out(title)
        self._close.setFocus()

    @Slot()
    def close_it(self) -> None:
        """Close."""
        self.accept()

    def sizeHint(self) -> QSize:
        return fitting(self, _SIZE)

    def _lay_out(self, title: str) -> None:
        text = self._words.text
        scroll = QScrollArea()
        scroll.setObjectName("prescreen.refused.list")
        scroll.setProperty("reading", True)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(title)
        scroll.setWidget(self._content())
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(labels.Words(title, role="page"))
        box.addWidget(labels.Words(text("prescreen.refused.intro"), role="muted"))
        box.addWidget(scroll, 1)
        if self._run.report is not None:
            box.addWidget(labels.Words(text("prescreen.refused.report", path=self._run.report), role="muted"))
        line = QHBoxLayout()
        line.addWidget(self._folder)
        line.addStretch()
        line.addWidget(self._close)
        box.addLayout(line)
        self.resize(self.sizeHint())

    def _content(self) -> QWidget:
        run, words = self._run, self._words
        content = Scrolled()
        box = QVBoxLayout(content)
        box.setContentsMargins(4, 0, 12, 0)
        box.setSpacing(theme.GRID * 2)
        kinds = [Fact(one.column, fault_text(one, words), words.count("row", one.rows)) for one in run.bad_counts]
        box.addWidget(labels.Words(words.text("prescreen.refused.kinds"), role="strong"))
        box.addWidget(Facts(kinds, name="prescreen.refused.kinds", share=32))
        box.addWidget(labels.Words(words.text("prescreen.refused.first", n=len(run.bad)), role="strong"))
        box.addWidget(Facts(self._rows(run.bad), name="prescreen.refused.rows", share=32))
        box.addStretch(1)
        return content

    def _rows(self, bad: Sequence[BadRow]) -> list[Fact]:
        text = self._words.text
        return [
            Fact(text("prescreen.refused.row", n=grouped(one.row)), fault_text(one, self._words), _where(one))
            for one in bad
        ]


def _where(one: BadRow) -> str:
    return " · ".join(filter(None, (one.file, one.column)))
