"""What is done on the Screen page: every keystroke is judged; cases are opened, parked and saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit import keys
from gui.kit.tokens import Status
from gui.screen.asking import Asking
from gui.screen.assumptions import show_assumptions
from gui.screen.case_bar import CaseBar
from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.form import Form
from gui.screen.former_version import FormerVersion
from gui.screen.header import Header, Heading
from gui.screen.heading import heading_of
from gui.screen.judging import Judge, fields_of
from gui.screen.marking import Marking
from gui.screen.notice import Notice
from gui.screen.noting import Noting
from gui.screen.parking import Parking
from gui.screen.recognising import Recognising
from gui.screen.requests import refusal, request_of
from gui.screen.saving import Saving
from gui.screen.search import PeopleSearch
from gui.screen.second_look import Looking
from gui.screen.side import VerdictSide
from gui.screen.standing import StandingNote
from gui.screen.taking import Taking
from gui.told import told
from screening.engine.fragility import Fragility
from screening.errors import EligoError
from screening.service import Saved, Site, today
from screening.wording import Words

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


@dataclass(frozen=True, slots=True)
class Parts:
    """What the page is made of."""

    form: Form
    side: VerdictSide
    header: Header
    search: PeopleSearch
    bar: CaseBar
    notice: Notice


class Work(QObject):
    """Wires the parts of the page to one open book."""

    saved = Signal(object)  # service.Saved
    recorded = Signal()  # the book has a new entry that is no case
    titled = Signal(str)  # the screening number, or that the case is new; never who it is

    def __init__(self, site: Site, worker: Worker, words: Words, parts: Parts, page: QWidget) -> None:
        super().__init__(page)
        self._site, self._words, self._page = site, words, page
        self._form, self._side, self._header = parts.form, parts.side, parts.header
        self._search, self._bar, self._notice = parts.search, parts.bar, parts.notice
        self._judge = Judge(site)
        self._looking = Looking(self._second_look, self._side.second_look)
        self.case = Casework(site, worker, self._form)
        self._asking = Asking(site.protocol, page)
        self._parking = Parking(self.case, self._asking, words, page, self._header.parked)
        self._saving = Saving(site, worker, page)
        self.taking = Taking(site, worker, self.case, self._form, self._notice, words, page)
        self._noting = Noting(site, worker, self.case, self._form, words)
        self._known = Recognising(site, worker, self._form, self.case)
        self.marking = Marking(site, worker, self._form, self.case, words, page)
        self.standing = StandingNote(site, worker, self.case, self._notice)
        self._former = FormerVersion(site, self.case, self._notice, words)
        self._title = ""
        self._question = ""
        self._search.search_in(site, worker, self._fail)
        self._connect()

    def begin(self) -> None:
        """Show the new case, with whatever was typed of it already, and offer what the program left open."""
        self._show_case()
        if self.case.has_unsaved():
            self.case.touch()
            self._form.identified.emit()
        if told := self._parking.interrupted():
            self._notice.tell(Status.NOT_YET, told, "take_up")
        self.standing.look()

    @Slot()
    def new_case(self) -> None:
        """Begin a new case; the one at hand is parked where it holds something."""
        self.case.new()
        self._form.focus_on("subject.name")

    def open_question(self, seq: int, question: str) -> None:
        """Open a saved case as of today, with the cursor where a question is open; the one at hand is parked."""
        self._question = question or _DAY
        record = self.case.record
        if record is not None and record.row.seq == seq:
            self._go_to_question()
        else:
            self.case.open(seq)

    def take_up(self, draft: str, question: str) -> None:
        """Go on with a form that is not saved, with the cursor where a question is open."""
        self._question = question
        if self.case.is_open_elsewhere(draft):
            self._notice.tell(Status.NOT_YET, self._words.text("screen.open_elsewhere"))
        elif self.case.case.id == draft:
            self._go_to_question()
        else:
            self.case.take_up(draft)

    def _go_to_question(self) -> None:
        question, self._question = self._question, ""
        if question and self.case.case.former is not None and self.case.day != today():
            self.case.set_day(today())
        if question and question != _DAY:
            self._form.focus_on(question)

    def begin_case(self, history: Mapping[str, Any], imports: "tuple[Reckoning, ...]", told: str) -> None:
        """Begin a case with what files gave, and say where from; the one at hand is parked.

        Where a form was begun for that hospital number already, go on with that one instead.
        """
        number = history["subject"]["hospital_number"]
        if _number(self._form.history()) == number and self.case.has_unsaved():
            return
        begun = next((one for one in self.case.waiting if one.former is None and _number(one.history) == number), None)
        if begun is not None:
            self.case.take_up(begun.id)
        elif self.case.begin_with(history, imports):
            self._notice.tell(Status.NEUTRAL, told)
            self._form.identified.emit()
            self._form.focus_on("subject.name")

    def retext(self, words: Words) -> None:
        """Show everything in another language; no answer is lost."""
        self._words = words
        self._form.retext(words)
        self.marking.retext(words)
        self.taking.retext(words)
        self._noting.retext(words)
        self._parking.retext(words)
        self._former.retext(words)
        self._side.retext(words)
        self._header.retext(words)
        self._notice.retext_all(words)
        self._show_case()

    # Every keystroke

    @Slot()
    def _edited(self) -> None:
        self._refresh()
        self.case.touch()

    def _refresh(self) -> None:
        """Judge what the form says and show it; nothing is built, only changed."""
        self._form.set_today(today())
        history = self._form.history()
        assessment, refused, values = self._judge.judge(history, self.case.day)
        self._form.say_refused(refused, self._words)
        self._noting.follow(history, refused)
        self._form.follow(assessment, values)
        self._side.show_assessment(assessment, history.get("answers") or {})
        self._header.show_heading(self._heading())
        self._looking.wait()

    def _second_look(self) -> Fragility:
        return self._judge.second_look(self._form.history(), self.case.day)

    def _heading(self) -> Heading:
        return heading_of(self._site, self.case, self._form, self._words)

    # The case at hand

    @Slot()
    def _show_case(self) -> None:
        self._form.set_locked(self.case.is_locked)
        self._refresh()
        self._header.show_day(self.case.day)
        self._bar.tell(self.case, self._site.protocol, self._words)
        title = self.case.case.number or self._words.text("screen.new_case")
        if title != self._title:
            self._title = title
            self.titled.emit(title)
        if self._question:
            self._go_to_question()

    @Slot(str)
    def _act(self, action: str) -> None:
        record = self.case.record
        if action == "today":
            self.case.set_day(today())
        elif action == "again":
            self.case.attempt_again()
        elif action == "newer" and record is not None and record.row.superseded_by is not None:
            self.case.open(record.row.superseded_by)
        elif action == "undo_import":
            self.taking.take_back()
        elif action == "take_up" and self.case.interrupted is not None:
            self.case.take_up(self.case.interrupted.id)

    @Slot(object)
    def _day_chosen(self, day: date) -> None:
        if day != self.case.day:
            self.case.set_day(day)

    @Slot(str)
    def _go_to_criterion(self, criterion: str) -> None:
        """Put the cursor where the criterion's answer is: what is open first, else the first field it rests on."""
        result = next(one for one in self._side.assessment().criteria if one.id == criterion)
        for place in (*result.open_questions, *fields_of(self._site.protocol, criterion))[:1]:
            self._form.focus_on(place)

    # Parking, asking

    @Slot()
    def _was_parked(self) -> None:
        self._notice.tell(Status.MET, self._words.text("screen.parked_now"), seconds=4)

    @Slot(str, object)
    def _ask_rest(self, name: str, items: tuple[str, ...]) -> None:
        self._asking.ask_rest(name, items, self._site.actor.name, self._words, late=self.case.day < today())

    @Slot(str, object)
    def _rule_out(self, name: str, items: tuple[str, ...]) -> None:
        self._form.rule_out(name, items, self._site.actor.name, today())

    @Slot()
    def _show_assumptions(self) -> None:
        show_assumptions(self._site.protocol, self._words, self._page)

    # Saving

    @Slot()
    def _save(self) -> None:
        if (key := refusal(self.case, self._form)) is None:
            self._saving.ask(request_of(self.case, self._form, self._side.assessment(), self._words), self._words)
            if self._saving.waits_for_names:
                self._notice.tell(Status.NEUTRAL, self._words.text("screen.reading_names"), seconds=8)
        else:
            action = "today" if self.case.day > today() else ""
            self._notice.tell(Status.NEUTRAL, self._words.text(key), action, seconds=8)

    @Slot(object, object)
    def _was_saved(self, saved: Saved, history: Mapping[str, Any]) -> None:
        self.case.saved(saved, history)
        self._form.who.fold_if_filled(known=True)
        self._notice.tell_saved(saved.number)
        self.saved.emit(saved)

    @Slot(str)
    def _was_recorded(self, told: str) -> None:
        if told:
            self._notice.tell(Status.MET, told, seconds=8)
        self.recorded.emit()

    # Words to the person

    @Slot()
    def _must_settle(self) -> None:
        self._notice.tell(Status.UNKNOWN, self._words.text("screen.settle_first"))

    @Slot(object)
    def _fail(self, error: EligoError) -> None:
        self._notice.tell(Status.FAILED, told(error, self._words))

    def _connect(self) -> None:
        self._form.changed.connect(self._edited)
        self._form.rest_asked.connect(self._ask_rest)
        self.case.shown.connect(self._show_case)
        self._side.asked.connect(self._form.focus_on)
        self._side.criterion_opened.connect(self._go_to_criterion)
        self._side.day_picked.connect(self._day_chosen)
        self._header.assumptions_asked.connect(self._show_assumptions)
        self._search.chosen.connect(self.case.open)
        self._header.new_asked.connect(self.new_case)
        self._header.import_asked.connect(self.taking.ask)
        self._header.parked_asked.connect(self._parking.list)
        self._header.save_asked.connect(self._save)
        self._header.day_chosen.connect(self._day_chosen)
        self._bar.acted.connect(self._act)
        self._notice.wanted.connect(self._act)
        self._parking.parked.connect(self._was_parked)
        self._asking.rest_confirmed.connect(self._rule_out)
        self._saving.saved.connect(self._was_saved)
        self._saving.matched.connect(self._known.ask_first)
        self._known.must_settle.connect(self._must_settle)
        self.marking.acted.connect(self._was_recorded)
        for part in (self.case, self._saving, self.taking, self._noting, self._known, self.marking):
            part.failed.connect(self._fail)
        acts = {"new": self.new_case, "save": self._save, "files": self.taking.ask}
        acts |= {"person": self._search.take_cursor, "park": self._parking.park_or_list}
        for act, slot in acts.items():
            keys.bind(self._page, "screen", act, slot)


_DAY = "day"
"""Stands for no question in a case that is to be judged as of today."""


def _number(history: Mapping[str, Any]) -> str | None:
    return (history.get("subject") or {}).get("hospital_number")
