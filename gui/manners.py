"""How the program looks and speaks: what a person prefers on this computer, kept and shown at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui import theme
from screening.errors import EligoError
from screening.settings import Preferences, save_preferences, system_language
from screening.wording import Words, language_of


class Manners(QObject):
    """Knows the preferences, the words by them, and dresses the program."""

    spoken = Signal(object)  # Words, where the language is another one
    unkept = Signal(object)  # EligoError: the preferences could not be written

    def __init__(self, app: QApplication, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.preferences = preferences
        self.words = _words(preferences)
        self._translator: QTranslator | None = None
        self._undressed = 0
        self._translate_qt()
        app.styleHints().colorSchemeChanged.connect(self.dress)

    @property
    def look(self) -> theme.Theme:
        """Give the look that is preferred, or that the desktop asks for."""
        return theme.preferred(self.preferences)

    @Slot()
    def dress(self) -> None:
        """Show every window in the preferred look."""
        if not self._undressed:
            theme.apply(self._app, self.look)

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """Let many widgets be made at once: with a style sheet, Qt polishes each anew whenever it finds a parent."""
        theme.begin(self._app, self.look)
        self._app.setStyleSheet("")
        self._undressed += 1
        try:
            yield
        finally:
            self._undressed -= 1
            self.dress()

    @Slot(object)
    def prefer(self, preferences: Preferences) -> None:
        """Take other preferences, keep them, and show everything by them."""
        former, self.preferences = self.preferences, preferences
        try:
            save_preferences(preferences)
        except EligoError as error:
            self.unkept.emit(error)
        if (former.theme, former.text_scale) != (preferences.theme, preferences.text_scale):
            self.dress()
        if former.language != preferences.language:
            self.words = _words(preferences)
            self._translate_qt()
            self.spoken.emit(self.words)

    def remember(self, user: str) -> None:
        """Keep who signed in last on this computer."""
        if user != self.preferences.user:
            self.prefer(replace(self.preferences, user=user))

    def _translate_qt(self) -> None:
        """Let Qt's own dialogs speak the same language."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if self.words.language != "en":
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load(f"qtbase_{self.words.language}", folder):
                self._app.installTranslator(translator)
                self._translator = translator


def _words(preferences: Preferences) -> Words:
    return Words(language_of(preferences.language or system_language()) or "en", "long")
