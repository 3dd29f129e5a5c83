"""The right side: what will leave, as it is chosen now."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui import theme
from gui.export.choices import STUDY, Choices
from gui.export.sheet import Sheet
from gui.kit import labels
from gui.kit.chips import Chip
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.page import Scrolled
from gui.kit.tokens import Status
from gui.log.panel import Panel
from screening.service import Preview
from screening.wording import Words

_LEVELS = {
    "identified": (Status.UNKNOWN, "lock"),
    "coded": (Status.NOT_YET, "hide"),
    "deidentified": (Status.MET, "hide"),
}


class Shown(QWidget):
    """How much, at which level of privacy, with or without dates, and the first rows or the files."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export.shown")
        self._words = words
        self._much = labels.Words(role="title", wrap=False)
        self._much.setObjectName("export.much")
        self._level = Chip(Status.NEUTRAL, "", name="export.shown.level")
        self._days = Chip(Status.NEUTRAL, "", name="export.shown.days")
        self._sheet = Sheet(words.text("exporting.shown.title"))
        listed = Scrolled()
        self._files = QScrollArea()
        self._files.setWidgetResizable(True)
        self._files.setProperty("reading", True)
        self._files.setAccessibleName(words.text("exporting.shown.files"))
        self._files.setWidget(listed)
        self._listed = QVBoxLayout(listed)
        self._listed.setContentsMargins(theme.GRID * 4, theme.GRID * 3, theme.GRID * 4, theme.GRID * 3)
        self._listed.addWidget(QWidget())
        self._listed.addStretch(1)
        self._nothing = labels.Words(role="muted")
        self._nothing.setObjectName("export.nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(theme.GRID * 6)
        self._stack = QStackedWidget()
        self._scrolled = QScrollArea()
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setProperty("reading", True)
        self._scrolled.setAccessibleName(words.text("exporting.shown.title"))
        self._nothing.setProperty("page", True)
        self._scrolled.setWidget(self._nothing)
        for page in (self._sheet, self._files, self._scrolled):
            self._stack.addWidget(page)
        self._below = labels.Words(role="small")
        self._below.setObjectName("export.below")
        self._lay_out()
        self.wait()

    def wait(self) -> None:
        """Say that it is being looked up."""
        self._say_nothing(self._words.text("exporting.waiting"))

    def refuse(self, *why: str) -> None:
        """Say why it can't leave so, one thing after the other."""
        self._say_nothing("\n\n".join(why))

    def show_preview(self, chosen: Choices, found: Preview) -> None:
        """Show what would leave."""
        text = self._words.text
        status, icon = _LEVELS[chosen.level]
        self._level.show_status(status, text(f"exporting.level.{chosen.level}"), icon)
        days = text(f"exporting.days.{'dated' if found.dated else 'counted'}")
        self._days.show_status(Status.NEUTRAL, days, "calendar")
        for chip in (self._level, self._days):
            chip.setVisible(True)
            chip.updateGeometry()
        self._much.setText(self._told(chosen, found))
        self._below.setText(self._told_below(found))
        self._below.setVisible(bool(self._below.text()))
        if found.columns and found.first:
            self._sheet.show_rows(found)
            self._stack.setCurrentWidget(self._sheet)
        elif found.columns:
            self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._nothing.setText(text("exporting.shown.none"))
            self._stack.setCurrentWidget(self._scrolled)
        else:
            self._list(chosen, found)
            self._stack.setCurrentWidget(self._files)

    # What is told

    def _told(self, chosen: Choices, found: Preview) -> str:
        text, count = self._words.text, self._words.count
        if found.columns or chosen.what != STUDY:
            columns = count("column", len(found.columns))
            return text("exporting.shown.log", rows=count("row", found.rows), columns=columns)
        people, criteria = count("person", found.rows), count("criterion", found.criteria)
        return text(
            "exporting.shown.study", people=people, attempts=count("attempt", found.attempts), criteria=criteria
        )

    def _told_below(self, found: Preview) -> str:
        if not found.first:
            return ""
        rows, shown = self._words.count("row", found.rows), len(found.first)
        return self._words.text(f"exporting.shown.{'first' if shown < found.rows else 'all'}", shown=shown, rows=rows)

    def _list(self, chosen: Choices, found: Preview) -> None:
        """List the files of a standard, or tell the one."""
        text = self._words.text
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addWidget(labels.Words(text(f"exporting.shape.{chosen.format}")))
        if found.files:
            box.addWidget(labels.Words(text("exporting.shown.files"), role="strong"))
            facts = [Fact(name, text(f"exporting.file.{name.partition('.')[0].lower()}")) for name in found.files]
            box.addWidget(Facts(facts, name="export.files", share=24))
        item = self._listed.itemAt(0)
        former = item.widget() if item is not None else None
        if former is not None:
            self._listed.replaceWidget(former, inner)
            former.deleteLater()

    def _say_nothing(self, text: str) -> None:
        for label in (self._much, self._below):
            label.setText("")
        for chip in (self._level, self._days):
            chip.setVisible(False)
        several = "\n" in text
        top_left = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._nothing.setAlignment(top_left if several else Qt.AlignmentFlag.AlignCenter)
        self._nothing.setText(text)
        self._stack.setCurrentWidget(self._scrolled)

    def _lay_out(self) -> None:
        head = FlowLayout(gap=theme.GRID * 2)
        title = labels.Words(self._words.text("exporting.shown.title"), role="strong", wrap=False)
        for part in (title, self._level, self._days):
            head.addWidget(part)
        self._much.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addLayout(head)
        box.addWidget(self._much)
        box.addWidget(Panel(self._stack), 1)
        box.addWidget(self._below)
