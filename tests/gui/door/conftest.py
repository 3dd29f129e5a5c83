"""A book that is opened by passwords, and the program standing before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from screening.protocol import Protocol
from screening.service import begin_with_accounts
from screening.settings import Preferences
from tests.gui.desk import Desk

PASSWORD, OTHER = "a quiet river in spring", "seven grey herons at dusk"


@dataclass(frozen=True)
class Guarded:
    """A folder whose book Wang Li opens, with PASSWORD; `once` is what Chen Yu was given to come in with."""

    folder: Path
    recovery: str
    once: str


@pytest.fixture
def guarded(tmp_path: Path, protocol: Protocol) -> Guarded:
    """A book of two people: a coordinator who administers, and one who has not chosen a password yet."""
    folder = tmp_path / "book"
    site, recovery = begin_with_accounts(
        folder, code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=protocol
    )
    with site:
        once = site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    return Guarded(folder, recovery, once)


@pytest.fixture
def door(qapp: QApplication, guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program, started before that book: it asks who is there."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, guarded.folder, Preferences(language="en", theme="light"))
    desk.start()
    yield desk
    desk.close()
