"""What keeps a draft on the disk while it is written: nothing typed is lost, and nothing of another window's."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from gui.tasks import Tasks
from screening.errors import EligoError
from screening.protocol.draft import Draft
from screening.service import OpenDraft, ProtocolDrafts


class Keeping(QObject):
    """Knows what lies on the disk; `draft` is what the editor says now."""

    kept = Signal()  # all of it lies on the disk
    not_kept = Signal()  # `why` says why
    went_back = Signal(object)  # the Draft on the disk, for the editor to go on with

    asks = "drafting.unsaved"

    def __init__(self, drafts: ProtocolDrafts, opened: OpenDraft, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._drafts, self._opened, self._tasks = drafts, opened, tasks
        self.draft: Draft = opened.draft
        self.why: EligoError | None = None
        """Why what was changed last is not kept; None where it is, or soon will be."""

    @property
    def name(self) -> str:
        """Give the name of the draft in the folder."""
        return self._opened.name

    @property
    def is_kept(self) -> bool:
        """Say whether all of it lies on the disk."""
        return self.draft.text == self._opened.draft.text

    @Slot()
    def keep(self) -> None:
        """Keep what was changed; `kept` or `not_kept` tells what came of it."""
        self._keep_by(self._save)

    @Slot()
    def keep_apart(self) -> None:
        """Keep it as a draft of its own, beside what somebody else made of the one it was."""
        self._keep_by(self._begin_another)

    @Slot()
    def take_theirs(self) -> None:
        """Go on with what lies on the disk; a step back, and it is as it was here."""
        self._tasks.run(partial(self._drafts.open, self.name), self._take, self._fail)

    def finish(self) -> Path:
        """Put the draft beside the site's other protocol files; a worker calls it."""
        return self._drafts.finish(self.name)

    def has_unsaved(self) -> bool:
        """Say whether something can't be kept; what only waits for a pause is kept now."""
        self.park()
        return not self.is_kept

    def park(self) -> None:
        """Keep it before anything else happens."""
        try:
            self._save()
        except EligoError as error:
            self._fail(error)
        else:
            self._done()

    def discard(self) -> None:
        """Go back to what is kept."""
        if not self.is_kept:
            self.went_back.emit(self._opened.draft)
        self._done()

    def _keep_by(self, act: Callable[[], None]) -> None:
        if self.is_kept:
            self._done()
        else:
            self._tasks.run(act, self._done, self._fail)

    def _save(self) -> None:
        # Whatever it says by now: what waited for a worker never takes the place of what was typed later.
        if not self.is_kept:
            self._opened.save(self.draft)

    def _begin_another(self) -> None:
        self._opened = self._drafts.begin(self.draft)

    def _take(self, opened: OpenDraft) -> None:
        if isValid(self):
            self._opened = opened
            self.went_back.emit(opened.draft)
            self._done()

    def _done(self, _nothing: None = None) -> None:
        if isValid(self) and self.is_kept:
            self.why = None
            self.kept.emit()

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self.why = error
            self.not_kept.emit()
