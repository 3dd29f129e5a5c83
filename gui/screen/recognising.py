"""Somebody who was screened already is recognised before a second record begins."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.form import Form
from gui.screen.matches import Match, find_same
from gui.tasks import Lane
from screening.errors import EligoError
from screening.log import Person
from screening.service import Site


class Recognising(QObject):
    """Looks for the person typed, and does what is decided about whoever is found."""

    must_settle = Signal()  # a save waits until it is said who this is
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, form: Form, case: Casework) -> None:
        super().__init__(form)
        self._site, self._worker, self._form, self._case = site, worker, form, case
        form.identified.connect(self._look)
        form.matches.opened.connect(case.open)
        form.matches.again.connect(self._screen_again)
        form.matches.someone_else.connect(self._someone_else)

    @Slot(object)
    def ask_first(self, matches: Sequence[Match]) -> None:
        """Show who it may be and put the cursor there; the save is asked for again afterwards."""
        self._form.focus_on("subject.name")
        self._form.matches.show_matches(matches)
        self._form.matches.focus()
        self.must_settle.emit()

    @Slot()
    def _look(self) -> None:
        case = self._case.case
        if case.former is not None or case.person is not None:
            self._form.matches.show_matches(())
            return
        subject, others = self._form.who.subject(), frozenset(case.others)
        self._worker.run(lambda: find_same(self._site, subject, others), self._found, self._fail, Lane.NAMES)

    def _found(self, matches: list[Match]) -> None:
        self._form.matches.show_matches(matches)

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _screen_again(self, person: Person) -> None:
        rows = [one.row for one in self._form.matches.matches() if one.person.id == person.id]
        self._case.screen_again(person, rows[0] if rows else None)

    @Slot(str)
    def _someone_else(self, person: str) -> None:
        self._case.someone_else(person)
        left = [one for one in self._form.matches.matches() if one.person.id != person]
        self._form.matches.show_matches(left)
