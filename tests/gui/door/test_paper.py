"""A secret that is shown once: on paper, in the clipboard, in a file; and where it may not be put."""

import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.door.paper import Paper
from gui.door.printing import put_on_paper
from gui.door.recovery_key import recovery_paper
from screening.wording import Words
from tests.gui.desk import find

KEY = "VBD74-NPQ8T-MPZSD-AHG2Q-37MBN-1RGTB"


@pytest.fixture
def paper(qtbot: QtBot, look: None, tmp_path: Path) -> Paper:
    (tmp_path / "data").mkdir()
    made = recovery_paper(KEY, "SH04", tmp_path / "data", Words("en"))
    qtbot.addWidget(made)
    made.show()
    return made


def said(paper: Paper, which: str = "said") -> str:
    return find(paper, QLabel, f"recoverykey.paper.{which}").text()


def test_the_groups_stand_apart(paper: Paper) -> None:
    """So that nobody loses the place; a screen reader hears the whole."""
    shown = [label.text() for label in paper.findChildren(QLabel)]
    assert all(group in shown for group in KEY.split("-"))
    assert KEY in find(paper, QWidget, "recoverykey.paper.secret").accessibleName()


def test_a_file_holds_it_with_what_it_is_for(paper: Paper, tmp_path: Path) -> None:
    """Readable by its owner alone, and the page says to move it away."""
    paper.save_to(str(tmp_path / "key.txt"))
    text = (tmp_path / "key.txt").read_text("utf-8")
    assert KEY in text and "SH04" in text and "Lock it away" in text
    assert str(tmp_path / "key.txt") in said(paper)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "key.txt").stat().st_mode) == 0o600


def test_nobody_puts_it_beside_the_log(paper: Paper, tmp_path: Path) -> None:
    """Whoever finds the one would have the other."""
    paper.save_to(str(tmp_path / "data" / "key.txt"))
    assert "Not in the data folder" in said(paper, "failed")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_place_that_can_not_be_written_is_said(paper: Paper, tmp_path: Path) -> None:
    paper.save_to(str(tmp_path / "no" / "such" / "place.txt"))
    assert "can’t be written" in said(paper, "failed")


def test_it_is_saved_through_the_systems_dialog(paper: Paper, tmp_path: Path) -> None:
    find(paper, QPushButton, "recoverykey.paper.save").click()
    dialog = find(paper, QFileDialog, "recoverykey.paper.file")
    dialog.fileSelected.emit(str(tmp_path / "key.txt"))
    dialog.reject()
    assert (tmp_path / "key.txt").exists()


def test_the_clipboard_forgets_it_when_the_page_goes(paper: Paper) -> None:
    """What somebody copied since stays."""
    find(paper, QPushButton, "recoverykey.paper.copy").click()
    assert QGuiApplication.clipboard().text() == KEY
    paper.hide()
    assert QGuiApplication.clipboard().text() == ""
    paper.show()
    find(paper, QPushButton, "recoverykey.paper.copy").click()
    QGuiApplication.clipboard().setText("something else")
    paper.hide()
    assert QGuiApplication.clipboard().text() == "something else"


def test_it_goes_on_paper(qtbot: QtBot, look: None, tmp_path: Path) -> None:
    """The title, the secret, and what to do with it."""
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    put_on_paper(printer, "Eligo recovery key", ["What it is for"], KEY)
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


def test_a_printer_is_asked_for_only_when_somebody_prints(paper: Paper) -> None:
    find(paper, QPushButton, "recoverykey.paper.print").click()
    dialog = find(paper, QPrintDialog, "print")
    assert dialog.isVisible()
    dialog.reject()
