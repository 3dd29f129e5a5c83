"""What a person prefers: language, light or dark, size of text, updates; each takes effect at once."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.entries import TextEntry
from gui.kit.messages import CalmDialog
from gui.kit.segmented import Option, SegmentedChoice
from screening.settings import Preferences
from screening.wording import Words, languages

SYSTEM = "system"
SIZES = (100, 125, 150, 175, 200)


class PreferencesDialog(CalmDialog):
    """Says each change as it is made; closing needs no decision."""

    changed = Signal(object)  # Preferences
    practice_wanted = Signal()
    look_wanted = Signal(str)  # the address of the notice

    def __init__(
        self, preferences: Preferences, words: Words, *, offers_practice: bool, parent: QWidget | None = None
    ) -> None:
        close = [("close", words.text("shell.close"), Weight.PRIMARY)]
        self._preferences = preferences
        self._words = words
        content = QWidget()
        self._box = QVBoxLayout(content)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GRID)
        super().__init__(words.text("preferences.title"), "", close, name="preferences", content=content, parent=parent)
        self._language = self._choice("language", self._languages(), preferences.language or SYSTEM)
        self._theme = self._choice("theme", self._themes(), preferences.theme or SYSTEM)
        size = min(SIZES, key=lambda one: abs(one - preferences.text_scale))
        self._size = self._choice("size", [Option(str(one), f"{one} %") for one in SIZES], str(size))
        self._updates = self._notice()
        if offers_practice:
            practice = Button(words.text("preferences.practice"), name="preferences.practice", weight=Weight.LINK)
            practice.clicked.connect(self.practice_wanted)
            self._box.addWidget(practice)

    def _choice(self, name: str, options: list[Option], value: str) -> SegmentedChoice:
        title = self._words.text(f"preferences.{name}")
        choice = SegmentedChoice(options, name=f"preferences.{name}", label=title)
        choice.set_value(value if value in choice.ids() else SYSTEM)
        choice.setMinimumWidth(theme.current().px(380))
        choice.answered.connect(self._chosen)
        self._box.addWidget(labels.Words(title, role="small"))
        self._box.addWidget(choice)
        self._box.addSpacing(theme.GRID * 2)
        return choice

    def _notice(self) -> TextEntry:
        """Ask where a notice of new versions lies; nothing there asks nobody."""
        text = self._words.text
        entry = TextEntry(
            name="preferences.updates", label=text("preferences.updates"), placeholder=text("preferences.updates_none")
        )
        entry.set_value(self._preferences.updates)
        entry.editingFinished.connect(self._keep)
        look = Button(text("preferences.look"), name="preferences.look", weight=Weight.QUIET)
        look.clicked.connect(self._look)
        self._found = labels.Words(text("preferences.updates_hint"), role="small")
        self._found.setObjectName("preferences.found")
        line = QHBoxLayout()
        line.addWidget(entry, 1)
        line.addWidget(look)
        self._box.addWidget(labels.Words(text("preferences.updates"), role="small"))
        self._box.addLayout(line)
        self._box.addWidget(self._found)
        self._box.addSpacing(theme.GRID * 2)
        return entry

    def say_found(self, told: str) -> None:
        """Tell what came of looking for a new version."""
        self._found.setText(told)

    @Slot()
    def _look(self) -> None:
        address = self._updates.value()
        if address is None:
            self._updates.setFocus()
        else:
            self.look_wanted.emit(address)

    def _languages(self) -> list[Option]:
        named = [Option(code, name) for code, name in languages().items()]
        return [Option(SYSTEM, self._words.text("preferences.system")), *named]

    def _themes(self) -> list[Option]:
        names = (SYSTEM, "light", "dark")
        return [Option(name, self._words.text(f"preferences.{name}")) for name in names]

    @Slot(object)
    def _chosen(self, value: str | None) -> None:
        if value is None:  # choosing the chosen one again changes nothing here
            self._show()
        else:
            self._keep()

    @Slot()
    def _keep(self) -> None:
        former = self._preferences
        self._preferences = replace(
            self._preferences,
            language=_kept(self._language),
            theme=_kept(self._theme),
            text_scale=int(self._size.value() or SIZES[0]),
            updates=self._updates.value() or "",
        )
        if self._preferences != former:
            self.changed.emit(self._preferences)

    def _show(self) -> None:
        self._language.set_value(self._preferences.language or SYSTEM)
        self._theme.set_value(self._preferences.theme or SYSTEM)
        self._size.set_value(str(self._preferences.text_scale))


def _kept(choice: SegmentedChoice) -> str:
    value = choice.value() or ""
    return "" if value == SYSTEM else value
