"""A secret that is shown once: large, to be put on paper, into the clipboard or into a file, and then forgotten."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from gui import theme
from gui.door.printing import ask_and_print
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from screening.wording import Words

_IN_A_ROW = 5


class Paper(QWidget):
    """Shows the secret; `title` and `lines` go on the paper with it. `folder` is where no copy may be saved."""

    def __init__(
        self,
        secret: str,
        words: Words,
        *,
        name: str,
        title: Callable[[Words], str],
        lines: Callable[[Words], Sequence[str]],
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._secret, self._about, self._lines, self._folder = secret, title, lines, folder
        self._shown = _Groups(secret)
        self._shown.setObjectName(f"{name}.secret")
        self._print = Button("", name=f"{name}.print", icon="print")
        self._copy = Button("", name=f"{name}.copy", icon="paste")
        self._save = Button("", name=f"{name}.save", icon="save")
        self._save.setVisible(folder is not None)
        self._said = Remark(Status.MET, name=f"{name}.said")
        self._failed = Remark(Status.FAILED, name=f"{name}.failed")
        self._lay_out()
        self._print.clicked.connect(self._put_on_paper)
        self._copy.clicked.connect(self._put_into_clipboard)
        self._save.clicked.connect(self._ask_file)
        self.retext(words)

    @property
    def secret(self) -> str:
        """Give what is shown."""
        return self._secret

    def retext(self, words: Words) -> None:
        """Give the buttons their words in another language."""
        self._words = words
        self._shown.setAccessibleName(f"{self._about(words)}: {self._secret}")
        for button, key in ((self._print, "print"), (self._copy, "copy"), (self._save, "save")):
            button.setText(words.text(f"door.paper.{key}"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing in the clipboard that somebody else could paste."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._secret:
            clipboard.clear()
        super().hideEvent(event)

    @Slot()
    def _put_on_paper(self) -> None:
        ask_and_print(self._about(self._words), self._lines(self._words), self._secret, self)

    @Slot()
    def _put_into_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._secret)
        self._say("copied")

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self._about(self._words), str(Path.home()))
        dialog.setObjectName(f"{self.objectName()}.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, file: str) -> None:
        """Write the secret to a text file that is not beside the book."""
        path = Path(file)
        if self._folder is not None and path.resolve().is_relative_to(self._folder.resolve()):
            self._fail("beside")
            return
        text = "\n\n".join((self._about(self._words), self._secret, *self._lines(self._words)))
        try:
            path.touch(mode=0o600)
            path.write_text(f"{text}\n", "utf-8")
        except OSError as error:
            self._fail("unwritable", path=path, why=error.strerror)
        else:
            self._say("saved", path=path)

    def _say(self, key: str, **values: object) -> None:
        self._failed.say("")
        self._said.say(self._words.text(f"door.paper.{key}", **values))

    def _fail(self, key: str, **values: object) -> None:
        self._said.say("")
        self._failed.say(self._words.text(f"door.paper.{key}", **values))

    def _lay_out(self) -> None:
        line = QWidget()
        buttons = FlowLayout(line, gap=theme.GRID * 2)
        for button in (self._print, self._copy, self._save):
            buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 3)
        for widget in (self._shown, line, self._said, self._failed):
            box.addWidget(widget)


class _Groups(QWidget):
    """The groups of a secret in rows, so that nobody loses the place when it is copied by hand."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a screen reader reads it there
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID * 5)
        for place, group in enumerate(secret.split("-")):
            grid.addWidget(labels.Words(group, role="secret", wrap=False), *divmod(place, _IN_A_ROW))
        grid.setColumnStretch(_IN_A_ROW, 1)
