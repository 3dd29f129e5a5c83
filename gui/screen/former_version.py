"""Says of a case that a former version of the protocol judged it, and what of it could not be taken over."""

from PySide6.QtCore import QObject, Slot

from gui.kit.tokens import Status
from gui.screen.casework import Casework
from gui.screen.notice import Notice
from screening.patient import carried
from screening.protocol.comparison import decided_anew
from screening.service import Site
from screening.wording import Words, field_name


class FormerVersion(QObject):
    """Tells it in the notice, each time such a case is shown."""

    def __init__(self, site: Site, case: Casework, notice: Notice, words: Words) -> None:
        super().__init__(notice)
        self._site, self._case, self._notice, self._words = site, case, notice, words
        case.shown.connect(self.look)

    def retext(self, words: Words) -> None:
        """Say it in another language from now on."""
        self._words = words

    @Slot()
    def look(self) -> None:
        """Tell it where it is so."""
        record = self._case.record
        if record is None or not self._case.is_former or self._case.is_locked:
            return
        used, text = self._site.protocol, self._words.text
        undecided = decided_anew(record.protocol, used)
        left_out = carried(record.history, used, undecided).left_out
        names = [field_name(record.protocol, self._words, one.removeprefix("answers.")) for one in left_out]
        told = [text("amendment.page.judged_by", version=record.protocol.version, used=used.version)]
        if names:
            told.append(text("amendment.page.not_taken", answers=self._words.listed(names)))
        self._notice.tell(Status.NOT_YET, self._words.joined(told))
