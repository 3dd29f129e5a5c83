"""What the part at hand comes to: as people will read it, as the form will ask it, its examples, what to look at."""

from dataclasses import replace
from functools import partial
from string import ascii_lowercase
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.drafting.controls import in_language
from gui.drafting.editing import Editing
from gui.drafting.examples import ExamplesModel, ExamplesTable, another
from gui.follow.adverse_input import AdverseInput
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.holder import Holder
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.tokens import Status
from gui.screen.fields import input_of
from gui.screen.inputs import FieldInput
from gui.screen.texts import Mnemonics
from screening.protocol import AdverseEventsField, Protocol, ctcae
from screening.protocol.parts import JUDGED, Part
from screening.review.asked import facts_of
from screening.review.drafted import Finding
from screening.service import today
from screening.wording import Words, placed
from screening.wording.rules import criterion_rule

_STEP = 14
_MOST = 40


class Preview(QScrollArea):
    """Follows every look of the worker; the table of examples stays, so that a cell that is edited does."""

    def __init__(self, editing: Editing, words: Words) -> None:
        super().__init__()
        self.setObjectName("drafting.preview")
        self.setAccessibleName(words.text("drafting.preview"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._editing, self._words = editing, words
        page = Scrolled()
        self._box = QVBoxLayout(page)
        self._box.setContentsMargins(0, 0, theme.GRID * 3, theme.GRID * 4)
        self._box.setSpacing(theme.GRID * 3)
        self._told = Card(words.text("drafting.as_read"), name="drafting.as_read")
        self._findings = Card(words.text("drafting.findings"), name="drafting.findings")
        self._examples = self._of_examples()
        for card in (self._told, self._findings, self._examples):
            self._box.addWidget(card)
        self._box.addStretch(1)
        self._said, self._listed = Holder(), Holder()
        self._told.add(self._said)
        self._findings.add(self._listed)
        self.setWidget(page)
        editing.rebuilt.connect(self.follow)
        editing.changed.connect(self._follow_examples)
        editing.looked.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what was seen last."""
        self._said.hold(self._as_read())
        self._listed.hold(self._list())
        self._follow_examples()
        self._run()

    # As people read it

    def _as_read(self) -> QWidget:
        part, text = self._editing.part, self._words.text
        made, box = _column()
        if part is None or part.kind == "other":
            return made
        protocol = self._editing.glance.of(part.area)
        if part.kind in JUDGED:
            self._of_criterion(box, part, protocol)
        elif part.kind == "field" and protocol is not None and part.name in protocol.field:
            self._of_field(box, part.name, protocol)
        elif part.kind == "protocol":
            box.addWidget(labels.Words(in_language(part.data.get("title"), self._words.language), role="title"))
            box.addWidget(labels.Words(self._counted(), role="muted"))
        else:
            said = self._said_by(part)
            box.addWidget(labels.Words(said or text("drafting.nothing"), role="body" if said else "muted"))
        return made

    def _counted(self) -> str:
        parts = self._editing.draft.parts
        criteria, waiting = sum(part.kind == "criterion" for part in parts), sum(part.waits for part in parts)
        return self._words.text("drafting.state", n=criteria, waiting=waiting)

    def _said_by(self, part: Part) -> str:
        """Tell what a part without a rule says."""
        data, text = part.data, self._words.text
        if part.kind == "follow_up":
            field = next((one for one in self._editing.draft.parts if one.name == data.get("begins")), None)
            asked = in_language(field.data.get("ask"), self._words.language) if field else ""
            return text("drafting.begins_on", field=asked) if asked else ""
        if part.kind == "graded":
            terms = (ctcae.terms().get(str(one)) for one in data.values())
            return self._words.listed([one.label.in_(self._words.language) for one in terms if one is not None])
        return in_language(data.get("title" if part.kind == "section" else "text"), self._words.language)

    def _of_criterion(self, box: QVBoxLayout, part: Part, protocol: Protocol | None) -> None:
        data, text = part.data, self._words.text
        kind = data.get("kind")
        known = f"drafting.word.{kind}" if part.area else f"kind.{kind}"
        head = f"{data.get('id', '')} · {text(known)}" if self._words.has(known) else ""
        box.addWidget(labels.Words(head, role="small"))
        box.addWidget(labels.Words(in_language(data.get("text"), self._words.language), role="strong"))
        criterion = self._editing.glance.criterion(part)
        if criterion is None or protocol is None:
            key = "no_rule_yet" if self._editing.waits(self._editing.place) else "not_whole"
            remark = Remark(Status.UNKNOWN, name="drafting.not_whole")
            remark.say(text(f"drafting.{key}"))
            box.addWidget(remark)
            return
        for depth, line in criterion_rule(criterion, protocol, self._words).lines():
            label = labels.Words(line, role="body" if depth < 2 else "muted")
            label.setContentsMargins(theme.current().px(_STEP) * depth, 0, 0, 0)
            box.addWidget(label)

    def _of_field(self, box: QVBoxLayout, name: str, protocol: Protocol) -> None:
        card = Card(self._words.text("drafting.as_asked"), name="drafting.as_asked")
        field: object = protocol.field[name]
        if isinstance(field, AdverseEventsField):
            one: FieldInput = AdverseInput(name, field, card, self._words, today())
        else:
            one = input_of(protocol, name, card, self._words, today(), titled=True)
        one.retext(self._words, Mnemonics(ascii_lowercase))
        box.addWidget(card)
        facts = [Fact(label, told) for label, told in facts_of(protocol, name, self._words) if told]
        box.addWidget(Facts(facts, name="drafting.facts", share=30))

    # Examples

    def _of_examples(self) -> Card:
        text = self._words.text
        card = Card(text("drafting.examples"), name="drafting.examples.card")
        self._model = ExamplesModel(self._words)
        self.table = ExamplesTable(self._model, self._words)
        self._hint = labels.Words(text("drafting.hint.examples"), role="small")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        more = Button(text("drafting.add.example"), name="drafting.examples.add", weight=Weight.LINK, icon="plus")
        drop = Button(text("drafting.remove_example"), name="drafting.examples.remove", weight=Weight.LINK)
        row.addWidget(more)
        row.addWidget(drop)
        row.addStretch(1)
        for widget in (self.table, line, self._hint):
            card.add(widget)
        more.clicked.connect(self._add)
        drop.clicked.connect(self._remove_current)
        self.table.remove_wanted.connect(self._remove)
        self._model.answered.connect(self._answered)
        return card

    @Slot()
    def _follow_examples(self) -> None:
        part = self._editing.part
        shown = part is not None and part.kind in JUDGED
        self._examples.setVisible(shown)
        if part is not None and shown:
            self._model.show_part(self._editing.draft, part)

    def _run(self) -> None:
        part = self._editing.part
        if part is not None and part.kind in JUDGED:
            seen = self._editing.glance
            self._model.show_results(seen.tried(part, self._model.examples, self._words))

    @Slot(object)
    def _answered(self, examples: list[dict[str, Any]]) -> None:
        part = self._editing.part
        if part is not None:
            data = {key: one for key, one in part.data.items() if key != "examples"}
            self._editing.change(data | ({"examples": examples} if examples else {}), "examples", rebuild=False)

    @Slot()
    def _add(self) -> None:
        self._answered(another(self._model.examples, today()))
        row = self._model.rowCount() - 1
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.setCurrentIndex(self._model.index(row, 0))

    @Slot()
    def _remove_current(self) -> None:
        if self.table.currentIndex().isValid():
            self._remove(self.table.currentIndex().row())

    @Slot(int)
    def _remove(self, row: int) -> None:
        self._answered([one for place, one in enumerate(self._model.examples) if place != row])

    # What to look at

    def _list(self) -> QWidget:
        made, box = _column()
        editing, text = self._editing, self._words.text
        whole = editing.part is None or editing.part.kind == "protocol"
        found = [one for one in editing.findings if whole or one.part == editing.place]
        for one in found[:_MOST]:
            box.addWidget(self._line(one))
        if len(found) > _MOST:
            box.addWidget(labels.Words(text("drafting.more_findings", n=len(found) - _MOST), role="small"))
        if not found:
            key = "in_order" if whole and editing.tried else "nothing_found" if editing.tried else "looking"
            remark = Remark(Status.MET if editing.tried else Status.NEUTRAL, name="drafting.in_order")
            remark.say(text(f"drafting.{key}"))
            box.addWidget(remark)
        return made

    def _line(self, one: Finding) -> QWidget:
        # A rule that nobody wrote yet is no failure.
        waits = self._editing.waits(one.problem.place.removesuffix(".rule"))
        status = Status.UNKNOWN if waits else Status.FAILED if one.grave else Status.NOT_YET
        remark = Remark(status, name="drafting.finding")
        here = one.part == self._editing.place and bool(one.part)
        place = one.problem.place.removeprefix(one.part).lstrip(".") if here else one.problem.place
        if waits:
            remark.say(self._words.text("drafting.no_rule_yet"))
        else:
            remark.say(placed(replace(one.problem, place=place), self._words))
        if one.part == self._editing.place or one.part not in self._editing.draft.places:
            return remark
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        go = Button(self._words.text("drafting.go"), name=f"drafting.go.{one.part}", weight=Weight.LINK)
        go.clicked.connect(partial(self._go, one.part))
        row.addWidget(remark, 1)
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _go(self, place: str) -> None:
        if place in self._editing.draft.places:
            self._editing.choose(self._editing.draft.places.index(place))


def _column() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.GRID)
    return made, box
