"""Every text in the window is either data or comes from the texts of the language: a pseudo-language shows the rest."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QDialog, QPlainTextEdit, QTableView, QWidget

from gui.log.page import LogPage
from gui.study.background import background
from screening.cohort.columns import file_columns, result_file_columns
from screening.protocol import Protocol
from screening.protocol.catalogue import catalogue
from screening.protocol.text import Text
from screening.service import Site
from screening.settings import Preferences
from screening.wording import PSEUDO
from tests.gui.desk import Desk, find

# Names that are the same in every language, and keys as keyboards have them.
SAME = ("Eligo", "F12", "Ctrl", "Shift", "Alt", "Del", "Return", "Enter", "Space", "SH04", "UTC", "English", "简体中文")
LETTERS = re.compile(r"[^\W\d_]{2,}")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield everything a widget says, to the eye and to a screen reader."""
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    if widget.isWindow():
        yield widget.windowTitle()
    for method in ("text", "placeholderText", "title"):
        said = getattr(widget, method, None)
        if callable(said) and not isinstance(widget, QPlainTextEdit):
            yield str(said())
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from texts_of_model(widget.model(), headers=isinstance(widget, QTableView))


def texts_of_model(model: QAbstractItemModel, *, headers: bool) -> Iterator[str]:
    # Qt keeps the column count of a list private.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            yield from (str(model.index(row, column).data(role) or "") for role in ROLES)
    if headers:
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def left_behind(text: str, data: list[str]) -> str:
    """Give what remains of a text without the pseudo-language's brackets and without data."""
    rest = text.replace("&", "")
    for one in data:
        rest = rest.replace(one, " ")
    while "⟦" in rest:
        shorter = re.sub(r"⟦[^⟦⟧]*(⟧|$|…)", " ", rest)
        if shorter == rest:
            break
        rest = shorter
    return " ".join(LETTERS.findall(rest))


def data_of(protocol: Protocol, site: Site) -> list[str]:
    """Collect what is data: the protocol's and the study's own words, names, units; the longest first."""
    found = {*SAME, protocol.id, protocol.version, protocol.protocol.source, site.actor.name, str(site.folder)}
    found |= {text.in_("en") for text in all_texts(protocol)}
    found |= {one.where for one in protocol.criterion if one.where}
    found |= {one.name for one in (*file_columns(protocol), *result_file_columns(protocol))}
    known = background(protocol.id)
    assert known is not None
    found |= {one["en"] for one in plain_texts(known)}
    for row in site.log(current_only=False) + site.prescreening():
        history = site.record(row.seq).history
        found |= set(strings(history)) | {row.number or ""}
    for listed in catalogue().listed:
        found |= {listed.version, *(text.in_("en") for text in all_texts(listed.header))}
    found |= {one.lower() for one in list(found)}
    return sorted(filter(None, (one.replace("&", "") for one in found)), key=len, reverse=True)


def all_texts(node: Any) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, tuple | list):
        for one in node:
            yield from all_texts(one)
    elif isinstance(node, dict):
        yield from all_texts(list(node.values()))
    elif hasattr(type(node), "model_fields"):
        yield from all_texts([getattr(node, name) for name in type(node).model_fields])


def plain_texts(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, dict) and "en" in node:
        yield node
    elif isinstance(node, dict | list | tuple):
        for one in node.values() if isinstance(node, dict) else node:
            yield from plain_texts(one)
    elif hasattr(node, "__slots__"):
        yield from plain_texts([getattr(node, name) for name in node.__slots__])


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from strings(one)


@pytest.fixture
def pseudo(qapp: QApplication, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program in the pseudo-language, with a few cases."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, site.folder, Preferences(language=PSEUDO, theme="light"))
    desk.start()
    yield desk
    desk.close()


@pytest.mark.parametrize(
    "page", ["screen", "log", "prescreen", "study", "insight", "curtain", "preferences", "keys", "strike", "case"]
)
def test_no_text_is_left_behind(pseudo: Desk, site: Site, protocol: Protocol, page: str) -> None:
    """Labels, buttons, tables, names for screen readers and tooltips, on every page and dialog."""
    data = data_of(protocol, site)
    open_page(pseudo, page)
    found = {
        left_behind(text, data): (type(widget).__name__, widget.objectName(), text)
        for widget in [pseudo.window, *pseudo.window.findChildren(QWidget)]
        if widget.isVisible()
        for text in texts_of(widget)
    }
    found.pop("", None)
    assert found == {}
    for dialog in pseudo.window.findChildren(QDialog):
        dialog.reject()


def open_page(desk: Desk, page: str) -> None:
    if page in ("screen", "log", "prescreen", "study", "insight"):
        desk.workplace.show_page(page)
    elif page == "curtain":
        desk.window.toggle_curtain()
    elif page in ("preferences", "keys"):
        desk.press(f"foot.{page}")
    elif page == "case":
        desk.workplace.show_page("screen")
        screen = desk.workplace.page("screen")
        assert hasattr(screen, "open_case")
        screen.open_case(desk.program.site.log()[0].seq)  # type: ignore[union-attr]  # a site is open
    elif page == "strike":
        desk.workplace.show_page("log")
        desk.settle()
        log = desk.workplace.page("log")
        assert isinstance(log, LogPage)
        desk.settle()
        find(log, QWidget, "log.strike").click()  # type: ignore[attr-defined]  # a button
    desk.settle()
    desk.settle()


def test_the_test_sees_what_is_left_behind() -> None:
    """A word outside the brackets is found; inside them, or as data, it is not."""
    assert left_behind("⟦Šàvé ⟦x⟧⟧ Save 3", []) == "Save"
    assert left_behind("⟦Šàvé⟧ · Li Wei, 12", ["Li Wei"]) == ""
