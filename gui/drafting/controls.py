"""What each slot of the form is filled in with; all write through one door, `put`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.drafting import values
from gui.drafting.editing import Editing
from gui.drafting.lines import NameTicks, Texts, named
from gui.drafting.tables import AnswerTables, Grades
from gui.drafting.values import ABSENT, Path
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import TextEntry
from gui.kit.form_row import FormRow
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.ticks import Tick
from screening.protocol.days import TODAY
from screening.protocol.fields import FIELDS, DateField
from screening.protocol.naming import ANSWERS, LISTED
from screening.protocol.parts import Area, Part
from screening.protocol.slots import Slot
from screening.wording import Words, languages

_LONG = ("title", "summary", "unusable", "text")
_READS: dict[str, Callable[[str], Any]] = {
    "whole": values.number,
    "number": values.number,
    "limit": values.number,
    "date": values.day,
    "names": values.names,
    "plain": values.plain,
}
_NEVER_TODAY = ("took_place", "since", "until", "begins")
_FEW = 3  # choices that stand side by side
_SHARE = 0.3


class Controls:
    """Makes the controls of the part at hand; names of widgets are the paths of what they hold."""

    def __init__(self, editing: Editing, words: Words) -> None:
        self.editing, self.words = editing, words

    @property
    def area(self) -> Area:
        """Say in which area of the file the part at hand stands; its rules read the fields of that one."""
        return self.editing.part.area if self.editing.part is not None else ""

    def put(self, path: Path, value: Any, *, rebuild: bool = False) -> None:
        """Write a value into the part at hand; None takes the key out."""
        part = self.editing.part
        if part is not None:
            data = values.put(part.data, path, ABSENT if value is None else value)
            self.editing.change(data, path, rebuild=rebuild)

    def take_out(self, path: Path) -> None:
        """Take a rule of a list out, or an answer to choose."""
        self.put(path, None, rebuild=True)

    def label(self, owner: str, slot: str) -> str:
        """Name a slot; where it means another thing to its owner, it has a name of its own there."""
        own = f"drafting.slot_of.{owner}.{slot}"
        return self.words.text(own if self.words.has(own) else f"drafting.slot.{slot}")

    def row(self, owner: str, slot: Slot, path: Path, held: Mapping[str, Any]) -> QWidget:
        """Make the row of a slot: its name, its control, and a ring while it waits for an answer."""
        label = self.label(owner, slot.name)
        control = self.control(slot, path, held, label)
        row = FormRow(
            label,
            control,
            name=f"{named(path)}.row",
            not_answered=self.words.text("drafting.needed"),
            label_share=_SHARE,
        )
        row.set_answered(not slot.needed or held.get(slot.name, ABSENT) not in (ABSENT, "", [], {}))
        answered = getattr(control, "answered", None)
        if slot.needed and answered is not None:
            answered.connect(partial(_follow, row))
        return row

    def control(self, slot: Slot, path: Path, held: Mapping[str, Any], label: str) -> QWidget:
        """Make the control of a slot, showing what it holds."""
        value = held.get(slot.name, ABSENT)
        make: dict[str, Callable[[], QWidget]] = {
            "text": partial(self._text, slot, path, value, label),
            "yes": partial(self.yes, path, value, label),
            "one_of": partial(self._one_of, slot, path, value, label),
            "field": partial(self._field, slot, path, value, label),
            "names": partial(self._names, slot, path, held, label),
            "pair": partial(self._pair, path, value, label),
            "numbers": partial(self._numbers, path, value, label),
            "tables": partial(AnswerTables, self, slot, path, value),
            "answer": partial(self._answer, slot, path, held, label),
            "grades": partial(Grades, self, path, value),
        }
        return make.get(slot.kind, partial(self._line, slot.kind, path, value, label))()

    def _line(self, kind: str, path: Path, value: Any, label: str) -> QWidget:
        hint = self.words.text("drafting.hint.date") if kind == "date" else ""
        edit = TextEntry(name=named(path), label=label, placeholder=hint)
        edit.setText(values.shown(value))
        edit.setCursorPosition(0)  # a long text is read from its beginning
        edit.answered.connect(partial(self._typed, path, _READS.get(kind, str)))
        return edit

    def _typed(self, path: Path, read: Callable[[str], Any], text: str | None) -> None:
        self.put(path, None if text is None else read(text))

    def _text(self, slot: Slot, path: Path, value: Any, label: str) -> QWidget:
        texts = value if isinstance(value, dict) else {}
        offered = languages() | {code: code for code in texts if code not in languages()}
        made = Texts(texts, offered, name=named(path), label=label, long=slot.name in _LONG)
        made.answered.connect(partial(self._written, path))
        return made

    def _written(self, path: Path, code: str, text: str | None) -> None:
        self.put((*path, code), text)

    def yes(self, path: Path, value: Any, label: str) -> QWidget:
        tick = Tick(self.words.text("drafting.yes"), name=named(path))
        tick.setAccessibleName(label)
        tick.setChecked(value is True)
        tick.toggled.connect(partial(self._ticked, path))
        return tick

    def _ticked(self, path: Path, on: bool) -> None:
        self.put(path, True if on else None)

    def _one_of(self, slot: Slot, path: Path, value: Any, label: str) -> QWidget:
        options = [Option(one, self.words.text(f"drafting.word.{one}")) for one in slot.among]
        choice = self._choice(options, path, value, label)
        choice.answered.connect(partial(self.chosen, path))
        return choice

    def chosen(self, path: Path, chosen: str | None) -> None:
        self.put(path, chosen, rebuild=path in (("kind",), ("decided_by",)))

    def _choice(self, options: Sequence[Option], path: Path, value: Any, label: str) -> SegmentedChoice | DropChoice:
        """Offer options; what stands there and is none of them is offered as it is."""
        if isinstance(value, str) and value and value not in [one.id for one in options]:
            options = [*options, Option(value, self.words.text("drafting.not_there", name=value))]
        made: SegmentedChoice | DropChoice
        if len(options) <= _FEW:
            made = SegmentedChoice(options, name=named(path), label=label)
        else:
            made = self.drop(options, named(path), label)
        made.set_value(value if isinstance(value, str) and value else None)
        return made

    def drop(self, options: Sequence[Option], name: str, label: str, unanswered: str = "") -> DropChoice:
        """Make a folded list."""
        return DropChoice(options, name=name, label=label, unanswered=unanswered or self.words.text("drafting.choose"))

    def fields(self, kind: Any = object) -> list[Option]:
        """List the fields of a kind, or of several, with their questions."""
        found = []
        for part in self._asked():
            if issubclass(FIELDS.get(str(part.data.get("kind")), object), kind):
                asked = in_language(part.data.get("ask"), self.words.language)
                found.append(Option(part.name, f"{asked} · {part.name}" if asked else part.name))
        return found

    def _asked(self) -> list[Part]:
        return [one for one in self.editing.draft.parts if one.sort == (self.area, "field")]

    def _field(self, slot: Slot, path: Path, value: Any, label: str) -> QWidget:
        options = self.fields(slot.of)
        if slot.of is DateField and slot.name not in _NEVER_TODAY:
            options = [Option(TODAY, self.words.text("drafting.today")), *options]
        made = self.drop(options, named(path), label)
        if isinstance(value, str) and value and value not in [one.id for one in options]:
            options = [*options, Option(value, self.words.text("drafting.not_there", name=value))]
            made.retext(options, label, self.words.text("drafting.choose"))
        made.set_value(value if isinstance(value, str) and value else None)
        made.answered.connect(partial(self._field_chosen, path))
        return made

    def _field_chosen(self, path: Path, chosen: str | None) -> None:
        self.put(path, chosen or "", rebuild=True)

    def _names(self, slot: Slot, path: Path, held: Mapping[str, Any], label: str) -> QWidget:
        chosen = held.get(slot.name)
        chosen = [one for one in chosen if isinstance(one, str)] if isinstance(chosen, list) else []
        offered = self._offered(slot.name, held)
        if offered is None:
            return self._line("names", path, held.get(slot.name, ABSENT), label)
        known = [key for key, _ in offered]
        offered += [(one, self.words.text("drafting.not_there", name=one)) for one in chosen if one not in known]
        ticks = NameTicks(offered, chosen, name=named(path), label=label)
        ticks.answered.connect(partial(self._names_ticked, path))
        return ticks

    def _names_ticked(self, path: Path, names: list[str]) -> None:
        self.put(path, names or None)

    def _offered(self, slot: str, held: Mapping[str, Any]) -> list[tuple[str, str]] | None:
        """List the names to choose among; None where they are free."""
        if slot in ("fields", "evidence"):
            return [(one.id, one.label) for one in self.fields()]
        if slot not in LISTED:
            return None
        by, _ = ANSWERS[LISTED[slot]]
        part = next((one for one in self._asked() if one.name == held.get(by)), None)
        answers = part.data.get(LISTED[slot]) if part is not None else None
        found = answers.items() if isinstance(answers, dict) else ()
        told = [(key, one) for key, one in found if isinstance(one, dict) and not _open(one)]
        return [(key, in_language(one.get("label"), self.words.language) or key) for key, one in told]

    def _answer(self, slot: Slot, path: Path, held: Mapping[str, Any], label: str) -> QWidget:
        options = [Option(key, told) for key, told in self._offered(slot.name, held) or []]
        made = self._choice(options, path, held.get(slot.name, ABSENT), label)
        made.answered.connect(partial(self.chosen, path))
        return made

    def _pair(self, path: Path, value: Any, label: str) -> QWidget:
        pair = QWidget()
        box = QHBoxLayout(pair)
        box.setContentsMargins(0, 0, 0, 0)
        held = value if isinstance(value, list) else []
        edits = []
        for place, word in enumerate(("from", "to")):
            edit = TextEntry(name=f"{named(path)}.{word}", label=f"{label}, {self.words.text(f'drafting.{word}')}")
            edit.setPlaceholderText(self.words.text(f"drafting.{word}"))
            edit.setText(values.shown(held[place]) if place < len(held) else "")
            edits.append(edit)
            box.addWidget(edit)
        for edit in edits:
            edit.answered.connect(partial(self._put_pair, path, edits))
        return pair

    def _put_pair(self, path: Path, edits: Sequence[TextEntry], _text: object) -> None:
        texts = [one.value() or "" for one in edits]
        self.put(path, [*map(values.number, texts)] if any(texts) else None)

    def _numbers(self, path: Path, value: Any, label: str) -> QWidget:
        """Write numbers by name in one line: `mg/dL = 88.4; ...`."""
        held = value if isinstance(value, dict) else {}
        edit = TextEntry(name=named(path), label=label, placeholder=self.words.text("drafting.hint.numbers"))
        edit.setText("; ".join(f"{key} = {values.shown(one)}" for key, one in held.items()))
        edit.answered.connect(partial(self._typed, path, _numbers))
        return edit


def in_language(text: Any, language: str) -> str:
    """Give a text of a draft in a language; English where it was not translated, blank where it is no text."""
    found = (text.get(language) or text.get("en")) if isinstance(text, dict) else None
    return found if isinstance(found, str) else ""


def _follow(row: FormRow, *answer: object) -> None:
    row.set_answered(bool(answer) and answer[-1] not in (None, []))


def _open(option: Mapping[str, Any]) -> bool:
    return option.get("unknown") is True or option.get("investigator") is True


def _numbers(text: str) -> Any:
    found = {}
    for one in text.split(";"):
        name, sign, value = one.partition("=")
        if name.strip() and sign:
            found[name.strip()] = values.number(value.strip())
    return found or text
