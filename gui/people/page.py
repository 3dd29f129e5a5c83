"""The People page: who may come in, as what, and how the site keeps its doors."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.tasks import Tasks
from screening.service import Site
from screening.wording import Words


class PeoplePage(QWidget):
    """A page."""

    recorded = Signal()
    rules_changed = Signal()

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def retext(self, words: Words) -> None:
        """Retext."""
