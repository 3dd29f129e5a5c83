"""The protocol editor: the parts of the file, the form of one of them, and what it comes to, side by side."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.drafting.editing import Editing
from gui.drafting.form import PartForm
from gui.drafting.parts import PartsList
from gui.drafting.preview import Preview
from gui.drafting.trouble import Trouble
from gui.kit import labels
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.flow import FlowLayout
from gui.kit.keys import bind
from gui.kit.labels import Remark
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.sides import Sides
from gui.kit.tokens import Status
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.protocol.parts import KINDS, Area, Kind
from screening.service import save_draft_as
from screening.wording import Words

_WIDE_FROM = 860


class DraftingPage(QWidget):
    """One draft; everything is kept while it is typed, and can be taken back step by step."""

    left = Signal()
    version_wanted = Signal(object)  # the Path of a file that is in order

    def __init__(self, editing: Editing, tasks: Tasks, words: Words, *, study: str) -> None:
        super().__init__()
        self.setObjectName("drafting")
        self._editing, self._tasks, self._words, self._study = editing, tasks, words, study
        text = words.text
        self.setAccessibleName(text("drafting.title"))
        self._state = labels.Words(role="muted", wrap=False)
        self._state.setObjectName("drafting.state")
        self._failed = Remark(Status.FAILED, name="drafting.failed")
        self._trouble = Trouble(words)
        self._when_kept: Callable[[], None] | None = None
        self._saved = Saved(text("exporting.open"), name="drafting.saved")
        self._list, self._form = PartsList(editing, words), PartForm(editing, words)
        self._views = QStackedWidget()
        self.preview, self._file = Preview(editing, words), _FileView(words)
        self._views.addWidget(self.preview)
        self._views.addWidget(self._file)
        self._sides = Sides(wide_from=_WIDE_FROM, beside=(450, 460), below=(420, 380), grows=1)
        self._sides.hold(self._form, self._right())
        self._head = self._make_head()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 8)
        box.setSpacing(theme.GRID * 2)
        box.addLayout(self._head)
        box.addWidget(self._trouble)
        box.addWidget(self._failed)
        box.addWidget(self._saved)
        body = QHBoxLayout()
        body.setSpacing(theme.GRID * 2)
        body.addLayout(self._left())
        body.addWidget(self._sides, 1)
        box.addLayout(body, 1)
        for act in ("undo", "redo", "save", "back"):
            bind(self, "drafting", act, getattr(self, f"_{act}"))
        for signal in (editing.changed, editing.rebuilt, editing.looked, editing.keeping.kept):
            signal.connect(self._follow)
        keeping = editing.keeping
        keeping.kept.connect(self._go_on)
        keeping.not_kept.connect(self._stay)
        self._trouble.again_wanted.connect(keeping.keep)
        self._trouble.apart_wanted.connect(keeping.keep_apart)
        self._trouble.theirs_wanted.connect(keeping.take_theirs)
        self._trouble.leaving_wanted.connect(self._leave)
        self._trouble.tell(keeping.why)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sides.fit(self.width())
        self._fit_head()

    def _fit_head(self) -> None:
        """Let the buttons stand below the title where there is no room beside it."""
        wide = self._title.sizeHint().width() + self._acts.sizeHint().width()
        beside = wide + theme.GRID * 10 <= self.width()
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _make_head(self) -> QBoxLayout:
        text = self._words.text
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(theme.GRID * 2)
        self._title, self._acts = QWidget(), QWidget()
        left = FlowLayout(self._title, gap=theme.GRID * 2)
        right = FlowLayout(self._acts, gap=theme.GRID * 2, right=True)
        back = Button(text("drafting.back"), name="drafting.back", weight=Weight.QUIET, icon="chevron-left")
        self._undone = Button(text("drafting.undo"), name="drafting.undo", weight=Weight.QUIET)
        self._redone = Button(text("drafting.redo"), name="drafting.redo", weight=Weight.QUIET)
        save = Button(text("drafting.save_as"), name="drafting.save_as", icon="save")
        self._use = Button(text("drafting.use"), name="drafting.use", weight=Weight.PRIMARY)
        back.clicked.connect(self._back)
        self._undone.clicked.connect(self._undo)
        self._redone.clicked.connect(self._redo)
        save.clicked.connect(self._save)
        self._use.clicked.connect(self._put_to_use)
        for widget in (back, labels.Words(text("drafting.title"), role="title", wrap=False), self._state):
            left.addWidget(widget)
        for widget in (self._undone, self._redone, save, self._use):
            right.addWidget(widget)
        head.addWidget(self._title, 1)
        head.addWidget(self._acts)
        return head

    def _left(self) -> QVBoxLayout:
        text = self._words.text
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        self._list.setFixedWidth(theme.current().px(224))
        more = Button(text("drafting.add.part"), name="drafting.add", weight=Weight.PLAIN, icon="plus")
        menu = QMenu(more)
        menu.setObjectName("drafting.add.menu")
        for area, kinds in KINDS.items():
            if area:
                menu.addSection(text("drafting.follow_up"))
            for kind in kinds[0 if area else 1 :]:
                name = f"drafting.add.{area}.{kind}" if area else f"drafting.add.{kind}"
                action = menu.addAction(text(f"drafting.add.{kind}"))
                action.setObjectName(name)
                action.triggered.connect(partial(self._add, kind, area))
        self._menu = menu
        more.clicked.connect(self._open_menu)
        self._more = more
        up = IconButton("chevron-up", text("drafting.up"), name="drafting.up")
        down = IconButton("chevron-down", text("drafting.down"), name="drafting.down")
        drop = IconButton("trash", text("drafting.remove"), name="drafting.remove")
        up.clicked.connect(partial(self._editing.move, -1))
        down.clicked.connect(partial(self._editing.move, 1))
        drop.clicked.connect(self._remove)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(more)
        line.addStretch(1)
        for button in (up, down, drop):
            line.addWidget(button)
        column.addWidget(self._list, 1)
        column.addLayout(line)
        return column

    def _right(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        text = self._words.text
        options = [Option("preview", text("drafting.preview")), Option("file", text("drafting.file"))]
        self._which = SegmentedChoice(options, name="drafting.view", label=text("drafting.view"))
        self._which.set_value("preview")
        self._which.answered.connect(self._show_view)
        box.addWidget(self._which)
        box.addWidget(self._views, 1)
        return made

    @Slot(object)
    def _show_view(self, which: str | None) -> None:
        if which is None:
            self._which.set_value("preview")
        self._views.setCurrentIndex(1 if which == "file" else 0)
        self._follow_file()

    # What it says

    @Slot()
    def _follow(self) -> None:
        editing, text = self._editing, self._words.text
        self._undone.setEnabled(editing.can_undo)
        self._redone.setEnabled(editing.can_redo)
        grave, waiting = editing.grave, editing.waiting
        key = "wrong" if grave > waiting else "waits" if waiting else "clean" if editing.tried else "checking"
        told = text(f"drafting.is.{key}", n=grave - waiting if key == "wrong" else waiting)
        self._state.setText(f"{editing.keeping.name} · {told}")
        self._use.setVisible(editing.draft.header.get("id") == self._study)
        self._use.setEnabled(editing.tried and not grave)
        self._fit_head()
        self._follow_file()

    def _follow_file(self) -> None:
        if self._views.currentIndex() == 1:
            lines = sum(one.text.count("\n") for one in self._editing.draft.parts[: self._editing.at])
            self._file.show_text(self._editing.draft.text, lines + self._editing.draft.preamble.count("\n"))

    # What is done

    @Slot()
    def _undo(self) -> None:
        self._editing.undo()

    @Slot()
    def _redo(self) -> None:
        self._editing.redo()

    @Slot()
    def _back(self) -> None:
        self._keep_first(self.left.emit)

    @Slot()
    def _leave(self) -> None:
        self._editing.keeping.discard()
        self.left.emit()

    def _keep_first(self, then: Callable[[], None]) -> None:
        """Keep what was changed, and go on; where it can't be kept, stay."""
        self._when_kept = then
        self._editing.keeping.keep()

    @Slot()
    def _go_on(self) -> None:
        self._trouble.tell(None)
        then, self._when_kept = self._when_kept, None
        if then is not None:
            then()

    @Slot()
    def _stay(self) -> None:
        self._trouble.tell(self._editing.keeping.why, leaving=self._when_kept is not None)
        self._when_kept = None

    @Slot()
    def _remove(self) -> None:
        self._editing.remove()

    @Slot()
    def _open_menu(self) -> None:
        above = QPoint(0, -self._menu.sizeHint().height())
        self._menu.popup(self._more.mapToGlobal(above))

    def _add(self, kind: Kind, area: Area) -> None:
        self._editing.add(kind, area)
        self._form.focus_first()

    @Slot()
    def _save(self) -> None:
        title, name = self._words.text("drafting.save_as"), f"{self._editing.keeping.name}.toml"
        dialog = SaveDialog(title, Path.home() / name, ["TOML (*.toml)"], name="drafting.save_as.file", parent=self)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, chosen: str) -> None:
        path = Path(chosen)
        self._failed.say("")
        write = partial(save_draft_as, self._editing.draft, path)
        self._tasks.run(write, partial(self._written, path), self._fail)

    def _written(self, path: Path, _nothing: None) -> None:
        if isValid(self):
            key = "saved_whole" if self._editing.tried and not self._editing.grave else "saved_draft"
            self._saved.tell(self._words.text(f"drafting.{key}", path=path), path)

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))

    @Slot()
    def _put_to_use(self) -> None:
        self._failed.say("")
        self._keep_first(self._finish)

    def _finish(self) -> None:
        self._tasks.run(self._editing.keeping.finish, self._finished, self._fail)

    def _finished(self, path: Path) -> None:
        if isValid(self):
            self.version_wanted.emit(path)


class _FileView(QPlainTextEdit):
    """The file as it is saved; it is read and copied here, and changed in the form."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setObjectName("drafting.file")
        self.setAccessibleName(words.text("drafting.file"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.current().px(12))
        self.setFont(font)

    def show_text(self, text: str, line: int) -> None:
        """Show the file from a line on."""
        if text != self.toPlainText():
            self.setPlainText(text)
        block = self.document().findBlockByNumber(line)
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(block.firstLineNumber())
