"""The case at hand: begun, opened, parked, taken up again, saved; and its draft, which follows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.screen.answers import changed_places
from gui.screen.between_versions import in_form_of
from gui.screen.drafts import Draft, Drafts, Worker
from gui.screen.form import Form
from screening.errors import EligoError
from screening.log import CaseRow, Person
from screening.service import Record, Saved, Site, today

if TYPE_CHECKING:
    from screening.service.intake import Reckoning

_PAUSE = 1_500
"""Milliseconds from the first keystroke that is not kept yet until the draft is: all that a crash can cost."""


class Casework(QObject):
    """Knows which case the form shows, what it was when it was last saved, and which drafts wait."""

    shown = Signal()  # another case, or another state of it: everything is to be told anew
    failed = Signal(object)  # EligoError
    taken_up = Signal()

    asks = "unsaved"

    def __init__(self, site: Site, worker: Worker, form: Form) -> None:
        super().__init__(form)
        self._site, self._worker, self._form = site, worker, form
        self._drafts = Drafts(site, worker, self.failed.emit)
        self.case = Draft()
        self.record: Record | None = None
        self._baseline: Mapping[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.keep)

    # What there is

    @property
    def day(self) -> date:
        """The day assessed."""
        return self.case.day or today()

    @property
    def waiting(self) -> list[Draft]:
        """The drafts beside the case at hand."""
        return self._drafts.besides(self.case.id)

    def is_open_elsewhere(self, draft: str) -> bool:
        """Answer whether another window has a form open."""
        return self._drafts.is_open_elsewhere(draft)

    @property
    def interrupted(self) -> Draft | None:
        """The draft that the program left open when it last ended."""
        return next((one for one in self.waiting if not one.parked), None)

    @property
    def is_locked(self) -> bool:
        """Whether the case can't be saved again: a later entry speaks for it, or it is struck through."""
        return self.record is not None and self.record.row.state != "current"

    @property
    def is_former(self) -> bool:
        """Whether a former version of the protocol judged the case as it was last saved."""
        return self.record is not None and self.record.protocol != self._site.protocol

    def changes(self) -> tuple[str, ...]:
        """Name what differs from the case as it was last saved."""
        return changed_places(self._baseline, self._form.history())

    def has_unsaved(self) -> bool:
        """Say whether something was entered or begun since the last save."""
        if self.is_locked:
            return False
        return self._form.history() != self._baseline or bool(self._form.unfinished() or self.case.imports)

    # What is done

    def new(self) -> None:
        """Begin a new case; the one at hand is parked where it holds something."""
        if self._left():
            self._show(Draft())

    def begin_with(self, history: Mapping[str, Any], imports: "tuple[Reckoning, ...]") -> bool:
        """Begin a new case with what files gave; the one at hand is parked. False where it can't be."""
        if not self._left():
            return False
        self._show(Draft(imports=imports), history)
        self.keep()
        return True

    def open(self, seq: int) -> None:
        """Open a saved case; the one at hand is parked where it holds something."""
        self._worker.run(lambda: self._site.record(seq), self._opened, self.failed.emit)

    def take_up(self, id: str) -> None:
        """Go on with a draft; the case at hand is parked where it holds something."""
        draft = next((one for one in self.waiting if one.id == id), None)
        if draft is None or not self._left():
            return
        draft = replace(draft, parked=False)
        self._drafts.keep(draft)
        former = draft.former
        if former is None:
            self._take_up(draft, None)
        else:
            self._worker.run(
                lambda: self._site.record(former), lambda record: self._take_up(draft, record), self.failed.emit
            )

    @Slot()
    def park(self) -> None:
        """Keep the case at hand for later, at once, and begin a new one."""
        self.new()

    @Slot()
    def discard(self) -> None:
        """Drop what was not saved of the case at hand, and its draft with it."""
        self._timer.stop()
        try:
            self._drafts.drop(self.case.id)
        except EligoError as error:
            self.failed.emit(error)
            return
        self._show(Draft())

    def saved(self, saved: Saved, history: Mapping[str, Any]) -> None:
        """Stay with a case that was just saved: its draft goes, and a further save continues it.

        What was typed while it was written stays in the form, unsaved.
        """
        self._timer.stop()
        self._drop()
        self.case = Draft(former=saved.seq, number=saved.number, person=saved.person, on=self.case.on)
        self._baseline = history
        self._worker.run(lambda: self._site.record(saved.seq), self._stay, self.failed.emit)

    def screen_again(self, person: Person, before: CaseRow | None) -> None:
        """Make the case at hand a new attempt of somebody screened before, as the entry before it knew them."""
        subject = dict(self._form.history().get("subject") or {})
        known = {"name": person.name, "hospital_number": person.hospital_number, "birth_date": person.birth_date}
        known["sex"] = before.sex or "" if before else ""
        subject |= {key: part for key, part in known.items() if part}
        self.case = replace(self.case, person=person.id, earlier=before.number if before else None)
        self._form.show_subject(subject)
        self.touch()
        self.shown.emit()

    def attempt_again(self) -> None:
        """Begin a new attempt of the person whose case is open, with nothing answered but who it is."""
        record = self.record
        if record is None or not self._left():
            return
        subject = record.history.get("subject") or {}
        kept = {key: part for key, part in subject.items() if key != "consent"}
        self._show(Draft(person=record.person.id, earlier=record.row.number), {"subject": kept})
        self.touch()

    def someone_else(self, person: str) -> None:
        """Remember that the person typed is not this one."""
        self.case = replace(self.case, others=(*self.case.others, person))

    def take_imports(self, imports: "tuple[Reckoning, ...]") -> None:
        """Remember from which files the case at hand has answers, until it is saved."""
        self.case = replace(self.case, imports=imports)
        self.touch()
        self.shown.emit()

    def set_day(self, day: date) -> None:
        """Assess for another day; today's is no day of its own, so that it moves on at midnight."""
        self.case = replace(self.case, on=None if day == today() else day.isoformat())
        self.touch()
        self.shown.emit()

    def touch(self) -> None:
        """Keep the draft soon; what is typed meanwhile is kept with it."""
        if not self._timer.isActive():
            self._timer.start()

    # Within

    @Slot()
    def keep(self) -> None:
        """Keep the draft of the case at hand, where it holds something."""
        self._timer.stop()
        if self.has_unsaved():
            self._drafts.keep(self._draft())
        elif self._drafts.has(self.case.id):
            self._drop()

    def _drop(self) -> None:
        try:
            self._drafts.drop(self.case.id)
        except EligoError as error:
            self.failed.emit(error)

    def _draft(self, *, parked: bool = False) -> Draft:
        history, unfinished = self._form.history(), self._form.unfinished()
        return replace(self.case, history=history, unfinished=unfinished, parked=parked)

    def _left(self) -> bool:
        """Park the case at hand where it holds something; False where the store refuses."""
        self._timer.stop()
        try:
            if self.has_unsaved():
                self._drafts.keep_now(self._draft(parked=True))
            else:
                self._drafts.drop(self.case.id)
        except EligoError as error:
            self.failed.emit(error)
            return False
        return True

    def _opened(self, record: Record) -> None:
        if self._left():
            self._show_record(record)

    def _show_record(self, record: Record) -> None:
        self._show(_case_of(record), record.history, record, opened=True)

    def _stay(self, record: Record) -> None:
        self.record = record
        self.case = replace(self.case, earlier=record.row.earlier)
        self.shown.emit()
        if self.has_unsaved():
            self.touch()

    def _take_up(self, draft: Draft, record: Record | None) -> None:
        self._show(draft, draft.history, record)
        self.taken_up.emit()

    def _show(
        self,
        case: Draft,
        history: Mapping[str, Any] | None = None,
        record: Record | None = None,
        *,
        opened: bool = False,
    ) -> None:
        self.case, self.record = case, record
        self._form.show_history(in_form_of(self._site.protocol, history or {}, record if opened else None))
        self._form.show_unfinished(case.unfinished)
        self._form.who.fold_if_filled(known=record is not None)
        self._baseline = self._form.history() if opened else record.history if record is not None else {}
        self.shown.emit()


def _case_of(record: Record) -> Draft:
    """Give the case that goes on from a saved one."""
    row = record.row
    day = None if row.on_day == today().isoformat() else row.on_day
    return Draft(former=row.seq, person=row.person, number=row.number, earlier=row.earlier, on=day)
