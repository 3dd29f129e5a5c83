"""A link that opens the folder of a file that was just written."""

from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gui.kit.buttons import Button, Weight


class FolderLink(Button):
    """Hidden until there is a file to lead to."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", name=name, weight=Weight.LINK, parent=parent)
        self._folder: Path | None = None
        self.setVisible(False)
        self.clicked.connect(self._open)

    def lead_to(self, path: Path | None) -> None:
        """Lead to the folder of a file, or nowhere."""
        self._folder = path.parent if path is not None else None
        self.setVisible(path is not None)

    @Slot()
    def _open(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
