"""Acts on a case through the log page: confirmed with a signature, enrolled, ended, taken back, forgotten."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.act_dialog import ActDialog
from gui.kit.buttons import Button
from gui.kit.chips import Chip
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.ticks import Tick
from gui.log.page import LogPage
from gui.tasks import Tasks
from screening.access import Session
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.service_samples import ON, history, with_answer
from tests.store.staffed import DOCTOR, as_coordinator, as_doctor, begin_staffed

EN = Words("en", "long")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staffed") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        site.save(history(), ON)
        not_solid = with_answer(history(name="Not Solid", hospital_number="N-2"), tumour_type="haematological")
        site.save(not_solid, ON)
        site.save(with_answer(history(name="Late", hospital_number="N-3"), planned_cycle_date="2026-11-20"), ON)
    return folder


@pytest.fixture
def folder(staffed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed, tmp_path / "site"))


@pytest.fixture
def coordinator(folder: Path) -> Iterator[Site]:
    with as_coordinator(folder) as site:
        yield site


@pytest.fixture
def doctor(folder: Path) -> Iterator[Site]:
    with as_doctor(folder) as site:
        yield site


Opened = Callable[[Site], LogPage]


@pytest.fixture
def opened(tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    def open_page(site: Site) -> LogPage:
        page = LogPage(site=site, words=EN, tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        page.show()
        settle(tasks)
        settle(tasks)
        return page

    return open_page


def choose(page: LogPage, tasks: Tasks, row: int) -> None:
    page.table.selectRow(row)
    settle(tasks)


def offered(page: LogPage) -> list[str]:
    buttons = page.details.findChildren(Button)
    return [str(one.property("act")) for one in buttons if one.property("act") and one.isVisible()]


def begin(page: LogPage, act: str) -> ActDialog:
    click(find(page.details, Button, f"log.act.{act}"))
    return find(page, ActDialog, f"act.{act}")


def do(dialog: ActDialog, tasks: Tasks) -> None:
    click(dialog.answer("act"))
    settle(tasks)
    settle(tasks)


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_an_investigator_confirms_with_a_password(opened: Opened, doctor: Site, tasks: Tasks) -> None:
    """S6, S12: a wrong password costs nothing of what was typed; the signature is then told in full."""
    page = opened(doctor)
    choose(page, tasks, 0)
    assert offered(page)[:2] == ["confirms", "declines"]
    dialog = begin(page, "confirms")
    assert not dialog.answer("act").isEnabled()
    password = find(dialog, QLineEdit, "act.password")
    QTest.keyClicks(password, "not the password")
    do(dialog, tasks)
    assert dialog.isVisible()
    assert "not right" in said(dialog)
    password.selectAll()
    QTest.keyClicks(password, DOCTOR[1])
    do(dialog, tasks)
    assert "Xu Dan, investigator, confirmed on" in said(page.details)
    assert offered(page)[0] == "enrol"


def test_the_first_signature_of_a_session_asks_for_the_name_too(opened: Opened, doctor: Site, tasks: Tasks) -> None:
    """S12: both at first; then the password alone, until the window was locked."""
    session = Session("A2", DOCTOR[0], ())
    doctor.signatures.follow(session)
    page = opened(doctor)
    choose(page, tasks, 0)
    dialog = begin(page, "confirms")
    name, password = (find(dialog, QLineEdit, f"act.{one}") for one in ("signer", "password"))
    QTest.keyClicks(password, DOCTOR[1])
    assert not dialog.answer("act").isEnabled()
    QTest.keyClicks(name, "Wang Li")
    do(dialog, tasks)
    assert "The name or the password is not right." in said(dialog)
    assert (name.text(), password.text()) == ("Wang Li", DOCTOR[1])
    name.clear()
    QTest.keyClicks(name, DOCTOR[0])
    do(dialog, tasks)
    assert doctor.log()[0].signed == "confirmed"
    with as_coordinator(doctor.folder) as site:
        site.save(history(sex="male"), ON, former=site.log()[0].seq)
    page.refresh()
    settle(tasks)
    page.show_entry(doctor.log()[0].seq)
    settle(tasks)
    settle(tasks)
    dialog = begin(page, "confirms")
    assert dialog.findChild(QLineEdit, "act.signer") is None
    dialog.reject()
    settle(tasks)
    session.lock()
    session.resume()
    assert begin(page, "confirms").findChild(QLineEdit, "act.signer") is not None


def test_a_coordinator_waits_for_the_signature(opened: Opened, coordinator: Site, tasks: Tasks) -> None:
    """S2: what somebody may not do is not offered, and it is said who does it."""
    page = opened(coordinator)
    choose(page, tasks, 0)
    assert "confirms" not in offered(page)
    assert "enrol" not in offered(page)
    assert "Awaiting an investigator" in said(page.details)


def test_somebody_confirmed_is_enrolled(opened: Opened, coordinator: Site, folder: Path, tasks: Tasks) -> None:
    with as_doctor(folder) as doctor:
        doctor.signatures.sign(doctor.log()[0].seq, "confirms", DOCTOR[1])
    page = opened(coordinator)
    choose(page, tasks, 0)
    dialog = begin(page, "enrol")
    QTest.keyClicks(find(dialog, QLineEdit, "act.subject_number"), "R-001")
    do(dialog, tasks)
    assert "have it signed first" in said(dialog)
    find(dialog, DateEntry, "act.on.entry").set_value(ON.isoformat())
    do(dialog, tasks)
    assert coordinator.log()[0].outcome == "enrolled"
    assert "R-001" in find(page.details, Chip, "log.case.outcome").text()
    assert offered(page) == ["deviate", "take_back", "forget", "checklist"]


def test_a_screen_failure_names_its_main_reason(opened: Opened, coordinator: Site, tasks: Tasks) -> None:
    page = opened(coordinator)
    choose(page, tasks, 1)
    dialog = begin(page, "fail")
    assert not dialog.answer("act").isEnabled()
    reason = find(dialog, DropChoice, "act.primary")
    assert [reason.itemData(place) for place in range(reason.count())] == ["I1", "E1"]
    reason.setCurrentIndex(1)
    reason.activated.emit(1)
    do(dialog, tasks)
    row = coordinator.log()[1]
    assert (row.outcome, row.primary_reason) == ("screen_failure", "E1")


def test_who_could_still_qualify_is_failed_deliberately(opened: Opened, coordinator: Site, tasks: Tasks) -> None:
    """Not yet is no failure: it is offered last, and says what it means."""
    page = opened(coordinator)
    choose(page, tasks, 2)
    assert offered(page)[0] == "end"
    dialog = begin(page, "fail")
    do(dialog, tasks) if dialog.answer("act").isEnabled() else None
    assert coordinator.log()[2].outcome is None
    find(dialog, Tick, "act.final").setChecked(True)
    do(dialog, tasks)
    assert coordinator.log()[2].outcome == "screen_failure"


def test_another_ending_and_back(opened: Opened, coordinator: Site, tasks: Tasks) -> None:
    """The reasons follow the ending; taken back, the case is pending again."""
    page = opened(coordinator)
    choose(page, tasks, 0)
    dialog = begin(page, "end")
    reason = find(dialog, DropChoice, "act.primary")
    assert not reason.isVisible()
    for control, place in (("act.outcome", 0), ("act.primary", 4)):
        choice = find(dialog, DropChoice, control)
        choice.setCurrentIndex(place)
        choice.activated.emit(place)
    widgets: list[QWidget] = [reason, find(dialog, DateEntry, "act.on.entry")]
    for widget in widgets:
        assert widget.height() >= widget.sizeHint().height(), "what is asked now has its room"
    do(dialog, tasks)
    row = coordinator.log()[0]
    assert (row.outcome, row.primary_reason) == ("declined", "family_against")
    dialog = begin(page, "take_back")
    QTest.keyClicks(find(dialog, QLineEdit, "act.reason"), "the wrong row")
    do(dialog, tasks)
    assert coordinator.log()[0].outcome is None


def test_a_person_is_forgotten(opened: Opened, coordinator: Site, tasks: Tasks) -> None:
    page = opened(coordinator)
    choose(page, tasks, 0)
    dialog = begin(page, "forget")
    choice = find(dialog, DropChoice, "act.reason")
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    do(dialog, tasks)
    assert "Veryrarename" not in said(page.details)
    assert coordinator.log()[0].forgotten_by


def test_a_closed_study_offers_nothing_that_would_be_refused(
    opened: Opened, coordinator: Site, doctor: Site, tasks: Tasks
) -> None:
    """Whoever somebody is can still be forgotten, and the case be printed; the rest is read."""
    doctor.conduct.close()
    for site in (doctor, coordinator):
        page = opened(site)
        choose(page, tasks, 0)
        assert offered(page) == ["forget", "checklist"]
        assert page.findChild(Button, "log.open") is None or not find(page, Button, "log.open").isVisible()
        assert not [one for one in page.details.findChildren(Button, "log.strike") if one.isVisible()]


def test_a_conclusion_on_the_causes_is_read_and_signed(opened: Opened, doctor: Site, tasks: Tasks) -> None:
    """The form shows each cause with what bears on it; it waits for the reason, and the details then tell all of it."""
    page = opened(doctor)
    choose(page, tasks, 0)
    assert "other_cause" not in offered(page) and "Investigator’s conclusion\nNot signed" in said(page.details)
    assert "Marrow infiltration\nRuled out\nDiagnosis: Solid tumour · 2 October 2026" in said(page.details)
    dialog = begin(page, "no_other_cause")
    sheet = find(dialog, QScrollArea, "act.worksheet")
    assert sheet.focusPolicy() == Qt.FocusPolicy.StrongFocus and sheet.accessibleName()
    assert "Radiotherapy\nRuled out" in said(dialog) and "Diagnosis: Solid tumour" in said(dialog)
    QTest.keyClicks(find(dialog, QLineEdit, "act.password"), DOCTOR[1])
    assert not dialog.answer("act").isEnabled()
    QTest.keyClicks(find(dialog, QLineEdit, "act.reason"), "Smear seen")
    do(dialog, tasks)
    told = said(page.details)
    assert "and none explains the low count. Reason: Smear seen" in told
    assert "conclusion\nEach cause was considered: none of them explains the low count\nXu Dan, investigator," in told
    assert "no_other_cause" not in offered(page) and offered(page)[:2] == ["confirms", "declines"]


def test_a_conclusion_is_offered_as_the_answers_bear_it_out(
    opened: Opened, folder: Path, doctor: Site, tasks: Tasks
) -> None:
    """Not to be signed while a cause is open: what is open is named in its place."""
    sheet = history()["answers"]["other_causes"]
    doctor.close()
    with as_coordinator(folder) as site:
        site.save(with_answer(history(), other_causes={**sheet, "immune": "not_assessed"}), ON, former=first(site))
        site.save(with_answer(history(name="B", hospital_number="B"), other_causes={**sheet, "immune": "present"}), ON)
    with as_doctor(folder) as site:
        page = opened(site)
        for row in range(page.table.model().rowCount()):
            choose(page, tasks, row)
            shown = page.details.shown
            assert shown is not None
            conclusions = {"no_other_cause", "other_cause"} & set(offered(page))
            if shown.record.person.name == "B":
                assert conclusions == {"other_cause"}
            elif "Still to be assessed: Immune" in said(page.details):
                assert conclusions == set() and shown.record.row.number == "SH04-0001"
            else:
                assert conclusions == {"no_other_cause"}


def first(site: Site) -> int:
    return next(row.seq for row in site.log() if row.number == "SH04-0001")
