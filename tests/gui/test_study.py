"""The study page: protocol and background in both languages, and a drawing that everybody can follow."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.act_dialog import ActDialog
from gui.kit.chips import Chip
from gui.kit.drop_choice import DropChoice
from gui.kit.ticks import Tick
from gui.study.background import background
from gui.study.page import StudyPage
from gui.study.pathway import Pathway
from gui.study.review import ReviewCard
from gui.tasks import Tasks
from screening.protocol.catalogue import find as find_protocol
from screening.service import Actor, Site
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.act_samples import staffed

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
CITED = ("60.7 % (17/28)", "12.9 % (4/31)", "10.44 (2.82–38.65)", "6.21 (1.69–22.89)", "94.4 %", "3.6 % (1/28)")


def opened(site: Site, tasks: Tasks, qtbot: QtBot, words: Words = EN) -> StudyPage:
    page = StudyPage(site=site, words=words, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    settle(tasks)
    return page


def words_of(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def texts(node: Any) -> Iterator[dict[str, str]]:
    """Yield every text by language in a study's file."""
    if isinstance(node, dict) and "en" in node:
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from texts(inner)


@pytest.mark.parametrize(
    "file", sorted(one.name for one in files("resources").joinpath("studies").iterdir() if one.name.endswith(".toml"))
)
def test_every_text_of_a_study_is_in_both_languages(file: str) -> None:
    """Whoever reads Chinese reads no English between."""
    data = tomllib.loads(files("resources").joinpath("studies", file).read_text("utf-8"))
    assert [one for one in texts(data) if not one.get("zh_CN")] == []


def test_every_reference_named_is_listed() -> None:
    """Facts, mechanism and tables name references by their numbers."""
    known = background("NCT03976882")
    assert known is not None
    named = [one.references for one in known.facts] + [one.references for one in known.tables]
    used = {mark for marks in named for mark in marks} | set(known.mechanism_references)
    listed = [id for id, _ in known.references]
    assert used <= set(listed) and len(listed) == len(set(listed))
    assert all(named)


def test_every_row_has_a_cell_for_each_column() -> None:
    """No figure slips under another heading."""
    known = background("NCT03976882")
    assert known is not None
    assert [row for table in known.tables for row in table.rows if len(row) != len(table.columns)] == []


def test_the_page_shows_protocol_results_and_references(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Every criterion with its source, the status shown plainly, every assumption, the published figures."""
    page = opened(site, tasks, qtbot)
    told = words_of(page)
    for criterion in site.protocol.criterion:
        assert criterion.text.in_("en") in told
    for assumption in site.protocol.assumption:
        assert assumption.text.in_("en") in told
    for figure in CITED:
        assert figure in told
    assert find(page, Chip, "study.status").text() == "unverified"
    assert "nobody has held this file against the protocol document" in told
    assert "the investigator decides" in told


def test_the_page_is_told_in_chinese(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """At once, and where it was scrolled to."""
    page = opened(site, tasks, qtbot)
    bar = page._scroll.verticalScrollBar()
    bar.setValue(200)
    page.retext(ZH)
    told = words_of(page)
    assert "血小板计数低于 75 × 10⁹/L" in told and "由研究者决定" in told
    assert "Untreated brain metastases" not in told
    assert bar.value() == 200


def test_the_drawing_can_be_heard(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Its description tells the whole chain."""
    page = opened(site, tasks, qtbot)
    spoken = find(page, Pathway, "study.pathway").accessibleDescription()
    for step in ("transmembrane", "extracellular", "pairs up", "JAK/STAT", "PI3K", "ERK", "Megakaryocyte", "platelets"):
        assert step in spoken


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("dark", [False, True])
def test_the_drawing_follows_the_look(
    site: Site, tasks: Tasks, qtbot: QtBot, qapp: QApplication, dark: bool, scale: float
) -> None:
    """It is painted in the theme's colours and grows with the text."""
    theme.apply(qapp, theme.Theme(dark, scale))
    page = opened(site, tasks, qtbot)
    drawing = find(page, Pathway, "study.pathway")
    image = drawing.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    tokens = theme.current().tokens
    assert {tokens.accent, tokens.met.ground, tokens.not_yet.ground} <= seen
    assert drawing.height() == round(drawing.sizeHint().height()) and drawing.height() > 300 * scale
    theme.apply(qapp, theme.Theme())


def test_a_study_without_background_shows_its_criteria(tasks: Tasks, tmp_path: Any, qtbot: QtBot, look: None) -> None:
    """Nothing is missing that the protocol itself says."""
    protocol = find_protocol("NCT05864014").load()
    with Site.init(tmp_path, code="SH04", actor=Actor("Li Wei"), protocol=protocol) as other:
        page = opened(other, tasks, qtbot)
        told = words_of(page)
    assert background(protocol.id) is None
    assert protocol.criterion[0].text.in_("en") in told and page.findChild(Pathway) is None


def test_a_narrow_page_has_one_column(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """The cards stand one below the other, and nothing is cut off at the side."""
    page = opened(site, tasks, qtbot)
    about, mechanism = find(page, QWidget, "study.about"), find(page, QWidget, "study.mechanism")
    assert about.x() < mechanism.x()
    page.resize(600, 760)
    QApplication.processEvents()
    assert about.x() == mechanism.x() and about.width() <= 600


def test_another_version_is_compared_on_demand(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """The older registered design says why it is not for screening, and what differs."""
    page = opened(site, tasks, qtbot)
    assert page.findChild(QWidget, "study.differences") is None
    assert "Not for screening" in words_of(page)
    click(find(page, QWidget, "study.compare.2019-registered"))
    settle(tasks)
    told = words_of(find(page, QWidget, "study.differences"))
    assert "I3" in told and ("changed" in told or "added" in told or "dropped" in told)


# How it stands


def test_recruitment_is_paused_taken_up_again_and_closed(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Each is asked first; a closed study offers nothing more."""
    page = opened(site, tasks, qtbot)
    assert "Recruitment goes on" in find(page, Chip, "study.standing").text()
    assert "Screened" in words_of(find(page, QWidget, "study.counts"))
    dialog = pressed(page, "pause")
    reason = find(dialog, DropChoice, "study.reason")
    reason.set_value("safety")
    reason.answered.emit("safety")
    done(page, dialog)
    assert site.conduct.standing().reason == "safety"
    assert "Recruitment is paused" in find(page, Chip, "study.standing").text()
    done(page, pressed(page, "resume"))
    dialog = pressed(page, "close")
    assert not dialog.answer("act").isEnabled()
    find(dialog, Tick, "study.sure").setChecked(True)
    done(page, dialog)
    assert site.conduct.standing().state == "closed"
    assert page.findChild(QWidget, "study.pause") is None


def test_the_investigator_lets_dates_leave(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Asked first; then it is said by whom and since when, and it can be taken back."""
    page = opened(site, tasks, qtbot)
    assert "Nobody has said so" in find(page, QLabel, "study.dates.said").text()
    click(find(page, Tick, "study.dates"))
    dialog = find(page, ActDialog, "study.dates.on.dialog")
    assert not find(page, Tick, "study.dates").isChecked()
    dialog.reject()
    assert not site.conduct.dates_leave()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    click(find(page, Tick, "study.dates"))
    done(page, find(page, ActDialog, "study.dates.on.dialog"))
    assert site.conduct.dates_leave() and find(page, Tick, "study.dates").isChecked()
    assert "Said by Li Wei, " in find(page, QLabel, "study.dates.said").text()
    click(find(page, Tick, "study.dates"))
    done(page, find(page, ActDialog, "study.dates.off.dialog"))
    assert not site.conduct.dates_leave()


def test_whoever_does_not_conduct_the_study_reads_what_was_said(
    tasks: Tasks, tmp_path: Path, qtbot: QtBot, look: None
) -> None:
    with staffed(tmp_path / "site") as other:
        page = opened(other, tasks, qtbot)
        assert not find(page, Tick, "study.dates").isEnabled()
        assert "The investigator says so." in find(page, QLabel, "study.dates.said").text()


def pressed(page: StudyPage, act: str) -> ActDialog:
    click(find(page, QWidget, f"study.{act}"))
    return find(page, ActDialog, f"study.{act}.dialog")


def done(page: StudyPage, dialog: ActDialog) -> None:
    click(dialog.answer("act"))
    settle(page._tasks)
    settle(page._tasks)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


# The rules


def test_a_rule_is_unfolded_in_plain_words(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Folded until it is asked for, indented as it is built, and folded away again."""
    page = opened(site, tasks, qtbot)
    told = find(page, QWidget, "study.rule.I3.told")
    assert told.isHidden() and words_of(told) == ""
    click(find(page, QWidget, "study.rule.I3"))
    assert told.isVisible()
    lines = told.findChildren(QLabel)
    assert [line.text() for line in lines] == [
        "Met where this holds; not met where it does not:",
        "Platelet count: the newest result that counts is below 75 × 10⁹/L",
        "A result counts on its own day and for 3 days after it.",
    ]
    assert [line.contentsMargins().left() for line in lines] == [0, 14, 28]
    click(find(page, QWidget, "study.rule.I3"))
    assert told.isHidden()


class Desktop(QObject):
    """Stands where the desktop opens folders."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_review_pack_is_saved_where_somebody_says(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path
) -> None:
    """A worker writes it; then the page says where it lies, and opens the folder."""
    page = opened(site, tasks, qtbot, ZH)
    click(find(page, QWidget, "study.review.save"))
    dialog = find(page, QFileDialog, "study.review.file")
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave and dialog.defaultSuffix() == "pdf"
    path = tmp_path / "packs" / "pack.pdf"
    dialog.fileSelected.emit(str(path))
    settle(tasks)
    failed = find(page, QLabel, "study.review.saved.failed")
    assert failed.isVisible() and str(path) in failed.text() and find(page, QWidget, "study.review.save").isEnabled()
    path.parent.mkdir()
    dialog.fileSelected.emit(str(path))
    settle(tasks)
    dialog.close()
    assert path.read_bytes().startswith(b"%PDF") and not failed.isVisible()
    assert str(path) in find(page, QLabel, "study.review.saved.done").text()
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type]  # a name is what it takes
    try:
        click(find(page, QWidget, "study.review.saved.folder"))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(path.parent)]


def test_a_page_in_another_language_meanwhile_is_no_stumbling_block(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path
) -> None:
    """The pack is written all the same."""
    page = opened(site, tasks, qtbot)
    card = page.findChild(ReviewCard)
    assert isinstance(card, ReviewCard)
    card._write(str(tmp_path / "pack.pdf"))
    page.retext(ZH)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settle(tasks)
    assert (tmp_path / "pack.pdf").is_file()
