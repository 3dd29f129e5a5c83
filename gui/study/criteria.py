"""One criterion as the protocol has it: its words, where they stand, what had to be assumed, and its rule folded in."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import LINK_SIDE, Button, Weight
from screening.protocol import Criterion, Protocol
from screening.wording import Words
from screening.wording.rules import criterion_rule

_STEP = 14  # pixels at 100 % that each level stands further in


class CriterionText(QWidget):
    """The id at the left, everything said of it at the right."""

    def __init__(self, criterion: Criterion, protocol: Protocol, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._criterion, self._protocol, self._words = criterion, protocol, words
        self.setObjectName(f"study.criterion.{criterion.id}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, theme.GRID)
        grid.setHorizontalSpacing(theme.GRID * 3)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(labels.Words(criterion.id, role="strong", wrap=False), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.setColumnMinimumWidth(0, theme.current().px(26))
        said = [labels.Words(criterion.text.in_(words.language))]
        if criterion.decided_by is not None:
            said.append(labels.Words(words.text("studypage.by_investigator"), role="small"))
        if criterion.where:
            said.append(labels.Words(words.text("studypage.where", where=criterion.where), role="small"))
        for one in (one.text for one in protocol.assumption if one.on == criterion.id):
            said.append(labels.Words(words.text("studypage.assumed", text=one.in_(words.language)), role="small"))
        self._more = Button(
            words.text("studypage.rule"), name=f"study.rule.{criterion.id}", weight=Weight.LINK, icon="chevron-down"
        )
        self._more.show_folded(folded=True)
        self._rule = QWidget()
        self._rule.setObjectName(f"study.rule.{criterion.id}.told")
        self._rule.setVisible(False)
        self._more.clicked.connect(self._toggle)
        for row, label in enumerate(said):
            grid.addWidget(label, row, 1)
        grid.addWidget(self._more, len(said), 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._rule, len(said) + 1, 1)

    @Slot()
    def _toggle(self) -> None:
        """Unfold the rule in plain words, or fold it away."""
        shown = self._rule.isHidden()
        if shown and self._rule.layout() is None:
            self._tell()
        self._rule.setVisible(shown)
        self._more.show_icon("chevron-up" if shown else "chevron-down")
        self._more.show_folded(folded=not shown)

    def _tell(self) -> None:
        """Write the rule line by line, indented as it is built."""
        box = QVBoxLayout(self._rule)
        box.setContentsMargins(LINK_SIDE, 0, 0, theme.GRID)
        box.setSpacing(2)
        step = theme.current().px(_STEP)
        for depth, line in criterion_rule(self._criterion, self._protocol, self._words).lines():
            label = labels.Words(line, role="muted")
            label.setContentsMargins(step * depth, 0, 0, 0)
            box.addWidget(label)
