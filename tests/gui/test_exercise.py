"""The exercise page: nothing is given away before the comparison, and everything says that it is practice."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.exercise.page import ExercisePage
from gui.tasks import Tasks
from screening.protocol import Protocol
from screening.service import Actor, Site
from screening.service.practice import fill, samples
from screening.wording import Words
from tests.gui.desk import Desk, click, find, settle

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


@pytest.fixture
def page(tmp_path: Path, protocol: Protocol, tasks: Tasks, qtbot: QtBot, look: None) -> Iterator[ExercisePage]:
    with fill(tmp_path / "practice", Actor("Lin Mei"), protocol) as site:
        page = ExercisePage(site=site, words=EN, tasks=tasks, chance=Random(3))
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        settle(tasks)
        yield page


def said(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def answer_all(page: ExercisePage, wrong: str) -> None:
    """Answer as the protocol does, one criterion otherwise, with the mouse."""
    exercise = page._exercise
    assert exercise is not None
    for one in exercise.assessment.criteria:
        other = "unknown" if one.outcome != "unknown" else ("met" if one.kind == "inclusion" else "clear")
        click(find(page, QWidget, f"exercise.{one.id}.{other if one.id == wrong else one.outcome}"))
    click(find(page, QWidget, f"exercise.conclusion.{exercise.conclusion}"))


def test_a_patient_is_judged_and_compared(page: ExercisePage, tasks: Tasks, qtbot: QtBot) -> None:
    """An answer that is missing is asked for; then criterion by criterion with the reason, and a calm sum."""
    assert page._exercise is not None
    label = page._exercise.sample.label["en"]
    assert label not in said(page) and "Nothing compared yet" in said(page)
    click(find(page, QWidget, "exercise.compare"))
    assert "7 answers are still to be given" in said(page)
    answer_all(page, wrong="E1")
    with qtbot.waitSignal(page.recorded):
        click(find(page, QWidget, "exercise.compare"))
        settle(tasks)
    settle(tasks)
    told = said(page)
    assert label in told and told.count("As the protocol: ") == 6 and told.count("Differs. You: ") == 1
    assert "5 of 6 (83 %)" in told and "E1 (1)" in told and "1 of 1 (100 %)" in told
    click(find(page, QWidget, "exercise.next"))
    settle(tasks)
    assert page._exercise.sample.label["en"] != label
    assert "As the protocol" not in said(page)


def test_another_language_keeps_what_was_answered(page: ExercisePage, tasks: Tasks) -> None:
    """And tells the chart in it."""
    answer_all(page, wrong="I1")
    before = page._answers.answers() if page._answers else {}
    page.retext(ZH)
    settle(tasks)
    assert page._answers is not None and page._answers.answers() == before and len(before) == 7
    assert "病历" in said(page) and "Clinic note" not in said(page)


def test_practice_is_marked_on_every_page(desk: Desk) -> None:
    """In the title, in a band above every page and at the foot; the real log has neither band nor exercise."""
    desk.start()
    desk.press("setup.practice")
    desk.settle()
    assert desk.window.windowTitle().startswith("Practice: fictitious patients")
    for name in ("screen", "log", "insight", "study", "record", "exercise"):
        desk.press(f"navigation.{name}")
        desk.settle()
        assert desk.find("practice.banner").isVisible() and desk.find("foot.practice").isVisible()
    assert len(desk.site.log()) + len(desk.site.prescreening()) == len(samples())


def test_a_real_log_has_no_exercises(site: Site) -> None:
    """Its page is not offered."""
    from gui.pages import pages_for

    assert "exercise" not in pages_for(site)
