import itertools
from collections.abc import Mapping

import pytest
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit import fonts, icons
from gui.kit.labels import Words
from gui.kit.tokens import DARK, EDGES, GROUNDS, INKS, LIGHT, Status, Tokens

LOOKS = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(value: str) -> float:
    colour = QColor(value)
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    """Black on white is 21 to 1, and the grey that just passes for text is known (#767676 on white)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def grounds(tokens: Tokens) -> dict[str, str]:
    return {
        **{name: tokens.named()[name] for name in GROUNDS},
        **{one.value: tokens.tint(one).ground for one in Status},
    }


def too_faint(colours: Mapping[str, str], tokens: Tokens, least: float) -> dict[tuple[str, str], float]:
    """Give the pairs of a colour and a ground that are too near each other, with how far they are apart."""
    pairs = itertools.product(colours.items(), grounds(tokens).items())
    apart = {(one, ground): contrast(shown, on) for (one, shown), (ground, on) in pairs}
    return {pair: ratio for pair, ratio in apart.items() if ratio < least}


@LOOKS
def test_text_is_readable(tokens: Tokens) -> None:
    """Text of every kind and of every status stands out from every ground by 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    inks = {**{name: tokens.named()[name] for name in INKS}, **{one.value: tokens.tint(one).ink for one in Status}}
    assert too_faint(inks, tokens, 4.5) == {}


@LOOKS
def test_controls_and_focus_can_be_seen(tokens: Tokens) -> None:
    """Edges of controls, and the focus, stand out from every ground by 3 to 1 (WCAG 2.2, 1.4.11 and 2.4.13)."""
    edges = {**{name: tokens.named()[name] for name in EDGES}, **{one.value: tokens.tint(one).edge for one in Status}}
    assert too_faint(edges, tokens, 3) == {}


@LOOKS
def test_text_on_filled_buttons_is_readable(tokens: Tokens) -> None:
    """So does what is written on a filled button, chip or disc."""
    filled = [("on_accent", "accent"), ("on_accent", "accent_hover")]
    named = tokens.named()
    assert all(contrast(named[ink], named[fill]) >= 4.5 for ink, fill in filled)
    assert all(contrast(tokens.surface, tokens.tint(status).ink) >= 4.5 for status in Status)


def test_every_status_has_its_own_icon() -> None:
    """No two statuses share an icon, so that colour is never alone."""
    assert len(set(icons.OF_STATUS.values())) == len(Status)


@pytest.mark.parametrize("char", "× 10⁹/L张三丰𠮷㐂䶮𨭎µ≥≤…·—✓")
def test_characters_are_in_the_bundled_fonts(qapp: QApplication, char: str) -> None:
    """Superscripts and rare characters in names are drawn, not boxes, without any font of the system."""
    raw = [QRawFont.fromFont(QFont(family)) for family in fonts.FAMILIES]
    assert any(font.supportsCharacter(ord(char)) for font in raw)


def test_strong_text_falls_back_to_the_regular_chinese_font(qapp: QApplication) -> None:
    """The strong Chinese font lacks rare characters; the regular one follows it."""
    families = theme.current().font("title").families()
    assert families.index("Noto Sans SC Strong") < families.index("Noto Sans SC")


def test_bundled_families_are_loaded(qapp: QApplication) -> None:
    """Every family the theme names is known to Qt."""
    assert {*fonts.FAMILIES, *fonts.STRONG_FAMILIES} <= set(QFontDatabase.families())


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """A broken installation says which fonts it lacks."""
    monkeypatch.setattr(fonts, "FILES", ("Nowhere.ttf",))
    with pytest.raises(FileNotFoundError, match="Nowhere"):
        fonts.load()


def test_theme_reaches_palette_and_text(qtbot: QtBot, qapp: QApplication) -> None:
    """Dark at 200 % changes the colours and doubles the text of windows already open."""
    words = Words("Tumour", role="title")
    qtbot.addWidget(words)
    words.show()
    plain = words.sizeHint().height()
    theme.apply(qapp, theme.Theme(dark=True, text_scale=2))
    qapp.processEvents()
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert words.sizeHint().height() > 1.8 * plain


def test_text_scale_is_bounded() -> None:
    """More than 200 % and less than 80 % are not offered."""
    assert theme.Theme(text_scale=9).text_scale == 2
    assert theme.Theme(text_scale=0.1).text_scale == 0.8


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_sharp(qapp: QApplication, ratio: float) -> None:
    """An icon has as many pixels as the screen asks for, in the colour asked for."""
    pixmap = icons.pixmap("plus", 16, "#ff0000", ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.devicePixelRatio() == ratio
    assert pixmap.toImage().pixelColor(pixmap.width() // 2, pixmap.height() // 2).red() == 255


def test_unknown_icon_is_refused(qapp: QApplication) -> None:
    """A wrong name is a bug and says so."""
    with pytest.raises(FileNotFoundError):
        icons.pixmap("nothing", 16, "#000000", 1.0)


def test_every_label_role_is_styled(qtbot: QtBot, qapp: QApplication) -> None:
    """A small label is smaller than a page title."""
    small, page = Words("x", role="small"), Words("x", role="page")
    for label in (small, page):
        qtbot.addWidget(label)
        label.ensurePolished()
    assert isinstance(small, QLabel)
    assert small.fontMetrics().height() < page.fontMetrics().height()
