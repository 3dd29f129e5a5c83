"""Whoever was screened already is recognised before a second record begins."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.service import Site, today
from tests.gui.screen.conftest import NamesLater, answers, day, subject
from tests.gui.screen.helpers import child, fill, has_dialog, message, press, save, write


@pytest.fixture
def known(site: Site, protocol: Protocol) -> str:
    """Give the id of a person who was screened."""
    return site.save({"subject": subject(), "answers": answers(protocol)}, today()).person


def test_a_known_number_is_recognised_while_it_is_typed(page: ScreenPage, known: str) -> None:
    write(page, "subject.hospital_number", "004218")
    assert page._form.matches.matches() == ()
    write(page, "subject.hospital_number", "0042187")
    said = child(page, QLabel, "matches.0").text()
    assert "Already screened" in said
    assert "SH04-0001" in said


def test_a_known_name_and_birth_date_are_recognised(page: ScreenPage, known: str) -> None:
    write(page, "subject.name", "张三丰")
    assert page._form.matches.matches() == ()
    write(page, "subject.birth_date", "1964-05-17")
    assert [one.person.id for one in page._form.matches.matches()] == [known]


def test_the_case_can_be_opened(page: ScreenPage, known: str) -> None:
    write(page, "subject.hospital_number", "0042187")
    press(page, "matches.0.open")
    assert page.case.case.number == "SH04-0001"
    assert page._form.matches.matches() == ()


def test_the_person_can_be_screened_again_under_a_new_number(
    page: ScreenPage, site: Site, known: str, protocol: Protocol
) -> None:
    write(page, "subject.hospital_number", "0042187")
    press(page, "matches.0.again")
    assert child(page, QLineEdit, "subject.name").text() == "张三丰"
    assert page._form.history()["subject"]["sex"] == site.log()[0].sex == "male"
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    save(page)
    first, second = site.log()
    assert (second.number, second.attempt, second.earlier) == ("SH04-0002", 2, "SH04-0001")
    assert first.person == second.person == known


def test_someone_else_is_someone_else(page: ScreenPage, site: Site, known: str, protocol: Protocol) -> None:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    write(page, "subject.hospital_number", "0042187")
    press(page, "matches.0.other")
    assert page._form.matches.matches() == ()
    save(page)
    assert len({row.person for row in site.log()}) == 2


def test_a_save_waits_until_it_is_said_who_it_is(page: ScreenPage, site: Site, known: str, protocol: Protocol) -> None:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    press(page, "save")
    assert not has_dialog(page, "saving")
    assert "may have been screened already" in message(page)
    assert len(page._form.matches.matches()) == 1
    press(page, "matches.0.other")
    save(page)
    assert len(site.log()) == 2


def test_an_open_case_offers_a_new_attempt_with_nothing_but_who_it_is(page: ScreenPage, known: str) -> None:
    write(page, "subject.hospital_number", "0042187")
    press(page, "matches.0.open")
    press(page, "case.again")
    history = page._form.history()
    assert "answers" not in history
    assert "consent" not in history["subject"]
    assert history["subject"]["name"] == "张三丰"
    assert "SH04-0001" in page.work._bar.said()


@pytest.mark.parametrize("text", ["三丰", "2187", "1964-05"])
def test_a_person_is_found_again_and_the_case_opened_by_keyboard(
    page: ScreenPage, known: str, text: str, qtbot: QtBot
) -> None:
    page._search.take_cursor()
    write(page, "search", text)
    found = page._search.found.view
    qtbot.waitUntil(found.isVisible)
    assert found.model().index(0, 0).data().startswith("张三丰")
    QTest.keyClick(found, Qt.Key.Key_Down)
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert page.case.case.number == "SH04-0001"
    assert child(page, QLineEdit, "search").text() == ""


def test_nobody_found_is_said(page: ScreenPage, known: str, qtbot: QtBot) -> None:
    page._search.take_cursor()
    write(page, "search", "nobody")
    qtbot.waitUntil(page._search.found.view.isVisible)
    assert isinstance(page._search.found.view, QListView)
    assert page._search.found.view.model().index(0, 0).data() == "Nobody found"


def test_a_person_of_the_prescreening_list_is_recognised_too(
    make_page: Callable[[], ScreenPage], site: Site, protocol: Protocol
) -> None:
    site.save({"subject": subject(consent={"given": False}), "answers": answers(protocol)}, today())
    page = make_page()
    write(page, "subject.hospital_number", "0042187")
    assert "pre-screening list" in child(page, QLabel, "matches.0").text()


# While names are still being read


def test_a_new_case_waits_for_the_names_and_says_so(
    make_page: Callable[..., ScreenPage], site: Site, protocol: Protocol
) -> None:
    """Or somebody might be entered twice; the save goes on by itself."""
    names = NamesLater()
    page = make_page(worker=names)
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    press(page, "save")
    assert "Names are still being read" in message(page)
    assert not has_dialog(page, "saving")
    names.read()
    assert has_dialog(page, "saving")


def test_a_case_that_goes_on_waits_for_no_name(make_page: Callable[..., ScreenPage], site: Site, known: str) -> None:
    """Who it is was said before."""
    page = make_page(worker=NamesLater())
    page.open_case(site.log()[0].seq)
    write(page, "planned_cycle_date", day(-9))
    press(page, "save")
    assert has_dialog(page, "saving")


def test_the_search_says_that_it_waits(make_page: Callable[..., ScreenPage], known: str, qtbot: QtBot) -> None:
    """Nobody takes it for an answer: it can't be chosen, and the people come in its place."""
    names = NamesLater()
    page = make_page(worker=names)
    line = child(page, QLineEdit, "search")
    line.setFocus()
    write(page, "search", "三丰")
    found = page._search.found.model
    qtbot.waitUntil(lambda: found.rowCount() == 1)
    assert found.item(0).text() == "Names are still being read; this takes a moment."
    assert not found.item(0).isEnabled()
    names.read()
    assert found.rowCount() == 1 and "张三丰" in found.item(0).text()
