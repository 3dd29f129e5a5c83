"""How the cells of a table of results are painted and typed into."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.lab_model import CellKind, Flag, LabModel
from gui.kit.pasted_results import looks_like_a_table
from gui.kit.text_block import elided
from gui.kit.tokens import Status

Index = QModelIndex | QPersistentModelIndex
_SIDE = 7
_KEY_PRESS = QEvent.Type.KeyPress
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class CellLine(QLineEdit):
    """The line a cell is typed into; Escape puts back what stood there."""

    before = ""


class LabDelegate(QStyledItemDelegate):
    """Writes every keystroke through to the model, so that the verdict follows."""

    pasted = Signal()  # several cells are on the clipboard, to be pasted as rows

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = CellLine(parent)
        model = _model(index)
        line.setObjectName(f"{self.objectName()}.{index.row()}.{model.columns[index.column()].key}")
        line.setAccessibleName(str(model.data(index, Qt.ItemDataRole.AccessibleTextRole)))
        line.before = model.text(index)
        line.textEdited.connect(self._typed)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the line when it opens; what is being typed is never replaced."""
        if isinstance(editor, CellLine) and not editor.isModified():
            shown = str(index.data(Qt.ItemDataRole.DisplayRole))
            if editor.text() != shown:
                editor.setText(shown)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CellLine) and editor.isModified():
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, CellLine) and isinstance(event, QKeyEvent) and event.type() == _KEY_PRESS:
            if event.matches(QKeySequence.StandardKey.Paste) and _rows_on_clipboard():
                self.pasted.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and editor.text() != editor.before:
                editor.setText(editor.before)
                editor.setModified(True)
                self.commitData.emit(editor)
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect, model = option.rect, _model(index)
        problem = index.data(LabModel.ProblemRole)
        ground = theme.current().tokens.failed.ground if problem else None
        if ground:
            painter.fillRect(rect.adjusted(0, 0, -1, -1), QColor(ground))
        if index.column() == model.flag_column:
            _paint_flag(painter, rect, index.data(LabModel.FlagRole), bool(problem))
        elif index.column() == model.remove_column:
            _paint_remove(painter, rect, option.state, index.row() == model.rowCount() - 1)
        else:
            _paint_cell(painter, rect, index, bool(problem))
        focused = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Active
        if option.state & focused == focused:
            paint.focus_ring(painter, rect.adjusted(0, 0, -1, -1), 3)
        painter.restore()

    @Slot(str)
    def _typed(self, _text: str) -> None:
        line = self.sender()
        if isinstance(line, CellLine):
            self.commitData.emit(line)


def _rows_on_clipboard() -> bool:
    return looks_like_a_table(QGuiApplication.clipboard().text())


def _model(index: Index) -> LabModel:
    model = index.model()
    assert isinstance(model, LabModel)
    return model


def _paint_cell(painter: QPainter, rect: QRect, index: Index, wrong: bool) -> None:
    look = theme.current()
    model = _model(index)
    choice = model.columns[index.column()].kind is CellKind.CHOICE
    text, ink = str(index.data(Qt.ItemDataRole.DisplayRole)), look.tokens.text
    if index.row() == model.rowCount() - 1 and index.column() == 0 and not text:
        text, ink = model.new_words, look.tokens.muted
    icon = "warning" if wrong else "chevron-down" if choice else ""
    size = look.px(13) if icon else 0
    if icon:
        place = QRectF(rect.right() - size - 4, rect.center().y() - size / 2 + 0.5, size, size)
        icons.draw(painter, icon, place, look.tokens.failed.ink if wrong else look.tokens.muted)
    room = rect.adjusted(_SIDE, 0, -_SIDE - size, 0)
    painter.setFont(look.font())
    painter.setPen(QColor(look.tokens.failed.ink if wrong else ink))
    painter.drawText(room, _LEFT, elided(text, look.font(), room.width()))


def _paint_flag(painter: QPainter, rect: QRect, flag: Flag | None, wrong: bool) -> None:
    if flag is None and not wrong:
        return
    look = theme.current()
    status, word = (flag.status, flag.word) if flag else (Status.FAILED, "")
    size = look.px(13)
    ink = look.tokens.tint(status).ink
    name = "warning" if wrong else icons.OF_STATUS[status]
    icons.draw(painter, name, QRectF(rect.left() + 6, rect.center().y() - size / 2 + 0.5, size, size), ink)
    room = rect.adjusted(size + 10, 0, -2, 0)
    painter.setFont(look.font("small"))
    painter.setPen(QColor(ink))
    painter.drawText(room, _LEFT, elided(word, look.font("small"), room.width()))


def _paint_remove(painter: QPainter, rect: QRect, state: QStyle.StateFlag, last: bool) -> None:
    if last:
        return
    look = theme.current()
    size = look.px(15)
    over = bool(state & QStyle.StateFlag.State_MouseOver)
    place = QRectF(rect.center().x() - size / 2 + 0.5, rect.center().y() - size / 2 + 0.5, size, size)
    icons.draw(painter, "trash", place, look.tokens.failed.ink if over else look.tokens.muted)
