"""The verdict follows every keystroke, and every open question leads to its field."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.kit.criteria import CriteriaList
from gui.kit.dates import DateEntry
from gui.kit.day_strip import DayState, DayStrip
from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark
from gui.kit.segmented import SegmentedChoice
from gui.kit.series_chart import SeriesChart
from gui.kit.tokens import Status
from gui.kit.verdict import VerdictState
from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.service import Site
from screening.wording import Words
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import answer, child, choose, dialog, fill, press, questions, verdict, write


def statuses(page: ScreenPage) -> dict[str, Status]:
    rows = page.work._side._teller.rows(page.work._side.assessment())
    return {row.id: row.status for row in rows}


def test_a_new_case_has_no_answer_and_is_not_yet_known(page: ScreenPage) -> None:
    assert page._form.history() == {}
    assert verdict(page).state is VerdictState.UNDETERMINED
    assert set(statuses(page).values()) == {Status.UNKNOWN}
    assert not page.has_unsaved()


def test_the_verdict_follows_every_choice(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol)})
    assert verdict(page).state is VerdictState.ELIGIBLE
    choose(page, "brain_metastases.untreated")
    assert verdict(page).state is VerdictState.INELIGIBLE
    choose(page, "brain_metastases.untreated")
    assert verdict(page).state is VerdictState.UNDETERMINED
    assert questions(page) == ["brain_metastases"]


def test_what_waiting_mends_is_not_yet_and_never_a_failure(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol, planned_cycle_date=day(-6))})
    assert verdict(page).state is VerdictState.NOT_YET
    assert statuses(page)["I2"] is Status.NOT_YET
    assert [one.number for one in verdict(page).counts] == [5, 1, 0, 0]
    assert Status.FAILED not in statuses(page).values()


def test_half_a_date_counts_as_not_answered_and_says_nothing(page: ScreenPage, protocol: Protocol) -> None:
    """R13: it is told once the cursor leaves the field, and never completed."""
    fill(page, {"answers": answers(protocol)})
    write(page, "planned_cycle_date", day(-8)[:6])
    problem = child(page, Remark, "planned_cycle_date.problem")
    assert verdict(page).state is VerdictState.UNDETERMINED
    assert not problem.isVisible()
    QTest.keyClick(child(page, QLineEdit, "planned_cycle_date"), Qt.Key.Key_Tab)
    assert problem.isVisible()
    write(page, "planned_cycle_date", day(-8))
    assert verdict(page).state is VerdictState.ELIGIBLE


@pytest.mark.parametrize("name", ["tumour_type", "planned_cycle_date", "other_causes.infection"])
def test_an_open_question_puts_the_cursor_into_its_field(page: ScreenPage, name: str) -> None:
    page.work._side.asked.emit(name)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName().startswith(name)


def test_the_question_about_a_result_opens_its_first_empty_cell(page: ScreenPage) -> None:
    page.work._side.asked.emit("platelets")
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    QTest.keyClicks(focused, "68")
    assert child(page, LabTable, "platelets.table").value() == ({"value": "68"},)


def test_a_result_without_unit_or_day_counts_for_nothing_and_says_so(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol, platelets=[])})
    page.work._side.asked.emit("platelets")
    cell = QApplication.focusWidget()
    assert isinstance(cell, QLineEdit)
    QTest.keyClicks(cell, "68")
    assert "platelets" not in page._form.history()["answers"]
    assert "unit, day" in child(page, Remark, "platelets.lacking").text()
    assert verdict(page).state is VerdictState.UNDETERMINED


def test_pasted_results_count_at_once(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol, platelets=None)})
    table = child(page, LabTable, "platelets.table")
    assert table.paste_text(f"Day\tCount\tUnit\n{day(-1)}\t68\t10^9/L\n{day(-9)}\t41\t10^9/L") == 2
    assert verdict(page).state is VerdictState.ELIGIBLE
    assert len(child(page, SeriesChart, "chart")._series.points) in (0, 2)


def test_a_value_out_of_all_measure_is_shown_and_asked_again(page: ScreenPage, protocol: Protocol) -> None:
    """A12: the verdict is open, and the count is asked again."""
    result = {"value": "68000", "unit": "10*9/L", "on": day(0)}
    fill(page, {"answers": answers(protocol, platelets=[result])})
    assert verdict(page).state is VerdictState.UNDETERMINED
    assert questions(page) == ["platelets"]


def test_ruling_out_the_rest_asks_and_says_who_and_when(page: ScreenPage, site: Site, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol, other_causes={"infection": "present"})})
    press(page, "other_causes.rest")
    assert page._form.history()["answers"]["other_causes"] == {"infection": "present"}
    assert "A. Li" in dialog(page, "rest").accessibleDescription()
    answer(page, "rest", "yes")
    causes = page._form.history()["answers"]["other_causes"]
    assert causes["infection"] == "present"
    assert causes["immune"] == {"value": "ruled_out", "by": "A. Li", "on": day(0)}
    assert len(causes) == 10


def test_for_an_earlier_day_the_rest_is_said_not_to_count_yet(page: ScreenPage) -> None:
    write(page, "on", day(-1))
    press(page, "other_causes.rest")
    assert "not yet on the earlier day" in dialog(page, "rest").accessibleDescription()
    answer(page, "rest", "yes")
    assert "other_causes.immune" in questions(page)


def test_not_ruling_out_the_rest_changes_nothing(page: ScreenPage) -> None:
    press(page, "other_causes.rest")
    answer(page, "rest", "cancel")
    assert page._form.history() == {}


def test_an_item_answered_anew_drops_who_answered_it_before(page: ScreenPage) -> None:
    press(page, "other_causes.rest")
    answer(page, "rest", "yes")
    choose(page, "other_causes.immune.present")
    assert page._form.history()["answers"]["other_causes"]["immune"] == "present"


def test_the_doctor_is_asked_only_where_the_engine_asks(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol)})
    card = child(page, QWidget, "decisions")
    assert not card.isVisible()
    choose(page, "brain_metastases.progressing_after_treatment")
    assert card.isVisible()
    assert questions(page) == ["decisions.E3"]
    choose(page, "decisions.E3.outcome.clear")
    write(page, "decisions.E3.by", "Dr Wu")
    write(page, "decisions.E3.on", day(0))
    assert verdict(page).state is VerdictState.UNDETERMINED
    write(page, "decisions.E3.why", "stable on two scans")
    assert verdict(page).state is VerdictState.ELIGIBLE
    press(page, "decisions.E3.clear")
    assert verdict(page).state is VerdictState.UNDETERMINED


def test_a_clumped_count_asks_the_doctor_as_well(page: ScreenPage, protocol: Protocol) -> None:
    clumped = {"value": "19", "unit": "10*9/L", "on": day(0), "anticoagulant": "EDTA", "clumped": True}
    fill(page, {"answers": answers(protocol, platelets=[clumped])})
    assert child(page, QWidget, "decisions.I3").isVisible()


def test_the_days_say_when_the_patient_could_qualify(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol, planned_cycle_date=day(-6))})
    states = [one.state for one in child(page, DayStrip, "days")._days[:5]]
    assert states == [DayState.NO, DayState.ELIGIBLE, DayState.ELIGIBLE, DayState.NEEDS, DayState.NEEDS]


def test_the_origin_of_an_answer_is_kept(page: ScreenPage) -> None:
    choose(page, "tumour_type.solid")
    press(page, "tumour_type.details")
    write(page, "tumour_type.source", "pathology report")
    write(page, "tumour_type.by", "Dr Li")
    kept = page._form.history()["answers"]["tumour_type"]
    assert kept == {"value": "solid", "source": "pathology report", "by": "Dr Li"}


def test_an_answer_that_cannot_be_read_counts_as_none_and_is_named(page: ScreenPage, protocol: Protocol) -> None:
    """R15: what was eligible is then not yet known."""
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    page._form._answers["disease_extent"] = {"value": "advanced", "on": "1700-01-01"}
    page._form.changed.emit()
    assert verdict(page).state is VerdictState.UNDETERMINED
    assert child(page, Remark, "disease_extent.row.problem").isVisible()
    choose(page, "disease_extent.early")
    assert not child(page, Remark, "disease_extent.row.problem").isVisible()


def test_opening_a_criterion_leads_to_what_it_rests_on(page: ScreenPage, protocol: Protocol) -> None:
    fill(page, {"answers": answers(protocol)})
    child(page, CriteriaList, "criteria").opened.emit("E3")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName().startswith("brain_metastases")


def test_another_language_keeps_every_answer(
    page: ScreenPage, protocol: Protocol, words: Callable[[str], Words]
) -> None:
    history = {"subject": subject(), "answers": answers(protocol)}
    fill(page, history)
    write(page, "cycle_resumed_date", "2026-1")
    before = page._form.history()
    page.retext(words("zh_CN"))
    assert page._form.history() == before
    assert child(page, QLineEdit, "cycle_resumed_date").text() == "2026-1"
    assert child(page, SegmentedChoice, "tumour_type").segment("solid").text() == "实体瘤"
    assert verdict(page).headline == "尚未确定"


def test_today_moves_on_at_midnight(page: ScreenPage) -> None:
    assert page.case.case.on is None
    assert child(page, DateEntry, "on.entry").value() == day(0)
