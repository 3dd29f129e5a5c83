"""The copy leaves: a bar goes on, it can be stopped, its folder opens, and what fails leaves nothing."""

import csv
import errno
import json
import os
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gui.kit.drop_choice import DropChoice
from gui.kit.progress import Progress
from screening.service import Site, read_proof
from screening.service.exporting import columns
from screening.service.exporting.columns import Field
from tests.gui.desk import click, find, wait_for
from tests.gui.export.conftest import Export, Opened, left_in
from tests.store.service_samples import SECRETS


class Handler(QObject):
    """Opens folders in the desktop's place."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


class Gate:
    """Holds a worker at the first row until it is let on; what it holds is the telling of a cell."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self._open, self.passes = Event(), Event(), True
        held = Field("role", self._give)
        monkeypatch.setitem(columns.VIEWS, "screening", (*columns.SCREENING[:-1], held))

    def shut(self) -> None:
        self.passes = False
        self.reached.clear()

    def open(self) -> None:
        self._open.set()

    def _give(self, row: object, how: object) -> str:
        del row, how
        if not self.passes:
            self.reached.set()
            assert self._open.wait(10)
        return "coordinator"


def test_the_coded_log_leaves(opened: Opened, people: Site, tmp_path: Path, qtbot: QtBot) -> None:
    """It says what left and where, and that the manifest belongs to it; the book has an entry more."""
    export, path = opened(), tmp_path / "log.csv"
    with qtbot.waitSignal(export.dialog.recorded):
        export.save(path)
    export.settle()
    assert export.said("done") == f"3 rows left as CSV, coded: {path}"
    assert "log.csv.eligo.json" in export.said("note") and left_in(tmp_path) == ["log.csv", "log.csv.eligo.json"]
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 4 and not [one for one in SECRETS if one in path.read_text("utf-8")]
    noted = next(people.reader.entries(kinds=("exported",), newest_first=True)).payload
    assert (noted["view"], noted["privacy"], noted["reason"]) == ("screening", "coded", None)
    assert people.verify(against=read_proof(path)).ok


def test_where_to_is_asked_with_a_fitting_name(opened: Opened) -> None:
    """A de-identified copy's doesn't lead back to the site, which would not be let out."""
    export = opened()
    assert _suggested(export).startswith("SH04-NCT03976882-screening-log-coded-")
    export.press("level.deidentified")
    assert _suggested(export).startswith("NCT03976882-screening-log-deidentified-")
    export.press("what.study")
    assert _suggested(export).endswith(".zip") and "SH04" not in _suggested(export)
    export.press("level.coded", "standard.odm")
    assert _suggested(export).endswith(".xml") and "study-data-odm-coded" in _suggested(export)


@pytest.mark.parametrize(
    ("press", "ending"),
    [
        (("level.deidentified",), "csv"),
        (("table.xlsx",), "xlsx"),
        (("table.pdf",), "pdf"),
        (("what.enrolment", "level.deidentified"), "csv"),
        (("what.study",), "zip"),
        (("what.study", "level.deidentified"), "zip"),
        (("what.study", "standard.odm", "level.deidentified"), "xml"),
        (("what.study", "standard.fhir"), "json"),
    ],
)
def test_what_is_chosen_leaves_under_the_name_suggested(
    opened: Opened, people: Site, tmp_path: Path, press: tuple[str, ...], ending: str
) -> None:
    export = opened()
    export.press(*press)
    name = _suggested(export)
    export.save(tmp_path / name)
    assert name.endswith(f".{ending}") and left_in(tmp_path) == sorted([name, f"{name}.eligo.json"])
    said = json.loads((tmp_path / f"{name}.eligo.json").read_text("utf-8"))
    assert said["rows"] == (1 if "enrolment" in name else 3)
    assert ("people" in export.said("done")) == ("what.study" in press)
    assert people.verify(against=read_proof(tmp_path / name)).ok


def test_who_people_are_leaves_with_its_reason(opened: Opened, people: Site, tmp_path: Path) -> None:
    """Noted in the book; the file can be read by its owner alone."""
    export, path = opened(), tmp_path / "list.csv"
    export.press("what.identification")
    reason = export.find("reason", DropChoice)
    reason.set_value("safety")
    reason.answered.emit("safety")
    export.settle()
    export.save(path)
    assert "identified" in export.said("done") and SECRETS[0] in path.read_text("utf-8-sig")
    assert path.stat().st_mode & 0o077 == 0
    assert next(people.reader.entries(kinds=("exported",), newest_first=True)).payload["reason"] == "safety"


def test_the_folder_opens(opened: Opened, tmp_path: Path) -> None:
    """By the desktop; where it can't, its path is said."""
    handler = Handler()
    QDesktopServices.setUrlHandler("file", handler, "open")  # type: ignore[arg-type]
    try:
        export = opened()
        export.save(tmp_path / "log.csv")
        assert export.find("open").hasFocus()
        export.press("open")
        assert handler.opened == [str(tmp_path)]
    finally:
        QDesktopServices.unsetUrlHandler("file")
    export.press("order.newest")
    assert not export.sees("open") and not export.said("done")


def test_a_copy_is_stopped_in_the_middle(
    opened: Opened, people: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar gives way to the buttons; nothing is left and nothing was noted; it can be saved afterwards."""
    gate, export = Gate(monkeypatch), opened()
    gate.shut()
    before = people.head()
    export.dialog.save_to(str(tmp_path / "log.csv"))
    wait_for(gate.reached.is_set)
    assert [export.sees(name) for name in ("bar", "stop", "save")] == [True, True, False]
    assert not export.find("left").isEnabled() and [one for one in left_in(tmp_path) if one.endswith(".part")]
    click(export.find("stop"))
    gate.open()
    export.settle()
    assert "Stopped" in export.said("note") and left_in(tmp_path) == [] and people.head() == before
    assert export.sees("save") and export.find("left").isEnabled()
    export.save(tmp_path / "log.csv")
    assert "3 rows left" in export.said("done")


def test_escape_stops_what_is_under_way_first(
    opened: Opened, people: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, export = Gate(monkeypatch), opened()
    gate.shut()
    export.dialog.save_to(str(tmp_path / "log.csv"))
    wait_for(gate.reached.is_set)
    QTest.keyClick(export.dialog, Qt.Key.Key_Escape)
    gate.open()
    export.settle()
    assert export.dialog.isVisible() and left_in(tmp_path) == []
    QTest.keyClick(export.dialog, Qt.Key.Key_Escape)
    assert not export.dialog.isVisible()


def test_work_that_is_dropped_leaves_nothing(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody signs out meanwhile."""
    gate, export = Gate(monkeypatch), opened()
    gate.shut()
    export.dialog.save_to(str(tmp_path / "log.csv"))
    wait_for(gate.reached.is_set)
    gate.open()
    export.tasks.drop()
    assert left_in(tmp_path) == []


def test_the_bar_tells_rows_of_rows(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And then that the copy is looked through."""
    monkeypatch.setattr("screening.service.exporting.copies._STEP", 1)
    monkeypatch.setattr("gui.export.copying._PAUSE", 0)
    export = opened()
    bar, far = export.find("bar", Progress), []
    export.dialog._copying.progressed.connect(lambda _: far.append((bar.value(), bar.maximum(), export.said("far"))))
    export.save(tmp_path / "log.csv")
    assert far[0] == (1, 3, "1 of 3 rows written") and far[-1][0] == 3
    assert far[-1][2] == "Looked through, before it leaves…"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_leaves_nothing(
    opened: Opened, people: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It says what to do; what was chosen stays chosen."""

    def fails(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    export, before = opened(), people.head()
    with monkeypatch.context() as disk:
        disk.setattr("screening.service.leaving.os.fsync", fails)
        export.save(tmp_path / "log.csv")
    assert ("is full" in export.said("failed")) == (number == errno.ENOSPC) and "Nothing was left" in export.said(
        "failed"
    )
    assert left_in(tmp_path) == [] and people.head() == before and export.can_save()


def test_a_folder_that_is_gone_is_named(opened: Opened, tmp_path: Path) -> None:
    export = opened()
    export.save(tmp_path / "stick" / "log.csv")
    assert "is not there" in export.said("failed") and left_in(tmp_path) == []


def test_a_copy_that_would_name_somebody_does_not_leave(
    opened: Opened, people: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: said calmly, without saying whom; nothing is left or noted."""
    leaky = Field("role", lambda row, how: people.person(row.person).name)
    monkeypatch.setitem(columns.VIEWS, "screening", (*columns.SCREENING[:-1], leaky))
    export, before = opened(), people.head()
    export.save(tmp_path / "log.csv")
    assert "would have held what identifies somebody" in export.said("failed")
    assert left_in(tmp_path) == [] and people.head() == before


def test_a_name_that_leads_back_is_refused(opened: Opened, tmp_path: Path) -> None:
    export = opened()
    export.press("level.deidentified")
    export.save(tmp_path / "SH04-0001.csv")
    assert export.said("failed") and left_in(tmp_path) == []


def test_a_fault_of_ours_gives_the_dialog_back(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The edge that catches faults tells of it; nothing waits for ever, and nothing is left."""

    def breaks(row: object, how: object) -> str:
        raise RuntimeError("a fault")

    export = opened()
    monkeypatch.setitem(columns.VIEWS, "screening", (*columns.SCREENING[:-1], Field("role", breaks)))
    with qtbot.captureExceptions() as caught:
        export.save(tmp_path / "log.csv")
    assert caught and export.sees("save") and not export.sees("bar") and left_in(tmp_path) == []


def _suggested(export: Export) -> str:
    """Read the name that is suggested, as whoever is asked sees it."""
    export.press("save")
    dialog = find(export.dialog, QFileDialog, "export.file")
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    named = find(dialog, QLineEdit, "fileNameEdit").text()
    dialog.reject()
    dialog.deleteLater()
    export.settle()
    return named
