"""Takes what was accepted from files into the case at hand, and back again as long as nothing followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.intake.importing import Accepted, Importing
from gui.kit.tokens import Status
from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.form import Form
from gui.screen.notice import Notice
from gui.screen.results import faults_of, missing_of, results_shown
from screening.protocol import LabField, Protocol
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


@dataclass(frozen=True, slots=True)
class _Before:
    """The case as it was before the last files were accepted, and as it was right afterwards."""

    history: Mapping[str, Any]
    unfinished: Mapping[str, Any]
    imports: "tuple[Reckoning, ...]"
    id: str
    after: Mapping[str, Any]


class Taking(QObject):
    """Asks for the files, has them shown, and keeps one step back."""

    failed = Signal(object)  # EligoError

    def __init__(
        self, site: Site, worker: Worker, case: Casework, form: Form, notice: Notice, words: Words, window: QWidget
    ) -> None:
        super().__init__(window)
        self._case, self._form, self._notice, self._words = case, form, notice, words
        self._protocol = site.protocol
        self._before: _Before | None = None
        self._importing = Importing(site, worker, form.history, window)
        self._importing.reading.connect(self._reading)
        self._importing.accepted.connect(self._take)
        self._importing.failed.connect(self.failed)

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    @Slot()
    def ask(self) -> None:
        """Ask for files of the person whose case is at hand."""
        if self._may():
            self._importing.ask(self._words)

    def read(self, paths: Sequence[Path]) -> None:
        """Show what files offer for the case at hand."""
        if self._may():
            self._importing.read(paths, self._words)

    def take_back(self) -> None:
        """Let everything be as it was before the last files; not where the form was changed since."""
        before, self._before = self._before, None
        same = before is not None and before.id == self._case.case.id and self._form.history() == before.after
        if before is not None and same:
            self._show(before.history, before.unfinished)
            self._case.take_imports(before.imports)
            self._form.identified.emit()
        key = "undone" if same else "not_undone"
        self._notice.tell(Status.NEUTRAL, self._words.text(f"importing.{key}"), seconds=8)

    def _may(self) -> bool:
        if self._case.is_locked:
            self._notice.tell(Status.NEUTRAL, self._words.text("screen.locked"), seconds=8)
        return not self._case.is_locked

    @Slot(bool)
    def _reading(self, under_way: bool) -> None:
        if under_way:
            self._notice.tell(Status.NEUTRAL, self._words.text("importing.reading"))
        else:
            self._notice.hide()

    @Slot(object)
    def _take(self, accepted: Accepted) -> None:
        """Let the form say what was accepted beside what it says; what was only begun stays begun."""
        history, unfinished = self._form.history(), self._form.unfinished()
        before = self._case.case.imports
        self._show(accepted.history, _beside(unfinished, accepted.history, self._protocol))
        self._before = _Before(history, unfinished, before, self._case.case.id, self._form.history())
        self._case.take_imports((*before, *accepted.imports))
        self._form.identified.emit()
        answers = self._words.count("answer", accepted.taken)
        self._notice.tell(Status.MET, self._words.text("importing.done", answers=answers), "undo_import")

    def _show(self, history: Mapping[str, Any], unfinished: Mapping[str, Any]) -> None:
        self._form.show_history(history)
        self._form.show_unfinished(unfinished)


def _beside(unfinished: Mapping[str, Any], history: Mapping[str, Any], protocol: Protocol) -> dict[str, Any]:
    """Give what was begun as it is to stand beside a history: half a result keeps its place among the whole ones."""
    answers = dict(unfinished.get("answers") or {})
    for name in tuple(answers):
        field = protocol.field[name]
        if isinstance(field, LabField):
            half = [row for row in answers[name] if missing_of(row) or faults_of(row, field)]
            answers[name] = [*results_shown((history.get("answers") or {}).get(name)), *half]
        elif (history.get("answers") or {}).get(name) is not None:
            del answers[name]  # it has an answer now
    return {**unfinished, "answers": answers}
