"""A rule as a small tree: its shape from the closed list, what the shape asks for, and the rules inside it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.drafting import values
from gui.drafting.controls import Controls
from gui.drafting.lines import named
from gui.drafting.values import Path
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.form_row import FormRow
from gui.kit.segmented import Option
from screening.protocol.rules import ALL_SHAPES, SHAPES, shape_of
from screening.protocol.slots import Kind, Slot, begun, slots

_INSIDE = ("rule", "rules")


class RuleBox(QFrame):
    """One rule; `place` and `of` say where it stands in a list of rules."""

    def __init__(self, controls: Controls, path: Path, value: Any, *, place: int = 0, of: int = 0) -> None:
        super().__init__()
        self.setObjectName(f"{named(path)}.nest")
        self.setProperty("nested", len(path) > 1)
        self._controls, self._path, self._words = controls, path, controls.words
        self._held: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self._shape = shape_of(self._held)
        self._box = QVBoxLayout(self)
        left = theme.GRID * 3 if len(path) > 1 else 0
        self._box.setContentsMargins(left, 0, 0, theme.GRID if left else 0)
        self._box.setSpacing(theme.GRID * 2)
        self._box.addLayout(self._head(place, of))
        if self._shape is not None:
            self._fill(self._shape)

    def _head(self, place: int, of: int) -> QHBoxLayout:
        text = self._words.text
        line = QHBoxLayout()
        line.setSpacing(theme.GRID)
        shapes = ALL_SHAPES if self._controls.area else SHAPES
        options = [Option(name, text(f"drafting.shape.{name}")) for name in shapes]
        choice = self._controls.drop(
            options, f"{named(self._path)}.shape", text("drafting.shapes"), text("drafting.no_rule")
        )
        choice.set_value(self._shape)
        choice.answered.connect(self._reshape)
        line.addWidget(choice, 1)
        if of:
            for icon, step in (("chevron-up", -1), ("chevron-down", 1)):
                key = "up" if step < 0 else "down"
                button = IconButton(icon, text(f"drafting.{key}"), name=f"{named(self._path)}.{key}")
                button.setEnabled(0 <= place + step < of)
                button.clicked.connect(partial(self._move, step))
                line.addWidget(button)
            drop = IconButton("trash", text("drafting.remove"), name=f"{named(self._path)}.remove")
            drop.clicked.connect(partial(self._controls.take_out, self._path))
            line.addWidget(drop)
        return line

    def _fill(self, shape: str) -> None:
        listed = slots(ALL_SHAPES[shape])
        bounds = [one for one in listed if one.group]
        given = next((one for one in bounds if one.name in self._held), None)
        shown = [one for one in listed if not one.group and (one.needed or one.name in self._held)]
        for one in shown:
            if one.kind not in _INSIDE:
                self._box.addWidget(self._controls.row(shape, one, (*self._path, one.name), self._held))
        if bounds:
            self._box.addWidget(self._bound(shape, bounds, given))
        for one in shown:
            if one.kind in _INSIDE:
                self._add_inside(one)
        more = [one for one in listed if not one.group and not one.needed and one.name not in self._held]
        if more:
            self._box.addWidget(self._more(shape, more), 0, Qt.AlignmentFlag.AlignLeft)

    # One of several bounds

    def _bound(self, shape: str, bounds: list[Slot], given: Slot | None) -> QWidget:
        text, label = self._words.text, self._controls.label
        pair = QWidget()
        box = QHBoxLayout(pair)
        box.setContentsMargins(0, 0, 0, 0)
        options = [Option(one.name, label(shape, one.name)) for one in bounds]
        which = self._controls.drop(options, f"{named(self._path)}.bound", text("drafting.bound"))
        which.set_value(given.name if given else None)
        which.answered.connect(partial(self._rebound, bounds, given))
        box.addWidget(which, 3)
        nested = None
        if given is not None:
            path = (*self._path, given.name)
            if isinstance(self._held[given.name], dict):
                nested = self._depending(path, self._held[given.name])
            elif given.kind != "yes":
                box.addWidget(self._controls.control(given, path, self._held, label(shape, given.name)), 2)
            if given.kind == "limit" and nested is None:
                depends = IconButton("link", text("drafting.depends"), name=f"{named(path)}.depends")
                depends.clicked.connect(partial(self._split, path))
                box.addWidget(depends)
        row = FormRow(
            text("drafting.bound"),
            pair,
            name=f"{named(self._path)}.bound.row",
            not_answered=text("drafting.needed"),
            below=nested,
            label_share=0.3,
        )
        row.set_answered(given is not None)
        return row

    def _split(self, path: Path) -> None:
        value = self._held[str(path[-1])]
        self._controls.put(path, {"when": {}, "then": value, "otherwise": value}, rebuild=True)

    def _unsplit(self, path: Path) -> None:
        self._controls.put(path, self._held[str(path[-1])].get("otherwise", ""), rebuild=True)

    def _rebound(self, bounds: list[Slot], given: Slot | None, name: str | None) -> None:
        """Take another bound; the number stays where the new one takes such a number."""
        wanted = next((one for one in bounds if one.name == name), None)
        left = {key: one for key, one in self._held.items() if key not in [bound.name for bound in bounds]}
        if wanted is not None:
            same = given is not None and given.kind == wanted.kind
            fresh: Any = True if wanted.kind == "yes" else ""
            left[wanted.name] = self._held[given.name] if given is not None and same else fresh
        self._controls.put(self._path, left, rebuild=True)

    def _depending(self, path: Path, held: Mapping[str, Any]) -> QWidget:
        """Show a limit that depends on an answer: when, then, otherwise."""
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(RuleBox(self._controls, (*path, "when"), held.get("when")))
        for name in ("then", "otherwise"):
            box.addWidget(self._controls.row("depending", Slot(name, "limit", True), (*path, name), held))
        one = Button(self._words.text("drafting.one_limit"), name=f"{named(path)}.one", weight=Weight.LINK)
        one.clicked.connect(partial(self._unsplit, path))
        box.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    # What else can be said

    def _more(self, shape: str, offered: list[Slot]) -> QWidget:
        options = [Option(one.name, self._controls.label(shape, one.name)) for one in offered]
        text = self._words.text("drafting.more")
        choice = self._controls.drop(options, f"{named(self._path)}.more", text, text)
        choice.answered.connect(partial(self._say_more, {one.name: one.kind for one in offered}))
        return choice

    def _say_more(self, kinds: Mapping[str, Kind], name: str | None) -> None:
        blank: dict[str, Any] = {"yes": True, "text": {"en": ""}, "names": [], "rules": [], "rule": {}}
        if name is not None:
            self._controls.put((*self._path, name), blank.get(kinds[name], ""), rebuild=True)

    # Rules inside

    def _add_inside(self, slot: Slot) -> None:
        path = (*self._path, slot.name)
        held = self._held.get(slot.name)
        if slot.kind == "rule":
            self._box.addWidget(RuleBox(self._controls, path, held))
            return
        rules = held if isinstance(held, list) else []
        for place, one in enumerate(rules):
            self._box.addWidget(RuleBox(self._controls, (*path, place), one, place=place, of=len(rules)))
        more = Button(self._words.text("drafting.add.rule"), name=f"{named(path)}.add", weight=Weight.LINK, icon="plus")
        more.clicked.connect(partial(self._add, (*path, len(rules))))
        self._box.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, path: Path) -> None:
        self._controls.put(path, {}, rebuild=True)

    def _reshape(self, shape: str | None) -> None:
        """Take another shape: a rule becomes the first of several, several stay together under another word."""
        if shape is None:
            self._controls.put(self._path, None if len(self._path) == 1 else {}, rebuild=True)
            return
        fresh = begun(shape)
        key = next(iter(fresh))
        wanted = next(one.kind for one in slots(ALL_SHAPES[shape]) if one.name == key)
        inside = self._inside()
        if wanted == "rules":
            fresh[key] = inside if inside is not None else [dict(self._held)] if self._shape else []
        elif wanted == "rule" and self._shape:
            fresh[key] = dict(self._held)
        self._controls.put(self._path, fresh, rebuild=True)

    def _inside(self) -> list[Any] | None:
        listed = slots(ALL_SHAPES[self._shape]) if self._shape else ()
        key = next((one.name for one in listed if one.kind == "rules"), None)
        held = self._held.get(key) if key else None
        return list(held) if isinstance(held, list) else None

    def _move(self, step: int) -> None:
        *above, place = self._path
        part = self._controls.editing.part
        rules = values.at(part.data, above) if part is not None else None
        if isinstance(rules, list) and isinstance(place, int):
            moved = list(rules)
            moved[place], moved[place + step] = moved[place + step], moved[place]
            self._controls.put(tuple(above), moved, rebuild=True)
