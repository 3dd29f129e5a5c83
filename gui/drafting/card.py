"""The drafts in the Study page: which there are, how far each is, and the ways to begin another."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.holder import Holder
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError
from screening.protocol.draft import Draft
from screening.service import Kept, OpenDraft, ProtocolDrafts, Site, begin_from_file, blank_draft, next_version
from screening.wording import Words


class DraftsCard(QWidget):
    """Reads what lies in the folder through the worker; begins, opens and throws away."""

    opened = Signal(object)  # OpenDraft

    def __init__(self, site: Site, drafts: ProtocolDrafts, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._site, self._drafts, self._tasks, self._words = site, drafts, tasks, words
        text = words.text
        self._card = Card(text("drafting.card.title"), name="study.drafts")
        self._failed = Remark(Status.FAILED, name="study.drafts.failed")
        self._listed = Holder()
        ways = FlowLayout(line := QWidget(), gap=theme.GRID * 2)
        for name, slot in (("blank", self._blank), ("record", self._ask_file), ("version", self._version)):
            button = Button(
                text(f"drafting.card.{name}", version=site.protocol.version), name=f"study.drafts.{name}", icon="plus"
            )
            button.clicked.connect(slot)
            ways.addWidget(button)
        for widget in (labels.Words(text("drafting.card.about"), role="muted"), self._listed, self._failed, line):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)
        self.refresh()

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    @Slot()
    def refresh(self) -> None:
        """Read which drafts there are."""
        self._tasks.run(self._drafts.list, self._show, self._fail, Lane.LIST)

    def _show(self, kept: list[Kept]) -> None:
        if not isValid(self):
            return
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for one in kept:
            box.addWidget(Facts([self._fact(one)], name=f"study.draft.{one.name}", share=38))
            line = FlowLayout(gap=theme.GRID * 2)
            for act, slot in (("open", self._open), ("throw_away", self._throw_away)):
                if act == "open" and one.faulty:
                    continue
                button = Button(
                    self._words.text(f"drafting.card.{act}"), name=f"study.draft.{one.name}.{act}", weight=Weight.LINK
                )
                button.setAccessibleDescription(one.name)
                button.clicked.connect(partial(slot, one.name))
                line.addWidget(button)
            box.addLayout(line)
        self._listed.hold(inner)
        self._listed.setVisible(bool(kept))

    def _fact(self, one: Kept) -> Fact:
        text, words = self._words.text, self._words
        name = " ".join(filter(None, (one.protocol, one.version))) or one.name
        if one.faulty:
            return Fact(name, told(one.faulty, words))
        saved = text("drafting.card.saved", day=words.day(one.saved.date()), time=f"{one.saved:%H:%M}")
        title = one.title.get(words.language) or one.title.get("en") or ""
        told_state = text("drafting.state", n=one.criteria, waiting=one.waiting)
        return Fact(name, " · ".join(filter(None, (title, told_state, saved))))

    # Beginning one

    @Slot()
    def _blank(self) -> None:
        self._begin(blank_draft())

    @Slot()
    def _version(self) -> None:
        self._begin(next_version(self._site.protocol))

    def _begin(self, draft: Draft) -> None:
        self._failed.say("")
        self._tasks.run(partial(self._drafts.begin, draft), self._hand_over, self._fail)

    @Slot()
    def _ask_file(self) -> None:
        title = self._words.text("drafting.card.record_file")
        dialog = QFileDialog(self.window(), title, str(Path.home()))
        dialog.setObjectName("study.drafts.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("JSON, TOML (*.json *.toml)")
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    @Slot(str)
    def take_file(self, chosen: str) -> None:
        """Begin with a registry's record, or with a protocol file that somebody else wrote."""
        self._failed.say("")
        self._tasks.run(partial(_from_file, self._drafts, Path(chosen)), self._hand_over, self._fail)

    # Those there are

    def _open(self, name: str) -> None:
        self._failed.say("")
        self._tasks.run(partial(self._drafts.open, name), self._hand_over, self._fail)

    def _throw_away(self, name: str) -> None:
        self._failed.say("")
        self._tasks.run(partial(self._drafts.throw_away, name), self._thrown, self._fail)

    def _thrown(self, _nothing: None) -> None:
        if isValid(self):
            self.refresh()

    def _hand_over(self, found: OpenDraft) -> None:
        if isValid(self):
            self.opened.emit(found)

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))


def _from_file(drafts: ProtocolDrafts, path: Path) -> OpenDraft:
    return drafts.begin(begin_from_file(path))
