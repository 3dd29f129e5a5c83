"""The edge: what is noted of a fault holds no patient's data."""

import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType
from PySide6.QtWidgets import QApplication

from gui.faults import Faults


def failing() -> None:
    patient = "张三 1964-05-17"
    raise KeyError(patient)


def met(faults: Faults) -> None:
    try:
        failing()
    except KeyError:
        kind, error, trace = sys.exc_info()
        assert kind is not None and error is not None
        faults.exception(kind, error, trace)


def test_a_fault_is_noted_by_its_type_and_place_alone(qapp: QApplication, tmp_path: Path) -> None:
    """R14, R15: what the exception says may be a patient's, so it is left out."""
    file = tmp_path / "book" / "faults.log"
    faults = Faults(file)
    told: list[str] = []
    faults.caught.connect(told.append)
    met(faults)
    qapp.processEvents()
    (line,) = file.read_text("utf-8").splitlines()
    assert "KeyError" in line and "failing" in line and "test_window_faults.py" in line
    assert "张三" not in line and "1964" not in line
    assert [line] == told


def test_a_warning_of_qt_is_noted_without_what_it_quotes(qapp: QApplication, tmp_path: Path) -> None:
    """R14: Qt quotes texts it cannot use."""
    file = tmp_path / "faults.log"
    faults = Faults(file)
    faults.qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), 'cannot show "张三" here')
    faults.qt_message(QtMsgType.QtDebugMsg, QMessageLogContext(), "of no interest")
    (line,) = file.read_text("utf-8").splitlines()
    assert "cannot show … here" in line


def test_a_folder_that_cant_be_written_stops_nothing(qapp: QApplication, tmp_path: Path) -> None:
    """The window still tells of the fault."""
    (tmp_path / "file").write_text("")
    faults = Faults(tmp_path / "file" / "faults.log")
    told: list[str] = []
    faults.caught.connect(told.append)
    met(faults)
    qapp.processEvents()
    assert len(told) == 1
