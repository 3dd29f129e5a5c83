"""Which pages there are for whom, and that nothing on them leads where the service would refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QPushButton

from gui.log.page import LogPage
from gui.log.table import LogTable
from screening.protocol import Protocol
from screening.service import begin_with_accounts, choose_password, enter
from screening.service.practice import samples
from screening.settings import Preferences
from tests.e2e.week.hands import today_says
from tests.gui.desk import Desk, find, visible
from tests.gui.door.conftest import OTHER, PASSWORD
from tests.gui.door.test_sign_in import sign_in


@dataclass(frozen=True)
class Staffed:
    """A desk before a book of one case; `patient` is who that is."""

    desk: Desk
    patient: str

    def come(self, name: str) -> Desk:
        """Let somebody sign in."""
        sign_in(self.desk, name, PASSWORD if name == "Wang Li" else OTHER)
        self.desk.settle()
        return self.desk


@pytest.fixture
def staffed(
    qapp: QApplication, tmp_path: Path, protocol: Protocol, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Staffed]:
    """A coordinator who administered first, an administrator, and a monitor."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    folder = tmp_path / "book"
    site, _ = begin_with_accounts(
        folder, code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=protocol
    )
    sample = next(one for one in samples() if one.name == "01-eligible")
    with site:
        site.save(sample.history, sample.as_of)
        for name, role in (("Admin An", "administrator"), ("Monitor Mo", "monitor")):
            once = site.staff.add(name, [role], verified="letter")
            choose_password(folder, name, once, OTHER).close()
    desk = Desk(qapp, folder, Preferences(language="en", theme="light"))
    desk.start()
    yield Staffed(desk, str(sample.history["subject"]["name"]))
    desk.close()


def places(desk: Desk) -> list[str]:
    found = desk.window.findChildren(QAbstractButton)
    names = [one.objectName() for one in found if one.isVisible()]
    return [name.removeprefix("navigation.") for name in names if name.startswith("navigation.")]


def said(desk: Desk) -> str:
    told = []
    for widget in visible(desk.window):
        told += [widget.accessibleName(), widget.toolTip(), str(getattr(widget, "text", str)() or "")]
    return "\n".join(told)


def buttons(desk: Desk) -> set[str]:
    return {one.objectName() for one in visible(desk.window) if isinstance(one, QPushButton)}


def test_a_monitor_reads_coded_data_only(staffed: Staffed) -> None:
    """S2, S3: no form, no name anywhere, nothing that changes a case."""
    desk = staffed.come("Monitor Mo")
    assert places(desk) == ["today", "log", "study", "insight", "record", "people"]
    assert desk.workplace.current == "log"
    log = desk.workplace.page("log")
    assert isinstance(log, LogPage)
    desk.settle()
    table = find(log, LogTable, "log.table")
    table.setCurrentIndex(table.model().index(0, 0))
    desk.settle()
    for name in places(desk):
        desk.workplace.show_page(name)
        desk.settle()
        assert staffed.patient not in said(desk)
        if name == "today":
            waiting = [line for line in today_says(desk) if "SH04-0001" in line]
            assert waiting and not any(staffed.patient in line for line in waiting)
    desk.workplace.show_page("log")
    assert "SH04-0001" in said(desk)
    assert {"log.open", "log.strike", "foot.backup"} & buttons(desk) == set()


def test_an_administrator_sees_the_people_and_no_patient(staffed: Staffed) -> None:
    """S3: no form, no log; the record is told without what is clinical."""
    desk = staffed.come("Admin An")
    assert places(desk) == ["people", "study", "record"]
    assert desk.workplace.current == "people"
    for name in places(desk):
        desk.workplace.show_page(name)
        desk.settle()
        assert staffed.patient not in said(desk) and "SH04-0001" not in said(desk)
    assert "foot.backup" in buttons(desk)


def test_a_coordinator_has_every_page(staffed: Staffed) -> None:
    """The foot says who it is, and as what."""
    desk = staffed.come("Wang Li")
    assert places(desk) == ["today", "screen", "log", "prescreen", "study", "insight", "record", "people"]
    assert find(desk.window, QLabel, "foot.who").accessibleName() == "Wang Li, coordinator, administrator · SH04"


def test_whoever_is_shut_out_while_at_work_reads_why(staffed: Staffed, tmp_path: Path) -> None:
    """S19: nothing crashes, whatever they press."""
    desk = staffed.come("Monitor Mo")
    with enter(tmp_path / "book", "Wang Li", PASSWORD) as site:
        site.staff.close("Monitor Mo", "left")
    desk.press("foot.record")
    dialog = find(desk.window, QDialog, "record.said")
    assert "The account of Monitor Mo is closed; ask the administrator." in dialog.accessibleDescription()
    dialog.reject()
    desk.press("log.export")
    desk.settle()
    for one in desk.window.findChildren(QDialog):
        one.reject()
