"""The study's versions from the window: compared, replayed, signed for, put into use; and cases judged before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.act_dialog import ActDialog
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.passwords import PasswordEntry
from gui.kit.ticks import Tick
from gui.log.details import DetailsPane
from gui.log.reading import read_case
from gui.screen.page import ScreenPage
from gui.study.page import StudyPage
from gui.study.replayed import ChangedTable
from gui.tasks import Tasks
from screening.service import Approval, Site
from screening.wording import Words
from tests.amended import VERSION, amended, asking_more
from tests.gui.conftest import ON
from tests.gui.desk import click, find, settle
from tests.store.act_samples import DAY, LIN, PASSWORD, WU, answered, at_work, staffed
from tests.store.service_samples import someone, with_answer

EN = Words("en", "long")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A book with a failure that the amendment would have saved, and an open case."""
    with staffed(tmp_path / "site") as opened:
        failed = opened.save(counted("80", "A"), ON)
        opened.outcomes.record(failed.seq, "screen_failure", on=DAY, primary="I3")
        opened.save(counted("70", "B"), ON)
        yield at_work(opened, WU)


def counted(value: str, name: str) -> dict[str, Any]:
    count = {"value": value, "unit": "10*9/L", "on": "2026-11-22"}
    return with_answer(answered("eligible", someone(name)), platelets=[count])


@pytest.fixture
def page(site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path) -> StudyPage:
    """The study page with the amendment opened from its file."""
    made = StudyPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    made.show()
    settle(tasks)
    (tmp_path / "amended.toml").write_text(amended().to_toml(), "utf-8")
    click(find(made, QWidget, "study.version_file"))
    find(made, QFileDialog, "study.version_file.dialog").fileSelected.emit(str(tmp_path / "amended.toml"))
    done(tasks)
    return made


def done(tasks: Tasks) -> None:
    for _ in range(3):
        settle(tasks)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def words_of(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_an_amendment_is_compared_word_by_word(page: StudyPage, tasks: Tasks) -> None:
    """What is gone is struck through, what is new underlined, and it is read aloud with signs."""
    click(find(page, QWidget, f"study.compare.{VERSION}"))
    done(tasks)
    view = find(page, QWidget, "study.differences")
    spoken = [label.accessibleName() for label in view.findChildren(QLabel)]
    assert "Platelet count below [−75−]{+100+} × 10⁹/L" in spoken
    told = words_of(view)
    assert "<s" in told and "<u" in told and "below 75 × 10⁹/L" in told and "below 100 × 10⁹/L" in told
    assert any(one.endswith("Before: Not met") for one in spoken) and any("Now: Met. " in one for one in spoken)


def test_who_would_change_is_seen_opened_and_taken_away(
    page: StudyPage, site: Site, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    """The failure of 80, by its line; nothing is recorded but the copy."""
    before = site.head().length
    click(find(page, QWidget, f"study.replay.{VERSION}"))
    done(tasks)
    assert site.head().length == before
    view = find(page, QWidget, "study.replayed")
    assert "1 open case and 1 screen failure" in words_of(view) and "I3 no longer against 1" in words_of(view)
    table = find(view, ChangedTable, "study.replayed.table")
    model = table.model()
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert model.rowCount() == 1 and row[0].startswith("SH04-0001") and "I3: Not met → Met" in row[2]
    with qtbot.waitSignal(page.case_wanted) as wanted:
        table.open_row(0)
    assert wanted.args == [site.numbered("SH04-0001")[0].seq]
    click(find(page, QWidget, "study.replay.export"))
    find(page, QFileDialog, "study.replay.file").fileSelected.emit(str(tmp_path / "who.csv"))
    done(tasks)
    assert (tmp_path / "who.csv").exists() and "who.csv.eligo.json" in words_of(find(page, QWidget, "study.versions"))
    assert site.head().length == before + 1


def test_an_amendment_comes_into_use(page: StudyPage, site: Site, tasks: Tasks, qtbot: QtBot) -> None:
    """Refused until it is signed for; then with the day of its approval, which nobody chose beforehand."""
    activate = f"study.activate.{VERSION}"
    click(find(page, QWidget, activate))
    done(tasks)
    assert "Nobody has signed for the rules" in find(page, QLabel, "study.versions.failed").text()
    click(find(page, QWidget, f"study.sign.{VERSION}"))
    done(tasks)
    dialog = find(page, ActDialog, "study.sign.dialog")
    find(dialog, Tick, "study.sign.held").setChecked(True)
    password = find(dialog, PasswordEntry, "study.password")
    password.setText(PASSWORD)
    dialog.follow()
    click(dialog.answer("act"))
    done(tasks)
    assert "Signed for by Wu Ke" in words_of(page)
    click(find(page, QWidget, activate))
    done(tasks)
    dialog = find(page, ActDialog, "study.activate.dialog")
    assert not dialog.answer("act").isEnabled()
    find(dialog, DateEntry, "study.approved_on.entry").set_value("2026-11-12")
    find(dialog, DropChoice, "study.approved_by").set_value("sponsor")
    dialog.follow()
    with qtbot.waitSignal(page.version_used):
        click(dialog.answer("act"))
        done(tasks)
    assert site.protocol == amended()
    said = site.versions.history()[-1].said
    assert (said.approved_on, said.approved_by, said.reference) == ("2026-11-12", "sponsor", None)


def use(site: Site, version: Any) -> None:
    at_work(site, WU).versions.sign_review(version, PASSWORD)
    site.versions.activate(version, Approval("2026-11-12", "sponsor"))
    at_work(site, LIN)


def test_the_page_says_what_is_in_use_and_who_is_due(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    use(site, amended())
    made = StudyPage(site=site, words=Words("zh_CN", "long"), tasks=tasks)
    qtbot.addWidget(made)
    done(tasks)
    told = words_of(find(made, QWidget, "study.version.in_use"))
    assert VERSION in told and "申办方" in told
    assert find(made, ChangedTable, "study.due.table").model().rowCount() >= 1
    assert made.findChild(QWidget, f"study.sign.{VERSION}") is None


def test_an_open_case_says_that_a_former_version_judged_it(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """In the log, with an offer; in the form, with what was not taken over; saved, it is judged by the one in use."""
    use(site, asking_more())
    seq = site.numbered("SH04-0002")[0].seq
    details = DetailsPane(EN)
    qtbot.addWidget(details)
    details.show_case(read_case(site, seq))
    assert "2024-published" in find(details, QLabel, "log.case.former_version").text()
    assert find(details, QWidget, "log.open").property("text") == "Judge again"
    details.show_case(read_case(site, site.numbered("SH04-0001")[0].seq))
    assert details.findChild(QLabel, "log.case.former_version") is None, "a failure has ended"
    screen = ScreenPage(EN, ON)
    qtbot.addWidget(screen)
    for _ in screen.opening(site, tasks):
        pass
    screen.show()
    screen.open_case(seq)
    done(tasks)
    assert "Judged by version 2024-published" in words_of(screen) and not screen.has_unsaved()
    assert "active_infection" in screen.work._side.assessment().open_questions


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"\xff", "该文件不是 UTF-8 文本（第 1 字节）。请另存为 UTF-8。"),
        (b"a = \n", "该文件不是 TOML，第 1 行："),
        (b"[protocol]\nid = 3\n", "这还不是正确的方案文件。"),
    ],
)
def test_what_is_no_protocol_file_is_refused_in_the_person_s_language(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path, written: bytes, told: str
) -> None:
    """What kind of fault it is; the details by their places."""
    page = StudyPage(site=site, words=Words("zh_CN", "long"), tasks=tasks)
    qtbot.addWidget(page)
    page.show()
    done(tasks)
    (tmp_path / "broken.toml").write_bytes(written)
    click(find(page, QWidget, "study.version_file"))
    find(page, QFileDialog, "study.version_file.dialog").fileSelected.emit(str(tmp_path / "broken.toml"))
    done(tasks)
    assert told in words_of(page)
