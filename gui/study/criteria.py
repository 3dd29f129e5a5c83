"""One criterion as the protocol has it: its words, where they stand, what had to be assumed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit import labels
from screening.protocol import Criterion
from screening.protocol.text import Text
from screening.wording import Words


class CriterionText(QWidget):
    """The id at the left, everything said of it at the right."""

    def __init__(
        self, criterion: Criterion, assumed: Sequence[Text], words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
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
        for one in assumed:
            said.append(labels.Words(words.text("studypage.assumed", text=one.in_(words.language)), role="small"))
        for row, label in enumerate(said):
            grid.addWidget(label, row, 1)
