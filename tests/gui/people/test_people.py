"""The People page: who may come in, as what; what is shown once; and who may not change anything."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.door.paper import Paper
from gui.kit.act_dialog import ActDialog
from gui.people.acting import CONFIRMED_FOR, Acting
from gui.people.page import PeoplePage
from gui.people.table import PeopleTable
from gui.tasks import Tasks
from screening.protocol import Protocol
from screening.service import Site, begin_with_accounts, choose_password, enter, recover
from screening.wording import Words
from tests.gui.desk import click, find, settle

PASSWORD, OTHER = "a quiet river in spring", "seven grey herons at dusk"
Opened = Callable[[Site], PeoplePage]


@pytest.fixture
def people(tmp_path: Path, protocol: Protocol) -> Iterator[Site]:
    """A book in which Wang Li is at work, who screens and administers."""
    site, _ = begin_with_accounts(
        tmp_path / "book", code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=protocol
    )
    with site:
        yield site


@pytest.fixture
def opened(tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    """Give a function that opens the page of a site."""

    def open_page(site: Site) -> PeoplePage:
        page = PeoplePage(site=site, words=Words("en", "long"), tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        page.show()
        settle(tasks)
        return page

    return open_page


@pytest.fixture
def page(people: Site, opened: Opened) -> PeoplePage:
    return opened(people)


def press(page: PeoplePage, tasks: Tasks, name: str) -> None:
    found = [one for one in page.findChildren(QWidget, name) if one.isVisible()]
    assert found, f"{name} is not in sight"
    click(found[0])
    settle(tasks)


def type_in(page: PeoplePage, name: str, text: str) -> None:
    edit = find(page, QLineEdit, f"people.{name}")
    edit.clear()
    edit.setText(text)
    edit.textEdited.emit(text)


def confirm(page: PeoplePage, tasks: Tasks, act: str, password: str = PASSWORD) -> None:
    """Give the password again, and do it."""
    type_in(page, "confirm", password)
    press(page, tasks, f"people.{act}.act")
    settle(tasks)


def rows(page: PeoplePage) -> list[tuple[str, ...]]:
    model = page.model
    return [
        tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def choose(page: PeoplePage, row: int) -> None:
    table = find(page, PeopleTable, "people.table")
    table.setCurrentIndex(page.model.index(row, 0))
    QApplication.processEvents()


def buttons(page: PeoplePage) -> set[str]:
    names = {one.objectName() for one in page.findChildren(QWidget) if one.isVisible()}
    return {name.removeprefix("people.").removesuffix(".begin") for name in names if name.endswith(".begin")}


def add(page: PeoplePage, tasks: Tasks, name: str, *roles: str) -> str:
    """Add somebody; gives the password for the first time, as it is shown."""
    press(page, tasks, "people.add.begin")
    type_in(page, "name", name)
    for role in roles:
        press(page, tasks, f"people.roles.{role}")
    type_in(page, "verified", "staff card seen")
    if page.findChild(QLineEdit, "people.confirm") is not None:
        confirm(page, tasks, "add")
    else:
        press(page, tasks, "people.add.act")
    once = find(page, Paper, "people.once.paper").secret
    press(page, tasks, "people.once.close")
    return once


def problem(page: PeoplePage, act: str) -> str:
    return find(page, QLabel, f"people.{act}.refused").text()


def test_everybody_is_listed_with_what_the_record_says_of_them(page: PeoplePage, tasks: Tasks) -> None:
    """Roles, whether the account is open, when it was last used; the model is sound."""
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    (row,) = rows(page)
    assert row[:3] == ("Wang Li", "coordinator, administrator", "Open") and "never" not in row[3]
    add(page, tasks, "Chen Yu", "coordinator")
    assert rows(page)[1][:4] == ("Chen Yu", "coordinator", "Open", "never")


def test_a_person_is_added_and_comes_in_with_what_is_shown_once(
    page: PeoplePage, tasks: Tasks, people: Site, qtbot: QtBot
) -> None:
    """S13: the record says how it was made sure who it is; copied, the password leaves the clipboard again."""
    press(page, tasks, "people.add.begin")
    dialog = find(page, ActDialog, "people.add")
    assert not dialog.answer("act").isEnabled()
    type_in(page, "name", "Chen Yu")
    press(page, tasks, "people.roles.coordinator")
    type_in(page, "verified", "staff card seen")
    with qtbot.waitSignal(page.recorded):
        confirm(page, tasks, "add")
    once = find(page, Paper, "people.once.paper").secret
    press(page, tasks, "people.once.paper.copy")
    assert QGuiApplication.clipboard().text() == once
    press(page, tasks, "people.once.close")
    assert QGuiApplication.clipboard().text() == ""
    opened = next(people.reader.entries(kinds=("account_opened",), newest_first=True))
    assert opened.payload["verified"] == "staff card seen"
    choose_password(people.folder, "Chen Yu", once, OTHER).close()


def test_a_wrong_password_changes_nothing_and_costs_nothing_of_what_was_typed(
    page: PeoplePage, tasks: Tasks, people: Site
) -> None:
    """S19: whoever finds the window open can't add themselves."""
    press(page, tasks, "people.add.begin")
    type_in(page, "name", "Intruder")
    press(page, tasks, "people.roles.administrator")
    type_in(page, "verified", "trust me")
    confirm(page, tasks, "add", "a wrong one")
    assert problem(page, "add") == "The name or the password is not right."
    assert find(page, QLineEdit, "people.name").text() == "Intruder"
    assert [one.name for one in people.staff.all()] == ["Wang Li"]
    find(page, QDialog, "people.add").reject()


def test_a_password_given_again_counts_for_five_minutes(
    people: Site, tasks: Tasks, qtbot: QtBot, look: None, page: PeoplePage
) -> None:
    """Several changes in a row ask once."""
    now = [0.0]
    page.acting = Acting(people, tasks, Words("en", "long"), page, lambda: now[0])
    page.acting.done.connect(page.refresh)
    page.acting.begin("review")
    confirm(page, tasks, "review")
    now[0] = CONFIRMED_FOR - 1
    page.acting.begin("review")
    assert (
        page.findChild(QLineEdit, "people.confirm") is None or not find(page, QLineEdit, "people.confirm").isVisible()
    )
    press(page, tasks, "people.review.act")
    now[0] = CONFIRMED_FOR + 1
    page.acting.begin("review")
    assert find(find(page, QDialog, "people.review"), QLineEdit, "people.confirm").isVisible()
    find(page, QDialog, "people.review").reject()
    assert [e.kind for e in people.reader.entries()].count("accounts_reviewed") == 2


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (("monitor", "coordinator"), "A monitor has no other role."),
        (
            ("investigator", "administrator"),
            "Nobody both signs and administers accounts, but for a site of one person.",
        ),
    ],
)
def test_roles_that_dont_go_together_are_said_in_words(
    page: PeoplePage, tasks: Tasks, roles: tuple[str, ...], said: str
) -> None:
    """S3: the service holds it, the form says why."""
    press(page, tasks, "people.add.begin")
    type_in(page, "name", "Dr Xu")
    for role in roles:
        press(page, tasks, f"people.roles.{role}")
    type_in(page, "verified", "staff card seen")
    confirm(page, tasks, "add")
    assert problem(page, "add").startswith(said)
    find(page, QDialog, "people.add").reject()


def test_an_account_is_closed_with_a_reason_and_opened_again(page: PeoplePage, tasks: Tasks, people: Site) -> None:
    """S10: nobody signs in meanwhile; one's own account can't be closed by mistake."""
    once = add(page, tasks, "Chen Yu", "coordinator")
    choose_password(people.folder, "Chen Yu", once, OTHER).close()
    choose(page, 0)
    assert {"close", "reset"} & buttons(page) == set()
    choose(page, 1)
    press(page, tasks, "people.close.begin")
    assert not find(page, ActDialog, "people.close").answer("act").isEnabled()
    type_in(page, "why", "left the site")
    press(page, tasks, "people.close.act")
    assert rows(page)[1][2] == "Closed"
    press(page, tasks, "people.reopen.begin")
    press(page, tasks, "people.reopen.act")
    again = find(page, Paper, "people.once.paper").secret
    press(page, tasks, "people.once.close")
    choose_password(people.folder, "Chen Yu", again, OTHER).close()


def test_other_roles_are_given_and_the_former_ones_stay_in_sight(page: PeoplePage, tasks: Tasks, people: Site) -> None:
    """S20: current and historic grants."""
    add(page, tasks, "Dr Xu", "coordinator")
    choose(page, 1)
    press(page, tasks, "people.roles.begin")
    press(page, tasks, "people.roles.coordinator")
    press(page, tasks, "people.roles.investigator")
    press(page, tasks, "people.roles.act")
    assert rows(page)[1][1] == "investigator"
    history = find(page, QWidget, "people.history")
    said = [label.text() for label in history.findChildren(QLabel)]
    assert "coordinator" in said and "investigator" in said and "given by Wang Li" in said


def in_the_study(page: PeoplePage) -> str:
    return find(page, QWidget, "people.facts").findChildren(QLabel)[-1].text()


def test_an_investigator_acts_in_the_study_from_when_to_when(
    page: PeoplePage, tasks: Tasks, people: Site, opened: Opened
) -> None:
    """The first one answers for it, and delegates to the second; the administrator can end it."""
    once = add(page, tasks, "Dr Xu", "investigator")
    add(page, tasks, "Dr Hu", "investigator")
    choose(page, 1)
    assert "principal investigator from" in in_the_study(page)
    choose(page, 2)
    assert "delegate" not in buttons(page)
    with choose_password(people.folder, "Dr Xu", once, OTHER) as theirs:
        principal = opened(theirs)
        choose(principal, 2)
        press(principal, tasks, "people.delegate.begin")
        confirm(principal, tasks, "delegate", OTHER)
        assert "sub-investigator from" in in_the_study(principal)
    page.refresh()
    settle(tasks)
    press(page, tasks, "people.end.begin")
    press(page, tasks, "people.end.act")
    given = [one for one in people.staff.delegations() if one.account == "A3"]
    assert [one.until is None for one in given] == [False]


def test_a_password_is_reset_for_somebody_who_forgot_theirs(page: PeoplePage, tasks: Tasks, people: Site) -> None:
    """The old one opens nothing any more."""
    once = add(page, tasks, "Chen Yu", "coordinator")
    choose_password(people.folder, "Chen Yu", once, OTHER).close()
    choose(page, 1)
    press(page, tasks, "people.reset.begin")
    press(page, tasks, "people.reset.act")
    again = find(page, Paper, "people.once.paper").secret
    press(page, tasks, "people.once.close")
    choose_password(people.folder, "Chen Yu", again, "three new words here").close()


def test_one_changes_ones_own_password(page: PeoplePage, tasks: Tasks, people: Site) -> None:
    """What is wrong with it is said in words; the old one is asked for."""
    press(page, tasks, "people.password.begin")
    for key, text in (("old", PASSWORD), ("new", OTHER), ("again", "something else")):
        type_in(page, key, text)
    press(page, tasks, "people.password.act")
    assert problem(page, "password") == "The two passwords differ."
    for key, text in (("new", "wang li 1"), ("again", "wang li 1")):
        type_in(page, key, text)
    press(page, tasks, "people.password.act")
    assert "made of your name" in problem(page, "password")
    for key, text in (("new", OTHER), ("again", OTHER)):
        type_in(page, key, text)
    press(page, tasks, "people.password.act")
    assert find(page, QLabel, "people.said").text() == "Your password is changed."
    enter(people.folder, "Wang Li", OTHER).close()


def test_a_new_recovery_key_is_shown_once(page: PeoplePage, tasks: Tasks, people: Site) -> None:
    """It opens the log, and the record says that there is another one."""
    press(page, tasks, "people.recovery.begin")
    confirm(page, tasks, "recovery")
    key = find(page, Paper, "recoverykey.paper").secret
    press(page, tasks, "people.once.close")
    recover(people.folder, key, "Wang Li", OTHER).close()


def test_the_sites_rules_are_changed_within_their_bounds(
    page: PeoplePage, tasks: Tasks, people: Site, qtbot: QtBot
) -> None:
    """What can't be is named, and then nothing is changed."""
    type_in(page, "rules.idle_minutes", "0")
    press(page, tasks, "people.rules.save")
    assert "The window locks after" in find(page, QLabel, "people.rules.wrong").text()
    type_in(page, "rules.idle_minutes", "5")
    with qtbot.waitSignal(page.rules_changed):
        press(page, tasks, "people.rules.save")
        confirm(page, tasks, "rules")
    assert people.rules.all()["idle_minutes"] == 5
    type_in(page, "rules.backup_days", "14")
    press(page, tasks, "people.rules.save")
    settle(tasks)
    assert people.rules.all()["backup_days"] == 14


def test_the_review_of_all_accounts_is_recorded_with_its_day(page: PeoplePage, tasks: Tasks) -> None:
    """S20: and the page says when it was last."""
    told = [label.text() for label in page.findChildren(QLabel)]
    assert "The accounts have not been reviewed yet." in told
    press(page, tasks, "people.review.begin")
    confirm(page, tasks, "review")
    told = [label.text() for label in page.findChildren(QLabel)]
    assert any(text.startswith("All accounts were last gone through on ") for text in told)


def test_whoever_does_not_administer_reads_and_changes_nothing_but_their_own_password(
    page: PeoplePage, tasks: Tasks, people: Site, opened: Opened
) -> None:
    """No button leads where the service would refuse."""
    once = add(page, tasks, "Chen Yu", "coordinator")
    with choose_password(people.folder, "Chen Yu", once, OTHER) as theirs:
        reading = opened(theirs)
        assert buttons(reading) == {"password"}
        assert [row[0] for row in rows(reading)] == ["Wang Li", "Chen Yu"]
        assert find(reading, QLineEdit, "people.rules.idle_minutes").isReadOnly()
        reading.acting.begin("review")
        confirm(reading, tasks, "review", OTHER)
        assert "may not administer accounts here" in problem(reading, "review")
        find(reading, QDialog, "people.review").reject()


def test_everything_is_told_in_another_language(page: PeoplePage, tasks: Tasks) -> None:
    page.retext(Words("zh_CN", "long"))
    assert rows(page)[0][1] == "研究协调员、管理员"
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "姓名"
    assert find(page, QWidget, "people.add.begin").text() == "添加人员…"  # type: ignore[attr-defined]  # a button
