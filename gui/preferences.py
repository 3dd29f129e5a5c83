"""What a person prefers: language, light or dark, size of text; each takes effect at once."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
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
            return
        self._preferences = replace(
            self._preferences,
            language=_kept(self._language),
            theme=_kept(self._theme),
            text_scale=int(self._size.value() or SIZES[0]),
        )
        self.changed.emit(self._preferences)

    def _show(self) -> None:
        self._language.set_value(self._preferences.language or SYSTEM)
        self._theme.set_value(self._preferences.theme or SYSTEM)
        self._size.set_value(str(self._preferences.text_scale))


def _kept(choice: SegmentedChoice) -> str:
    value = choice.value() or ""
    return "" if value == SYSTEM else value
