"""A series of laboratory results: the table, what each row is worth, and what a row still lacks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from gui.kit.cards import Card
from gui.kit.lab_delegate import CellLine
from gui.kit.lab_model import CellKind, Flag, LabColumn, LabModel
from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark
from gui.kit.labels import Words as Label
from gui.kit.pasted_results import PasteKeys
from gui.kit.segmented import Option
from gui.kit.tokens import Status
from gui.screen.answers import NO, YES
from gui.screen.charting import read_results, valid_for
from gui.screen.field_texts import lab_texts
from gui.screen.inputs import FieldInput
from gui.screen.results import (
    CONFIRMED,
    Row,
    faults_of,
    missing_of,
    result_kept,
    results_kept,
    results_shown,
    units_of,
)
from gui.screen.texts import Mnemonics
from screening.patient import Result
from screening.protocol import LabField, Protocol
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, LabRule
from screening.wording import Words, pretty_unit

_COUNTS_OF_PLATELETS = frozenset(("777-3", "26515-7", "778-1", "49497-1"))
_TUBES = ("EDTA", "citrate", "heparin", "other")


class LabInput(FieldInput):
    """The results of one field, typed or pasted; only whole rows reach the history."""

    def __init__(self, name: str, protocol: Protocol, card: Card, words: Words, today: date, *, titled: bool) -> None:
        super().__init__(name, card)
        field = protocol.field[name]
        assert isinstance(field, LabField)
        self._field = field
        self._protocol = protocol
        self._words = words
        self._columns = _Columns(protocol, name)
        self._valid_for = valid_for(protocol, name)
        self._former: Any = None
        self._on = today
        self._known: dict[tuple[tuple[str, str], ...], Result | None] = {}
        self._label = Label() if titled else None
        self._title = QHBoxLayout()
        if self._label is not None:
            holder = QWidget()
            holder.setLayout(self._title)
            self._title.setContentsMargins(0, 0, 0, 0)
            self._title.addWidget(self._label, 1)
            card.add(holder)
        self._table = LabTable(
            self._columns.made(words),
            lab_texts(words, field.ask.in_(words.language)),
            name=name,
            today=today,
            paste=_paste_keys(field, words),
        )
        self._lacking = Remark(Status.UNKNOWN, name=f"{name}.lacking")
        self._problem = Remark(Status.FAILED, name=f"{name}.refused")
        for widget in (self._table, self._lacking, self._problem):
            card.add(widget)
        self._table.answered.connect(self._answered)
        self._table.view.itemDelegate().closeEditor.connect(self._cell_left)

    def data(self) -> Any:
        return results_kept(self._former, self._rows(), self._field)

    def show_data(self, data: Any) -> None:
        self._former = data
        self._table.set_value(results_shown(data))
        self._problem.say("")
        self._judge()

    def unfinished(self) -> Any:
        rows = self._rows()
        partial = any(missing_of(row) or faults_of(row, self._field) for row in rows)
        return [dict(row) for row in rows] if partial else None

    def show_unfinished(self, data: Any) -> None:
        if isinstance(data, list) and all(isinstance(row, Mapping) for row in data):
            self._table.set_value([{str(key): str(text) for key, text in row.items()} for row in data])
            self._judge()

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        self._words = words
        label = self._field.ask.in_(words.language)
        if self._label is not None:
            self._label.setText(mnemonics.mark(label))
            self._label.setBuddy(self._table)
        self._table.retext(self._columns.made(words), lab_texts(words, label))
        self._judge()

    def set_today(self, today: date) -> None:
        self._table.set_today(today)

    def set_day_assessed(self, on: date) -> None:
        """Say of each result what it is worth on another day."""
        if on != self._on:
            self._on = on
            self._judge()

    def focus(self, item: str) -> QWidget:
        del item
        view = self._table.view
        view.go_to(view.model().index(view.model().rowCount() - 1, 0))
        return self._table

    def say_problem(self, text: str) -> None:
        self._problem.say(text)

    def put_signs(self, make: Callable[[str], QWidget]) -> None:
        sign = make(f"answers.{self.name}")
        if self._label is not None:
            self._title.addWidget(sign)
        else:
            self._card.put_in_head(sign)

    def _rows(self) -> tuple[Row, ...]:
        return self._table.value() or ()

    @Slot(object)
    def _answered(self, _rows: object) -> None:
        self._problem.say("")
        self._judge()
        self.changed.emit(self.name)

    @Slot()
    def _cell_left(self) -> None:
        # The line is still there while it says that it closes.
        QTimer.singleShot(0, self, self._judge)

    @Slot()
    def _judge(self) -> None:
        """Say beside each row what it is worth, or what it lacks; of the cell being typed into nothing is said."""
        rows = self._rows()
        typing = self._typing(rows)
        faults = {place: faults_of(row, self._field) for place, row in enumerate(rows)}
        lacks = {place: lacking for place, row in enumerate(rows) if (lacking := missing_of(row))}
        whole = {place: self._read(row) for place, row in enumerate(rows) if not faults[place] and place not in lacks}
        read = {place: result for place, result in whole.items() if result is not None}
        newest = self._newest(read.values())
        incomplete = Flag(Status.UNKNOWN, self._words.text("screen.lab.incomplete"))
        problems = {
            (place, key): self._words.text(f"screen.lab.fault.{key}", text=rows[place][key])
            for place, keys in faults.items()
            for key in keys
            if (place, key) != typing
        }
        flags = dict.fromkeys(lacks, incomplete) | {place: self._worth(one, newest) for place, one in read.items()}
        self._table.judge(flags, problems)
        told = [self._lacks(rows[place], parts) for place, parts in lacks.items()]
        self._lacking.say(self._words.text("screen.lab.lacking", rows=self._words.listed(told)) if told else "")

    def _lacks(self, row: Row, lacks: Sequence[str]) -> str:
        named = self._words.listed([self._words.text(f"screen.lab.lacks.{key}") for key in lacks])
        shown = row.get("value") or row.get("on") or self._words.text("screen.lab.row")
        return self._words.text("screen.lab.lacks_in", row=shown, parts=named)

    def _typing(self, rows: Sequence[Row]) -> tuple[int, str] | None:
        """Find the cell that is being typed into, as its row among `rows` and its column."""
        line, view = QApplication.focusWidget(), self._table.view
        index = view.currentIndex()
        model = index.model()
        if not isinstance(line, CellLine) or not view.isAncestorOf(line) or not isinstance(model, LabModel):
            return None
        if not index.column() < len(model.columns):
            return None
        filled = [place for place in range(model.rowCount()) if _is_filled(model, place)]
        if index.row() not in filled or len(filled) != len(rows):
            return None
        return filled.index(index.row()), model.columns[index.column()].key

    def _read(self, row: Row) -> Result | None:
        """Read a whole row, None where it can't be read."""
        key = tuple(row.items())
        if key not in self._known:
            read = read_results(self._protocol, self.name, [result_kept(row)])
            self._known[key] = read[0] if read else None
        return self._known[key]

    def _worth(self, result: Result, newest: int) -> Flag:
        """Say what a result is worth on the day assessed; `newest` is the day of the latest that can count."""
        today = self._on.toordinal()
        code, status = "counts", Status.MET
        if result.on > today:
            code, status = "later", Status.NEUTRAL
        elif not result.valid:
            code, status = "clumped" if result.plausible else "implausible", Status.UNKNOWN
        elif self._valid_for is not None and result.on + self._valid_for < today:
            code, status = "expired", Status.NEUTRAL
        elif result.on < newest:
            code, status = "older", Status.NEUTRAL
        return Flag(status, self._words.text(f"screen.lab.worth.{code}"))

    def _newest(self, results: Iterable[Result]) -> int:
        today = self._on.toordinal()
        return max((one.on for one in results if one.valid and one.on <= today), default=0)


def _is_filled(model: LabModel, place: int) -> bool:
    return any(model.text(model.index(place, column)) for column in range(len(model.columns)))


class _Columns:
    """A field's columns: tube and clumps for platelets, the limits of normal where a rule needs them."""

    def __init__(self, protocol: Protocol, name: str) -> None:
        field = protocol.field[name]
        assert isinstance(field, LabField)
        self._field = field
        self._platelets = bool(_COUNTS_OF_PLATELETS & set(field.loinc)) or name == "platelets"
        rules = [rule for one in protocol.criterion for rule in one.rules() if isinstance(rule, LabRule)]
        limits = [limit for rule in rules if rule.lab == name for limit in _limits(rule)]
        self._normals = tuple(key for key in ("uln", "lln") if any(limit.of.lower() == key for limit in limits))

    def made(self, words: Words) -> tuple[LabColumn, ...]:
        """Give the columns in a language."""
        units = tuple(Option(one, pretty_unit(one)) for one in units_of(self._field))
        found = [
            LabColumn("value", words.text("screen.lab.value"), width=56),
            LabColumn("unit", words.text("screen.lab.unit"), CellKind.CHOICE, units, width=80),
            LabColumn("on", words.text("screen.lab.on"), CellKind.MOMENT, width=88),
        ]
        found += [LabColumn(one, words.text(f"screen.lab.{one}"), width=60) for one in self._normals]
        if self._platelets:
            tubes = tuple(Option(one, words.text(f"screen.lab.tube.{one}")) for one in _TUBES)
            clumps = tuple(Option(one, words.text(f"screen.lab.clumped.{one}")) for one in (NO, YES, CONFIRMED))
            found.append(_folded("anticoagulant", words, tubes, 64))
            found.append(_folded("clumps", words, clumps, 76))
        return (*found, _folded("source", words, (), 110), _folded("by", words, (), 90))


def _limits(rule: LabRule) -> list[NormalLimit]:
    """List the limits of a rule that rest on the result's own limits of normal."""
    limit = rule.limit
    parts = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
    return [one for one in parts if isinstance(one, NormalLimit)]


def _folded(key: str, words: Words, options: tuple[Option, ...], width: int) -> LabColumn:
    kind = CellKind.CHOICE if options else CellKind.TEXT
    return LabColumn(key, words.text(f"screen.lab.{key}"), kind, options, folded=True, width=width)


def _paste_keys(field: LabField, words: Words) -> PasteKeys:
    """Know units by their common spellings, and tubes by their names; another unit is judged where its row is."""
    known = {spelling.lower(): ("unit", unit) for unit in units_of(field) for spelling in _spellings(unit)}
    for tube in _TUBES[:3]:
        known |= {name.lower(): ("anticoagulant", tube) for name in (tube, words.text(f"screen.lab.tube.{tube}"))}
    return PasteKeys("value", "unit", "on", known)


def _spellings(unit: str) -> tuple[str, ...]:
    pretty = pretty_unit(unit)
    return unit, unit.replace("*", "^"), pretty, pretty.removeprefix("× "), pretty.replace("× ", "×")
