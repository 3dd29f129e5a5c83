"""The form of each act on a case: what it says, and what it asks."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.act_dialog import ActDialog, Asked
from gui.kit.buttons import Weight
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import TextEntry
from gui.kit.facts import Facts
from gui.kit.page import ReadingArea
from gui.kit.passwords import PasswordEntry
from gui.kit.segmented import Option
from gui.kit.ticks import Tick
from gui.log import acts, query_list
from gui.log.causes import cause_facts
from gui.screen.texts import date_texts
from screening.log import FORGETTING, reason_codes
from screening.service import Record
from screening.wording import Words, outcome_text, place_name
from screening.wording.causes import OnRecord

OTHERWISE = tuple(name for name in ("declined", "withdrew", "lost", "other"))


class ActForms:
    """Makes the dialog for an act; the words are those of `[act]`."""

    def __init__(
        self,
        record: Record,
        words: Words,
        today: date,
        parent: QWidget,
        *,
        place: str = "",
        names_signer: bool = False,
        on_record: Sequence[OnRecord] = (),
    ) -> None:
        self._record, self._words, self._today, self._parent = record, words, today, parent
        self._names_signer, self._on_record = names_signer, on_record
        self._place = place_name(record.protocol, words, place) if place else ""

    def open(self, act: str) -> ActDialog:
        """Make the dialog of an act and open it."""
        asked = _ASKED[act](self)
        weight = Weight.DANGER if act in (acts.FORGET, acts.TAKE_BACK) else Weight.PRIMARY
        key = f"act.{act}"
        number = self._record.row.number or ""
        title = f"{key}.title_at" if act == query_list.ASK and self._place else f"{key}.title"
        dialog = ActDialog(
            self._words.text(title, number=number, field=self._place),
            self._words.text(f"{key}.text", number=number),
            asked,
            (self._words.text(f"{key}.do"), weight),
            self._words.text("act.cancel"),
            name=f"act.{act}",
            parent=self._parent,
        )
        if act == acts.END:
            _Following(dialog, asked, self._words)
        dialog.open()
        return dialog

    # What is asked

    def _signing(self) -> list[Asked]:
        return [*self._signer(), self._password()]

    def _declining(self) -> list[Asked]:
        return [self._line("reason", needed=True), *self._signer(), self._password()]

    def _concluding(self) -> list[Asked]:
        return [self._worksheet(), *self._declining()]

    def _enrolling(self) -> list[Asked]:
        return [self._day(timed=True), self._line("subject_number"), self._line("remark")]

    def _failing(self) -> list[Asked]:
        row = self._record.row
        texts = {one.id: one.text.in_(self._words.language) for one in self._record.protocol.criterion}
        options = [Option(one, f"{one} · {texts.get(one, '')}") for one in row.failed]
        asked = [self._choice("primary", options), self._day(), self._line("remark")]
        if row.not_yet:
            tick = Tick(self._words.text("act.final"), name="act.final")
            asked.append(Asked("final", "", tick, lambda: "yes" if tick.isChecked() else None))
        return asked

    def _ending(self) -> list[Asked]:
        options = [Option(one, outcome_text(one, self._words)) for one in OTHERWISE]
        return [
            self._choice("outcome", options),
            self._choice("primary", []),
            self._day(),
            self._line("remark"),
        ]

    def _taking_back(self) -> list[Asked]:
        return [self._line("reason", needed=True)]

    def _deviating(self) -> list[Asked]:
        language = self._words.language
        options = [Option(one.id, f"{one.id} · {one.text.in_(language)}") for one in self._record.protocol.criterion]
        return [self._choice("criterion", options), self._day("found_on"), self._line("text", needed=True)]

    def _forgetting(self) -> list[Asked]:
        return [self._choice("reason", [Option(one, self._words.text(f"acts.forget.{one}")) for one in FORGETTING])]

    def _saying(self) -> list[Asked]:
        return [self._line("said", needed=True)]

    # Controls

    def _signer(self) -> list[Asked]:
        """Ask for the name as well, at the first signature of a session."""
        return [self._line("signer", needed=True)] if self._names_signer else []

    def _worksheet(self) -> Asked:
        """Show what is concluded on: it is read, not asked."""
        label = self._words.text("act.ask.worksheet")
        sheet = Facts(cause_facts(self._record, self._on_record, self._words), name="act.worksheet.facts")
        return Asked("worksheet", label, ReadingArea(sheet, name="act.worksheet", label=label), lambda: None, False)

    def _password(self) -> Asked:
        entry = PasswordEntry(name="act.password")
        text = self._words.text
        entry.retext(text("act.ask.password"), text("act.show_password"), text("act.hide_password"))
        return Asked("password", text("act.ask.password"), entry, entry.value)

    def _line(self, key: str, *, needed: bool = False) -> Asked:
        label = self._words.text(f"act.ask.{key}")
        entry = TextEntry(name=f"act.{key}", label=label)
        return Asked(key, label, entry, entry.value, needed)

    def _choice(self, key: str, options: Sequence[Option]) -> Asked:
        label = self._words.text(f"act.ask.{key}")
        choice = DropChoice(options, name=f"act.{key}", label=label, unanswered=self._words.text("act.choose"))
        if len(options) == 1:
            choice.set_value(options[0].id)
        return Asked(key, label, choice, choice.value)

    def _day(self, key: str = "on", *, timed: bool = False) -> Asked:
        label = self._words.text(f"act.ask.{key}")
        entry = DateEntry(date_texts(self._words, label), name=f"act.{key}", today=self._today, timed=timed)
        entry.set_value(self._today.isoformat())
        return Asked(key, label, entry, entry.value)


_ASKED: dict[str, Callable[[ActForms], list[Asked]]] = {
    acts.CONFIRM: ActForms._signing,
    acts.DECLINE: ActForms._declining,
    acts.ACKNOWLEDGE: ActForms._signing,
    acts.NO_OTHER_CAUSE: ActForms._concluding,
    acts.OTHER_CAUSE: ActForms._concluding,
    acts.ENROL: ActForms._enrolling,
    acts.FAIL: ActForms._failing,
    acts.END: ActForms._ending,
    acts.TAKE_BACK: ActForms._taking_back,
    acts.DEVIATE: ActForms._deviating,
    acts.DISMISS: ActForms._taking_back,
    acts.FORGET: ActForms._forgetting,
    query_list.ASK: ActForms._saying,
    query_list.ANSWER: ActForms._saying,
    query_list.AGAIN: ActForms._saying,
}


class _Following(QObject):
    """Offers the reasons that belong to the ending that was chosen."""

    def __init__(self, dialog: ActDialog, asked: Sequence[Asked], words: Words) -> None:
        super().__init__(dialog)
        self._dialog, self._words = dialog, words
        outcome, reason = (one.control for one in asked[:2])
        assert isinstance(outcome, DropChoice) and isinstance(reason, DropChoice)
        self._outcome, self._reason = outcome, reason
        dialog.show_asked("primary", False)
        outcome.answered.connect(self._chosen)

    @Slot(object)
    def _chosen(self, outcome: str | None) -> None:
        reasons = reason_codes(outcome) if outcome else ()
        text = self._words.text
        self._reason.set_value(None)
        self._reason.retext(
            [Option(one, text(f"acts.reason.{outcome}.{one}")) for one in reasons],
            text("act.ask.primary"),
            text("act.choose"),
        )
        self._dialog.show_asked("primary", bool(reasons))
