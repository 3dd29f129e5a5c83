"""The eligibility checklist from the log page: which file it is for, where to, and the way to its folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from gui.kit.buttons import Button
from gui.kit.messages import CalmDialog
from gui.log.page import LogPage
from gui.tasks import Tasks
from screening.service import Site, choose_password, enter
from screening.wording import Words
from tests import paper
from tests.gui.desk import click, find, settle
from tests.store.service_samples import NAME, ON, history
from tests.store.staffed import as_coordinator, begin_staffed

EN = Words("en", "long")
MONITOR = ("Mo Visitor", "five brown otters at dawn")
Opened = Callable[[Site], LogPage]


class Desktop(QObject):
    """A desktop that is asked to show folders."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Path] = []

    @Slot(QUrl)
    def show_folder(self, url: QUrl) -> None:
        self.asked.append(Path(url.toLocalFile()))


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "show_folder")  # type: ignore[arg-type]  # the stub is wrong
    yield desktop
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin_staffed(tmp_path / "site")
    with as_coordinator(tmp_path / "site") as site:
        site.save(history(), ON)
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
    choose_password(tmp_path / "site", MONITOR[0], once, MONITOR[1]).close()
    return tmp_path / "site"


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


def put(page: LogPage, tasks: Tasks, path: Path) -> str:
    """Choose a file; gives the name that was proposed."""
    dialog = find(page, QFileDialog, "checklist.file")
    proposed = Path(dialog.selectedFiles()[0]).name
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle(tasks)
    return proposed


def test_for_the_sites_file_it_names_the_person_and_the_folder_opens(
    opened: Opened, folder: Path, tasks: Tasks, tmp_path: Path, desktop: Desktop
) -> None:
    """The question comes first; the name of the file tells nobody; a link leads to where it lies."""
    with as_coordinator(folder) as site:
        page = opened(site)
        length = site.head().length
        click(find(page.details, Button, "log.act.checklist"))
        click(find(page, CalmDialog, "checklist").answer("identified"))
        path = tmp_path / "a.pdf"
        assert put(page, tasks, path) == "SH04-0001-checklist.pdf"
        assert NAME in paper.text(path.read_bytes())
        assert str(path) in find(page, QLabel, "log.said").text()
        assert site.head().length > length
        click(find(page, Button, "log.folder"))
        assert desktop.asked == [tmp_path]


def test_coded_it_names_nobody(opened: Opened, folder: Path, tasks: Tasks, tmp_path: Path) -> None:
    with as_coordinator(folder) as site:
        page = opened(site)
        click(find(page.details, Button, "log.act.checklist"))
        click(find(page, CalmDialog, "checklist").answer("coded"))
        assert put(page, tasks, tmp_path / "a.pdf") == "SH04-0001-checklist-coded.pdf"
    said = paper.text((tmp_path / "a.pdf").read_bytes())
    assert NAME not in said and "SH04-0001" in said


def test_whoever_may_not_see_names_is_not_asked(opened: Opened, folder: Path, tasks: Tasks, tmp_path: Path) -> None:
    """S2: a monitor gets the coded checklist."""
    with enter(folder, *MONITOR) as site:
        page = opened(site)
        click(find(page.details, Button, "log.act.checklist"))
        assert page.findChildren(CalmDialog) == []
        put(page, tasks, tmp_path / "a.pdf")
    assert NAME not in paper.text((tmp_path / "a.pdf").read_bytes())


def test_where_it_can_not_be_written_it_is_said_and_nothing_leads_there(
    opened: Opened, folder: Path, tasks: Tasks, tmp_path: Path
) -> None:
    with as_coordinator(folder) as site:
        page = opened(site)
        click(find(page.details, Button, "log.act.checklist"))
        click(find(page, CalmDialog, "checklist").answer("coded"))
        put(page, tasks, tmp_path / "nowhere" / "a.pdf")
        assert "can't be written" in find(page, QLabel, "log.failed").text()
        assert not find(page, Button, "log.folder").isVisible()
