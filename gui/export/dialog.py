"""The Export dialog: what leaves is chosen at the left and shown at the right, before it leaves."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.export.choices import STUDY, Choices, Offers
from gui.export.copying import Copying
from gui.export.foot import ExportFoot
from gui.export.form import ExportForm
from gui.export.shown import Shown
from gui.export.template import faults_of
from gui.kit import labels
from gui.kit.room import fitting
from gui.kit.save_dialog import SaveDialog
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError, InputError, RefusedError
from screening.log import Exported
from screening.service import Preview, Site, StoppedError, manifest_of, offered, preview, today
from screening.wording import Words

_SIZE = QSize(1120, 760)  # at 100 %
_FORM = 352


class ExportDialog(QDialog):
    """Looks up what would leave while it is chosen; one copy at a time, and as many as one likes."""

    recorded = Signal()  # the book has a new entry

    def __init__(
        self, site: Site, tasks: Tasks, words: Words, *, current_only: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.text("exporting.title"))
        self.setAccessibleName(words.text("exporting.title"))
        self._site, self._tasks, self._words = site, tasks, words
        self._chosen = Choices(current_only=current_only)
        self._asked, self._found, self._folder = 0, 0, Path.home()
        self._form: ExportForm | None = None
        self._shown, self._foot = Shown(words), ExportFoot(words)
        self._copying = Copying(site, tasks, self)
        self._left = QScrollArea()
        self._lay_out()
        self._connect()
        self._tasks.run(partial(offered, site), self._furnish, self._refuse, Lane.COPY)

    def reject(self) -> None:
        """Close; while a copy is under way, stop it first."""
        if self._copying.busy:
            self._stop()
        else:
            super().reject()

    # What would leave

    def _furnish(self, offers: Offers) -> None:
        if not isValid(self):
            return
        self._form = ExportForm(offers, self._chosen, self._words)
        self._form.changed.connect(self._choose)
        self._left.setWidget(self._form)
        self._choose(self._form.chosen)
        self._form.setFocus()

    @Slot(object)
    def _choose(self, chosen: Choices) -> None:
        self._chosen = chosen
        self._foot.forget()
        self._foot.offer(ready=False)
        self._asked += 1
        look = partial(self._look, self._asked, chosen)
        self._tasks.run(look, partial(self._show, self._asked), partial(self._cannot, self._asked), Lane.COPY)

    def _look(self, asked: int, chosen: Choices) -> Preview | None:
        """Look up, in the worker, what would leave; None where something else was chosen meanwhile."""
        return preview(self._site, self._words, chosen.wish_to_see()) if asked == self._asked else None

    def _show(self, asked: int, found: Preview | None) -> None:
        if found is None or not isValid(self) or asked != self._asked:
            return
        self._found = found.rows
        self._shown.show_preview(self._chosen, found)
        self._foot.offer(ready=self._chosen.ready, why=self._told_why(found))

    def _told_why(self, found: Preview) -> str:
        """Tell what to mind of it before it leaves."""
        text, chosen = self._words.text, self._chosen
        if chosen.asks_reason:
            return text(f"exporting.mind.{'kept' if chosen.ready else 'reason'}")
        days = f"exporting.mind.{'dated' if found.dated else 'counted'}"
        return "\n".join(
            [text(days), text("exporting.mind.looked")] if chosen.level == "coded" else [text("exporting.mind.looked")]
        )

    def _cannot(self, asked: int, error: EligoError) -> None:
        if not isValid(self) or asked != self._asked:
            return
        faulty = self._chosen.takes_template and self._chosen.template is not None
        if faulty and isinstance(error, InputError) and not isinstance(error, RefusedError) and self._form is not None:
            self._form.refuse_template(self._words.text("exporting.template.faulty"))
            self._shown.refuse(self._words.text("exporting.template.faults"), *faults_of(error, self._words))
        else:
            self._refuse(error)

    def _refuse(self, error: EligoError) -> None:
        if isValid(self):
            self._shown.refuse(told(error, self._words))

    # The copy

    @Slot()
    def _ask_where(self) -> None:
        name = self._chosen.file_name(self._site.code, self._site.protocol.id, today())
        ending = self._chosen.wish().ending
        title, kind = self._words.text("exporting.saving"), self._words.text(f"exporting.format.{self._chosen.format}")
        dialog = SaveDialog(title, self._folder / name, [f"{kind} (*.{ending})"], name="export.file", parent=self)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write what is chosen into a file that somebody named."""
        if self._copying.busy or not self._chosen.ready:
            return
        self._folder = Path(path).parent
        self._left.setEnabled(False)
        self._foot.begin(self._found, people=self._chosen.what == STUDY and self._chosen.format != "jsonl")
        self._copying.begin(Path(path), self._words, self._chosen.wish())

    @Slot()
    def _stop(self) -> None:
        self._foot.stopping()
        self._copying.stop()

    @Slot()
    def _ended(self) -> None:
        self._left.setEnabled(True)
        self._foot.end()

    @Slot(str, object)
    def _tell_left(self, path: str, made: Exported) -> None:
        text = self._words.text
        rows = self._words.count("person" if made.view == STUDY and made.format != "jsonl" else "row", made.rows)
        level, format = text(f"exporting.level.{made.privacy}"), text(f"exporting.format.{made.format}")
        left = text("exporting.done.left", rows=rows, format=format, level=self._words.inside(level), path=path)
        note = text("exporting.done.manifest", name=manifest_of(Path(path)).name)
        self._foot.tell_done(left, note, str(Path(path).parent))
        self.recorded.emit()

    @Slot(object)
    def _tell_failed(self, error: EligoError) -> None:
        if isinstance(error, StoppedError):
            self._foot.tell_stopped()
        else:
            self._foot.tell_failed(told(error, self._words))

    # Layout

    def sizeHint(self) -> QSize:
        return fitting(self, _SIZE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave half of the room to what will leave, however large the text is."""
        super().resizeEvent(event)
        self._left.setFixedWidth(min(theme.current().px(_FORM), self.width() // 2))

    def _lay_out(self) -> None:
        self._left.setObjectName("export.left")
        self._left.setWidgetResizable(True)
        self._left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sides = QHBoxLayout()
        sides.setSpacing(theme.GRID * 5)
        sides.addWidget(self._left)
        sides.addWidget(self._shown, 1)
        box = QVBoxLayout(self)
        box.setSizeConstraint(
            QLayout.SizeConstraint.SetNoConstraint
        )  # what is said below must not push it off the screen
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(theme.GRID * 4)
        box.addWidget(labels.Words(self._words.text("exporting.title"), role="page"))
        box.addLayout(sides, 1)
        box.addWidget(self._foot)
        self.resize(self.sizeHint())

    def _connect(self) -> None:
        self._foot.save_wanted.connect(self._ask_where)
        self._foot.stop_wanted.connect(self._stop)
        self._foot.close_wanted.connect(self.reject)
        self._copying.progressed.connect(self._foot.go_on)
        self._copying.ended.connect(self._ended)
        self._copying.left.connect(self._tell_left)
        self._copying.failed.connect(self._tell_failed)
