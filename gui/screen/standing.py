"""How the study stands, said to whoever begins a case, before anything is typed in vain."""

from PySide6.QtCore import QObject, Slot

from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.notice import Notice
from screening.errors import EligoError
from screening.service import Site, Standing


class StandingNote(QObject):
    """Tells that recruitment is paused, or the study closed, where the case at hand is a new one."""

    def __init__(self, site: Site, worker: Worker, case: Casework, notice: Notice) -> None:
        super().__init__(notice)
        self._site, self._worker, self._case, self._notice = site, worker, case, notice
        self._told = False
        case.shown.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Read how it stands; whoever goes on with a case is told where that is refused."""
        self._worker.run(self._site.conduct.standing, self._tell, self._unread)

    def _tell(self, standing: Standing) -> None:
        begins = self._case.case.former is None
        if begins and standing.state != "open" and not self._notice.isVisible():
            self._notice.tell_standing(standing.state)
            self._told = True
        elif self._told and not (begins and standing.state != "open"):
            self._notice.hide()
            self._told = False

    def _unread(self, _error: EligoError) -> None:
        """Say nothing: a save that is refused says why."""
