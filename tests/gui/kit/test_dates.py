from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCalendarWidget, QLineEdit
from pytestqt.qtbot import QtBot

from gui.kit.buttons import Button, IconButton
from gui.kit.dates import DateEntry
from gui.kit.details import AnswerDetails, Provenance
from gui.kit.event_list import EventList
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.period_list import PeriodList
from gui.kit.segmented import SegmentedChoice
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown, child

ENTER = Qt.Key.Key_Return


@pytest.fixture
def entry(shown: Shown) -> DateEntry:
    made = DateEntry(samples.DAY, name="given", today=samples.TODAY, extras=samples.WAITING)
    shown(made, 360)
    return made


@pytest.fixture
def consent(shown: Shown) -> DateEntry:
    made = DateEntry(samples.DAY, name="consent", today=samples.TODAY, timed=True)
    shown(made, 360)
    return made


def test_nothing_stands_there_at_first(entry: DateEntry) -> None:
    """There is no default day; the placeholder shows how to write one."""
    assert (entry.value(), entry.edit.text(), entry.invalid) == (None, "", False)
    assert entry.edit.placeholderText() == "YYYY-MM-DD"


def test_the_other_answer_goes_below_where_there_is_no_room_beside(shown: Shown) -> None:
    """In a narrow form with large text it is still there."""
    made = DateEntry(samples.DAY, name="given", today=samples.TODAY, extras=samples.WAITING)
    row = FormRow("Cycle given on", made, name="given.row", not_answered="Not answered")
    shown(row, 200)
    assert made.extras is not None and made.extras.y() >= made.edit.geometry().bottom()
    assert made.rect().contains(made.extras.geometry())


def test_a_typed_day_is_told_once_it_is_whole(qtbot: QtBot, entry: DateEntry) -> None:
    """2026-11-2 is not yet a day; 2026-11-21 is."""
    told: list[object] = []
    entry.answered.connect(told.append)
    QTest.keyClicks(entry.edit, "2026-11-21")
    assert told == ["2026-11-21"]


def test_other_ways_of_writing_are_tidied(qtbot: QtBot, entry: DateEntry) -> None:
    """Once typing is over, the day stands there as it is kept."""
    QTest.keyClicks(entry.edit, "21.11.2026")
    QTest.keyClick(entry.edit, ENTER)
    assert entry.edit.text() == "2026-11-21"
    assert entry.value() == "2026-11-21"


def test_a_short_day_counts_when_typing_ends(qtbot: QtBot, entry: DateEntry) -> None:
    """2026-11-2 and Enter means the second."""
    QTest.keyClicks(entry.edit, "2026-11-2")
    with qtbot.waitSignal(entry.answered) as signal:
        QTest.keyClick(entry.edit, ENTER)
    assert signal.args == ["2026-11-02"]


def test_a_wrong_text_is_no_answer(qtbot: QtBot, entry: DateEntry) -> None:
    """It is told as None, marked, and a quiet word says so; correcting it takes the word away."""
    entry.set_value("2026-11-21")
    entry.edit.selectAll()
    with qtbot.waitSignal(entry.answered) as signal:
        QTest.keyClicks(entry.edit, "0")
    assert signal.args == [None]
    QTest.keyClicks(entry.edit, "5.06.2026")
    assert entry.invalid
    QTest.keyClick(entry.edit, ENTER)
    problem = child(entry, Remark, "given.problem")
    assert problem.isVisible()
    entry.edit.clear()
    QTest.keyClicks(entry.edit, "t")
    assert entry.value() == "2026-11-23"
    assert not problem.isVisible()


def test_keys_step_a_day(qtbot: QtBot, entry: DateEntry) -> None:
    """Plus and minus move a whole day; on an empty field they bring today; minus is text while typing."""
    QTest.keyClicks(entry.edit, "+")
    assert entry.value() == "2026-11-23"
    QTest.keyClicks(entry.edit, "-")
    QTest.keyClick(entry.edit, Qt.Key.Key_Down)
    assert entry.value() == "2026-11-21"
    QTest.keyClick(entry.edit, Qt.Key.Key_Up)
    assert entry.value() == "2026-11-22"


def test_extra_answer_and_day_exclude_each_other(qtbot: QtBot, entry: DateEntry) -> None:
    """Still waiting clears the day, a day clears still waiting."""
    assert entry.extras is not None
    entry.set_value("2026-11-21")
    with qtbot.waitSignal(entry.answered) as signal:
        QTest.mouseClick(entry.extras.segment("waiting"), Qt.MouseButton.LeftButton)
    assert signal.args == ["waiting"]
    assert entry.edit.text() == ""
    QTest.keyClicks(entry.edit, "today")
    assert entry.value() == "2026-11-23"
    assert entry.extras.value() is None


def test_set_value_is_silent(qtbot: QtBot, entry: DateEntry) -> None:
    """Showing an answer, an extra one, a wrong text or none emits nothing."""
    with qtbot.assertNotEmitted(entry.answered):
        for value in ("2026-11-21", "waiting", "05.06.2026", None):
            entry.set_value(value)
    assert entry.value() is None


def test_the_calendar_opens_by_key_and_gives_a_day(qtbot: QtBot, entry: DateEntry) -> None:
    """F4 opens it at the day that stands there; picking one answers and closes it."""
    entry.set_value("2026-11-10")
    QTest.keyClick(entry.edit, Qt.Key.Key_F4)
    month = child(entry.edit, QCalendarWidget)
    assert isinstance(month, QCalendarWidget)
    assert month.selectedDate() == QDate(2026, 11, 10)
    with qtbot.waitSignal(entry.answered) as signal:
        month.clicked.emit(QDate(2026, 11, 12))
    assert signal.args == ["2026-11-12"]
    assert not month.isVisible()


def test_time_is_optional_and_survives_steps(qtbot: QtBot, consent: DateEntry) -> None:
    """A day alone is enough; with a time, stepping the day keeps it."""
    QTest.keyClicks(consent.edit, "2026-11-21")
    assert consent.value() == "2026-11-21"
    consent.edit.clear()
    QTest.keyClicks(consent.edit, "21.11.2026 8:30")
    QTest.keyClick(consent.edit, ENTER)
    assert consent.value() == "2026-11-21T08:30"
    assert consent.edit.text() == "2026-11-21 08:30"
    QTest.keyClick(consent.edit, Qt.Key.Key_Up)
    assert consent.value() == "2026-11-22T08:30"


def test_names(entry: DateEntry) -> None:
    """The line, its button and the extra answers can be found and are named."""
    assert (entry.edit.objectName(), entry.edit.accessibleName()) == ("given", "Cycle given on")
    button = child(entry, IconButton, "given.calendar")
    assert button.accessibleName() == "Open the calendar"


@pytest.fixture
def bleeding(shown: Shown) -> EventList:
    made = EventList(samples.EVENTS, name="bleeding", today=samples.TODAY)
    shown(made, 360)
    return made


def test_events_unanswered_none_and_some(qtbot: QtBot, bleeding: EventList) -> None:
    """Not answered, none has happened and these have are three states."""
    assert bleeding.value() is None
    choice = child(bleeding, SegmentedChoice, "bleeding")
    with qtbot.waitSignal(bleeding.answered) as signal:
        choice.segment("none").click()
    assert signal.args == [()]
    choice.segment("some").click()
    assert bleeding.value() is None
    first = child(bleeding, DateEntry)
    assert isinstance(first, DateEntry)
    QTest.keyClicks(first.edit, "2026-10-02")
    assert bleeding.value() == ("2026-10-02",)


def test_events_can_be_added_and_taken_out(qtbot: QtBot, bleeding: EventList) -> None:
    """A second day is added, the first taken out."""
    bleeding.set_value(["2026-10-02"])
    child(bleeding, Button, "bleeding.add").click()
    QTest.keyClicks(child(bleeding, QLineEdit, "bleeding.1"), "2026-10-09")
    assert bleeding.value() == ("2026-10-02", "2026-10-09")
    with qtbot.waitSignal(bleeding.answered) as signal:
        child(bleeding, Button, "bleeding.0.remove").click()
    assert signal.args == [("2026-10-09",)]


def test_events_are_set_silently(qtbot: QtBot, bleeding: EventList) -> None:
    """Showing events emits nothing, and a wrong day is invalid."""
    with qtbot.assertNotEmitted(bleeding.answered):
        for value in (["2026-10-02"], [], None, ["05.06.2026"]):
            bleeding.set_value(value)
    assert bleeding.invalid


@pytest.fixture
def aspirin(shown: Shown) -> PeriodList:
    made = PeriodList(samples.PERIODS, name="aspirin", today=samples.TODAY)
    shown(made, 360)
    return made


def test_a_period_has_two_days_or_goes_on(qtbot: QtBot, aspirin: PeriodList) -> None:
    """A line that says no day yet leaves the list unanswered; beside others it is a period that nobody knows."""
    child(aspirin, SegmentedChoice, "aspirin").segment("some").click()
    assert aspirin.value() is None
    with qtbot.waitSignal(aspirin.answered) as signal:
        QTest.keyClicks(child(aspirin, QLineEdit, "aspirin.0"), "2026-10-02")
    assert signal.args == [("2026-10-02/",)]
    QTest.keyClicks(child(aspirin, QLineEdit, "aspirin.0.last"), "2026-10-05")
    assert aspirin.value() == ("2026-10-02/2026-10-05",)
    child(aspirin, SegmentedChoice, "aspirin.0.last.other").segment("ongoing").click()
    assert aspirin.value() == ("2026-10-02/ongoing",)
    child(aspirin, Button, "aspirin.add").click()
    assert aspirin.value() == ("2026-10-02/ongoing", "/")


def test_a_period_that_ends_before_it_begins_says_so(aspirin: PeriodList) -> None:
    """It counts for one that nobody knows until it is mended."""
    aspirin.set_value(["2026-10-02/2026-10-01", "2026-10-08/2026-10-09"])
    assert aspirin.value() == ("/", "2026-10-08/2026-10-09")
    assert child(aspirin, Remark, "aspirin.0.reversed").isVisible()
    line = child(aspirin, QLineEdit, "aspirin.0.last")
    line.selectAll()
    QTest.keyClicks(line, "2026-10-02")
    assert aspirin.value() == ("2026-10-02/2026-10-02", "2026-10-08/2026-10-09")
    assert not child(aspirin, Remark, "aspirin.0.reversed").isVisible()


def test_details_open_on_demand(qtbot: QtBot, shown: Shown, entry: DateEntry) -> None:
    """The fields are built on first use; what is typed is told; the button shows that there is something."""
    details = AnswerDetails(samples.DETAILS, name="given", today=date(2026, 11, 23), parent=entry)
    assert not details.panel.findChildren(QLineEdit)
    details.button.click()
    QTest.keyClicks(child(details.panel, QLineEdit, "given.source"), "letter")
    with qtbot.waitSignal(details.changed) as signal:
        QTest.keyClicks(child(details.panel, QLineEdit, "given.on"), "t")
    assert signal.args == [Provenance("letter", "2026-11-23", None)]
    assert details.button.accessibleDescription() == "letter · 2026-11-23"
    with qtbot.assertNotEmitted(details.changed):
        details.set_value(Provenance(by="Dr Li"))
    assert details.value() == Provenance(by="Dr Li")
