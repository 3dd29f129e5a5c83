"""A series of results: typed, chosen or pasted, newest on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.lab_model import Flag, LabColumn, LabModel, Row
from gui.kit.lab_view import LabView
from gui.kit.labels import Remark
from gui.kit.pasted_results import PasteKeys, parse_results
from gui.kit.tokens import Status


@dataclass(frozen=True, slots=True)
class LabTexts:
    """The words around a table of results; `empty_choice` stands for no choice in the lists of its cells."""

    label: str
    new: str
    paste: str
    more: str
    fewer: str
    remove: str
    flag: str
    empty_choice: str
    nothing_pasted: str


class LabTable(QWidget):
    """A small table with an empty row at its end; every keystroke emits the rows as they then stand."""

    answered = Signal(object)  # a tuple of rows, each {column key: text}; None when there is none

    def __init__(
        self,
        columns: Sequence[LabColumn],
        texts: LabTexts,
        *,
        name: str,
        today: date,
        paste: PasteKeys,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.table")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._paste_keys = paste
        self._rows = LabModel(columns, today, self)
        self.view = LabView(self._rows, name=name, parent=self)
        self._more = Button("", name=f"{name}.more", weight=Weight.QUIET, icon="chevron-right")
        self._paste = Button("", name=f"{name}.paste", weight=Weight.QUIET, icon="paste")
        self._problem = Remark(Status.FAILED, name=f"{name}.problem")
        self._unfolded = False
        self._lay_out()
        self.retext(columns, texts)
        self._connect()

    def retext(self, columns: Sequence[LabColumn], texts: LabTexts) -> None:
        """Give the same columns and the buttons their words in another language."""
        self._texts = texts
        model = self._rows
        model.columns = tuple(columns)
        model.new_words, model.remove_words, model.flag_words = texts.new, texts.remove, texts.flag
        model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        self.setAccessibleName(texts.label)
        self.view.setAccessibleName(texts.label)
        self.view.empty_choice = texts.empty_choice
        self._paste.setText(texts.paste)
        self._show_columns()

    def set_today(self, today: date) -> None:
        """Tell the table which day "today" means."""
        self._rows.today = today

    def value(self) -> tuple[Row, ...] | None:
        """Return the rows as typed, days as ISO text where they are understood; None for no row."""
        return self._rows.rows() or None

    def set_value(self, rows: Iterable[Mapping[str, str]] | None) -> None:
        """Show these results, newest first, without emitting them."""
        self._rows.set_rows(rows or ())
        self._problem.say("")
        self._show_columns()

    def judge(
        self, flags: Mapping[int, Flag] | None = None, problems: Mapping[tuple[int, str], str] | None = None
    ) -> None:
        """Show what the rows of `value` are worth, and what is wrong: {(row, column key): sentence}.

        An empty column key means the whole row.
        """
        self._rows.judge(flags or {}, problems or {})
        self._problem.say(" ".join(self._rows.problems()[:3]))

    def paste_text(self, text: str) -> int:
        """Add the results found in a text and return how many there were."""
        rows = parse_results(text, self._paste_keys, self._rows.today)
        self._rows.add_rows(rows)
        self._problem.say("" if rows else self._texts.nothing_pasted)
        self._show_columns()
        return len(rows)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(-theme.GRID * 2, 0, -theme.GRID * 2, 0)
        bar.setSpacing(theme.GRID)
        bar.addWidget(self._paste)
        bar.addStretch(1)
        bar.addWidget(self._more)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self.view)
        box.addWidget(self._problem)
        box.addLayout(bar)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self._rows.edited.connect(self._edited)
        self.view.pasted.connect(self.paste_clipboard)
        self._paste.clicked.connect(self.paste_clipboard)
        self._more.clicked.connect(self._toggle_columns)

    @Slot()
    def paste_clipboard(self) -> None:
        """Add the results on the clipboard."""
        self.paste_text(QGuiApplication.clipboard().text())

    @Slot()
    def _edited(self) -> None:
        self.answered.emit(self.value())

    @Slot()
    def _toggle_columns(self) -> None:
        self._unfolded = not self._unfolded
        self._show_columns()

    def _show_columns(self) -> None:
        """Show folded columns that are wanted or hold something."""
        columns = self._rows.columns
        filled = {key for row in self._rows.rows() for key in row}
        for place, column in enumerate(columns):
            self.view.setColumnHidden(place, column.folded and not self._unfolded and column.key not in filled)
        self._more.setVisible(any(column.folded for column in columns))
        self._more.setText(self._texts.fewer if self._unfolded else self._texts.more)
        self._more.show_icon("chevron-left" if self._unfolded else "chevron-right")
        self._more.show_folded(folded=not self._unfolded)
        self.view.fit()
