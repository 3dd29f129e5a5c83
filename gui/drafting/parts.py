"""The parts of the file in a list: what each is, and a sign where something is wrong with it or waits."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from gui import theme
from gui.drafting.controls import in_language
from gui.drafting.editing import Editing
from gui.kit import icons, paint
from gui.kit.tokens import Status
from screening.protocol.parts import KINDS, Part
from screening.wording import Words

_ORDER = [*KINDS[""], *(f"follow_up.{kind}" for kind in KINDS["follow_up"]), "follow_up.other", "other"]
_AT = int(Qt.ItemDataRole.UserRole)


class PartsList(QListWidget):
    """One line a part under the heading of its kind; the line at hand is the one that is edited."""

    def __init__(self, editing: Editing, words: Words) -> None:
        super().__init__()
        self.setObjectName("drafting.parts")
        self.setAccessibleName(words.text("drafting.parts"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self._editing, self._words = editing, words
        self._told: list[tuple[str, str, str]] = []
        self._showing = False
        editing.changed.connect(self.follow)
        editing.rebuilt.connect(self.follow)
        editing.looked.connect(self.follow)
        self.currentItemChanged.connect(self._picked)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what there is, and which part is at hand."""
        told = self._lines()
        self._showing = True
        if told != self._told:
            self._told = told
            self._fill(told)
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_AT) == self._editing.at:
                self.setCurrentItem(item)
        self._showing = False

    def _lines(self) -> list[tuple[str, str, str]]:
        """Give kind, text and sign of each part."""
        editing = self._editing
        grave = {one.part for one in editing.findings if one.grave}
        odd = {one.part for one in editing.findings if not one.grave}
        found: list[tuple[str, str, str]] = []
        for place, part in zip(editing.draft.places, editing.draft.parts, strict=True):
            sign = "waits" if part.waits else "wrong" if place in grave else "odd" if place in odd else ""
            found.append((f"{part.area}.{part.kind}" if part.area else part.kind, self._name(part), sign))
        return found

    def _name(self, part: Part) -> str:
        data, text = part.data, self._words.text
        if part.kind == "protocol":
            return " ".join(str(data[key]) for key in ("id", "version") if data.get(key)) or text("drafting.unnamed")
        if part.kind == "other":
            return part.name
        if part.kind in ("follow_up", "graded"):
            return text(f"drafting.part.{part.kind}")
        key = {"field": "ask", "section": "title"}.get(part.kind, "text")
        said = in_language(data.get(key), self._words.language)
        label = str(data.get("on") or data.get("id") or "")
        return "  ".join(one for one in (label, said or part.name) if one) or text("drafting.unnamed")

    def _fill(self, told: list[tuple[str, str, str]]) -> None:
        self.clear()
        look, kind = theme.current(), ""
        for kind_there in _ORDER:
            for at, (kind, name, sign) in enumerate(told):
                if kind != kind_there:
                    continue
                if kind != "protocol" and not any(one[0] == kind for one in told[:at]):
                    self.addItem(self._heading(kind))
                item = QListWidgetItem(name)
                item.setData(_AT, at)
                item.setToolTip(name)
                item.setSizeHint(QSize(0, look.px(26)))
                said = self._words.text(f"drafting.sign.{sign}") if sign else ""
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {said}" if said else name)
                item.setIcon(_icon(sign))
                self.addItem(item)

    def _heading(self, kind: str) -> QListWidgetItem:
        area, _, own = kind.rpartition(".")
        text = self._words.text(f"drafting.kind.{own}")
        if area and own != "follow_up":
            text = self._words.text("drafting.of_follow_up", kind=text)
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.current().font("strong"))
        item.setForeground(QColor(theme.current().tokens.muted))
        item.setSizeHint(QSize(0, theme.current().px(30)))
        return item

    @Slot(QListWidgetItem, QListWidgetItem)
    def _picked(self, item: QListWidgetItem | None, _former: QListWidgetItem | None) -> None:
        if not self._showing and item is not None and item.data(_AT) is not None:
            self._editing.choose(item.data(_AT))


def _icon(sign: str) -> QIcon:
    """Draw the sign of a line: three shapes, so that no colour speaks alone."""
    if not sign:
        return QIcon()
    status = {"wrong": Status.FAILED, "waits": Status.UNKNOWN, "odd": Status.NOT_YET}[sign]
    name = {"wrong": "warning", "waits": "question", "odd": "info"}[sign]
    size, tokens = theme.current().px(16), theme.current().tokens
    icon = QIcon(icons.pixmap(name, size, paint.ink_of(status), 1.0))
    icon.addPixmap(icons.pixmap(name, size, tokens.on_accent, 1.0), QIcon.Mode.Selected)
    return icon
