"""What the tests of a whole day stand on: somebody who sits down at the desk, over a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.week.hands import SitDown
from tests.gui.desk import Desk


@pytest.fixture
def sit_down(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[SitDown]:
    """Start the program as its user does: the folders from the environment, in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    desks: list[Desk] = []

    def start(folder: Path) -> Desk:
        monkeypatch.setenv("ELIGO_DATA", str(folder / "data"))
        monkeypatch.setenv("ELIGO_CONFIG", str(folder / "config"))
        desk = Desk(qapp)
        desks.append(desk)
        desk.window.resize(1280, 800)
        desk.start()
        return desk

    yield start
    for desk in desks:
        desk.close()
