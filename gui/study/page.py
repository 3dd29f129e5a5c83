"""The study page: two columns of cards where there is room, one where there is not."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.drafting.card import DraftsCard
from gui.drafting.editing import Editing
from gui.drafting.page import DraftingPage
from gui.kit import labels
from gui.kit.cards import Card
from gui.kit.chips import Chip
from gui.kit.columns import Columns
from gui.kit.facts import Fact, Facts
from gui.kit.labels import Remark
from gui.kit.page import Scrolled, fill_with_scroll
from gui.kit.result_grid import ResultGrid
from gui.kit.tokens import Status
from gui.study.amending import Amending
from gui.study.archiving import ArchiveCard, Archiving, editions
from gui.study.background import Background, ResultTable, background, in_language
from gui.study.conduct import ConductCard
from gui.study.criteria import CriterionText
from gui.study.endpoints import EndpointsCard
from gui.study.pathway import Pathway
from gui.study.review import ReviewCard
from gui.study.versions import VersionsCard
from gui.tasks import Tasks
from screening.access import Permission
from screening.protocol import Protocol
from screening.service import OpenDraft, ProtocolDrafts, Site
from screening.wording import Words


class StudyPage(QWidget):
    """Reads the protocol that the site screens by, and the background of its study where there is some."""

    recorded = Signal()  # the book has a new entry
    case_wanted = Signal(int)  # an entry
    version_used = Signal()  # the study screens by another version from now on

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("study")
        self._site, self._tasks = site, tasks
        self._protocol = site.protocol
        self._conduct: ConductCard | None = None
        self._versions: VersionsCard | None = None
        self._endpoints: EndpointsCard | None = None
        self._amending = Amending(site, tasks, self)
        self._amending.used.connect(self.version_used)
        self._drafts = ProtocolDrafts(site.folder)
        self._editing: Editing | None = None
        self._editor: DraftingPage | None = None
        self._archiving = Archiving(site, tasks, self)
        self._archiving.recorded.connect(self.recorded)
        self._background = background(site.protocol.id)
        self._scroll = fill_with_scroll(self)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show everything in another language; nothing is typed here, so it is built anew."""
        place = self._scroll.verticalScrollBar().value()
        self.setAccessibleName(words.text("shell.study"))
        self._scroll.setAccessibleName(words.text("shell.study"))
        former = self._scroll.takeWidget()
        if former is not None:
            former.deleteLater()
        if self._site.permits(Permission.READ_CODED):
            self._conduct = ConductCard(self._site, self._tasks, words)
            self._conduct.recorded.connect(self.recorded)
        cards: list[QWidget] = [self._conduct] if self._conduct is not None else []
        cards += self._of_endpoints(words)
        if editions(self._site):
            cards.append(ArchiveCard(self._site, self._archiving, words))
        review = ReviewCard(self._protocol, self._tasks, words)
        self._scroll.setWidget(
            _Content(self._protocol, self._background, words, cards, [review, *self._of_versions(words)])
        )
        self._scroll.verticalScrollBar().setValue(place)
        self._words = words
        if self._editing is not None:
            self._show_editor(self._editing)

    def _of_endpoints(self, words: Words) -> list[QWidget]:
        if self._protocol.follow_up is None or not self._site.permits(Permission.READ_CODED):
            return []
        self._endpoints = EndpointsCard(self._site, self._tasks, words)
        self._endpoints.recorded.connect(self.recorded)
        return [self._endpoints]

    def _of_versions(self, words: Words) -> list[QWidget]:
        if not self._site.permits(Permission.READ_CODED):
            return []
        self._versions = VersionsCard(self._site, self._amending, self._tasks, words)
        self._versions.recorded.connect(self.recorded)
        self._versions.case_wanted.connect(self.case_wanted)
        self._kept = DraftsCard(self._site, self._drafts, self._tasks, words)
        self._kept.opened.connect(self._edit)
        return [self._versions, self._kept]

    # A protocol that is being written

    @property
    def editing(self) -> Editing | None:
        """Give the protocol draft that is open, if one is."""
        return self._editing

    @Slot(object)
    def _edit(self, opened: OpenDraft) -> None:
        self._show_editor(Editing(self._drafts, opened, self._tasks, self))

    def _show_editor(self, editing: Editing) -> None:
        """Show the editor in place of the page; in another language it is built anew, with every step kept."""
        if self._editor is not None:
            self._editor.deleteLater()
        self._editing = editing
        self._editor = DraftingPage(editing, self._tasks, self._words, study=self._site.protocol.id)
        self._editor.left.connect(self._leave_editor)
        self._editor.version_wanted.connect(self._offer_version)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._editor)
        self._scroll.setVisible(False)

    @Slot()
    def _leave_editor(self) -> None:
        if self._editor is not None and self._editing is not None:
            self._editor.deleteLater()
            self._editing.deleteLater()
            self._editor, self._editing = None, None
            self._scroll.setVisible(True)
            self._scroll.setFocus()
            self._kept.refresh()

    @Slot(object)
    def _offer_version(self, path: Path) -> None:
        """Put a draft that is in order among the versions, where it is reviewed, signed for and put into use."""
        self._leave_editor()
        if self._versions is not None:
            self._versions.open_file(str(path))
            self._scroll.ensureWidgetVisible(self._versions)

    def refresh(self) -> None:
        """Read anew how the study and its versions stand, and how many were screened."""
        if self._versions is not None:
            self._versions.refresh()
        for card in (self._conduct, self._endpoints):
            if card is not None:
                card.refresh()


class _Content(Scrolled):
    """Everything there is to read; `rules` stand below the criteria: their review, and their versions."""

    def __init__(
        self,
        protocol: Protocol,
        known: Background | None,
        words: Words,
        first: Sequence[QWidget],
        rules: Sequence[QWidget],
    ) -> None:
        super().__init__()
        self._protocol, self._known, self._words = protocol, known, words
        self._columns = Columns()
        left: list[QWidget] = [*first, self._about(), self._criteria(), *rules]
        right: list[QWidget] = (
            [self._pathway(known), *(self._table(one, n) for n, one in enumerate(known.tables))] if known else []
        )
        if known:
            left.append(self._references(known))
        for cards in filter(None, (left, right)):
            self._columns.add_column(cards)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 20)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(self._head())
        box.addLayout(self._columns)
        box.addWidget(self._research_use())
        box.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.fit(self.width())

    def _head(self) -> QVBoxLayout:
        header, text = self._protocol.protocol, self._words.text
        box = QVBoxLayout()
        box.setSpacing(theme.GRID)
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 3)
        status = Status.MET if header.status == "verified" else Status.UNKNOWN
        version = labels.Words(
            text("studypage.version", id=header.id, version=header.version), role="muted", wrap=False
        )
        line.addWidget(version)
        line.addWidget(Chip(status, text(f"status.{header.status}"), name="study.status"))
        line.addStretch(1)
        box.addWidget(labels.Words(header.title.in_(self._words.language), role="page"))
        box.addLayout(line)
        return box

    def _about(self) -> Card:
        header, text, language = self._protocol.protocol, self._words.text, self._words.language
        card = Card(text("studypage.about"), name="study.about")
        if header.summary is not None and self._known is None:
            card.add(labels.Words(header.summary.in_(language)))
        facts = [
            Fact(text("studypage.source"), header.source),
            *([Fact(text("studypage.dated"), self._words.day(header.dated))] if header.dated else []),
            Fact(text("studypage.status"), text(f"studypage.status_{header.status}", by=header.verified_by or "")),
        ]
        if self._known:
            facts[:0] = [
                Fact(in_language(one.name, language), in_language(one.value, language) + _marks(one.references))
                for one in self._known.facts
            ]
        card.add(Facts(facts, name="study.facts", share=28))
        return card

    def _criteria(self) -> Card:
        card = Card(self._words.text("studypage.criteria"), name="study.criteria")
        kind = ""
        for criterion in self._protocol.criterion:
            if criterion.kind != kind:
                kind = criterion.kind
                card.add(labels.Words(self._words.text(f"kind.{kind}"), role="strong"))
            card.add(CriterionText(criterion, self._protocol, self._words))
        for one in (one for one in self._protocol.assumption if one.on is None):
            card.add(labels.Words(one.text.in_(self._words.language), role="muted"))
        return card

    def _pathway(self, known: Background) -> Card:
        language = self._words.language
        card = Card(self._words.text("studypage.mechanism"), name="study.mechanism")
        texts = {name: in_language(text, language) for name, text in known.pathway.items()}
        card.add(Pathway(texts, name="study.pathway"))
        card.add(labels.Words(in_language(known.mechanism, language) + _marks(known.mechanism_references)))
        return card

    def _table(self, table: ResultTable, number: int) -> Card:
        language = self._words.language
        title = in_language(table.title, language)
        card = Card(title + _marks(table.references), name=f"study.table{number}")
        columns = [in_language(one, language) for one in table.columns]
        rows = [[in_language(one, language) for one in row] for row in table.rows]
        card.add(ResultGrid(columns, rows, name=f"study.table{number}.grid", label=title))
        if table.note is not None:
            card.add(labels.Words(in_language(table.note, language), role="small"))
        return card

    def _references(self, known: Background) -> Card:
        language = self._words.language
        card = Card(self._words.text("studypage.references"), name="study.references")
        facts = [Fact(f"[{id}]", in_language(text, language)) for id, text in known.references]
        card.add(Facts(facts, name="study.references.list", share=8))
        card.add(labels.Words(in_language(known.source, language), role="small"))
        return card

    def _research_use(self) -> Remark:
        remark = Remark(Status.NOT_YET, name="study.research_use")
        remark.say(self._words.text("studypage.research_use"))
        return remark


def _marks(references: Sequence[str]) -> str:
    return f" [{', '.join(references)}]" if references else ""
