"""The little style sheet that Fusion needs; everything else is the palette or painted."""

from collections.abc import Callable, Mapping
from string import Template

from gui.kit.fonts import STRONG_FAMILIES
from gui.kit.tokens import Tokens

_SHEET = Template(
    """
QLabel[role="small"] { font-size: ${small}px; color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="strong"] { font-weight: 600; font-family: $strong_families; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; font-family: $strong_families; }
QLabel[role="page"] { font-size: ${page}px; font-weight: 600; font-family: $strong_families; }
QLabel[role="secret"] { font-size: ${figure}px; font-weight: 600; font-family: $strong_families; }
QLabel[tone] { font-size: ${small}px; color: $muted; }
QLabel[tone="failed"] { color: $failed; }
QLabel[tone="unknown"] { color: $unknown; }
QLabel[tone="not_yet"] { color: $not_yet; }
QLabel[tone="met"] { color: $met; }

QLineEdit, QPlainTextEdit, QTextEdit {
  background: $field; color: $text; border: 1px solid $outline; border-radius: 6px; padding: 0 8px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted;
}
QPlainTextEdit, QTextEdit { padding: 4px 4px; }
QLineEdit { min-height: ${line_height}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 0 7px; }
QLineEdit:focus { min-height: ${focused_height}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 3px; }
QLineEdit[invalid="true"] { border: 1px solid $failed_edge; }
QLineEdit[invalid="true"]:focus { border: 2px solid $failed_edge; }
QLineEdit:disabled, QLineEdit:read-only { background: $window; color: $muted; }

QAbstractItemView { background: $surface; border: 1px solid $line; outline: none; }
QAbstractItemView[bare="true"] { border: none; background: transparent; }
QTableView { gridline-color: $line; selection-background-color: $accent_soft; selection-color: $text; }
QTableView QLineEdit { border-radius: 0; padding: 0 6px; min-height: 0; }
QTableView QLineEdit:focus { padding: 0 5px; min-height: 0; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; font-size: ${small}px; border: none; border-bottom: 1px solid $line;
  padding: 4px 6px;
}
QTableCornerButton::section { background: transparent; border: none; }
QComboBox QAbstractItemView {
  padding: 4px; selection-background-color: $accent_soft; selection-color: $text;
}

QScrollArea { border: none; background: transparent; }
QScrollArea[reading="true"] { border: 2px solid transparent; border-radius: 8px; }
QScrollArea[reading="true"]:focus { border-color: $accent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[page="true"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QToolTip { background: $surface; color: $text; border: 1px solid $outline; padding: 4px 6px; }
QMenu { background: $surface; color: $text; border: 1px solid $outline; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton {
  color: $text; background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px 8px;
}
QCalendarWidget QToolButton:hover { background: $hover; }
QCalendarWidget QToolButton:focus { border: 2px solid $accent; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QAbstractItemView {
  border: none; background: $surface; alternate-background-color: $surface;
  selection-background-color: $accent; selection-color: $on_accent;
}
QSplitter::handle { background: $window; }
QDialog { background: $surface; }
"""
)


def style_sheet(tokens: Tokens, px: Callable[[float], int], sizes: Mapping[str, int]) -> str:
    """Return the style sheet for these colours; `px` scales a size at 100 %, `sizes` are the fonts' roles."""
    return _SHEET.substitute(
        tokens.named(),
        met=tokens.met.ink,
        not_yet=tokens.not_yet.ink,
        unknown=tokens.unknown.ink,
        failed=tokens.failed.ink,
        failed_edge=tokens.failed.edge,
        line_height=px(20) + 10,
        focused_height=px(20) + 8,
        strong_families=", ".join(f'"{family}"' for family in STRONG_FAMILIES),
        **{role: px(size) for role, size in sizes.items()},
    )
