"""The month as a file, for whoever may take names out."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from gui.file_saving import FileSaving
from gui.tasks import Tasks
from gui.today.lines import cases_in
from gui.today.reading import Agenda
from screening.access import Permission
from screening.log import Exported
from screening.service import Site, export_month
from screening.wording import Words

_FORMATS = ("pdf", "csv")


class MonthSaving(FileSaving):
    """The windows of the open cases, as they were shown."""

    def __init__(self, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__(tasks, words, name="today.month", icon="print")
        self._site = site
        self._agenda: Agenda | None = None
        self._first = date.min
        self.button.setEnabled(False)  # until there is a month
        if not site.permits(Permission.EXPORT_IDENTIFIED):
            self.button.hide()  # shown by whoever takes it in: alone it would be a window of its own
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Ask in another language."""
        self._words = words
        self.button.setText(words.text("today.save_month"))
        self.button.setToolTip(words.text("today.save_month_hint"))
        self.button.updateGeometry()

    def show_month(self, agenda: Agenda, first: date) -> None:
        """Save these cases from a day on; half of them are not saved."""
        self._agenda, self._first = agenda, first
        self.button.setEnabled(agenda.complete)

    def _formats(self) -> Sequence[str]:
        return _FORMATS

    def _offered(self) -> tuple[str, str]:
        name = f"{self._site.code}-{self._site.protocol.id}-month-{self._first}"
        return self._words.text("export.view.month"), name

    def _writing(self, path: Path, format: str) -> Callable[[], Exported]:
        lines = self._agenda.lines if self._agenda is not None else ()
        cases, words = [line.case for line in cases_in(lines)], Words(self._words.language)
        return partial(export_month, self._site, path, words, cases, self._first, format=format)  # type: ignore[arg-type]

    def _written(self, made: Exported, path: Path, proof: str) -> str:
        cases = self._words.count("case", made.rows)
        return self._words.text("today.month_saved", cases=cases, path=path, name=proof)
