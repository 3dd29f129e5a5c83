"""How Eligo looks: colours, sizes and fonts, and the one place that hands them to Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gui.kit import fonts
from gui.kit.style_sheet import style_sheet
from gui.kit.tokens import DARK, LIGHT, Tokens, colour
from screening.settings import Preferences

GRID = 4
RADIUS = 6
CARD_RADIUS = 8
LARGEST_TEXT = 2.0
_STYLE = "fusion"

# Sizes of text at 100 %, in pixels, and whether it is drawn strong.
_ROLES = {
    "small": (12, False),
    "small_strong": (12, True),
    "body": (13, False),
    "strong": (13, True),
    "title": (14, True),
    "page": (17, True),
    "headline": (22, True),
    "figure": (20, True),
}


# Compared by identity: widgets keep what they measured for as long as the look is the same object.
@dataclass(frozen=True, eq=False)
class Theme:
    """One look: light or dark, at a text size of 1.0 (100 %) to 2.0 (200 %)."""

    dark: bool = False
    text_scale: float = 1.0
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", DARK if self.dark else LIGHT)
        object.__setattr__(self, "text_scale", min(max(self.text_scale, 0.8), LARGEST_TEXT))

    def px(self, size: float) -> int:
        """Return a length that grows with the text: icons, control heights, columns."""
        return round(size * self.text_scale)

    def font(self, role: str = "body") -> QFont:
        """Return the font of a role: small, body, strong, title, page, headline or figure.

        Raises KeyError for another role.
        """
        pixels, strong = _ROLES[role]
        return _font(self.px(pixels), strong)

    @property
    def control_height(self) -> int:
        """The height of a text field, a button or a choice in one line."""
        return self.px(20) + 3 * GRID

    def palette(self) -> QPalette:
        """Return the colours as Qt's palette."""
        return _palette(self.tokens)


@cache
def _font(pixels: int, strong: bool) -> QFont:
    return fonts.made(pixels, strong=strong)


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    table = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.field,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.PlaceholderText: tokens.muted,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.outline,
        role.Shadow: tokens.line,
    }
    palette = QPalette()
    for which, value in table.items():
        palette.setColor(which, colour(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colour(tokens.muted, 0.7))
    return palette


class _Look:
    """The theme in use; one window program has one."""

    theme = Theme()
    styled = False
    fonts_loaded = False


def current() -> Theme:
    """Return the theme in use."""
    return _Look.theme


def application(arguments: Sequence[str]) -> QApplication:
    """Make the program in the style it has from its first window on, which is cheaper than to change it afterwards."""
    _Look.styled = True
    return QApplication([*arguments, "-style", _STYLE])


def prepare(app: QApplication, theme: Theme) -> None:
    """Give the program style, font and colours, before its first window; the font files are not read yet."""
    _Look.theme = theme
    if not _Look.styled:
        _Look.styled = True
        app.setStyle(_STYLE)
    app.setFont(theme.font())
    app.setPalette(theme.palette())


def begin(app: QApplication, theme: Theme) -> None:
    """Give the program this look but for the style sheet, which is cheaper set once the widgets are built.

    Raises FileNotFoundError when the bundled fonts cannot be read.
    """
    if not _Look.fonts_loaded:
        fonts.load()
        _Look.fonts_loaded = True
    prepare(app, theme)


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole program this look; windows already open follow.

    Raises FileNotFoundError when the bundled fonts cannot be read.
    """
    begin(app, theme)
    app.setStyleSheet(style_sheet(theme.tokens, theme.px, {role: size for role, (size, _) in _ROLES.items()}))


def preferred(preferences: Preferences) -> Theme:
    """Return the look that somebody prefers, or that the desktop asks for."""
    dark = preferences.theme == "dark" or (preferences.theme != "light" and system_is_dark())
    return Theme(dark, preferences.text_scale / 100)


def system_is_dark() -> bool:
    """Tell whether the desktop asks for dark windows; False where it says nothing."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
