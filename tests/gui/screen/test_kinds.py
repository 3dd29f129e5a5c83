"""Every kind of question has its input, and what is entered is what the history holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.drop_choice import DropChoice
from gui.kit.lab_table import LabTable
from gui.kit.verdict import VerdictState
from gui.screen.page import ScreenPage
from screening.protocol import loads
from screening.service import Actor, Site
from screening.wording import Words
from tests.gui.screen.conftest import AtOnce, day
from tests.gui.screen.helpers import child, choose, fill, opened, press, questions, verdict, write

PROTOCOL = """
[protocol]
id = "KINDS"
version = "1"
title.en = "Every kind of question"
source = "made up"
dated = 2026-01-01
status = "unverified"

[field.ecog]
kind = "number"
ask.en = "ECOG"
plausible = [0, 5]

[field.stage]
kind = "choice"
ask.en = "Stage"
help.en = "As staged last."
options.one.label.en = "I"
options.two.label.en = "II"
options.three.label.en = "III"
options.four.label.en = "IV"
options.relapsed.label.en = "Relapsed"
options.unstaged = { label.en = "Unstaged", unknown = true }

[field.transfusion]
kind = "events"
ask.en = "Transfusion"

[field.aspirin]
kind = "periods"
ask.en = "Aspirin"

[field.alt]
kind = "lab"
ask.en = "ALT"
unit = "U/L"

[[criterion]]
id = "I1"
kind = "inclusion"
text.en = "ECOG at most 1"
rule = { number = "ecog", at_most = 1 }

[[criterion]]
id = "I2"
kind = "inclusion"
text.en = "Stage III or IV"
rule = { choice = "stage", one_of = ["three", "four"] }

[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "At least 18 years old"
rule = { age_at_least = 18 }

[[criterion]]
id = "E1"
kind = "exclusion"
text.en = "Transfused within 7 days"
rule = { event = "transfusion", within_days = 7 }

[[criterion]]
id = "E2"
kind = "exclusion"
text.en = "ALT above 3 x ULN"
rule = { lab = "alt", above = "3 x ULN", good_for_days = 14 }

[[criterion]]
id = "E4"
kind = "exclusion"
text.en = "Aspirin for more than 3 days running"
rule = { exposure = "aspirin", more_than_days = 3, within_days = 14 }

[[criterion]]
id = "E3"
kind = "exclusion"
text.en = "Not fit in the investigator's view"
decided_by = "investigator"
evidence = ["ecog"]
"""


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot, look: theme.Theme) -> Iterator[ScreenPage]:
    with Site.init(tmp_path / "site", code="SH04", actor=Actor("A. Li"), protocol=loads(PROTOCOL)) as site:
        made = opened(site, Words("en", "long"), AtOnce())
        qtbot.addWidget(made)
        made.resize(1280, 800)
        with qtbot.waitExposed(made):
            made.show()
        yield made


def test_zero_is_a_number(page: ScreenPage) -> None:
    write(page, "ecog", "0")
    assert page._form.history()["answers"] == {"ecog": "0"}
    assert "ecog" not in questions(page)


def test_what_is_no_number_counts_for_nothing_and_is_kept_in_the_draft(page: ScreenPage) -> None:
    write(page, "ecog", "O")
    assert page._form.history() == {}
    assert page._form.unfinished() == {"answers": {"ecog": "O"}}


def test_many_options_fold_into_a_list(page: ScreenPage) -> None:
    drop = child(page, DropChoice, "stage")
    drop.setCurrentIndex(2)
    drop.activated.emit(2)
    assert page._form.history()["answers"] == {"stage": "three"}


def test_no_event_is_an_answer(page: ScreenPage) -> None:
    choose(page, "transfusion.none")
    assert page._form.history()["answers"] == {"transfusion": []}
    choose(page, "transfusion.some")
    assert page._form.history() == {}
    write(page, "transfusion.0", day(-3))
    assert page._form.history()["answers"] == {"transfusion": [day(-3)]}
    assert verdict(page).state is VerdictState.NOT_YET


def test_the_origin_of_events_is_kept(page: ScreenPage) -> None:
    choose(page, "transfusion.none")
    press(page, "transfusion.details")
    write(page, "transfusion.source", "chart")
    assert page._form.history()["answers"]["transfusion"] == {"value": [], "source": "chart"}


def test_what_is_still_taken_is_known_from_the_day_assessed(page: ScreenPage) -> None:
    """Of a period that has ended nothing of the kind is said."""
    choose(page, "aspirin.some")
    write(page, "aspirin.0", day(-4))
    write(page, "aspirin.0.last", day(-1))
    assert page._form.history()["answers"] == {"aspirin": [f"{day(-4)}/{day(-1)}"]}
    choose(page, "aspirin.0.last.other.ongoing")
    assert page._form.history()["answers"] == {"aspirin": {"value": [f"{day(-4)}/ongoing"], "on": day(0)}}
    assert verdict(page).state is VerdictState.NOT_YET


def test_the_birth_date_is_asked_where_a_criterion_needs_it(page: ScreenPage) -> None:
    assert "subject.birth_date" in questions(page)
    page.work._side.asked.emit("subject.birth_date")
    focused = QApplication.focusWidget()
    assert focused is child(page, QLineEdit, "subject.birth_date")


def test_a_limit_of_normal_has_a_column_of_its_own(page: ScreenPage) -> None:
    columns = [column.key for column in child(page, LabTable, "alt.table")._rows.columns]
    assert columns[:4] == ["value", "unit", "on", "uln"]
    assert "clumps" not in columns


def test_a_criterion_that_a_person_decides_asks_once_the_evidence_is_there(page: ScreenPage) -> None:
    assert "decisions.E3" not in questions(page)
    write(page, "ecog", "1")
    assert "decisions.E3" in questions(page)


def test_dated_answers_show_the_newest_and_name_the_others(page: ScreenPage) -> None:
    history = {"answers": {"ecog": [{"value": 2, "on": day(-30)}, {"value": 1, "on": day(-1)}]}}
    fill(page, history)
    assert child(page, QLineEdit, "ecog").text() == "1"
    assert page._form.history() == history
    row = page._form._inputs["ecog"]._row  # type: ignore[attr-defined]  # the row of a number
    assert f"2 ({day(-30)})" in row._hint.text()
