"""Every shortcut by the page where it works, in a list that opens by F1."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Weight
from gui.kit.facts import Fact, Facts
from gui.kit.keys import IN_FIELDS, KEYS
from gui.kit.messages import CalmDialog
from gui.kit.page import LONG_LIST, ReadingArea
from screening.wording import Words


class ShortcutsDialog(CalmDialog):
    """Lists the keys of the pages that somebody has, of what works everywhere, and of the fields."""

    def __init__(self, pages: Mapping[str, str], words: Words, parent: QWidget) -> None:
        text = words.text
        listed = QWidget()
        self._words = words
        self._box = QVBoxLayout(listed)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GRID)
        if pages:
            self._add("pages", text("shell.pages"), [Fact(text(f"shell.{name}"), keys) for name, keys in pages.items()])
        for where, acts in KEYS.items():
            if where in pages:
                self._add(where, text(f"shell.{where}"), self._facts(where, acts))
        if "study" in pages:
            self._add("drafting", text("drafting.title"), self._facts("drafting", KEYS["drafting"]))
        for where in ("everywhere", "files"):
            self._add(where, text(f"keys.where.{where}"), self._facts(where, KEYS[where]))
        self._add("fields", text("keys.where.fields"), self._facts("fields", IN_FIELDS))
        title = text("keys.title")
        area = ReadingArea(listed, name="keys.list", label=title, size=LONG_LIST)
        close = [("close", text("shell.close"), Weight.PRIMARY)]
        super().__init__(title, "", close, name="keys", content=area, parent=parent)

    def _facts(self, where: str, acts: Mapping[str, Sequence[str]]) -> list[Fact]:
        between = self._words.text("keys.or")
        return [Fact(self._words.text(f"keys.{where}.{act}"), between.join(keys)) for act, keys in acts.items()]

    def _add(self, where: str, title: str, facts: Sequence[Fact]) -> None:
        heading = labels.Words(title, role="title")
        heading.setContentsMargins(0, theme.GRID * 2 if self._box.count() else 0, 0, 0)
        self._box.addWidget(heading)
        self._box.addWidget(Facts(facts, name=f"keys.{where}", share=62))
