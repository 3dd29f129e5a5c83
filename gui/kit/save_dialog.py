"""The question where a file goes: a name is suggested, and its ending follows the kind of file that is chosen."""

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

_ENDING = re.compile(r"\*\.([^ )]+)")


class SaveDialog(QFileDialog):
    """Asks for a file to write; `kinds` are such as `CSV (*.csv)`, the first one suggested. Gone once it is closed."""

    def __init__(self, title: str, suggested: Path, kinds: Sequence[str], *, name: str, parent: QWidget) -> None:
        super().__init__(parent, title, str(suggested))
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters(kinds)
        self.filterSelected.connect(self._end_as)
        self._end_as(kinds[0])

    @Slot(str)
    def _end_as(self, kind: str) -> None:
        if ending := _ENDING.search(kind):
            self.setDefaultSuffix(ending[1])
