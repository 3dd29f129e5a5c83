"""The archive from the Study page: its edition, its place, how far it is, given up, and what is said of it."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.course import Course, GivenUpError
from gui.kit.progress import Progress
from gui.kit.segmented import SegmentedChoice
from gui.study.page import StudyPage
from gui.tasks import Tasks
from resources.archive import verify
from screening.service import Site, choose_password, enter, today
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.service_samples import ON, SECRETS, history
from tests.store.staffed import as_coordinator, begin_staffed

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
MONITOR = ("Mo Ni", "letters from the sponsor")
Opened = Callable[[Site], StudyPage]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archived") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        site.save(history(), ON)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    (tmp_path / "away").mkdir()
    return Path(shutil.copytree(kept, tmp_path / "site"))


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with as_coordinator(folder) as opened:
        yield opened


@pytest.fixture
def opened(tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    def open_page(site: Site) -> StudyPage:
        page = StudyPage(site=site, words=EN, tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        settle(tasks)
        return page

    return open_page


def said(page: QWidget, name: str) -> str:
    label = find(page, QLabel, f"archive.{name}")
    return "" if label.isHidden() else label.text()


def choose_file(page: StudyPage, path: Path) -> str:
    """Begin, and name a file; gives the name that was offered."""
    click(find(page, QPushButton, "archive.begin"))
    dialog = find(page, QFileDialog, "archive.file")
    offered = Path(dialog.selectedFiles()[0]).name
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    return offered


@pytest.mark.parametrize("edition", ["coded", "identified"])
def test_an_archive_says_what_it_holds_and_where_it_lies(
    opened: Opened, site: Site, folder: Path, tasks: Tasks, qtbot: QtBot, edition: str
) -> None:
    """R3, R14: before and after; the coded one names nobody, and either is checked by its own program."""
    page = opened(site)
    assert "This edition may leave the site" in said(page, "holds")
    choice = find(page, SegmentedChoice, "archive.edition")
    if edition == "identified":
        segment = choice.segment(edition)
        segment.setFocus()
        QTest.keyClick(segment, Qt.Key.Key_Space)
        assert "stays at the site" in said(page, "holds")
    path = folder.with_name("away") / "SH04.zip"
    with qtbot.waitSignal(page.recorded):
        assert choose_file(page, path) == f"SH04-{site.protocol.id}-{edition}-{today()}.zip"
    settle(tasks)
    told = said(page, "said")
    assert str(path) in told and f"{path.name}.eligo.json" in told
    assert ("plain text" in told) is (edition == "identified")
    with zipfile.ZipFile(path) as packed:
        raw = b"".join(packed.read(name) for name in packed.namelist())
        packed.extractall(path.with_suffix(""))
    assert any(secret.encode() in raw for secret in SECRETS) is (edition == "identified")
    assert verify.main([str(path.with_suffix(""))]) == 0


def test_it_tells_how_far_it_is_in_any_language_and_can_be_stopped(
    opened: Opened, site: Site, folder: Path, tasks: Tasks
) -> None:
    """Nothing is left of one that was given up, and nothing was noted; the next one can begin at once."""
    page, before = opened(site), site.head()
    choose_file(page, folder.with_name("away") / "a.zip")
    assert find(page, Progress, "archive.course").isVisible()
    assert not find(page, QPushButton, "archive.begin").isVisible()
    page.retext(ZH)
    course = find(page, Progress, "archive.course")
    assert course.isVisible() and course.accessibleName() == "正在写入存档"
    click(find(page, QPushButton, "archive.stop"))
    settle(tasks)
    assert said(page, "failed").startswith("已停止") and not course.isVisible()
    assert list(folder.with_name("away").iterdir()) == []
    assert site.head().hash == before.hash
    choose_file(page, folder.with_name("away") / "b.zip")
    settle(tasks)
    assert "存档位于" in said(page, "said") and said(page, "failed") == ""


def test_a_place_that_can_not_be_written_is_told(opened: Opened, site: Site, folder: Path, tasks: Tasks) -> None:
    page = opened(site)
    choose_file(page, folder / "no" / "such" / "a.zip")
    settle(tasks)
    assert "can’t be written" in said(page, "failed").replace("'", "’") and said(page, "said") == ""


def test_who_may_not_keep_the_record_is_offered_none(opened: Opened, site: Site, folder: Path) -> None:
    """S2: the monitor reads, and makes no archive."""
    del site
    with enter(folder, *MONITOR) as monitor:
        assert opened(monitor).findChild(QPushButton, "archive.begin") is None


def test_a_course_tells_each_percent_once(tasks: Tasks, qtbot: QtBot) -> None:
    """And ends the work of whoever gave it up, also at its very end."""
    course, told = Course(tasks), list[int]()
    course.told.connect(told.append)
    for _ in range(3):
        course.progress(200, 200)
    assert told == [100]
    course.give_up()
    with pytest.raises(GivenUpError):
        course.progress(200, 200)
