"""What the tests of the Export dialog stand on: it, open on a real book with people in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, overload

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.export.dialog import ExportDialog
from gui.tasks import Tasks
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.export_samples import screened

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
_W = TypeVar("_W", bound=QWidget)


class Export:
    """The dialog under somebody's hands."""

    def __init__(self, dialog: ExportDialog, tasks: Tasks) -> None:
        self.dialog, self.tasks = dialog, tasks
        self.settle()

    def settle(self) -> None:
        """Wait until it has looked up what was chosen last."""
        settle(self.tasks)
        settle(self.tasks)

    @overload
    def find(self, name: str) -> QWidget: ...
    @overload
    def find(self, name: str, kind: type[_W]) -> _W: ...
    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """Find a part of it, in sight or not."""
        return find(self.dialog, kind, f"export.{name}")

    def press(self, *names: str) -> None:
        """Click one thing after the other, as each comes into sight."""
        for name in names:
            target = self.find(name)
            assert target.isVisible(), f"{name} is not in sight"
            click(target)
            self.settle()

    def sees(self, name: str) -> bool:
        """Answer whether a part is in sight."""
        found = self.dialog.findChild(QWidget, f"export.{name}")
        return found is not None and found.isVisible()

    def said(self, name: str) -> str:
        """Read what a part says, nothing where it is not in sight."""
        found = self.find(name)
        return str(getattr(found, "text", str)()) if found.isVisible() else ""

    def can_save(self) -> bool:
        """Answer whether what is chosen may leave now."""
        return self.find("save").isEnabled()

    def save(self, path: Path) -> None:
        """Save what is chosen, and wait for what comes of it."""
        self.dialog.save_to(str(path))
        self.settle()


Opened = Callable[..., Export]


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Site]:
    """Give a site with somebody enrolled, a screen failure, one who is waited for, and one who has not consented."""
    with screened(tmp_path / "site") as opened:
        yield opened


@pytest.fixture
def opened(people: Site, tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    """Give a function that opens the dialog."""

    def open_dialog(words: Words = EN, *, current_only: bool = True) -> Export:
        dialog = ExportDialog(people, tasks, words, current_only=current_only)
        qtbot.addWidget(dialog)
        dialog.open()
        return Export(dialog, tasks)

    return open_dialog


def left_in(folder: Path) -> list[str]:
    """Name everything in a folder but the book's own."""
    return sorted(one.name for one in folder.iterdir() if one.name not in ("site", "config"))
