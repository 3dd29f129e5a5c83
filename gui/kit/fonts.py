"""The bundled fonts: Inter for Latin, Noto Sans SC for Chinese, two more for rare characters in names."""

from importlib.resources import as_file, files

from PySide6.QtGui import QFont, QFontDatabase

FILES = (
    "Inter-Regular.ttf",
    "Inter-SemiBold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSCStrong-SemiBold.ttf",
    "NotoSansHK-Rare.ttf",
    "NotoSansJP-Rare.ttf",
)
# Inter stands first: Noto Sans SC centres the ellipsis and has no superscript nine.
FAMILIES = ("Inter", "Noto Sans SC", "Noto Sans HK", "Noto Sans JP")
# The strong Chinese font holds common characters alone; its own family name lets the others follow it.
STRONG_FAMILIES = ("Inter", "Noto Sans SC Strong", *FAMILIES[1:])


def load() -> None:
    """Make the bundled fonts known to Qt, which reads them from disk only when a character is drawn.

    Raises FileNotFoundError naming the fonts that cannot be used.
    """
    missing = [name for name in FILES if not _added(name)]
    if missing:
        named = ", ".join(missing)
        raise FileNotFoundError(f"These fonts of the program cannot be read: {named}. Install Eligo again.")


def _added(name: str) -> bool:
    with as_file(files("resources.fonts") / name) as path:
        return QFontDatabase.addApplicationFont(str(path)) != -1


def made(pixels: int, *, strong: bool = False) -> QFont:
    """Return the program's font at a size in pixels."""
    font = QFont()
    font.setFamilies([*(STRONG_FAMILIES if strong else FAMILIES)])
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font
