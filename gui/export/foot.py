"""The foot of the dialog: the buttons, or a bar while the copy is written; and what came of it."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.labels import Remark
from gui.kit.progress import Progress
from gui.kit.tokens import Status
from screening.wording import Words


class ExportFoot(QWidget):
    """Says what is under way, and what came of it."""

    save_wanted = Signal()
    stop_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export.foot")
        self._words, self._folder, self._of, self._people = words, "", 0, False
        text = words.text
        self._why = Remark(Status.NEUTRAL, name="export.why", icon="info")
        self._done = Remark(Status.MET, name="export.done")
        self._note = Remark(Status.NEUTRAL, name="export.note", icon="info")
        self._failed = Remark(Status.FAILED, name="export.failed")
        self._far = labels.Words(role="muted", wrap=False)
        self._far.setObjectName("export.far")
        self._bar = Progress(name="export.bar", label=text("exporting.title"))
        self._stop = Button(text("exporting.stop"), name="export.stop")
        self._open = Button(text("exporting.open"), name="export.open")
        self._close = Button(text("shell.close"), name="export.close")
        self._save = Button(text("exporting.save"), name="export.save", weight=Weight.PRIMARY, icon="save")
        self._lay_out()
        self._save.clicked.connect(self.save_wanted)
        self._stop.clicked.connect(self.stop_wanted)
        self._close.clicked.connect(self.close_wanted)
        self._open.clicked.connect(self._open_folder)
        self.offer(ready=False)

    def offer(self, *, ready: bool, why: str = "") -> None:
        """Offer to save, once there is something that may leave; `why` says what to mind of it."""
        self._why.say(why)
        self._save.setEnabled(ready)
        self._show_under_way(False)

    def forget(self) -> None:
        """Say no more what came of the last copy."""
        for remark in (self._why, self._done, self._note, self._failed):
            remark.say("")
        self._open.setVisible(False)

    def begin(self, of: int, *, people: bool) -> None:
        """Show that a copy is under way, of so many rows or people."""
        self.forget()
        self._of, self._people = of, people
        self._show_under_way(True)
        self.go_on(0)
        self._stop.setEnabled(True)
        self._stop.setFocus()

    def go_on(self, done: int) -> None:
        """Show how far it has come."""
        self._bar.show_part(done, self._of)
        if done >= self._of:
            self._far.setText(self._words.text("exporting.under_way.checked"))
            return
        of = self._words.count("person" if self._people else "row", self._of)
        self._far.setText(
            self._words.text(f"exporting.under_way.{'people' if self._people else 'rows'}", done=done, rows=of)
        )

    def stopping(self) -> None:
        """Show that it was heard."""
        self._stop.setEnabled(False)

    def end(self) -> None:
        """Show the buttons again."""
        self._show_under_way(False)
        self._save.setFocus()

    def tell_done(self, text: str, note: str, folder: str) -> None:
        """Say what left, what to mind, and offer its folder."""
        self._folder = folder
        self._done.say(text)
        self._note.say(note)
        self._open.setVisible(True)
        self._open.setFocus()

    def tell_stopped(self) -> None:
        """Say that nothing was left."""
        self._note.say(self._words.text("exporting.done.stopped"))

    def tell_failed(self, text: str) -> None:
        """Say why nothing left."""
        self._failed.say(text)

    def _show_under_way(self, under_way: bool) -> None:
        for widget in (self._far, self._bar, self._stop):
            widget.setVisible(under_way)
        for widget in (self._close, self._save):
            widget.setVisible(not under_way)
        if under_way or not self._done.text():
            self._open.setVisible(False)

    @Slot()
    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder)):
            self._failed.say(self._words.text("exporting.done.not_opened", path=self._folder))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self._far)
        line.addWidget(self._bar, 1)
        line.addStretch(0)
        for button in (self._stop, self._open, self._close, self._save):
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        for remark in (self._why, self._done, self._note, self._failed):
            box.addWidget(remark)
        box.addLayout(line)
