"""A criterion's worked examples as a table that runs at once: what is given, what ought to come, what comes."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import theme
from gui.drafting import values
from gui.drafting.controls import in_language
from gui.drafting.values import ABSENT
from gui.kit import icons, paint
from gui.kit.tokens import Status
from screening.protocol.document import RESERVED
from screening.protocol.draft import Draft
from screening.protocol.naming import names_read
from screening.protocol.parts import Part
from screening.review.examples import Answered
from screening.wording import Words

_Index = QModelIndex | QPersistentModelIndex
_GOOD = {"inclusion": ("met", "not_met"), "exclusion": ("clear", "excludes")}
_COMES = "comes"


class ExamplesModel(QAbstractTableModel):
    """A row an example; its head says whether what ought to come does, also where that column is out of sight."""

    answered = Signal(object)  # the examples as the file holds them

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.examples: list[dict[str, Any]] = []
        self.columns: list[str] = []
        self._results: list[Answered | None] = []
        self._choices: dict[str, list[tuple[str, str]]] = {}
        self._heads: dict[str, str] = {}
        self._outcomes = "outcome"

    def show_part(self, draft: Draft, part: Part) -> None:
        """Show the examples of a criterion; columns are what its rule reads and what its examples give."""
        held = part.data.get("examples")
        examples = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
        fields = {one.name: one.data for one in draft.parts if one.sort == (part.area, "field")}
        columns = ["on", *_columns(part.data, examples), "gives", _COMES]
        if columns != self.columns or len(examples) != len(self.examples):
            self.beginResetModel()
            self.columns, self.examples = columns, examples
            self._results = [None] * len(examples)
            self._prepare(part, fields)
            self.endResetModel()
        else:
            self.examples = examples
            self._prepare(part, fields)
            self._changed_all()

    def show_results(self, results: list[Answered | None]) -> None:
        """Show what comes of each."""
        self._results = results if len(results) == len(self.examples) else [None] * len(self.examples)
        self._changed_all()

    def choices(self, column: int) -> list[tuple[str, str]]:
        """Give what can be chosen in a column; nothing where it is typed."""
        return self._choices.get(self.columns[column], [])

    def hint(self, column: int) -> str:
        """Say how an answer is typed."""
        return self._heads.get(f"hint.{self.columns[column]}", "")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.examples)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        editable = self.columns[index.column()] != _COMES
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return section + 1
            return self._of_result(section, role) if role != Qt.ItemDataRole.ForegroundRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._heads.get(self.columns[section], self.columns[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name, row = self.columns[index.column()], index.row()
        if name == _COMES:
            return self._of_result(row, role)
        text = values.shown(self.examples[row].get(name, ABSENT))
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return dict(self._choices.get(name, ())).get(text, text)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name, text = self.columns[index.column()], str(value or "").strip()
        made = [dict(one) for one in self.examples]
        if text:
            made[index.row()][name] = self._read(name, text)
        else:
            made[index.row()].pop(name, None)
        if made != self.examples:
            self.answered.emit([_ordered(one) for one in made])
        return True

    def _of_result(self, row: int, role: int) -> Any:
        found = self._results[row]
        agrees = found is not None and found.outcome == self.examples[row].get("gives")
        status = Status.UNKNOWN if found is None else Status.MET if agrees else Status.FAILED
        if role == Qt.ItemDataRole.DisplayRole:
            return self._outcome(found.outcome) if found else "–"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            key = "untried" if found is None else "as_expected" if agrees else "otherwise"
            outcome = self._outcome(found.outcome) if found else ""
            told = self._words.text(f"drafting.example.{key}", outcome=outcome)
            return f"{told} {found.reason}" if found else told
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(paint.ink_of(status))
        if role == Qt.ItemDataRole.DecorationRole and found is not None:
            icon = "check" if agrees else "warning"
            return icons.pixmap(icon, theme.current().px(14), paint.ink_of(status), 1.0)
        return None

    def _outcome(self, outcome: str) -> str:
        return self._words.text(f"{self._outcomes}.{outcome}")

    def _read(self, name: str, text: str) -> Any:
        if name in ("on", "birth_date"):
            return values.day(text)
        if text[:1] in ("[", "{"):
            return values.plain(text)
        kinds = {"number": values.number, "events": values.names, "periods": values.names}
        return kinds.get(self._heads.get(f"kind.{name}", ""), str)(text)

    def _prepare(self, part: Part, fields: dict[str, dict[str, Any]]) -> None:
        text = self._words.text
        kind = str(part.data.get("kind"))
        good = (*_GOOD.get("inclusion" if part.area else kind, ()), "unknown")
        self._outcomes = f"follow.outcome.{'safety' if kind == 'safety' else 'reached'}" if part.area else "outcome"
        self._choices = {"gives": [(one, self._outcome(one)) for one in good]}
        self._choices["sex"] = [(one, text(f"sex.{one}")) for one in ("female", "male")]
        self._heads = {name: text(f"drafting.example.{name}") for name in (*RESERVED, _COMES)}
        for name, data in fields.items():
            kind = str(data.get("kind"))
            self._heads[name] = in_language(data.get("ask"), self._words.language) or name
            self._heads[f"kind.{name}"] = kind
            if kind in ("lab", "events", "periods", "worksheet", "date", "adverse_events"):
                self._heads[f"hint.{name}"] = text(f"drafting.hint.{kind}")
            options = data.get("options")
            if kind == "choice" and isinstance(options, dict):
                self._choices[name] = [
                    (key, in_language(one.get("label"), self._words.language) or key)
                    for key, one in options.items()
                    if isinstance(one, dict)
                ]

    def _changed_all(self) -> None:
        if self.examples:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.examples) - 1, len(self.columns) - 1))


class ExamplesTable(QTableView):
    """Enter edits, Delete empties a cell, Alt+Delete takes the row out."""

    remove_wanted = Signal(int)

    def __init__(self, model: ExamplesModel, words: Words) -> None:
        super().__init__()
        self.setObjectName("drafting.examples")
        self.setAccessibleName(words.text("drafting.examples"))
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setMaximumSectionSize(theme.current().px(170))
        self.verticalHeader().setDefaultSectionSize(theme.current().px(28))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(self.fit)

    @Slot()
    def fit(self) -> None:
        """Be as wide as what is in the columns, and as high as the rows."""
        self.resizeColumnsToContents()
        rows = max(min(self.model().rowCount(), 9), 1)
        bar = theme.current().px(14)
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + bar
        self.setFixedHeight(height)

    def keyPressEvent(self, event: Any) -> None:
        key, index = event.key(), self.currentIndex()
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the key that ends a cell comes here, too
        elif key == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.AltModifier and index.isValid():
            self.remove_wanted.emit(index.row())
        elif key == Qt.Key.Key_Delete and index.isValid():
            self.model().setData(index, "")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.edit(index)
        else:
            super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """A folded list where there is something to choose, else a line that says how it is typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        model = index.model()
        assert isinstance(model, ExamplesModel)
        choices = model.choices(index.column())
        if choices:
            box = QComboBox(parent)
            for key, text in choices:
                box.addItem(text, key)
            box.activated.connect(partial(self._take, box))
            return box
        edit = QLineEdit(parent)
        edit.setPlaceholderText(model.hint(index.column()))
        edit.setToolTip(model.hint(index.column()))
        return edit

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        text = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(text))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        value = editor.currentData() if isinstance(editor, QComboBox) else editor.property("text")
        model.setData(index, value)

    def _take(self, editor: QComboBox, _place: int) -> None:
        """Take what is chosen at once."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


def another(examples: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Add an example, on the day of the last one."""
    day = examples[-1].get("on", today) if examples else today
    return [*examples, {"on": day}]


def _columns(data: dict[str, Any], examples: list[dict[str, Any]]) -> list[str]:
    """Name what is given: what the rule reads, and whatever else the examples hold."""
    read = names_read(data)
    given = [key for one in examples for key in one if key not in ("on", "gives")]
    return list(dict.fromkeys([*read, *given]))


def _ordered(example: dict[str, Any]) -> dict[str, Any]:
    """Write the day first and what comes last, as people read it."""
    order = {"on": 0, "gives": 2}
    return dict(sorted(example.items(), key=lambda one: order.get(one[0], 1)))
