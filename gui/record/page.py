"""The Record page: everything that happened, newest first, filtered and exported."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.labels import Remark
from gui.kit.save_dialog import SaveDialog
from gui.kit.tokens import Status
from gui.log.panel import Panel
from gui.record.filters import TrailFilters
from gui.record.model import TrailModel
from gui.record.table import TrailTable
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Exported
from screening.service import Line, Site, Wanted, export_trail, today
from screening.wording import Words

_AT_A_TIME = 200


class RecordPage(QWidget):
    """Reads the trail through the one worker, a few lines at a time."""

    recorded = Signal()  # the book has a new entry

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record")
        self._site, self._words, self._tasks = site, words, tasks
        self._asked = 0
        self._read = 0  # the last entry that there was when the trail was read
        self._coming = False
        self._rest: Iterator[Line] = iter(())
        self._title = labels.Words(role="page", wrap=False)
        self._intro = labels.Words(role="muted")
        self._export = Button("", name="record.export", icon="export")
        self._hold = Button("", name="record.hold", icon="check")
        self._filters = TrailFilters(words, today())
        self._said = Remark(Status.MET, name="record.said")
        self._failed = Remark(Status.FAILED, name="record.failed")
        self.model = TrailModel(site.protocol, words, self._more, self)
        self.table = TrailTable(self.model)
        self._lay_out()
        self.retext(words)
        self._filters.filtered.connect(self.refresh)
        self._export.clicked.connect(self._choose_file)
        self._hold.clicked.connect(self._end_visit)
        self.refresh()

    def retext(self, words: Words) -> None:
        """Show everything in another language; the filters stay."""
        self._words = words
        self.setAccessibleName(words.text("shell.record"))
        self._title.setText(words.text("shell.record"))
        self._intro.setText(words.text("trailpage.intro"))
        self._export.setText(words.text("trailpage.export"))
        self._export.setVisible(self._site.permits(Permission.EXPORT_CODED))
        self._hold.setText(words.text("trailpage.hold"))
        self._hold.setVisible(self._site.actor.account is not None and self._site.permits(Permission.HOLD_VISIT))
        self.table.setAccessibleName(words.text("trailpage.table"))
        self._filters.retext(words)
        self.model.retext(words)
        self._say("")

    @Slot()
    def refresh(self) -> None:
        """Read the trail anew, as the filters want it."""
        self._asked += 1
        self._coming = True
        begin = partial(_begun, self._site, self._filters.wanted())
        self._tasks.run(begin, partial(self._begin, self._asked), self._fail)

    def _begin(self, asked: int, found: "_Begun") -> None:
        if asked != self._asked:
            return
        self._read, self._rest, lines, names, visited = found
        self._say("")
        self._filters.show_visit(visited)
        self._filters.show_names(sorted(set(names.values())))
        self.table.scrollToTop()
        self.model.begin(names)
        self._add(asked, lines)

    def _more(self) -> None:
        if not self._coming:
            self._coming = True
            rest = self._rest
            self._tasks.run(lambda: list(islice(rest, _AT_A_TIME)), partial(self._add, self._asked), self._fail)

    def _add(self, asked: int, lines: list[Line]) -> None:
        if asked == self._asked:
            self._coming = False
            self.model.add(lines, whole=len(lines) < _AT_A_TIME)

    # The monitor's visit

    @Slot()
    def _end_visit(self) -> None:
        # What others write while somebody reads is not read; the next visit begins with it.
        self._tasks.run(partial(self._site.visits.hold, self._read), self._visit_ended, self._fail)

    def _visit_ended(self, _entry: object) -> None:
        self.recorded.emit()
        self.refresh()

    # Export

    @Slot()
    def _choose_file(self) -> None:
        name = f"{self._site.code}-{self._site.protocol.id}-trail-{today()}.csv"
        title, kinds = self._words.text("trailpage.export_title"), ["CSV (*.csv)", "JSON Lines (*.jsonl)"]
        dialog = SaveDialog(title, Path.home() / name, kinds, name="record.file", parent=self)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write the trail, coded, as the filters have it, to a file that the person chose."""
        format = "jsonl" if path.endswith(".jsonl") else "csv"
        write = partial(export_trail, self._site, Path(path), self._words, format=format, wanted=self._filters.wanted())
        self._tasks.run(write, partial(self._exported, path), self._fail)

    def _exported(self, path: str, made: Exported) -> None:
        self.recorded.emit()
        self.refresh()
        self._say(self._words.text("cli.trail.exported", rows=made.rows, path=path))

    def _say(self, text: str) -> None:
        self._said.say(text)
        self._failed.say("")

    def _fail(self, error: EligoError) -> None:
        self._coming = False
        self._said.say("")
        self._failed.say(told(error, self._words))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._intro, 1)
        head.addWidget(self._hold)
        head.addWidget(self._export)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        for widget in (self._filters, self._said, self._failed):
            box.addWidget(widget)
        box.addWidget(Panel(self.table), 1)


class _Begun(NamedTuple):
    """How far the record went, the lines that come later, those that are there, who is who, the last visit's end."""

    read: int
    rest: Iterator[Line]
    lines: list[Line]
    names: dict[str, str]
    visited: int


def _begun(site: Site, wanted: Wanted) -> _Begun:
    read, lines = site.head().length, site.trail.lines(wanted)
    visit = site.visits.last() if site.permits(Permission.READ_CODED) else None
    return _Begun(read, lines, list(islice(lines, _AT_A_TIME)), site.trail.names(), visit.upto if visit else 0)
