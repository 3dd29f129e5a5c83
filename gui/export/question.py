"""One question of the form: its label, what answers it, and what the answer means."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels


class Question(QWidget):
    """A label over a control, and a quiet line below it where there is something to explain."""

    def __init__(self, label: str, control: QWidget, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.control = control
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        title = labels.Words(label, role="strong")
        title.setBuddy(control)
        self._means = labels.Words(role="small")
        self._means.setVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for part in (title, control, self._means):
            box.addWidget(part)

    def explain(self, text: str) -> None:
        """Say what the answer means."""
        self._means.setText(text)
        self._means.setVisible(bool(text))
