"""The sign beside a value: what it was, by whom and why; queries asked, answered and closed where the value stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.act_dialog import ActDialog
from gui.kit.buttons import Button
from gui.log.page import LogPage
from gui.screen.page import ScreenPage
from gui.tasks import Tasks
from gui.values.dialog import ValueDialog
from gui.values.sign import ValueSign
from screening.service import Site, choose_password, enter
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.gui.screen.helpers import opened
from tests.store.service_samples import ON, SECRETS, history, with_answer
from tests.store.staffed import as_coordinator, as_doctor, begin_staffed

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
MONITOR = ("Mo Ni", "letters from the sponsor")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a case of which a count, a cause, the sex and the extent were corrected, one after the other."""
    folder = tmp_path_factory.mktemp("values") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        (count,) = history()["answers"]["platelets"]
        seq = site.save(history(), ON).seq
        now = history()
        for change, why in (
            ({"platelets": [{**count, "value": "62"}]}, "misread"),
            ({"disease_extent": "early"}, "typed wrongly"),
            ({"other_causes": {**history()["answers"]["other_causes"], "infection": "present"}}, "a late culture"),
        ):
            now = with_answer(now, **change)
            seq = site.save(now, ON, former=seq, corrects=True, reason=why).seq
        now = {**now, "subject": {**now["subject"], "sex": "male"}}
        site.save(now, ON, former=seq, corrects=True, reason="the wrong box")
    return folder


@pytest.fixture
def folder(corrected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corrected, tmp_path / "site"))


@pytest.fixture
def monitor(folder: Path) -> Iterator[Site]:
    with enter(folder, *MONITOR) as opened:
        yield opened


@pytest.fixture
def coordinator(folder: Path, monitor: Site) -> Iterator[Site]:
    del monitor
    with as_coordinator(folder) as opened:
        yield opened


@pytest.fixture
def form(coordinator: Site, tasks: Tasks, qtbot: QtBot, look: None) -> ScreenPage:
    """The Screen page with the corrected case open."""
    page = opened(coordinator, EN, tasks)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    settle(tasks)
    page.open_case(coordinator.log()[0].seq)
    settle(tasks)
    settle(tasks)
    page._form.who.set_folded(False)
    return page


def log_of(site: Site, tasks: Tasks, qtbot: QtBot) -> LogPage:
    page = LogPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    settle(tasks)
    page.table.selectRow(0)
    settle(tasks)
    return page


def signs(page: QWidget) -> dict[str, str]:
    """Give the signs in sight, each with what it is called."""
    found = (one for one in page.findChildren(ValueSign) if not one.isHidden())
    return {one.objectName().removeprefix("value."): one.accessibleName() for one in found}


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def look_at(page: QWidget, name: str, tasks: Tasks) -> ValueDialog:
    sign = find(page, ValueSign, name)
    sign.setFocus()
    QTest.keyClick(sign, Qt.Key.Key_Return)
    settle(tasks)
    return find(page, ValueDialog, "value")


def act_dialog(page: QWidget) -> ActDialog:
    return next(one for one in page.findChildren(ActDialog) if one.isVisible())


def answer(page: QWidget, text: str, tasks: Tasks) -> ActDialog:
    dialog = act_dialog(page)
    QTest.keyClicks(find(dialog, QLineEdit, "act.said"), text)
    click(dialog.answer("act"))
    settle(tasks)
    settle(tasks)
    return dialog


# History


def test_what_was_changed_bears_a_sign_and_nothing_else_does(form: ScreenPage, tasks: Tasks) -> None:
    """A11: beside the answer itself, with a name; a new case has none."""
    assert signs(form) == {
        "subject.sex": "History of Sex",
        "answers.disease_extent": "History of Extent",
        "answers.platelets": "History of Platelet count",
        "answers.other_causes.infection": "History of Infection or sepsis",
    }
    form.retext(ZH)
    assert signs(form)["answers.platelets"] == "血小板计数：查看历次内容"
    form.new_case()
    settle(tasks)
    assert signs(form) == {}


@pytest.mark.parametrize(
    ("place", "title", "steps"),
    [
        ("answers.disease_extent", "Extent: history", ["Advanced", "Advanced → Early", "Reason: typed wrongly"]),
        ("answers.platelets", "Platelet count: history", ["68 × 10⁹/L", "→ 62 × 10⁹/L", "Reason: misread"]),
        ("answers.other_causes.infection", "Infection or sepsis: history", ["Ruled out → Present", "a late culture"]),
        ("subject.sex", "Sex: history", ["Female → Male", "Reason: the wrong box"]),
    ],
)
def test_the_history_of_a_value_opens_by_key(
    form: ScreenPage, tasks: Tasks, place: str, title: str, steps: list[str]
) -> None:
    """A2, A4, A11: every value in order, old and new, who, as what, when, in which entry, and why."""
    dialog = look_at(form, f"value.{place}", tasks)
    told = said(dialog)
    assert dialog.windowTitle() == title
    for one in (*steps, "Wang Li, coordinator", "entry"):
        assert one in told
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle(tasks)
    assert form.findChild(ValueDialog) is None


def test_the_sign_stays_through_typing_and_grows_with_a_save(form: ScreenPage, coordinator: Site, tasks: Tasks) -> None:
    """What is typed and not saved is no history; once it was saved, it is."""
    assert "answers.delay_reason" not in signs(form)
    now = coordinator.record(coordinator.log()[0].seq).history
    coordinator.save(
        with_answer(_plain(now), delay_reason="other"), ON, former=coordinator.log()[0].seq, corrects=True, reason="x"
    )
    form.open_case(coordinator.log()[0].seq)
    settle(tasks)
    settle(tasks)
    assert "answers.delay_reason" in signs(form)


def _plain(history: Any) -> dict[str, Any]:
    return {key: dict(value) if hasattr(value, "items") else value for key, value in history.items()}


def test_the_log_shows_the_same_beside_each_answer(coordinator: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Of a series each result has its own sign; what never changed has none."""
    page = log_of(coordinator, tasks, qtbot)
    there = signs(page.details)
    assert "log.value.answers.platelets[0]" in there and "log.value.answers.tumour_type" not in there
    told = said(look_at(page, "log.value.answers.platelets[0]", tasks))
    assert "→ 62 × 10⁹/L" in told and "Reason: misread" in told


# Queries


def test_a_query_goes_from_the_value_and_back(
    monitor: Site, coordinator: Site, tasks: Tasks, qtbot: QtBot, form: ScreenPage
) -> None:
    """The monitor asks at the value, the site sees and answers it there, the monitor closes it there."""
    page = log_of(monitor, tasks, qtbot)
    assert signs(page.details)["log.value.answers.tumour_type"] == "Diagnosis: history, or ask about it"
    dialog = look_at(page, "log.value.answers.platelets[0]", tasks)
    assert not [secret for secret in SECRETS if secret in said(dialog)] and "misread" not in said(dialog)
    click(find(dialog, Button, "value.ask"))
    assert act_dialog(page).windowTitle() == "A query on Platelet count, [1], SH04-0001"
    answer(page, "Which laboratory?", tasks)
    (query,) = monitor.queries.all()
    assert (query.path, query.state) == ("answers.platelets[0]", "open")
    assert "About Platelet count, [1]" in said(page.details)

    form.refresh()
    settle(tasks)
    assert signs(form)["answers.platelets"] == "Platelet count: history, and a query to be settled"
    dialog = look_at(form, "value.answers.platelets", tasks)
    assert "Which laboratory?" in said(dialog) and dialog.findChild(Button, "value.ask") is None
    with qtbot.waitSignal(form.recorded):
        click(find(dialog, Button, f"query.{query.id}.reply"))
        answer(form, "The central one.", tasks)
    assert "answered" in find(form, QWidget, "message").accessibleName()

    page.refresh()
    settle(tasks)
    settle(tasks)
    dialog = look_at(page, "log.value.answers.platelets[0]", tasks)
    assert "The central one." in said(dialog)
    click(find(dialog, Button, f"query.{query.id}.end"))
    settle(tasks)
    settle(tasks)
    assert [one.state for one in coordinator.queries.all()] == ["closed"]
    form.refresh()
    settle(tasks)
    assert signs(form)["answers.platelets"] == "History of Platelet count"


def test_what_the_study_refuses_is_told(monitor: Site, folder: Path, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """The final page is signed while somebody asks: the form says so and keeps what was typed."""
    page = log_of(monitor, tasks, qtbot)
    value = look_at(page, "log.value.answers.disease_extent", tasks)
    with as_doctor(folder) as doctor:
        doctor.conduct.close()
    click(find(value, Button, "value.ask"))
    dialog = answer(page, "Why?", tasks)
    assert "closed" in said(dialog) and find(dialog, QLineEdit, "act.said").text() == "Why?"
    assert monitor.queries.all() == []
    dialog.reject()
    again = look_at(page, "log.value.answers.disease_extent", tasks)
    assert again.isVisible() and again.findChild(Button, "value.ask") is None


def test_the_tab_key_leads_from_an_answer_to_its_sign(form: ScreenPage) -> None:
    """A11: also in the card that is there before the book is open, which gets its signs later."""
    order, at = [], form.nextInFocusChain()
    while at is not None and at is not form:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(at.objectName())
        at = at.nextInFocusChain()
    whose = {
        "name": "name",
        "hospital_number": "hospital_number",
        "birth_date": "birth_date",
        "sex.male": "sex",
        "consent.yes": "consent.given",
        "consent_on": "consent.on",
        "consent_form": "consent.form",
    }
    for part, place in whose.items():
        assert order.index(f"value.subject.{place}") == order.index(f"subject.{part}") + 1
