"""What was begun and not saved is kept in the store, parked, taken up again, and dropped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from gui.kit.lab_table import LabTable
from gui.screen import casework
from gui.screen.drafts import Draft, read_draft
from gui.screen.page import ScreenPage
from gui.screen.windows import Windows
from screening.protocol import Protocol
from screening.service import Site, today
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import answer, child, choose, fill, message, press, save, write


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep drafts at once."""
    monkeypatch.setattr(casework, "_PAUSE", 1)


def stored(site: Site) -> list[dict[str, object]]:
    return [json.loads(one.content) for one in site.unsaved.list(site.study)]


def menu(page: ScreenPage) -> QMenu:
    press(page, "parked")
    return child(page, QMenu, "parked.menu")


def trigger(page: ScreenPage, kind: str) -> None:
    opened = menu(page)
    next(one for one in opened.actions() if str(one.data()).startswith(kind)).trigger()
    opened.close()
    QApplication.sendPostedEvents(None, 52)


def test_a_draft_goes_through_its_text_and_back() -> None:
    draft = Draft(history={"answers": {"a": "b"}}, former=3, on="2026-11-23", others=("P1",), parked=True)
    assert read_draft(draft.id, draft.content(), "2026-11-23T10:00:00+00:00") == replace(
        draft, kept_at="2026-11-23T10:00:00+00:00"
    )


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"form": 2}', '{"form": 1, "new": 1}', '{"form": 1, "on": "x"}'])
def test_what_another_version_kept_is_left_alone(content: str) -> None:
    assert read_draft("a", content, "") is None


def test_who_it_is_stays_out_of_a_draft_s_representation() -> None:
    assert "张三" not in repr(Draft(history={"subject": {"name": "张三"}}))


def test_what_is_typed_is_soon_in_the_store(page: ScreenPage, site: Site, qtbot: QtBot) -> None:
    write(page, "subject.name", "张三")
    qtbot.waitUntil(lambda: len(stored(site)) == 1)
    assert stored(site)[0]["history"] == {"subject": {"name": "张三"}}
    write(page, "subject.name", "张三丰")
    qtbot.waitUntil(lambda: stored(site)[0]["history"] == {"subject": {"name": "张三丰"}})


def test_a_form_made_blank_again_leaves_no_draft(page: ScreenPage, site: Site, qtbot: QtBot) -> None:
    choose(page, "tumour_type.solid")
    qtbot.waitUntil(lambda: len(stored(site)) == 1)
    choose(page, "tumour_type.solid")
    qtbot.waitUntil(lambda: stored(site) == [])
    choose(page, "tumour_type.both")
    qtbot.waitUntil(lambda: len(stored(site)) == 1)


def test_after_a_crash_the_form_is_offered_again(make_page: Callable[[], ScreenPage], site: Site, qtbot: QtBot) -> None:
    page = make_page()
    write(page, "subject.name", "Li Si")
    write(page, "planned_cycle_date", "2026-1")
    page._form._inputs["platelets"].show_unfinished([{"value": "68"}])
    page._form.changed.emit()
    qtbot.waitUntil(lambda: "platelets" in str(stored(site)))
    again = make_page()
    assert "Li Si" in message(again)
    assert again._form.history() == {}
    press(again, "message.action")
    assert again._form.history() == {"subject": {"name": "Li Si"}}
    assert child(again, QLineEdit, "planned_cycle_date").text() == "2026-1"
    assert child(again, LabTable, "platelets.table").value() == ({"value": "68"},)


def test_what_was_only_begun_is_kept_as_it_was_typed(page: ScreenPage) -> None:
    choose(page, "brain_metastases.progressing_after_treatment")
    write(page, "decisions.E3.by", "Dr Wu")
    write(page, "subject.birth_date", "1964-")
    press(page, "new")
    assert "decisions" not in page._form.history()
    trigger(page, "draft")
    assert child(page, QLineEdit, "decisions.E3.by").text() == "Dr Wu"
    assert child(page, QLineEdit, "subject.birth_date").text() == "1964-"
    assert set(page._form.unfinished_places()) == {"subject.birth_date", "decisions.E3"}


def test_several_forms_are_parked_and_taken_up(page: ScreenPage, site: Site) -> None:
    for name in ("Li Si", "Wang Wu"):
        write(page, "subject.name", name)
        press(page, "new")
    assert page._form.history() == {}
    assert child(page, QPushButton, "parked").text() == "&Parked (2)"
    write(page, "subject.name", "Zhao Liu")
    trigger(page, "draft")
    assert page._form.history()["subject"]["name"] == "Wang Wu"
    assert {one.name for one in page.case.waiting} == {"Li Si", "Zhao Liu"}
    assert len(stored(site)) == 3


def test_a_parked_form_is_not_offered_as_lost(make_page: Callable[[], ScreenPage]) -> None:
    page = make_page()
    write(page, "subject.name", "Li Si")
    page.case.park()
    assert message(make_page()) == ""


def test_a_form_open_in_another_window_is_not_offered_as_lost(make_page: Callable[[], ScreenPage], site: Site) -> None:
    """As long as that window runs: once it is gone, however it went, the form is offered again."""
    other = Windows()
    held = Draft(history={"subject": {"name": "张三"}}, window=other.own)
    site.unsaved.put(held.id, site.study, held.content())
    page = make_page()
    assert message(page) == "" and not any("张三" in one.text() for one in menu(page).actions())
    page.work.take_up(held.id, "")
    assert "open in another window" in message(page)
    assert child(page, QLineEdit, "subject.name").text() == ""
    other.close()
    assert "张三" in message(make_page())


def test_parking_is_done_when_it_returns(page: ScreenPage, site: Site) -> None:
    write(page, "subject.name", "Li Si")
    page.case.park()
    assert stored(site)[0]["parked"] is True
    assert not page.has_unsaved()


def test_discarding_asks_and_drops_the_draft(page: ScreenPage, site: Site, qtbot: QtBot) -> None:
    write(page, "subject.name", "Li Si")
    qtbot.waitUntil(lambda: len(stored(site)) == 1)
    trigger(page, "discard")
    answer(page, "discard", "cancel")
    assert page.has_unsaved()
    trigger(page, "discard")
    answer(page, "discard", "yes")
    assert stored(site) == []
    assert not page.has_unsaved()


def test_a_saved_case_leaves_no_draft(page: ScreenPage, site: Site, protocol: Protocol, qtbot: QtBot) -> None:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    qtbot.waitUntil(lambda: len(stored(site)) == 1)
    save(page)
    assert stored(site) == []


def test_a_draft_goes_on_from_the_case_it_was_begun_on(page: ScreenPage, site: Site, protocol: Protocol) -> None:
    first = site.save({"subject": subject(), "answers": answers(protocol)}, today())
    page.open_case(first.seq)
    choose(page, "disease_extent.early")
    press(page, "new")
    trigger(page, "draft")
    assert page.case.case.number == "SH04-0001"
    assert page.case.changes() == ("disease_extent",)
    save(page, "continued")
    assert site.log()[0].former == first.seq


def test_a_draft_keeps_its_day(page: ScreenPage) -> None:
    write(page, "subject.name", "Li Si")
    write(page, "on", day(-2))
    press(page, "new")
    assert page.case.day == today()
    trigger(page, "draft")
    assert page.case.day.isoformat() == day(-2)
    assert child(page, QLabel, "late").isVisible()


def test_drafts_live_in_the_store_and_nowhere_else(page: ScreenPage, site: Site, qtbot: QtBot, tmp_path: Path) -> None:
    """R14: no file holds a name that was typed and not saved."""
    write(page, "subject.name", "Verysecret")
    qtbot.waitUntil(lambda: len(stored(site)) == 1)
    held = [path for path in tmp_path.rglob("*") if path.is_file() and b"Verysecret" in path.read_bytes()]
    assert held == []
