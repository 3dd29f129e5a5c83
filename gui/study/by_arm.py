"""The table of endpoints by arm, from a locked database, as the technical guide has it; it can be saved as CSV."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.result_grid import ResultGrid
from gui.kit.room import fitting
from gui.kit.save_dialog import SaveDialog
from gui.kit.tokens import Status
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError
from screening.service import Site
from screening.service.endpoints import Summary, export_summary
from screening.service.endpoints.telling import adverse_rows, endpoint_rows, heads, median_rows
from screening.wording import Words

_SIZE = QSize(1060, 680)  # at 100 %


class ByArmDialog(QDialog):
    """Reads only; who got what is gone once it is closed."""

    recorded = Signal()

    def __init__(self, site: Site, tasks: Tasks, summary: Summary, words: Words, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("by_arm")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._site, self._tasks, self._summary, self._words = site, tasks, summary, words
        title = words.text("follow.table.title", day=words.day(summary.on))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._said = Remark(Status.MET, name="by_arm.said")
        self._failed = Remark(Status.FAILED, name="by_arm.failed")
        self._save = Button(words.text("follow.table.save"), name="by_arm.save", icon="export")
        self._close = Button(words.text("follow.close"), name="by_arm.close", weight=Weight.PRIMARY)
        self._lay_out()
        self._save.clicked.connect(self._ask_where)
        self._close.clicked.connect(self.accept)

    def sizeHint(self) -> QSize:
        """Be as large as there is room for, up to the size wanted."""
        return fitting(self, _SIZE)

    @Slot()
    def _ask_where(self) -> None:
        suggested = Path.home() / f"{self._site.code}-endpoints-{self._summary.on.isoformat()}.csv"
        title = self._words.text("follow.table.save")
        dialog = SaveDialog(title, suggested, ["CSV (*.csv)"], name="by_arm.where", parent=self)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the table to a file."""
        write = partial(export_summary, self._site, self._summary, Path(path), Words(self._words.language))
        self._tasks.run(write, partial(self._written, path), self._fail, Lane.COPY)

    def _written(self, path: str, _noted: object) -> None:
        self.recorded.emit()
        self._failed.say("")
        self._said.say(self._words.text("follow.cli.summary", path=path))

    def _fail(self, error: EligoError) -> None:
        self._failed.say(told(error, self._words))

    def _lay_out(self) -> None:
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(theme.GRID, theme.GRID, theme.GRID * 2, theme.GRID)
        box.setSpacing(theme.GRID * 3)
        for part in self._parts():
            box.addWidget(part)
        box.addStretch(1)
        area = QScrollArea()
        area.setObjectName("by_arm.area")
        area.setProperty("reading", True)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(page)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID * 2)
        foot.addWidget(self._said, 1)
        foot.addStretch(1)
        foot.addWidget(self._save)
        foot.addWidget(self._close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(theme.GRID * 3)
        whole.addWidget(labels.Words(self.windowTitle(), role="page"))
        whole.addWidget(area, 1)
        whole.addWidget(self._failed)
        whole.addLayout(foot)
        self.resize(self.sizeHint())

    def _parts(self) -> Iterator[QWidget]:
        words, summary = self._words, self._summary
        arms = len(summary.arms)
        for key, columns, rows in (
            ("endpoints", heads(summary, words), endpoint_rows(summary, words)),
            ("medians", heads(summary, words)[: arms + 1], median_rows(summary, words)),
            ("adverse", heads(summary, words)[: arms + 1], adverse_rows(summary, words)),
        ):
            if rows:
                title = words.text(f"follow.table.{key}")
                card = Card(title, name=f"by_arm.{key}")
                card.add(ResultGrid(columns, rows, name=f"by_arm.{key}.grid", label=title))
                yield card
        yield labels.Words(words.text("follow.table.note"), role="small")
        yield labels.Words(words.text("follow.published"), role="small")
        if summary.missing:
            told_missing = words.text(
                "follow.missing", n=len(summary.missing), numbers=words.listed(list(summary.missing))
            )
            yield labels.Words(told_missing, role="small")
