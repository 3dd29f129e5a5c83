"""Saving asks once, appends, and stays with the case."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gui.kit.cards import Card
from gui.screen.page import ScreenPage
from screening.errors import StoreError
from screening.protocol import Protocol
from screening.service import Saved, Site, today
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import answer, child, choose, dialog, fill, has_dialog, leave, message, press, save, write


def texts(widget: QWidget) -> str:
    """Give everything that labels say."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


@pytest.fixture
def entered(page: ScreenPage, protocol: Protocol) -> ScreenPage:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    return page


def test_nothing_is_saved_of_a_blank_form(page: ScreenPage) -> None:
    press(page, "save")
    assert "Nothing has been entered" in message(page)
    assert not has_dialog(page, "saving")


def test_a_save_asks_once_and_says_what_it_writes(entered: ScreenPage, site: Site) -> None:
    press(entered, "save")
    said = texts(dialog(entered, "saving"))
    assert "张三丰" in said
    assert "SH04-0001" in said
    assert "Meets all criteria" in said
    answer(entered, "saving", "cancel")
    assert site.log() == []


def test_a_saved_case_gets_its_number_and_stays_open(entered: ScreenPage, site: Site) -> None:
    told: list[Saved] = []
    entered.saved.connect(told.append)
    save(entered)
    (saved,) = told
    assert saved.number == "SH04-0001"
    assert message(entered) == "Saved as SH04-0001."
    assert entered.case.case.former == saved.seq
    assert not entered.has_unsaved()
    assert [row.number for row in site.log()] == ["SH04-0001"]


def test_the_window_s_title_never_says_who_it_is(entered: ScreenPage) -> None:
    titles: list[str] = []
    entered.titled.connect(titles.append)
    save(entered)
    assert titles == ["SH04-0001"]


def test_without_consent_a_case_goes_to_the_prescreening_list_and_the_page_says_so(
    page: ScreenPage, site: Site, protocol: Protocol
) -> None:
    fill(page, {"subject": subject(consent={"given": False}), "answers": answers(protocol)})
    assert "pre-screening" in child(page, QPushButton, "save").text()
    save(page)
    assert site.log() == []
    assert len(site.prescreening()) == 1
    assert "without a screening number" in message(page)
    choose(page, "subject.consent.yes")
    assert child(page, QPushButton, "save").text() == "&Save to log"
    save(page, "continued")
    assert [row.number for row in site.log()] == ["SH04-0001"]
    assert site.prescreening() == []


def test_a_further_save_names_the_former_entry_and_says_what_changed(entered: ScreenPage, site: Site) -> None:
    save(entered)
    first = entered.case.case.former
    choose(entered, "disease_extent.early")
    press(entered, "save")
    ask = dialog(entered, "saving")
    assert f"Changed since entry {first}: Extent." in texts(ask)
    assert not ask.answer("save").isEnabled()
    choose(ask, "saving.why.corrected")
    assert not ask.answer("save").isEnabled()
    write(ask, "saving.reason", "  ")
    assert not ask.answer("save").isEnabled()
    write(ask, "saving.reason", "The report was misread")
    answer(entered, "saving", "save")
    (row,) = site.log()
    assert (row.number, row.former) == ("SH04-0001", first)
    record = site.record(row.seq)
    assert (record.said.why, record.reason) == ("corrected", "The report was misread")
    assert [(one.path, one.new) for one in site.changes(row.seq)] == [("answers.disease_extent", "early")]


def test_new_information_needs_no_reason(entered: ScreenPage, site: Site) -> None:
    save(entered)
    choose(entered, "disease_extent.early")
    press(entered, "save")
    ask = dialog(entered, "saving")
    choose(ask, "saving.why.corrected")
    assert child(ask, QWidget, "saving.reason").isVisible()
    choose(ask, "saving.why.continued")
    assert not child(ask, QWidget, "saving.reason").isVisible()
    answer(entered, "saving", "save")
    (row,) = site.log()
    assert site.record(row.seq).reason is None


def test_an_unchanged_case_is_not_saved_again(entered: ScreenPage, site: Site) -> None:
    save(entered)
    press(entered, "save")
    assert "Nothing has changed" in message(entered)


def test_an_earlier_day_is_a_late_entry(entered: ScreenPage, site: Site) -> None:
    write(entered, "on", day(-1))
    assert child(entered, QLabel, "late").isVisible()
    press(entered, "save")
    assert "late entry" in dialog(entered, "saving").accessibleDescription()
    answer(entered, "saving", "save")
    (row,) = site.log()
    assert (row.on_day, row.late) == (day(-1), True)
    assert entered.case.day.isoformat() == day(-1)


def test_a_day_to_come_can_be_looked_at_but_not_saved(entered: ScreenPage) -> None:
    child(entered, QWidget, f"days.{day(1)}").click()  # type: ignore[attr-defined]  # a button
    assert entered.case.day.isoformat() == day(1)
    press(entered, "save")
    assert "has not come" in message(entered)
    press(entered, "message.action")
    assert entered.case.day == today()


def test_a_day_being_typed_leaves_the_day_assessed_as_it_was(entered: ScreenPage) -> None:
    write(entered, "on", "2026-")
    assert entered.case.day == today()
    leave(entered, "on")
    write(entered, "on", "")
    leave(entered, "on")
    assert entered.case.day == today()


def test_what_was_begun_and_not_finished_is_named_and_kept(entered: ScreenPage) -> None:
    write(entered, "planned_cycle_date", "2026-1")
    press(entered, "save")
    assert "not saved: Cycle planned for" in texts(dialog(entered, "saving"))
    answer(entered, "saving", "save")
    assert entered._form.unfinished() == {"answers": {"planned_cycle_date": "2026-1"}}
    assert entered.has_unsaved()


def test_a_store_that_refuses_is_told_in_words_and_nothing_is_lost(
    entered: ScreenPage, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(site, "save", refuse)
    before = entered._form.history()
    save(entered)
    assert "the disk is full" in message(entered)
    assert entered._form.history() == before
    assert entered.has_unsaved()


def test_a_saved_case_is_opened_as_it_was(entered: ScreenPage, site: Site) -> None:
    save(entered)
    seq = entered.case.case.former
    assert seq is not None
    before = entered._form.history()
    entered.new_case()
    assert entered._form.history() == {}
    entered.open_case(seq)
    assert entered._form.history() == before == site.record(seq).history
    assert not entered.has_unsaved()
    assert "Entry" in entered.work._bar.said()
    assert child(entered, Card, "subject")._body.isHidden()


def test_a_case_continued_elsewhere_can_be_read_not_saved(entered: ScreenPage, site: Site) -> None:
    save(entered)
    first = entered.case.case.former
    assert first is not None
    choose(entered, "disease_extent.early")
    save(entered, "continued")
    entered.open_case(first)
    assert not child(entered, QPushButton, "save").isEnabled()
    assert not child(entered, QWidget, "tumour_type").isEnabled()
    press(entered, "case.newer")
    assert child(entered, QWidget, "tumour_type").isEnabled()
    assert entered.case.case.former == site.log()[0].seq


def test_a_case_struck_through_says_why(entered: ScreenPage, site: Site) -> None:
    save(entered)
    seq = entered.case.case.former
    assert seq is not None
    site.strike(seq, "another patient's chart")
    entered.open_case(seq)
    assert "another patient's chart" in entered.work._bar.said()


def test_an_old_case_goes_on_as_of_today(entered: ScreenPage, site: Site) -> None:
    write(entered, "on", day(-1))
    save(entered)
    press(entered, "case.today")
    assert entered.case.day == today()
    save(entered, "continued")
    assert site.log()[0].on_day == day(0)


def test_a_case_that_was_saved_meanwhile_is_told(
    make_page: Callable[[], ScreenPage], site: Site, protocol: Protocol, tmp_path: Path
) -> None:
    page, other = make_page(), make_page()
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    save(page)
    seq = page.case.case.former
    assert seq is not None
    other.open_case(seq)
    for one, extent in ((page, "early"), (other, "not_documented")):
        choose(one, f"disease_extent.{extent}")
        save(one, "continued")
    assert "continued" in message(other)
    assert other.has_unsaved()


def test_a_save_that_cannot_be_read_back_still_counts(
    entered: ScreenPage, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_seq: int) -> None:
        raise StoreError("the disk went away")

    with monkeypatch.context() as patched:
        patched.setattr(site, "record", refuse)
        save(entered)
    choose(entered, "disease_extent.early")
    save(entered, "continued")
    assert [row.number for row in site.log()] == ["SH04-0001"]
