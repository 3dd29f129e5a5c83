"""What bears on each question, beside it: what files had on record, and of a cause what was entered already."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.form import Form
from screening.errors import EligoError
from screening.protocol import CAUSES, WorksheetField
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from screening.wording.causes import OnRecord


class Noting(QObject):
    """Follows the form and the case at hand; says nothing anew while nothing that bears on anything changed."""

    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, case: Casework, form: Form, words: Words) -> None:
        super().__init__(form)
        self._site, self._worker, self._case, self._form, self._words = site, worker, case, form, words
        self._protocol = site.protocol
        self._answers: Mapping[str, Any] = {}
        self._on_record: tuple[OnRecord, ...] = ()
        self._seq = 0
        self._said: object = None
        case.shown.connect(self._read)

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    def follow(self, history: Mapping[str, Any], refused: Collection[str]) -> None:
        """Say what bears on each question by what the form says now, but for the places that can't be read."""
        given = history.get("answers") or {}
        if given:
            given = {name: given[name] for name in self._bearing & given.keys() if f"answers.{name}" not in refused}
        self._answers = given
        self._say()

    def _say(self) -> None:
        found = (self._words, self._case.case.imports, self._on_record, self._answers)
        if found != self._said:
            self._said = deepcopy(found)
            self._form.say_noted(self._told())

    def _told(self) -> dict[str, str]:
        told: dict[str, str] = {}
        # Not at the top: the page, which is there long before there is anything to note, would wait for it.
        if self._case.case.imports:
            from gui.intake.telling import told_noted

            told = told_noted(self._case.case.imports, self._protocol, self._words)
        sheet = self._protocol.field.get(CAUSES)
        if isinstance(sheet, WorksheetField) and (self._answers or self._on_record):
            from screening.wording.causes import Worksheet, told_fact

            facts = Worksheet({"answers": self._answers}, self._protocol, self._words, self._on_record)
            for item in sheet.items:
                place = f"{CAUSES}.{item}"
                told[place] = "\n".join(filter(None, (told.get(place, ""), *map(told_fact, facts.facts(item)))))
        return told

    @cached_property
    def _bearing(self) -> frozenset[str]:
        from screening.wording.causes import bearing_on_causes

        return bearing_on_causes(self._protocol)

    @Slot()
    def _read(self) -> None:
        """Have what the files of a saved case had on record read from the book."""
        record = self._case.record
        seq = record.row.seq if record is not None else 0
        if seq != self._seq:
            self._seq, self._on_record = seq, ()
            if seq:
                self._worker.run(partial(self._site.trail.on_record, seq), partial(self._take, seq), self._fail)

    def _take(self, seq: int, on_record: "tuple[OnRecord, ...]") -> None:
        if seq == self._seq:
            self._on_record = on_record
            self._say()

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
