"""The edge where a fault of ours stops: a calm word to the person, and a line to send us, without patient data."""

import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

from screening import __version__

FAULTS = "faults.log"
_OURS = ("gui", "screening")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LEVELS = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


class Faults(QObject):
    """Catches what nobody caught, on any thread, notes it in a file, and tells the window of it."""

    caught = Signal(str)  # the line noted
    _met = Signal(str)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        # Whoever meets a fault on another thread tells the window on its own.
        self._met.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Stand at the edge from now on."""
        sys.excepthook = self.exception
        qInstallMessageHandler(self.qt_message)

    def exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note an exception by its type and the places it came through; its words may hold a patient's data."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        line = f"{_stamp()} {kind.__name__} {_places(trace)}"
        self._note(line)
        self._met.emit(line)

    def qt_message(self, level: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Note a warning of Qt's; what it quotes is left out."""
        if level in _LEVELS:
            said = _QUOTED.sub("…", message)
            self._note(f"{_stamp()} Qt {_LEVELS[level]} {context.category or ''}: {said}")

    @Slot(str)
    def _tell(self, line: str) -> None:
        self.caught.emit(line)

    def _note(self, line: str) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError:
            # There is nowhere left to say so; the window still tells of the fault itself.
            return


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} eligo {__version__}"


def _places(trace: TracebackType | None) -> str:
    """Name the places in our own code, the innermost first."""
    found = []
    for frame in reversed(traceback.extract_tb(trace)):
        parts = Path(frame.filename).parts
        inside = next((i for i, part in enumerate(parts) if part in _OURS), None)
        name = "/".join(parts[inside:]) if inside is not None else parts[-1]
        found.append(f"{name}:{frame.lineno} {frame.name}")
    return " < ".join(found[:12])
