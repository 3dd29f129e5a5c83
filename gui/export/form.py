"""The left side: one question under the other, of which only those are in sight that count for what is chosen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.export.choices import STUDY, Choices, Offers, formats_of, whats
from gui.export.question import Question
from gui.export.template import TemplateChoice
from gui.kit.drop_choice import DropChoice
from gui.kit.page import Scrolled
from gui.kit.segmented import Option, SettledChoice
from gui.kit.tiles import TileChoice
from screening.log import WhyIdentified
from screening.service import WHY_IDENTIFIED, Format, Level, Template
from screening.wording import Words

_LEVELS = ("coded", "deidentified", "identified")
_ENTRIES, _ORDERS = ("current", "all"), ("oldest", "newest")


class ExportForm(Scrolled):
    """Tells each change at once, as everything that is chosen then."""

    changed = Signal(object)  # Choices

    def __init__(self, offers: Offers, chosen: Choices, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export.form")
        self._offers, self._words, self._chosen = offers, words, chosen.within(offers)
        self._what = self._choice("what", [(one, f"export.view.{one}") for one in whats(offers)])
        self._table = self._formats("table", "screening")
        self._standard = self._formats("standard", STUDY)
        levels = [(one, f"exporting.level.{one}", f"exporting.means.{one}") for one in _LEVELS]
        options = [Option(one, words.text(label), words.text(hint)) for one, label, hint in levels]
        self._level = TileChoice(options, name="export.level", label=words.text("exporting.ask.level"))
        self._reason = DropChoice(
            [Option(one, words.text(f"export.reason.{one}")) for one in WHY_IDENTIFIED],
            name="export.reason",
            label=words.text("exporting.ask.reason"),
            unanswered=words.text("exporting.ask.choose"),
        )
        self._entries = self._choice("entries", [(one, f"exporting.entries.{one}") for one in _ENTRIES])
        self._order = self._choice("order", [(one, f"exporting.order.{one}") for one in _ORDERS])
        self._template = TemplateChoice(words)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def chosen(self) -> Choices:
        """Give what is chosen."""
        return self._chosen

    def refuse_template(self, why: str) -> None:
        """Say that the template can't be used."""
        self._template.refuse(why)

    # What is chosen

    @Slot(str)
    @Slot(object)
    def _take(self, _value: object = None) -> None:
        """Read every control, and keep what was chosen within what may leave."""
        read = Choices(
            what=str(self._what.value()),
            table=cast(Format, self._table.value()) if self._table else self._chosen.table,
            standard=cast(Format, self._standard.value()) if self._standard else self._chosen.standard,
            level=cast(Level, self._level.value()),
            reason=cast(WhyIdentified | None, self._reason.value()),
            current_only=self._entries.value() == _ENTRIES[0],
            newest_first=self._order.value() == _ORDERS[1],
            template=self._chosen.template,
        )
        self._choose(read)

    @Slot(object)
    def _take_template(self, template: Template | None) -> None:
        self._choose(replace(self._chosen, template=template))

    def _choose(self, chosen: Choices) -> None:
        self._chosen = chosen.within(self._offers)
        self._show()
        self.changed.emit(self._chosen)

    def _show(self) -> None:
        """Show what is chosen, and the questions that it leaves."""
        now, text = self._chosen, self._words.text
        self._what.set_value(now.what)
        for control, value in ((self._table, now.table), (self._standard, now.standard)):
            if control is not None:
                control.set_value(value)
        self._level.set_value(now.level)
        self._level.show_only(self._offers[now.what, now.format])
        self._reason.set_value(now.reason)
        self._entries.set_value(_ENTRIES[0] if now.current_only else _ENTRIES[1])
        self._order.set_value(_ORDERS[1] if now.newest_first else _ORDERS[0])
        self._questions["what"].explain(text(f"exporting.what.{now.what}"))
        self._template.show_template(now.template)
        for name in ("table", "standard"):
            if name in self._questions:
                self._questions[name].explain(text(f"exporting.shape.{now.format}"))
        in_sight = {
            "table": now.what != STUDY,
            "standard": now.what == STUDY,
            "reason": now.asks_reason,
            "entries": now.what == "screening",
            "order": now.what != STUDY,
            "template": now.takes_template,
        }
        for name, shown in in_sight.items():
            if name in self._questions:
                self._questions[name].setVisible(shown)

    # Parts

    def _choice(self, name: str, labelled: Sequence[tuple[str, str]]) -> SettledChoice:
        options = [Option(one, self._words.text(key)) for one, key in labelled]
        return SettledChoice(options, name=f"export.{name}", label=self._words.text(f"exporting.ask.{name}"))

    def _formats(self, name: str, what: str) -> SettledChoice | None:
        """Make the choice among the formats of a log or of the study; None where none may be taken."""
        found = formats_of(what, self._offers)
        if not found:
            return None
        options = [Option(one, self._words.text(f"exporting.format.{one}")) for one in found]
        return SettledChoice(options, name=f"export.{name}", label=self._words.text("exporting.ask.format"))

    def _lay_out(self) -> None:
        asked: list[tuple[str, str, QWidget | None]] = [
            ("what", "what", self._what),
            ("table", "format", self._table),
            ("standard", "format", self._standard),
            ("level", "level", self._level),
            ("reason", "reason", self._reason),
            ("entries", "entries", self._entries),
            ("order", "order", self._order),
            ("template", "template", self._template),
        ]
        self._questions = {
            name: Question(self._words.text(f"exporting.ask.{label}"), control, name=f"export.{name}.question")
            for name, label, control in asked
            if control is not None
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(2, 2, theme.GRID * 3, 2)
        box.setSpacing(theme.GRID * 3)
        for question in self._questions.values():
            box.addWidget(question)
        box.addStretch(1)

    def _connect(self) -> None:
        for control in (self._what, self._table, self._standard, self._reason, self._entries, self._order):
            if control is not None:
                control.answered.connect(self._take)
        self._level.answered.connect(self._take)
        self._template.chosen.connect(self._take_template)
