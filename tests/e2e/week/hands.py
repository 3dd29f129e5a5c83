"""The movements that come back every day of the week."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from gui.kit.buttons import Button
from gui.today.table import TodayTable
from screening.service import today
from tests.gui.desk import Desk, wait_for

SitDown = Callable[[Path], Desk]
"""Starts the program over a folder."""


class Who(NamedTuple):
    """Somebody at the site, and the password of their own."""

    name: str
    password: str


COORDINATOR = Who("Wang Li", "a quiet river in spring")
INVESTIGATOR = Who("Xu Dan", "seven grey herons at dusk")
MONITOR = Who("Mo Ni", "letters from the sponsor")
SITE, VERSION = "SH04", "2025-follow-up"
STUDY = f"NCT03976882@{VERSION}"
NAMES = ("张三丰", "Li Si", "Zhao Qian", "Qian Er", "H-100", "1964-05-17", "1958-02-01", "1971-09-30", "1969-03-08")
"""What says who somebody is: no screen of a monitor's and no coded copy may hold it."""


def days_ago(days: int) -> str:
    """Write a day as it is typed."""
    return (today() - timedelta(days=days)).isoformat()


# Coming and going


def begin_site(desk: Desk, study: str = STUDY) -> None:
    """Set the site up: who begins is its coordinator, and administers."""
    desk.type_in("setup.code", SITE)
    desk.press(f"setup.study.{study}")
    desk.type_in("setup.name", COORDINATOR.name)
    desk.press("setup.role.coordinator")
    for field in ("setup.password", "setup.again"):
        desk.type_in(field, COORDINATOR.password)
    desk.press("setup.begin")
    desk.press("recoverykey.safe")
    desk.press("recoverykey.go_on")
    desk.find("screen")


def come_first(desk: Desk, who: Who, once: str) -> None:
    """Come in with what was given once, and choose a password of one's own."""
    desk.sign_in(who.name, once)
    desk.type_in("choose.password", who.password)
    desk.type_in("choose.again", who.password)
    desk.press("choose.enter")
    assert desk.site.actor.name == who.name


def take_over(desk: Desk, who: Who) -> None:
    """Let somebody else sit down at the window; a form that lies open is put aside first."""
    desk.press("foot.sign_out")
    if desk.sees("unsaved.park"):
        desk.press("unsaved.park")
    desk.sign_in(*who)
    assert desk.site.actor.name == who.name


# The form


def identify(desk: Desk, name: str, number: str, born: str) -> None:
    """Say who the patient is, who consented yesterday."""
    desk.type_in("subject.name", name)
    desk.type_in("subject.hospital_number", number)
    desk.type_in("subject.birth_date", born)
    desk.press("subject.sex.female")
    desk.press("subject.consent.yes")
    desk.type_in("subject.consent_on", f"{days_ago(1)} 09:30")
    desk.type_in("subject.consent_form", "2.0")


def answer(desk: Desk, *, planned: int, platelets: str) -> None:
    """Fill the form but for the causes: a delay since `planned` days ago, one count of yesterday."""
    if not desk.find("tumour_type.solid", QAbstractButton).isChecked():  # pressed twice it is taken back
        desk.press("tumour_type.solid")
    desk.press("disease_extent.advanced")
    desk.type_in("planned_cycle_date", days_ago(planned))
    desk.press("cycle_resumed_date.other.waiting")
    desk.press("delay_reason.thrombocytopenia")
    desk.paste_results(f"{platelets}\t10*9/L\t{days_ago(1)}")
    desk.press("brain_metastases.none")


def rule_out_the_rest(desk: Desk) -> None:
    """Say of every cause left that it was looked for."""
    desk.press("other_causes.rest")
    desk.press("rest.yes")


def save(desk: Desk, why: str = "", reason: str = "") -> None:
    """Save the case at hand."""
    desk.keys(Qt.Key.Key_S)
    desk.find("saving")
    if why:
        desk.press(f"saving.why.{why}")
    if reason:
        desk.type_in("saving.reason", reason)
    desk.press("saving.save")


def screen(desk: Desk, name: str, number: str, born: str, *, platelets: str = "60") -> None:
    """Enter somebody who meets every criterion, where the count lets them, and save."""
    desk.press("navigation.screen")
    if name not in desk.title():
        desk.keys(Qt.Key.Key_N)
    identify(desk, name, number, born)
    answer(desk, planned=10, platelets=platelets)
    rule_out_the_rest(desk)
    save(desk)


def take_up_parked(desk: Desk) -> None:
    """Take up the one form that was put aside."""
    desk.press("navigation.screen")
    desk.press("parked")
    (parked,) = desk.site.unsaved.list(desk.site.study)
    desk.pick("parked.menu", f"parked.draft {parked.id}")


# The day


def today_says(desk: Desk) -> list[str]:
    """Read what waits, a line each: by when, who, what and why."""
    model = desk.find("today.table", TodayTable).model()
    places = [[model.index(row, column) for column in range(model.columnCount())] for row in range(model.rowCount())]
    return [" | ".join(str(one.data(Qt.ItemDataRole.AccessibleTextRole)) for one in line) for line in places]


def open_from_today(desk: Desk, who: str) -> str:
    """Go down the list of the day to somebody, and press Enter; gives what stood there."""
    table = desk.find("today.table", TodayTable)
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(table.model().rowCount()):
        said = today_says(desk)[table.currentIndex().row()]
        if who in said:
            QTest.keyClick(table, Qt.Key.Key_Return)
            desk.settle()
            return said
        QTest.keyClick(table, Qt.Key.Key_Down)
    raise AssertionError(f"nothing waits of {who}")


# The log


def show_case(desk: Desk, number: str) -> None:
    """Find a case in the log and look at it."""
    desk.press("navigation.log")
    (row,) = [place for place, said in enumerate(desk.log_rows()) if said.startswith(number)]
    desk.choose_in_log(row)
    wait_for(lambda: number in desk.said("log.case").split("\n")[0], f"{number} is not shown")


def begin(desk: Desk, act: str, **fields: str) -> None:
    """Open the form of an act on the case in sight, and fill it; a list takes one of its options.

    The first signature of a session asks for the name as well.
    """
    desk.press(f"log.act.{act}")
    if desk.sees("act.signer"):
        desk.type_in("act.signer", desk.site.actor.name)
    for name, text in fields.items():
        fill = desk.choose if name in ("outcome", "primary", "criterion") else desk.type_in
        fill(f"act.{name}", text)


def do(desk: Desk, act: str, **fields: str) -> None:
    """Record an act on the case in sight."""
    begin(desk, act, **fields)
    desk.press(f"act.{act}.act")
    assert not desk.sees(f"act.{act}"), desk.find(f"act.{act}.refused", QLabel).text()


def acts(desk: Desk) -> set[str]:
    """Name the acts that are offered on the case in sight."""
    buttons = desk.find("log.case").findChildren(Button)
    return {str(one.property("act")) for one in buttons if one.property("act") and one.isVisible()}


def take_coded_copy(desk: Desk, copy: Path) -> None:
    """Look at what would leave of the log, and save it, coded, to a file."""
    desk.press("navigation.log")
    desk.press("log.export")
    desk.press("export.save")
    desk.save_file_as("export.file", copy)
    wait_for(lambda: desk.sees("export.open"), "nothing left")
    assert copy.name in desk.find("export.done", QLabel).text()
    desk.press("export.close")
