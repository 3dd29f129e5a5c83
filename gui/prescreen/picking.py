"""A file, or a folder, that somebody chooses and may leave out again."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.flow import FlowLayout
from screening.wording import Words

FILE, FOLDER, DROP = "file", "folder", "drop"


class Pick(QWidget):
    """Says what is chosen, above the buttons; `folders` offers those as well."""

    picked = Signal()

    def __init__(self, *, name: str, folders: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.path: Path | None = None
        self._name, self._title, self._filter = name, "", ""
        self._none = ""
        self._named = labels.Words()
        self._named.setObjectName(f"{name}.named")
        self._buttons: Mapping[str, Button] = {
            FILE: Button("", name=f"{name}.choose"),
            **({FOLDER: Button("", name=f"{name}.folder")} if folders else {}),
            DROP: Button("", name=f"{name}.drop", weight=Weight.QUIET),
        }
        line = FlowLayout(gap=theme.GRID * 2)
        for button in self._buttons.values():
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self._named)
        box.addLayout(line)
        self.setFocusProxy(self._buttons[FILE])
        self._buttons[FILE].clicked.connect(self._ask_file)
        if folders:
            self._buttons[FOLDER].clicked.connect(self._ask_folder)
        self._buttons[DROP].clicked.connect(self._drop)

    def retext(self, words: Words, *, title: str, none: str, filter: str) -> None:
        """Give it its words: the dialog's title, what is said while nothing is chosen, and which files are offered."""
        self._title, self._none, self._filter = title, none, filter
        for key, button in self._buttons.items():
            button.setText(words.text(f"prescreen.pick.{key}"))
            button.setAccessibleName(f"{title}: {button.text()}")
        self._tell()

    @Slot(str)
    def take(self, path: str) -> None:
        """Take what somebody chose."""
        self.path = Path(path) if path else None
        self._tell()
        self.picked.emit()

    def _tell(self) -> None:
        self._named.setText(str(self.path) if self.path else self._none)
        self._named.setProperty("role", "body" if self.path else "muted")
        self._named.style().polish(self._named)
        self._buttons[DROP].setVisible(self.path is not None)

    @Slot()
    def _drop(self) -> None:
        self._buttons[FILE].setFocus()
        self.take("")

    @Slot()
    def _ask_file(self) -> None:
        self._ask(QFileDialog.FileMode.ExistingFile, "dialog").setNameFilter(self._filter)

    @Slot()
    def _ask_folder(self) -> None:
        self._ask(QFileDialog.FileMode.Directory, "folder.dialog")

    def _ask(self, mode: QFileDialog.FileMode, name: str) -> QFileDialog:
        folder = self.path.parent if self.path else Path.home()
        dialog = QFileDialog(self, self._title, str(folder))
        dialog.setObjectName(f"{self._name}.{name}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self.take)
        dialog.open()
        return dialog
