"""Saving: asks once, says what will be written, and has the ledger's worker write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Weight
from gui.kit.entries import TextEntry
from gui.kit.labels import Words as Label
from gui.kit.messages import CalmDialog
from gui.kit.segmented import SegmentedChoice
from gui.screen.between_versions import as_correction
from gui.screen.drafts import Worker
from gui.screen.matches import Match, find_same
from gui.screen.texts import options
from gui.tasks import Lane
from screening.engine import Assessment
from screening.errors import EligoError
from screening.service import Saved, Site
from screening.wording import Words, headline

if TYPE_CHECKING:
    from screening.service.intake import Reckoning

CONTINUED, CORRECTED = "continued", "corrected"


@dataclass(frozen=True, slots=True)
class Request:
    """A case to be saved: `changes` and `unfinished` name fields for people, `others` people it is not."""

    history: Mapping[str, Any]
    on: date
    today: date
    assessment: Assessment
    name: str
    to_log: bool
    former: int | None = None
    number: str | None = None
    person: str | None = None
    others: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    imports: "tuple[Reckoning, ...]" = ()
    judged_by: str = ""
    """The former version that judged the case before; blank where it is the one in use."""

    @property
    def is_somebody_new(self) -> bool:
        """Say whether it may be somebody who was screened already and is not recognised yet."""
        return self.former is None and self.person is None


@dataclass(frozen=True, slots=True)
class _Prepared:
    matches: list[Match]
    next_number: str


class Saving(QObject):
    """One save at a time; whoever may have been screened already is asked about first."""

    saved = Signal(object, object)  # service.Saved, the history as it was saved
    matched = Signal(object)  # the Matches that must be settled first
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._worker, self._window = site, worker, window
        self._request: Request | None = None
        self._summary: Summary | None = None
        self._dialog: CalmDialog | None = None
        self._busy = False

    def ask(self, request: Request, words: Words) -> None:
        """Look whether the person is known, then ask whether to save."""
        if self._busy or self._dialog is not None:
            return
        self._request, self._words = request, words
        self._busy = True
        lane = Lane.NAMES if request.is_somebody_new else Lane.BOOK
        self._worker.run(lambda: _prepared(self._site, request), self._ask, self._fail, lane)

    @property
    def waits_for_names(self) -> bool:
        """Say whether a save waits until everybody's name was read, so that nobody is entered twice."""
        new = self._request is not None and self._request.is_somebody_new
        return self._busy and new and not self._site.listing.finds_names

    def _ask(self, prepared: _Prepared) -> None:
        self._busy = False
        request = self._request
        assert request is not None
        if prepared.matches:
            self.matched.emit(prepared.matches)
            return
        text = self._words.text
        self._summary = Summary(request, prepared.next_number, self._words)
        answers = (
            ("cancel", text("screen.saving.cancel"), Weight.PLAIN),
            ("save", text("screen.saving.save"), Weight.PRIMARY),
        )
        title = text("screen.saving.title" if request.to_log else "screen.saving.title_prescreening")
        self._dialog = CalmDialog.ask(
            self._window, title, self._summary.text, answers, name="saving", content=self._summary
        )
        self._dialog.answer("save").setEnabled(self._summary.is_settled())
        self._summary.settled.connect(self._settled)
        self._dialog.chosen.connect(self._chosen)
        self._dialog.finished.connect(self._closed)

    @Slot()
    def _settled(self) -> None:
        if self._dialog is not None and self._summary is not None:
            self._dialog.answer("save").setEnabled(self._summary.is_settled())

    @Slot(str)
    def _chosen(self, answer: str) -> None:
        request, summary = self._request, self._summary
        if answer != "save" or request is None or summary is None:
            return
        corrects, reason = summary.why() == CORRECTED, summary.reason()
        self._busy = True
        self._worker.run(
            lambda: self._site.save(
                _said(self._site, request, corrects=corrects),
                request.on,
                former=request.former,
                person=request.person,
                corrects=corrects,
                reason=reason,
                imports=request.imports,
            ),
            self._done,
            self._fail,
        )

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self._dialog = None

    def _done(self, saved: Saved) -> None:
        self._busy = False
        assert self._request is not None
        self.saved.emit(saved, self._request.history)

    def _fail(self, error: EligoError) -> None:
        self._busy = False
        self.failed.emit(error)


class Summary(QWidget):
    """What a save will write; for a case that was saved before, it asks what this one is."""

    settled = Signal()

    def __init__(self, request: Request, next_number: str, words: Words) -> None:
        super().__init__()
        self.text = _who(request, words)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        for line in _lines(request, next_number, words):
            box.addWidget(Label(line))
        self._why: SegmentedChoice | None = None
        if request.former is not None:
            question = words.text("screen.saving.why.ask")
            box.addWidget(Label(question, role="strong"))
            ways = options(words, "screen.saving.why", (CONTINUED, CORRECTED))
            self._why = SegmentedChoice(ways, name="saving.why", label=question)
            self._why.answered.connect(self._answered)
            box.addWidget(self._why)
        self._reason = self._asking(words.text("screen.saving.reason"), box)

    def _asking(self, question: str, box: QVBoxLayout) -> TextEntry:
        """Make the line for a correction's reason; it is in sight while one is being made."""
        self._question = Label(question, role="small", parent=self)
        line = TextEntry(name="saving.reason", label=question, parent=self)
        line.answered.connect(self._typed)
        for one in (self._question, line):
            one.setVisible(False)
            box.addWidget(one)
        return line

    def why(self) -> str | None:
        """Give what a further save is, None for a first one or while it is not said."""
        return self._why.value() if self._why is not None else None

    def reason(self) -> str:
        """Give why a mistake is corrected; blank for anything else."""
        return (self._reason.value() or "") if self.why() == CORRECTED else ""

    def is_settled(self) -> bool:
        """Say whether everything that must be said was said."""
        if self._why is None:
            return True
        return self.why() is not None and (self.why() != CORRECTED or bool(self.reason()))

    @Slot(object)
    def _answered(self, _value: object) -> None:
        corrects = self.why() == CORRECTED
        for one in (self._question, self._reason):
            one.setVisible(corrects)
        if corrects:
            self._reason.setFocus()
        self.settled.emit()

    @Slot(object)
    def _typed(self, _value: object) -> None:
        self.settled.emit()


def _said(site: Site, request: Request, *, corrects: bool) -> Mapping[str, Any]:
    """Give the history as it is saved: a correction says it as the version that judged the case asks."""
    former = request.former
    return as_correction(site, request.history, former) if corrects and former is not None else request.history


def _prepared(site: Site, request: Request) -> _Prepared:
    """Find whoever this may be already, and the number that comes next."""
    matches: list[Match] = []
    if request.is_somebody_new:
        matches = find_same(site, dict(request.history.get("subject") or {}), frozenset(request.others))
    return _Prepared(matches, site.next_number())


def _who(request: Request, words: Words) -> str:
    day = words.day(request.on, "date_full")
    name = request.name or words.text("screen.saving.nameless")
    key = "screen.saving.who_late" if request.on < request.today else "screen.saving.who"
    return words.text(key, name=name, day=day, today=words.day(request.today, "date_full"))


def _lines(request: Request, next_number: str, words: Words) -> Sequence[str]:
    """Say the verdict, where it goes, what changed, and what is left behind."""
    missing = len(request.assessment.open_questions)
    verdict = [headline(request.assessment, words)] + ([words.count("question", missing)] if missing else [])
    lines = [words.text("screen.sentence", text=one).strip() for one in verdict]
    if request.number:
        lines.append(words.text("screen.saving.keeps", number=request.number))
    elif request.to_log:
        lines.append(words.text("screen.saving.gets", number=next_number))
    else:
        lines.append(words.text("screen.saving.prescreening"))
    if request.former is not None:
        changes = words.listed(request.changes) or words.text("screen.saving.day_only")
        lines.append(words.text("screen.saving.changed", entry=request.former, changes=changes))
    if request.judged_by:
        lines.append(words.text("amendment.page.corrected_by", version=request.judged_by))
    if request.unfinished:
        lines.append(words.text("screen.saving.unfinished", fields=words.listed(request.unfinished)))
    return lines
