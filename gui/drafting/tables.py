"""The tables of the form: answers to choose, items of a worksheet, terms; and by which term results are graded."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.drafting.lines import named
from gui.drafting.values import Path
from gui.kit import labels
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.entries import TextEntry, mark_invalid
from gui.kit.segmented import Option
from gui.kit.ticks import Tick
from screening.protocol import ctcae
from screening.protocol.fields import LabField
from screening.protocol.slots import Slot, slots

if TYPE_CHECKING:
    from gui.drafting.controls import Controls


class AnswerTables(QWidget):
    """One table below the other, each with its name, which changes wherever the file speaks of it."""

    def __init__(self, controls: "Controls", slot: Slot, path: Path, value: Any) -> None:
        super().__init__()
        self._controls, self._words, self._slot, self._path = controls, controls.words, slot, path
        held = value if isinstance(value, dict) else {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        for key, one in held.items():
            box.addWidget(self._table(key, one if isinstance(one, dict) else {}))
        text = self._words.text(f"drafting.add.{slot.name}")
        more = Button(text, name=f"{named(path)}.add", weight=Weight.LINK, icon="plus")
        more.clicked.connect(partial(self._add, held))
        box.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _table(self, key: str, held: Mapping[str, Any]) -> QWidget:
        controls, path, slot = self._controls, (*self._path, key), self._slot
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        line = QHBoxLayout()
        edit = TextEntry(name=f"{named(path)}.name", label=self._words.text("drafting.name"))
        edit.setText(key)
        edit.editingFinished.connect(partial(self._rename, key, edit))
        drop = IconButton("trash", self._words.text("drafting.remove"), name=f"{named(path)}.remove")
        drop.clicked.connect(partial(controls.take_out, path))
        line.addWidget(edit, 1)
        line.addWidget(drop)
        box.addLayout(line)
        for inner in slots(slot.of):
            if inner.kind == "yes":
                tick = controls.yes((*path, inner.name), held.get(inner.name), controls.label(slot.name, inner.name))
                assert isinstance(tick, Tick)
                tick.setText(controls.label(slot.name, inner.name))
                box.addWidget(tick)
            elif inner.needed or inner.name in held:
                label = f"{key}, {controls.label(slot.name, inner.name)}"
                box.addWidget(controls.control(inner, (*path, inner.name), held, label))
        return made

    def _add(self, held: Mapping[str, Any]) -> None:
        names = (f"{self._words.text('drafting.answer_id')}_{number}" for number in range(1, 1000))
        name = next(one for one in names if one not in held)
        self._controls.put((*self._path, name), {"label": {"en": ""}}, rebuild=True)

    def _rename(self, key: str, edit: TextEntry) -> None:
        name = edit.value() or key
        edit.set_value(name)
        editing = self._controls.editing
        mark_invalid(edit, name != key and not editing.rename_answer(str(self._path[-1]), key, name))


class Grades(QWidget):
    """By which CTCAE term the results of each laboratory question of the follow-up are graded, if by any."""

    def __init__(self, controls: "Controls", path: Path, value: Any) -> None:
        super().__init__()
        held = value if isinstance(value, dict) else {}
        words = controls.words
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        terms = [Option(one.id, one.label.in_(words.language)) for one in ctcae.terms().values()]
        asked = {one.id: one.label for one in controls.fields(LabField)}
        for name, label in (asked | {one: one for one in held if one not in asked}).items():
            choice = controls.drop(terms, named((*path, name)), label, words.text("drafting.not_graded"))
            choice.set_value(held.get(name) if isinstance(held.get(name), str) else None)
            choice.answered.connect(partial(controls.chosen, (*path, name)))
            mark = labels.Words(label)
            mark.setBuddy(choice)
            box.addWidget(mark)
            box.addWidget(choice)
        if not asked:
            box.addWidget(labels.Words(words.text("drafting.nothing_to_grade"), role="muted"))
