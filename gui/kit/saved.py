"""What became of a file that somebody saved: where it lies, with a link to its folder, or why it does not."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit.folder_link import FolderLink
from gui.kit.labels import Remark
from gui.kit.tokens import Status


class Saved(QWidget):
    """Nothing, until there is something to say."""

    def __init__(self, folder: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._done = Remark(Status.MET, name=f"{name}.done")
        self._failed = Remark(Status.FAILED, name=f"{name}.failed")
        self._folder = FolderLink(name=f"{name}.folder")
        self._folder.setText(folder)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for widget in (self._done, self._folder, self._failed):
            box.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._show("", "", None)

    def tell(self, said: str, path: Path) -> None:
        """Say that it is saved, and lead to its folder."""
        self._show(said, "", path)

    def refuse(self, why: str) -> None:
        """Say why it is not."""
        self._show("", why, None)

    def _show(self, said: str, why: str, path: Path | None) -> None:
        self._done.say(said)
        self._failed.say(why)
        self._folder.lead_to(path)
        self.setVisible(bool(said or why))
