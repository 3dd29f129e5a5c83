"""The log's model over a long log: true at every place, with few lines in memory and none of them waited for long."""

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gui.kit.cells import READING, Cell, cell_of
from gui.log.lines import Column, read_lines
from gui.log.model import LogModel, line_of
from gui.log.page import LogPage
from gui.log.pages import read_pages
from gui.paging import LINES
from gui.tasks import Lane, Tasks
from screening.log import LogQuery, Selection
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import find, settle, wait_for
from tests.store.long_log import LongLog
from tests.store.service_samples import begun

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book of some thousands of rows, more than are read at once."""
    folder = tmp_path_factory.mktemp("long")
    with begun(folder) as site:
        LongLog(site, Random(5)).grow(5_000)
    return folder


@pytest.fixture
def book(grown: Path) -> Iterator[Site]:
    with Site.open(grown) as opened:
        yield opened


@pytest.fixture
def model(book: Site, tasks: Tasks) -> LogModel:
    return LogModel(book, tasks, EN)


@pytest.fixture
def page(book: Site, tasks: Tasks, qtbot: QtBot, look: None) -> LogPage:
    made = LogPage(site=book, words=EN, tasks=tasks)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    settle(tasks)
    return made


@pytest.fixture
def may_go_on(tasks: Tasks) -> Iterator[threading.Event]:
    """What somebody who holds a lane up waits for; a test that fails holds nobody up."""
    event = threading.Event()
    yield event
    event.set()


def show(model: LogModel, site: Site, query: LogQuery) -> Selection:
    selection = site.listing.select(query)
    model.show(selection, read_pages(site, selection, 0))
    return selection


def numbers(model: LogModel, tasks: Tasks, rows: range) -> list[str]:
    """Read the first column as somebody who waits for it."""
    for row in rows:
        cell_of(model.index(row, 0))
    settle(tasks)
    return [cell_of(model.index(row, 0)).first for row in rows]


def expected(site: Site, selection: Selection, rows: range) -> list[str]:
    lines = read_lines(site, selection.entries(rows.start, len(rows)))
    return [line.row.number or "no number" for line in lines]


# Soundness


def test_the_model_is_sound(
    model: LogModel, book: Site, tasks: Tasks, qtmodeltester: ModelTester, qapp: object
) -> None:
    """Qt's own checks pass through beginning, growing, sorting, filtering, emptiness and another language."""
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    beginning = book.listing.begin(LogQuery())
    model.show(beginning, {})
    assert model.grow(book.listing.select(LogQuery())) and model.rowCount() > len(beginning)
    queries = (
        LogQuery(sort="verdict", descending=True),
        LogQuery(text="0002"),
        LogQuery(text="nobody"),
        LogQuery(prescreening=True),
    )
    for query in queries:
        show(model, book, query)
    model.retext(ZH)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert tester is not None


@pytest.mark.parametrize("read_before", [True, False])
@pytest.mark.parametrize("in_time", [True, False])
def test_growing_changes_no_row_that_is_there(
    model: LogModel, book: Site, tasks: Tasks, read_before: bool, in_time: bool, may_go_on: threading.Event
) -> None:
    """What a row said before the rest of the log came it says just after, however late or early its page is read."""
    beginning = book.listing.begin(LogQuery())
    model.show(beginning, {})
    there = len(beginning)
    assert there % LINES, "the last page must be cut short, or this tries nothing"
    if read_before:
        numbers(model, tasks, range(there - 1, there))
    tasks.run(may_go_on.wait, lambda _: None, lambda _: None, Lane.ROWS)
    rows = range(there - LINES, there)
    said = [cell_of(model.index(row, 0)) for row in rows]
    assert (said[-1] is READING) is not read_before
    now: list[Cell] = []

    def read_again() -> None:
        if in_time:
            may_go_on.set()
        now.extend(cell_of(model.index(row, 0)) for row in rows)

    model.rowsInserted.connect(read_again)
    whole = book.listing.select(LogQuery())
    assert model.grow(whole) and now == said
    may_go_on.set()
    settle(tasks)
    after = range(there - LINES, there + LINES)
    assert numbers(model, tasks, after) == expected(book, whole, after)


def test_rows_that_grew_onto_a_page_under_way_are_told(
    model: LogModel, book: Site, tasks: Tasks, may_go_on: threading.Event
) -> None:
    """The page was asked for when it was short; whoever looks at its rest is not left with "…"."""
    beginning = book.listing.begin(LogQuery())
    model.show(beginning, {})
    there = len(beginning)
    tasks.run(may_go_on.wait, lambda _: None, lambda _: None, Lane.ROWS)
    assert cell_of(model.index(there - 1, 0)) is READING
    whole = book.listing.select(LogQuery())
    assert model.grow(whole)
    assert cell_of(model.index(there, 0)) is READING
    seen: list[str] = []

    def paint_again(first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= there <= last.row():
            seen.append(cell_of(model.index(there, 0)).first)

    model.dataChanged.connect(paint_again)
    may_go_on.set()
    settle(tasks)
    settle(tasks)
    assert seen[-1:] == expected(book, whole, range(there, there + 1))


def test_every_row_is_the_row_of_its_place(model: LogModel, book: Site, tasks: Tasks) -> None:
    """In any order and from any filter, at the beginning, in the middle and at the end."""
    random = Random(2)
    for query in (LogQuery(), LogQuery(sort="day", descending=True), LogQuery(where=(("verdict", "eligible"),))):
        selection = show(model, book, query)
        for _ in range(8):
            first = random.randrange(model.rowCount() - LINES)
            rows = range(first, first + LINES)
            assert numbers(model, tasks, rows) == expected(book, selection, rows)
        assert model.place_of(model.entry(17)) == 17


def test_only_the_last_pages_are_kept(model: LogModel, book: Site, tasks: Tasks) -> None:
    """Whoever walks through everything holds a few pages of it; coming back, the first page is read again."""
    selection = show(model, book, LogQuery(current_only=False))
    for row in range(0, model.rowCount(), LINES):
        cell_of(model.index(row, 0))
        settle(tasks)
    kept = model._pages._pages
    assert len(kept) == 64 < model.rowCount() / LINES and 0 not in kept
    assert numbers(model, tasks, range(3)) == expected(book, selection, range(3))
    assert len(kept) == 64


# Waiting


def test_a_line_that_takes_long_is_painted_later(
    model: LogModel, book: Site, tasks: Tasks, may_go_on: threading.Event
) -> None:
    """Nobody waits for it: the row says that it is being read, and is told anew when it is there."""
    show(model, book, LogQuery())
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    tasks.run(may_go_on.wait, lambda _: None, lambda _: None, Lane.ROWS)
    row = 20 * LINES
    assert cell_of(model.index(row, 0)) is READING and line_of(model.index(row, 1)) is None
    assert model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "…"
    may_go_on.set()
    settle(tasks)
    assert told == [(row, row + LINES - 1)]
    assert cell_of(model.index(row, 0)).first.startswith("SH04-")


def test_lines_of_a_former_answer_come_to_nothing(
    model: LogModel, book: Site, tasks: Tasks, may_go_on: threading.Event
) -> None:
    """What was asked for before the filter changed is no line of the new rows."""
    show(model, book, LogQuery())
    tasks.run(may_go_on.wait, lambda _: None, lambda _: None, Lane.ROWS)
    cell_of(model.index(20 * LINES, 0))
    selection = show(model, book, LogQuery(sort="number", descending=True))
    may_go_on.set()
    settle(tasks)
    rows = range(20 * LINES, 21 * LINES)
    assert numbers(model, tasks, rows) == expected(book, selection, rows)


# On the page


def test_far_down_everything_still_changes_at_once(
    page: LogPage, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a filter nor a refresh makes Qt walk over all rows; what is in sight is the new answer."""
    asked: list[int] = []
    plainly = LogModel.headerData

    def counting(self: LogModel, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        asked.append(section)
        return plainly(self, section, orientation, role)

    monkeypatch.setattr(LogModel, "headerData", counting)
    page.table.scrollToBottom()
    find(page, QLineEdit, "log.search").setText("SH04-1")
    settle(tasks)
    page.table.scrollToBottom()
    page.refresh()
    settle(tasks)
    page.table.sortByColumn(Column.DAYS, Qt.SortOrder.DescendingOrder)
    settle(tasks)
    page.table.grab()
    assert len(asked) < 2_000
    days = [cell_of(page.model.index(row, Column.DAYS)).first for row in range(20)]
    assert days == sorted(days, reverse=True)


def test_a_refresh_leaves_in_sight_what_is_in_sight(page: LogPage, tasks: Tasks) -> None:
    """Somebody else's entry moves nothing; the chosen case stays chosen."""
    page.table.selectRow(3)
    settle(tasks)
    page.table.scrollTo(page.model.index(1_500, 0), page.table.ScrollHint.PositionAtTop)
    top, chosen = page.table.top(), page.model.entry(3)
    page.refresh()
    settle(tasks)
    assert (page.table.top(), page.model.entry(page.table.currentIndex().row())) == (top, chosen)


def test_the_chosen_case_stays_chosen_in_another_order(page: LogPage, tasks: Tasks) -> None:
    """It is scrolled to where it stands now."""
    page.table.selectRow(40)
    settle(tasks)
    chosen = page.model.entry(40)
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        page.table.sortByColumn(Column.AGAINST, order)
        settle(tasks)
        place = page.table.currentIndex()
        assert page.model.entry(place.row()) == chosen
        assert page.table.viewport().rect().intersects(page.table.visualRect(place))


def test_the_last_answer_counts(page: LogPage, tasks: Tasks) -> None:
    """Whoever types on is shown what was typed last."""
    search = find(page, QLineEdit, "log.search")
    for text in ("S", "SH", "SH04", "SH04-9960"):
        search.setText(text)
    settle(tasks)
    assert [cell_of(page.model.index(row, 0)).first for row in range(page.model.rowCount())] == ["SH04-9960"]


def test_names_that_are_still_being_read_are_told(
    book: Site, tasks: Tasks, qtbot: QtBot, look: None, may_go_on: threading.Event
) -> None:
    """Numbers are found meanwhile, names as soon as they are there."""
    tasks.run(may_go_on.wait, lambda _: None, lambda _: None, Lane.NAMES)
    page = LogPage(site=book, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    wait_for(lambda: bool(page.model.total))
    told = find(page, QLabel, "log.names")
    assert told.text() == ""
    search = find(page, QLineEdit, "log.search")
    search.setText("三丰")
    wait_for(lambda: page.model.rowCount() == 0)
    assert told.text() == "Names are still being read; screening numbers are found already."
    search.setText("SH04-9960")
    wait_for(lambda: page.model.rowCount() == 1)
    search.setText("三丰")
    may_go_on.set()
    settle(tasks)
    assert page.model.rowCount() > 0 and told.text() == ""
    assert all("三丰" in cell_of(page.model.index(row, 0)).second for row in range(5))


def test_the_columns_can_be_counted_under_no_row(model: LogModel, book: Site) -> None:
    """A table has no children."""
    show(model, book, LogQuery())
    assert model.rowCount(model.index(0, 0)) == 0 and model.columnCount(QModelIndex()) == len(Column)
