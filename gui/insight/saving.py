"""A figure saved from the window; its ending says how it is drawn."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from gui.file_saving import FileSaving
from gui.tasks import Tasks
from screening.log import Exported, Figure, Scope
from screening.service import Site, export_figure, today
from screening.wording import Words


class FigureSaving(FileSaving):
    """One figure; `scope` says whom it counts."""

    def __init__(self, kind: Figure, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__(tasks, words, name=f"insight.{kind}", icon="export")
        self._kind, self._site = kind, site
        self.scope = self._asked = Scope()
        self.button.setText(words.text("insight.save"))
        self.button.setAccessibleName(words.text("insight.save_named", title=words.text(f"figure.{kind}.title")))

    def _formats(self) -> Sequence[str]:
        from screening.formats.figure import FORMATS

        return FORMATS

    def _offered(self) -> tuple[str, str]:
        self._asked = self.scope
        name = f"{self._site.code}-{self._site.protocol.id}-{self._kind}-{today()}"
        return self._words.text(f"figure.{self._kind}.title"), name

    def _writing(self, path: Path, format: str) -> Callable[[], Exported]:
        words = Words(self._words.language)
        return partial(export_figure, self._site, path, words, self._kind, format, self._asked)  # type: ignore[arg-type]

    def _written(self, made: Exported, path: Path, proof: str) -> str:
        people = self._words.count("person", made.rows)
        return self._words.text("insight.saved", people=people, path=path, name=proof)
