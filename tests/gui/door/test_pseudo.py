"""Every text of the door and of the People page is data or comes from the texts of the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gui.door.paper import Paper
from gui.door.protect import ProtectPage
from gui.door.restore import LastNumberPage
from gui.people import forms
from gui.people.page import PeoplePage
from screening.protocol.catalogue import catalogue
from screening.settings import Preferences
from screening.wording import PSEUDO
from tests.gui.desk import Desk
from tests.gui.door.conftest import PASSWORD, Guarded
from tests.gui.door.test_sign_in import fill, sign_in
from tests.gui.test_window_pseudo import SAME, left_behind, texts_of

TYPED = ("a wrong one", "too short", "another")


@dataclass(frozen=True)
class Pseudo:
    """The program in the pseudo-language, and what is data there."""

    desk: Desk
    data: tuple[str, ...]


@pytest.fixture
def pseudo(qapp: QApplication, guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pseudo]:
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, guarded.folder, Preferences(language=PSEUDO, theme="light"))
    desk.start()
    yield Pseudo(desk, (*SAME, str(guarded.folder), "Wang Li", "Chen Yu", guarded.once, *TYPED))
    desk.close()


@pytest.fixture
def first(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pseudo]:
    """Before there is a book."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path / "none", Preferences(language=PSEUDO, theme="light"))
    desk.start()
    titles = [text for one in catalogue().listed for text in (one.id, one.version, one.title.in_("en"))]
    yield Pseudo(desk, (*SAME, str(tmp_path / "none"), *sorted(titles, key=len, reverse=True)))
    desk.close()


def check(shown: Pseudo) -> None:
    """Find every word on the screen that was left in English."""
    found = {}
    for widget in [shown.desk.window, *shown.desk.window.findChildren(QWidget)]:
        if widget.isVisible():
            secret = [widget.secret] if isinstance(widget, Paper) else []
            for text in texts_of(widget):
                rest = left_behind(text, [*secret, *shown.data])
                found[rest] = (type(widget).__name__, widget.objectName(), text)
    # A group of a secret is data too, and nothing else is written so.
    words = {rest: where for rest, where in found.items() if rest and not rest.isupper()}
    assert words == {}


def test_the_pages_before_somebody_is_in(pseudo: Pseudo, guarded: Guarded) -> None:
    """Signing in, with what is wrong; the recovery key; a password of one's own."""
    desk = pseudo.desk
    desk.press("signin.enter")
    check(pseudo)
    sign_in(desk, "Wang Li", TYPED[0])
    check(pseudo)
    desk.press("signin.forgotten")
    desk.press("recover.enter")
    check(pseudo)
    desk.press("recover.back")
    sign_in(desk, "Chen Yu", guarded.once)
    fill(desk, password=TYPED[1], again=TYPED[2])
    desk.press("choose.enter")
    check(pseudo)
    desk.window.show_content(ProtectPage("Wang Li", desk.program.words))
    desk.settle()
    check(pseudo)


def test_first_start_and_what_leads_on(first: Pseudo) -> None:
    """Setting up, with what is wrong; the recovery key; going on from a backup."""
    desk = first.desk
    desk.press("setup.begin")
    check(first)
    desk.press("setup.restore")
    check(first)
    desk.press("restore.back")
    for last in ("SH04-0031", None):
        desk.window.show_content(LastNumberPage(3, last, desk.program.words))
        desk.settle()
        check(first)
    desk.program.sites.open()
    fill(desk, code="SH04", name="Wang Li", password=PASSWORD, again=PASSWORD)
    desk.press("setup.study.NCT03976882@2024-published")
    desk.press("setup.role.coordinator")
    desk.press("setup.begin")
    desk.settle()
    check(first)


ACTS = (
    *(forms.ADD, forms.ROLES, forms.CLOSE, forms.REOPEN, forms.RESET, forms.DELEGATE, forms.END, forms.REVIEW),
    *(forms.RECOVERY, forms.PASSWORD, forms.RULES),
)


def test_the_people_and_every_act_on_them(pseudo: Pseudo) -> None:
    """The page, each form, and what is shown once."""
    desk = pseudo.desk
    sign_in(desk, "Wang Li", PASSWORD)
    desk.workplace.show_page("people")
    desk.settle()
    check(pseudo)
    page = desk.workplace.page("people")
    assert isinstance(page, PeoplePage)
    assert desk.program.site is not None
    chen = desk.program.site.staff.named("Chen Yu")
    for act in ACTS:
        page.acting.begin(act, chen)
        desk.settle()
        check(pseudo)
        for dialog in page.findChildren(QDialog):
            dialog.reject()
        desk.settle()
    for act, secret in ((forms.ADD, "ABCDE-FGHJK"), (forms.RECOVERY, "ABCDE-FGHJK-LMNPQ")):
        page.acting._act = act
        page.acting._show_once(secret, "Chen Yu")
        desk.settle()
        check(pseudo)
        for dialog in page.findChildren(QDialog):
            dialog.reject()
        desk.settle()


def test_the_locked_window(pseudo: Pseudo) -> None:
    desk = pseudo.desk
    sign_in(desk, "Wang Li", PASSWORD)
    desk.program.guard.watch.idle.emit()
    desk.settle()
    check(pseudo)
