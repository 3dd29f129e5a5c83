"""The one table of colours: a token is a use, and each theme gives it a colour."""

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtGui import QColor


class Status(StrEnum):
    """What can be said of a criterion, a verdict or a day; each has an icon shape and a colour of its own."""

    MET = "met"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    FAILED = "failed"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Tint:
    """Three colours that belong together: ink for text and icons, on a soft ground, inside an edge."""

    ink: str
    ground: str
    edge: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by use, as #rrggbb."""

    window: str
    surface: str
    field: str
    hover: str
    line: str
    outline: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    met: Tint
    not_yet: Tint
    unknown: Tint
    failed: Tint
    neutral: Tint

    def tint(self, status: Status) -> Tint:
        """Return the colours of a status."""
        tint = getattr(self, status.value)
        assert isinstance(tint, Tint)
        return tint

    def named(self) -> dict[str, str]:
        """Return every plain colour by its name, for the style sheet."""
        return {f.name: value for f in fields(self) if isinstance(value := getattr(self, f.name), str)}


LIGHT = Tokens(
    window="#f4f6fa",
    surface="#ffffff",
    field="#ffffff",
    hover="#eef2f8",
    line="#dfe5ee",
    outline="#778195",
    text="#141b2a",
    muted="#566176",
    accent="#2156c8",
    accent_hover="#1a47a8",
    on_accent="#ffffff",
    accent_soft="#e7eefb",
    met=Tint("#146c38", "#e2f4e8", "#2f8f57"),
    not_yet=Tint("#1d4fbb", "#e7eefb", "#3a6ad4"),
    unknown=Tint("#855000", "#fdf1db", "#b3720c"),
    failed=Tint("#ad231c", "#fdeae8", "#cf4a42"),
    neutral=Tint("#566176", "#f1f4f9", "#778195"),
)

DARK = Tokens(
    window="#0f141c",
    surface="#181f2a",
    field="#121822",
    hover="#232c3a",
    line="#2b3545",
    outline="#738095",
    text="#e8ecf4",
    muted="#a0adbf",
    accent="#7aa8ff",
    accent_hover="#96baff",
    on_accent="#0a1733",
    accent_soft="#1b2a49",
    met=Tint("#62d48f", "#143021", "#3d9c66"),
    not_yet=Tint("#8db5ff", "#1b2a49", "#5d8be6"),
    unknown=Tint("#f0bd58", "#35290f", "#b98a2c"),
    failed=Tint("#ff9b92", "#3e1c1b", "#d4635b"),
    neutral=Tint("#a0adbf", "#202937", "#738095"),
)

# Any of these may stand on any of those: text needs 4.5 to 1, the edges of controls, icons and the focus 3 to 1.
INKS = ("text", "muted", "accent")
EDGES = ("outline", "accent")
GROUNDS = ("window", "surface", "field", "hover", "accent_soft", "line")


def colour(value: str, opacity: float = 1.0) -> QColor:
    """Return a token's colour, see-through where opacity is below 1."""
    made = QColor(value)
    made.setAlphaF(opacity)
    return made
