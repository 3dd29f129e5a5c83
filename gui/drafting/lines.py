"""The simple controls of the form: a text in several lines, a text in several languages, names to tick."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.drafting.values import Path
from gui.kit import labels
from gui.kit.entries import TextEntry
from gui.kit.ticks import Tick


class TextArea(QPlainTextEdit):
    """A few lines of text; Tab leaves it, and what is pasted becomes one line."""

    answered = Signal(object)  # the text, or None when it is empty

    def __init__(self, text: str, *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.textChanged.connect(self._edited)

    def sizeHint(self) -> QSize:
        line = theme.current().px(220)  # about what there is room for beside the label
        lines = min(max(self.fontMetrics().horizontalAdvance(self.toPlainText()) // line + 1, 2), 6)
        return QSize(theme.current().px(200), self.fontMetrics().lineSpacing() * lines + theme.current().px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(96), self.sizeHint().height())

    @Slot()
    def _edited(self) -> None:
        self.answered.emit(" ".join(self.toPlainText().split()) or None)


class Texts(QWidget):
    """One text in several languages, a line each."""

    answered = Signal(str, object)  # the language, and the text or None

    def __init__(
        self, texts: Mapping[str, str], languages: Mapping[str, str], *, name: str, label: str, long: bool
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        grid.setColumnStretch(1, 1)
        for row, (code, language) in enumerate(languages.items()):
            text = str(texts.get(code, ""))
            called = f"{label}, {language}"
            edit: TextArea | TextEntry
            if long:
                edit = TextArea(text, name=f"{name}.{code}", label=called)
            else:
                edit = TextEntry(name=f"{name}.{code}", label=called)
                edit.setText(text)
                edit.setCursorPosition(0)
            edit.answered.connect(partial(self.answered.emit, code))
            mark = labels.Words(code.partition("_")[0], role="small", wrap=False)
            mark.setToolTip(language)
            mark.setBuddy(edit)
            grid.addWidget(mark, row, 0)
            grid.addWidget(edit, row, 1)
            if row == 0:
                self.setFocusProxy(edit)


class NameTicks(QWidget):
    """Names of which some are chosen; those chosen keep their order, a new one comes last."""

    answered = Signal(object)  # the names

    def __init__(self, offered: Sequence[tuple[str, str]], chosen: Sequence[str], *, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._chosen = list(chosen)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for key, text in offered:
            tick = Tick(text, name=f"{name}.{key}")
            tick.setChecked(key in self._chosen)
            tick.toggled.connect(partial(self._toggled, key))
            box.addWidget(tick)

    def _toggled(self, key: str, on: bool) -> None:
        self._chosen = [*(one for one in self._chosen if one != key), *([key] if on else [])]
        self.answered.emit(list(self._chosen))


def named(path: Path) -> str:
    """Name the widget that holds what stands at a path."""
    return ".".join(map(str, ("drafting", *path)))
