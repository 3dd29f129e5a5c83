"""Acts on the chosen case: opens the form of an act, has the ledger's worker record it, and says what came of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.act_dialog import ActAtHand
from gui.log import acts, query_list
from gui.log.act_forms import ActForms
from gui.screen.drafts import Worker
from gui.told import told
from screening.errors import EligoError
from screening.service import Record, Site, today
from screening.wording import Words
from screening.wording.causes import OnRecord

Values = Mapping[str, str]


class Acting(QObject):
    """One act at a time."""

    done = Signal(str)  # what was recorded, in words; "" where nothing needs to be said
    failed = Signal(object)  # EligoError, of an act that asks for nothing

    def __init__(self, site: Site, tasks: Worker, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._tasks, self._window = site, tasks, window
        self._at_hand = ActAtHand(self)
        self._act = ""
        self._record: Record | None = None
        self._query, self._place = 0, ""

    def begin(
        self,
        act: str,
        record: Record,
        words: Words,
        query: int = 0,
        place: str = "",
        on_record: Sequence[OnRecord] = (),
    ) -> None:
        """Open the form of an act on a case, on one of its values, or on a query; closing a query asks for nothing.

        `on_record` is what files had on record that bears on the case.
        """
        if self._at_hand.is_open:
            return
        if act == query_list.CLOSE:
            self._tasks.run(partial(self._site.queries.close, query), self._ended, self._fail)
            return
        self._act, self._record, self._words, self._query, self._place = act, record, words, query, place
        forms = ActForms(
            record,
            words,
            today(),
            self._window,
            place=place,
            names_signer=self._site.signatures.asks_name(),
            on_record=on_record,
        )
        self._at_hand.begin(forms.open(act), self._do)

    @Slot(object)
    def _do(self, values: Values) -> None:
        assert self._record is not None
        about = self._query or self._record.row.seq
        act = partial(_ACTS[self._act], self._site, about, {**values, "place": self._place})
        self._tasks.run(act, self._recorded, self._refused)

    def _recorded(self, _entry: object) -> None:
        assert self._record is not None
        number = self._record.row.number or ""
        self._at_hand.finish()
        self.done.emit(self._words.text(f"act.{self._act}.done", number=number))

    def _refused(self, error: EligoError) -> None:
        self._at_hand.refuse(told(error, self._words))

    def _ended(self, _entry: object) -> None:
        self.done.emit("")

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)


def _sign(meaning: str, site: Site, seq: int, values: Values) -> object:
    name, why = values.get("signer"), values.get("reason", "")
    return site.signatures.sign(seq, meaning, values["password"], name=name, why=why)  # type: ignore[arg-type]


def _enrol(site: Site, seq: int, values: Values) -> object:
    return site.outcomes.record(
        seq,
        "enrolled",
        on=values["on"] or None,
        subject_number=values["subject_number"] or None,
        remark=values["remark"],
    )


def _fail(site: Site, seq: int, values: Values) -> object:
    return site.outcomes.record(
        seq,
        "screen_failure",
        primary=values["primary"] or None,
        on=values["on"] or None,
        remark=values["remark"],
        definitely=bool(values.get("final")),
    )


def _end(site: Site, seq: int, values: Values) -> object:
    ending, primary = values["outcome"], values["primary"]
    return site.outcomes.record(seq, ending, primary=primary or None, on=values["on"] or None, remark=values["remark"])  # type: ignore[arg-type]


def _take_back(site: Site, seq: int, values: Values) -> object:
    return site.outcomes.take_back(seq, values["reason"])


def _deviate(site: Site, seq: int, values: Values) -> object:
    return site.outcomes.deviation(seq, values["criterion"], values["found_on"], values["text"])


def _dismiss(site: Site, seq: int, values: Values) -> object:
    return site.amendments.dismiss(seq, values["reason"])


def _forget(site: Site, seq: int, values: Values) -> object:
    return site.forgetting.forget(site.record(seq).row.person, values["reason"])  # type: ignore[arg-type]


def _ask(site: Site, seq: int, values: Values) -> object:
    return site.queries.ask(seq, values["said"], values["place"])


def _answer(site: Site, query: int, values: Values) -> object:
    return site.queries.answer(query, values["said"])


def _ask_again(site: Site, query: int, values: Values) -> object:
    return site.queries.ask_again(query, values["said"])


_ACTS: dict[str, Callable[[Site, int, Values], object]] = {
    acts.CONFIRM: partial(_sign, acts.CONFIRM),
    acts.DECLINE: partial(_sign, acts.DECLINE),
    acts.ACKNOWLEDGE: partial(_sign, acts.ACKNOWLEDGE),
    acts.NO_OTHER_CAUSE: partial(_sign, acts.NO_OTHER_CAUSE),
    acts.OTHER_CAUSE: partial(_sign, acts.OTHER_CAUSE),
    acts.ENROL: _enrol,
    acts.FAIL: _fail,
    acts.END: _end,
    acts.TAKE_BACK: _take_back,
    acts.DEVIATE: _deviate,
    acts.DISMISS: _dismiss,
    acts.FORGET: _forget,
    query_list.ASK: _ask,
    query_list.ANSWER: _answer,
    query_list.AGAIN: _ask_again,
}
