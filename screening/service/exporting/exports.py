"""The use cases: one of the three logs, or the whole study, leaves the book in the shape that somebody asked for."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from screening import __version__
from screening.formats.tables import Table, csv_parts
from screening.log import Exported
from screening.service.dossiers import dossier
from screening.service.exporting.copies import Copy, Watch
from screening.service.exporting.events import event_lines
from screening.service.exporting.logs import log_table
from screening.service.exporting.standards import standard
from screening.service.exporting.wishes import TABLES, Wish
from screening.service.headcode import HeadCode
from screening.service.site import Site
from screening.wording import Words
from screening.wording.papers import titled


def export(site: Site, path: Path, words: Words, wish: Wish | None = None, watch: Watch | None = None) -> Exported:
    """Write what is wished for to a file, its manifest beside it, and note it in the book; whole or not at all.

    `watch` is told how many rows were written. RefusedError where it can't leave so; StoreError where it would have
    held what identifies somebody and may not.
    """
    wish = wish or Wish()
    with site.acting(wish.permission):
        wish.refuse_unless_sound(site)
        copy = Copy(
            site,
            words,
            view=wish.kept,
            format=wish.format,
            privacy=wish.level,
            reason=wish.reason,
            template=wish.template.name if wish.template else None,
            watch=watch,
        )
        return copy.leave(path, _Writing(site, words, wish, copy).fill)


class _Writing:
    """One copy as bytes."""

    def __init__(self, site: Site, words: Words, wish: Wish, copy: Copy) -> None:
        self._site, self._words, self._wish, self._copy = site, words, wish, copy

    def fill(self, file: BinaryIO) -> None:
        """Write it whole."""
        if self._wish.format in TABLES:
            self._table(file)
        elif self._wish.format == "jsonl":
            file.writelines(self._copy.counted(event_lines(self._site.reader, self._site.study)))
        else:
            self._standard(file)

    def _table(self, file: BinaryIO) -> None:
        table = log_table(self._site, self._wish, self._words, self._about())
        title = titled(table.title, self._words, practice=self._site.practice)
        told = Table(table.name, title, table.columns, self._copy.counted(table.rows), table.about)
        if self._wish.format == "xlsx":
            from screening.formats.workbook import write_workbook

            write_workbook(file, [told], made=datetime.now(UTC), by=f"Eligo {__version__}")
        elif self._wish.format == "pdf":
            from screening.formats.pdf import log_pdf

            code = HeadCode.of(self._site.seal()).text
            file.write(log_pdf(told, words=self._words, code=code, at=datetime.now(UTC), final_page=self._is_final()))
        else:
            file.writelines(csv_parts([one.title for one in told.columns], told.rows))

    def _is_final(self) -> bool:
        """Say whether the log has its final page: nothing more goes in."""
        return self._site.conduct.standing().state == "closed" and self._wish.view == "screening"

    def _standard(self, file: BinaryIO) -> None:
        assert self._wish.level != "identified"  # refused before
        gathered = dossier(self._site, self._wish.level, self._words, self._copy.each)
        study = replace(gathered, subjects=self._copy.heard(gathered.subjects))
        files = standard(study, self._wish.format, self._words)
        if len(files) == 1:
            file.write(files[0][1])
        else:
            self._copy.pack(file, files)

    def _about(self) -> tuple[tuple[str, str], ...]:
        site, words = self._site, self._words
        study = site.protocol.id if self._wish.level == "deidentified" else site.study
        practice = ((words.text("foot.practice"), words.text("exercise.nobody")),) if site.practice else ()
        return (
            *practice,
            (words.text("export.about.study"), study),
            (words.text("export.about.level"), words.text(f"export.level.{self._wish.level}")),
        )
