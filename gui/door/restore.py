"""Going on from a backup: which file, who opens it, and which number was given out last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gui.door.page import DoorPage
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.entries import TextEntry
from screening.service import has_people
from screening.wording import Words


@dataclass(frozen=True, slots=True)
class Source:
    """A backup, and what opens it: a person's name and password, or a key file."""

    backup: Path
    name: str = ""
    password: str = field(default="", repr=False)
    key_file: Path | None = None


class RestorePage(DoorPage):
    """Asks for the backup, and then for whatever opens that one."""

    given = Signal(object)  # Source

    def __init__(self, words: Words) -> None:
        super().__init__(words, name="restore", key="door.restore", main="try")
        self._backup, self._choose_backup = self._ask_file("backup")
        self._name = self._ask_text("name")
        self._password = self._ask_password("password")
        self._key_file, self._choose_key = self._ask_file("keyfile")
        self._optional.add("keyfile")
        self._end()
        self._offer_back()
        self._choose_backup.clicked.connect(self._browse)
        self._choose_key.clicked.connect(self._browse)
        self._backup.textChanged.connect(self._show_what_opens_it)
        self._show_what_opens_it()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        for button in (self._choose_backup, self._choose_key):
            button.setText(self._text("choose"))

    def _ask_file(self, field: str) -> tuple[TextEntry, Button]:
        entry = TextEntry(name=f"restore.{field}", label="")
        choose = Button("", name=f"restore.{field}.choose")
        self._ask(field, entry, beside=choose)
        return entry, choose

    @Slot()
    def _browse(self) -> None:
        which = "backup" if self.sender() is self._choose_backup else "keyfile"
        dialog = QFileDialog(self, self._text(which), str(Path.home()))
        dialog.setObjectName(f"restore.{which}.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._backup.setText if which == "backup" else self._key_file.setText)
        dialog.fileSelected.connect(self._answered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_what_opens_it(self) -> None:
        """Ask for a password where people's keys lie beside the backup, else for the key file."""
        path = Path(self._backup.value() or "")
        there = bool(path.name) and path.is_file()
        people = there and has_people(path)
        for field_name, wanted in (("name", people), ("password", people), ("keyfile", there and not people)):
            self._rows[field_name].setVisible(wanted)

    def _hand_over(self) -> None:
        key_file = self._key_file.value()
        self.given.emit(
            Source(
                Path(self._backup.value() or ""),
                self._name.value() or "",
                self._password.value(),
                Path(key_file) if key_file else None,
            )
        )


class LastNumberPage(DoorPage):
    """The backup is sound; numbers given out since it was made are never given again."""

    given = Signal(str)  # the last number used, blank where none ever was
    places: ClassVar[Mapping[str, str]] = {"last-number": "last"}

    def __init__(self, entries: int, last: str | None, words: Words) -> None:
        super().__init__(words, name="lastnumber", key="door.lastnumber", main="finish")
        self._entries, self._known = entries, last
        self._last = self._ask_text("last")
        if last is None:
            self._optional.add("last")
        self._note = labels.Words(role="small")
        self._end(self._note)
        self._offer_back()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        last = self._known
        self._note.setText(self._text("known", last=last) if last else self._text("unknown"))

    def _introduction(self) -> str:
        return self._text("intro", length=self._entries)

    def _hand_over(self) -> None:
        self.given.emit(self._last.value() or "")
