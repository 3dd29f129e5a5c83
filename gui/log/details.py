"""The chosen case as it was assessed: the verdict of its day, every criterion with its stored reason, who and when."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.chips import Chip
from gui.kit.criteria import AllCriteria
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.tokens import Status
from gui.kit.verdict import Verdict, VerdictBanner, VerdictState
from gui.log import causes, decided, sections
from gui.log.acts import NOTHING, Offered
from gui.log.printing import PRINT
from gui.log.query_list import ASK, QueryList, ShownQuery
from gui.screen.telling import Teller
from gui.values.marks import NOTHING as NO_MARKS
from gui.values.marks import Marks
from gui.values.sign import ValueSign, small_side
from screening.engine.fragility import Fragility
from screening.log import CaseRow, Change, as_assessed
from screening.service import Record, Signature
from screening.wording import Words
from screening.wording.causes import OnRecord
from screening.wording.fragility import second_look


@dataclass(frozen=True, slots=True)
class Shown:
    """A case and every entry of its person."""

    record: Record
    family: tuple[CaseRow, ...]
    signatures: tuple[Signature, ...] = ()
    offered: Offered = NOTHING
    queries: tuple[ShownQuery, ...] = ()
    may_ask: bool = False
    may_print: bool = False
    changes: tuple[Change, ...] = ()
    marks: Marks = NO_MARKS
    may_screen: bool = True
    identified: bool = True
    second_look: Fragility | None = None
    in_use: str = ""
    """The version that the study screens by."""
    on_record: tuple[OnRecord, ...] = ()


class DetailsPane(QWidget):
    """A page that says to choose a case, or the case; built anew for each."""

    case_wanted = Signal(int)
    strike_wanted = Signal(int)
    entry_wanted = Signal(int)  # another entry of the same person
    act_wanted = Signal(str, int)  # an act on the case, and the query that it is about, or 0
    value_wanted = Signal(str)  # the history of a value, by its place

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log.details")
        self._words = words
        self._shown: Shown | None = None
        self._empty = _Empty()
        self._scroll = QScrollArea()
        self._scroll.setObjectName("log.details.scroll")
        self._scroll.setProperty("reading", True)
        self._scroll.setWidgetResizable(True)
        self._box = QStackedLayout(self)
        self._box.addWidget(self._empty)
        self._box.addWidget(self._scroll)
        self.retext(words)

    @property
    def shown(self) -> Shown | None:
        """Give the case in sight."""
        return self._shown

    def retext(self, words: Words) -> None:
        """Tell everything in another language, the reasons too: they are stored as codes."""
        self._words = words
        self.setAccessibleName(words.text("logpage.details"))
        self._scroll.setAccessibleName(words.text("logpage.details"))
        self._empty.say(words.text("logpage.choose"))
        self.show_case(self._shown)

    def show_case(self, shown: Shown | None) -> None:
        """Show a case, or that none is chosen."""
        self._shown = shown
        former = self._scroll.takeWidget()
        if former is not None:
            former.deleteLater()
        if shown is None:
            self._box.setCurrentWidget(self._empty)
            return
        case = _Case(shown, self._words)
        case.case_wanted.connect(self.case_wanted)
        case.strike_wanted.connect(self.strike_wanted)
        case.entry_wanted.connect(self.entry_wanted)
        case.act_wanted.connect(self.act_wanted)
        case.value_wanted.connect(self.value_wanted)
        self._scroll.setWidget(case)
        self._box.setCurrentWidget(self._scroll)


class _Empty(QWidget):
    """One sentence in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._text = labels.Words(role="muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.addStretch(1)
        box.addWidget(self._text)
        box.addStretch(2)

    def say(self, text: str) -> None:
        self._text.setText(text)


class _Case(Scrolled):
    """One case."""

    case_wanted = Signal(int)
    strike_wanted = Signal(int)
    entry_wanted = Signal(int)
    act_wanted = Signal(str, int)
    value_wanted = Signal(str)

    def __init__(self, shown: Shown, words: Words) -> None:
        super().__init__()
        self.setObjectName("log.case")
        self._words = words
        self._record = shown.record
        self._family = shown.family
        self._shown = shown
        self._entries = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 18)
        self._column.setSpacing(theme.GRID * 3)
        self._add_head()
        self._add_decided()
        self._add_actions()
        self._add_queries()
        self._add_verdict()
        self._add_second_look()
        self._add_facts()
        self._add_changes()
        self._add_answers()
        self._add_assumptions()
        self._add_history()
        self._column.addStretch(1)

    def _text(self, key: str, **values: object) -> str:
        return self._words.text(key, **values)

    def _add_head(self) -> None:
        row, person = self._record.row, self._record.person
        line = QHBoxLayout()
        title = " · ".join(filter(None, (row.number or self._text("logpage.no_number"), person.name)))
        line.addWidget(labels.Words(title, role="page"), 1)
        if row.state != "current":
            status = Status.FAILED if row.state == "struck" else Status.NEUTRAL
            line.addWidget(Chip(status, self._text(f"state.{row.state}"), name="log.case.state"))
        self._column.addLayout(line)
        if row.state == "struck":
            why = self._record.struck_because or self._text("logpage.reason_forgotten")
            self._column.addWidget(labels.Words(self._text("logpage.struck_because", reason=why)))
        if self._judged_before:
            told = self._text("amendment.page.open_former", version=row.protocol_version, used=self._shown.in_use)
            remark = Remark(Status.NOT_YET, name="log.case.former_version")
            remark.say(told)
            self._column.addWidget(remark)

    @property
    def _judged_before(self) -> bool:
        """Say whether the case is still open and was judged by a version that another one replaced."""
        row, used = self._record.row, self._shown.in_use
        return row.state == "current" and row.outcome is None and bool(used) and row.protocol_version != used

    def _add_decided(self) -> None:
        """Tell what became of the case, and who signed it."""
        line = FlowLayout(gap=theme.GRID * 2)
        for chip in decided.chips(self._record.row, self._words):
            line.addWidget(Chip(chip.status, chip.text, name=f"log.case.{chip.name}"))
        self._column.addLayout(line)
        for told in decided.signed(self._shown.signatures, self._words):
            self._column.addWidget(labels.Words(told, role="small"))
        if self._shown.offered.waits_for:
            waits = self._text(f"act.waits_for.{self._shown.offered.waits_for}")
            self._column.addWidget(labels.Words(waits, role="muted"))

    def _add_queries(self) -> None:
        if self._shown.queries:
            self._add_title(self._text("query.title"))
            told = QueryList(self._shown.queries, self._record.protocol, self._words)
            told.wanted.connect(self.act_wanted)
            self._column.addWidget(told)

    def _add_acts(self, line: FlowLayout) -> None:
        for place, act in enumerate(self._shown.offered.next):
            weight = Weight.PRIMARY if place == 0 else Weight.PLAIN
            self._add_act(act, weight, line)

    def _add_act(self, act: str, weight: Weight, line: FlowLayout) -> None:
        key = {ASK: "query.ask", PRINT: "checklist.begin"}.get(act, f"act.{act}.begin")
        button = Button(self._text(key), name=f"log.act.{act}", weight=weight)
        button.setProperty("act", act)
        button.clicked.connect(self._want_act)
        line.addWidget(button)

    def _add_actions(self) -> None:
        line = FlowLayout(gap=theme.GRID * 2)
        row = self._record.row
        again = "amendment.page.judge_again" if self._judged_before else "logpage.open_case"
        self._open = Button(self._text(again), name="log.open", icon="screen")
        self._strike = Button(self._text("logpage.strike"), name="log.strike", weight=Weight.DANGER)
        self._open.clicked.connect(self._want_case)
        self._strike.clicked.connect(self._want_strike)
        self._add_acts(line)
        if row.state == "current" and self._shown.may_screen:
            line.addWidget(self._open)
        elif row.superseded_by is not None:
            newer = Button(
                self._text("logpage.newer", seq=row.superseded_by),
                name="log.newer",
                weight=Weight.PLAIN,
                icon="history",
            )
            self._entries.addButton(newer, row.superseded_by)
            line.addWidget(newer)
        if row.struck_by is None and self._shown.may_screen:
            line.addWidget(self._strike)
        self._column.addLayout(line)
        more = FlowLayout(gap=theme.GRID * 2)
        for act in self._shown.offered.others:
            self._add_act(act, Weight.LINK, more)
        if self._shown.may_ask:
            self._add_act(ASK, Weight.LINK, more)
        if self._shown.may_print:
            self._add_act(PRINT, Weight.LINK, more)
        self._column.addLayout(more)

    def _add_verdict(self) -> None:
        teller = Teller(self._record.protocol, self._words)
        assessment = as_assessed(self._record.said, self._record.protocol)
        self._column.addWidget(VerdictBanner(self._told_verdict(teller.verdict(assessment)), name="log.verdict"))
        criteria = AllCriteria(name="log.criteria", label=self._text("logpage.criteria"))
        criteria.set_rows(teller.rows(assessment))
        self._column.addWidget(criteria)

    def _add_second_look(self) -> None:
        """Tell whether the verdict was solid, the slips that would have reversed it, and the margins."""
        if self._shown.second_look is not None:
            self._add_title(self._text("fragility.title"))
            facts = sections.second_look_facts(self._shown.second_look, self._record.protocol, self._words)
            told = second_look(self._shown.second_look, self._record.protocol, self._words)
            self._column.addWidget(labels.Words(told))
            self._column.addWidget(Facts(facts, name="log.second_look"))

    def _told_verdict(self, told: Verdict) -> Verdict:
        """Await nobody where an investigator has signed already."""
        if told.state is not VerdictState.ELIGIBLE or self._record.row.signed not in ("confirmed", "declined"):
            return told
        key = f"logpage.verdict.{self._record.row.signed}"
        return replace(told, headline=self._text(key), detail="")

    def _add_facts(self) -> None:
        self._add_title(self._text("logpage.recorded_title"))
        self._column.addWidget(
            Facts(
                sections.entry_facts(self._record, self._words), name="log.facts", beside=self._sign, room=small_side()
            )
        )

    def _add_assumptions(self) -> None:
        assumed = self._record.protocol.assumptions(self._words.language)
        if assumed:
            self._add_title(self._text("logpage.assumptions"))
            for one in assumed:
                self._column.addWidget(labels.Words(one, role="muted"))

    def _add_changes(self) -> None:
        """Tell every field that was changed since the first entry, its former value beside it."""
        facts = sections.changed_facts(self._shown.changes, self._record.protocol, self._words)
        if facts:
            self._add_title(self._text("logpage.changed"))
            self._column.addWidget(Facts(facts, name="log.changes"))

    def _add_answers(self) -> None:
        told = causes.told_causes(self._record, self._shown.on_record, self._shown.signatures, self._words)
        for title, facts in sections.answer_facts(self._record, self._words, self._shown.identified, told):
            self._add_title(title)
            self._column.addWidget(Facts(facts, name="log.answers", beside=self._sign, room=small_side()))

    def _sign(self, fact: Fact) -> ValueSign | None:
        """Make the sign beside an answer that was changed, or that somebody asks about."""
        mark = self._shown.marks.of(fact.key)
        if not fact.key or not (mark.any or self._shown.may_ask):
            return None
        sign = ValueSign(fact.key, name=f"log.value.{fact.key}", small=True)
        sign.show_mark(mark, fact.name, self._words, may_ask=self._shown.may_ask)
        sign.wanted.connect(self.value_wanted)
        return sign

    def _add_history(self) -> None:
        self._add_title(self._text("logpage.history"))
        for row in self._family:
            said = sections.history_line(row, self._words)
            if row.seq == self._record.row.seq:
                self._column.addWidget(labels.Words(self._text("logpage.this_entry", line=said), role="strong"))
                continue
            link = Button(said, name=f"log.entry.{row.seq}", weight=Weight.LINK)
            self._entries.addButton(link, row.seq)
            self._column.addWidget(link)
        self._entries.idClicked.connect(self.entry_wanted)

    def _add_title(self, text: str) -> None:
        self._column.addSpacing(theme.GRID)
        self._column.addWidget(labels.Words(text, role="title"))

    @Slot()
    def _want_case(self) -> None:
        self.case_wanted.emit(self._record.row.seq)

    @Slot()
    def _want_act(self) -> None:
        self.act_wanted.emit(str(self.sender().property("act")), 0)

    @Slot()
    def _want_strike(self) -> None:
        self.strike_wanted.emit(self._record.row.seq)
