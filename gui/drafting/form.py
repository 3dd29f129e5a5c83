"""The form of the part at hand; it is made anew where other keys are there, and the cursor stays where it was."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.drafting.controls import Controls
from gui.drafting.editing import Editing
from gui.drafting.lines import named
from gui.drafting.rules import RuleBox
from gui.drafting.tables import Grades
from gui.kit import labels
from gui.kit.entries import TextEntry, mark_invalid
from gui.kit.form_row import FormRow
from gui.kit.page import Scrolled
from screening.protocol.parts import Part
from screening.protocol.slots import slots_of_part
from screening.wording import Words

# Examples stand beside the form. Where a person decides there is no rule, and evidence belongs to them alone.
_NOT_BESIDE = {"rule": "decided_by", "decided_by": "rule"}


class PartForm(QScrollArea):
    """A row for each key that the part can hold; a criterion's rule is a tree below them."""

    def __init__(self, editing: Editing, words: Words) -> None:
        super().__init__()
        self.setObjectName("drafting.form")
        self.setAccessibleName(words.text("drafting.form"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._editing, self._words = editing, words
        self._controls = Controls(editing, words)
        self._place, self._height = "", 0
        editing.rebuilt.connect(self.build)
        self.build()

    @Slot()
    def build(self) -> None:
        """Show the part at hand."""
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        height = self.verticalScrollBar().value() if self._place == self._editing.place else 0
        self._place = self._editing.place
        former = self.takeWidget()
        if former is not None:
            former.deleteLater()
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, theme.GRID * 4, theme.GRID * 4)
        box.setSpacing(theme.GRID * 3)
        part = self._editing.part
        if part is not None:
            self._fill(part, box)
        box.addStretch(1)
        self.setWidget(page)
        again = page.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)
        self._height = height
        QTimer.singleShot(0, self, self._scroll_back)

    @Slot()
    def _scroll_back(self) -> None:
        self.verticalScrollBar().setValue(self._height)

    def focus_first(self) -> None:
        """Put the cursor into the first line."""
        page = self.widget()
        parts = page.findChildren(QWidget) if page is not None else []
        first = next((one for one in parts if one.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self, part: Part, box: QVBoxLayout) -> None:
        if part.kind == "other":
            box.addWidget(labels.Words(self._words.text("drafting.other", name=part.name)))
            return
        if part.kind == "graded":
            grades = [labels.Words(self._words.text("drafting.hint.graded")), Grades(self._controls, (), part.data)]
            for widget in grades:
                widget.setContentsMargins(theme.GRID * 5, 0, 0, 0)
                box.addWidget(widget)
            return
        if part.kind == "field":
            box.addWidget(self._name(part))
        owner = str(part.data.get("kind")) if part.kind == "field" else part.kind
        for slot in slots_of_part(part):
            if slot.name == "examples" or _NOT_BESIDE.get(slot.name) in part.data:
                continue
            if slot.name == "evidence" and not {"decided_by", "evidence"} & part.data.keys():
                continue
            if slot.name != "rule":
                box.addWidget(self._controls.row(owner, slot, (slot.name,), part.data))
            else:
                heading = labels.Words(self._words.text("drafting.rule"), role="strong")
                heading.setContentsMargins(theme.GRID * 5, 0, 0, 0)
                rule = QWidget()
                inner = QVBoxLayout(rule)
                inner.setContentsMargins(theme.GRID * 5, 0, 0, 0)
                inner.addWidget(RuleBox(self._controls, ("rule",), part.data.get("rule")))
                box.addWidget(heading)
                box.addWidget(rule)

    def _name(self, part: Part) -> QWidget:
        label = self._words.text("drafting.name")
        self._edit = TextEntry(name=named(("name",)), label=label)
        self._edit.setText(part.name)
        self._edit.answered.connect(self._renamed)
        row = FormRow(label, self._edit, name="drafting.name.row", not_answered="", label_share=0.3)
        row.set_answered(True)
        row.say_hint(self._words.text("drafting.hint.name"))
        return row

    @Slot(object)
    def _renamed(self, name: str | None) -> None:
        mark_invalid(self._edit, not self._editing.rename(name or ""))
