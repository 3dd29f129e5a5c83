"""The month of the open cases, on paper or as a table: who could qualify on which day. It stays at the site."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

from screening.access import Permission
from screening.engine import DayState, day_state
from screening.formats.tables import Cell, Column, Table, csv_parts
from screening.log import Exported
from screening.service.exporting.copies import Copy
from screening.service.headcode import HeadCode
from screening.service.site import Site
from screening.service.today import Waiting
from screening.wording import Words, span
from screening.wording.papers import titled

MonthFormat = Literal["pdf", "csv"]
DAYS = 31
_MARKS: dict[DayState, str] = {"eligible": "●", "possible": "○", "needs": "+", "no": "–", "unknown": "?"}
"""What stands for a day on paper, where a word has no room."""


def export_month(
    site: Site, path: Path, words: Words, cases: Sequence[Waiting], first: date, *, format: MonthFormat = "pdf"
) -> Exported:
    """Write what each of 31 days is for each case that was judged, its manifest beside it, and note it in the book.

    It says who people are: a working paper of the site's, which does not leave it.
    """
    with site.acting(Permission.EXPORT_IDENTIFIED):
        copy = Copy(site, words, view="month", format=format, privacy="identified", reason="site_file")
        table = _table(site, words, copy, cases, first, marks=format == "pdf")

        def fill(file: BinaryIO) -> None:
            if format == "csv":
                file.writelines(csv_parts([one.title for one in table.columns], table.rows))
                return
            from screening.formats.pdf import log_pdf

            code = HeadCode.of(site.seal()).text
            file.write(log_pdf(table, words=words, code=code, at=datetime.now(UTC)))

        return copy.leave(path, fill)


def _table(site: Site, words: Words, copy: Copy, cases: Sequence[Waiting], first: date, *, marks: bool) -> Table:
    days = [first + timedelta(days=ahead) for ahead in range(DAYS)]
    legend = words.listed([f"{mark} {words.text(f'today.legend.{state}')}" for state, mark in _MARKS.items()])
    practice = [(words.text("foot.practice"), words.text("exercise.nobody"))] if site.practice else []
    period = span(days[0], days[-1], days[0], words)
    about = [
        *practice,
        (words.text("export.about.study"), site.study),
        (words.text("export.about.days"), period[:1].upper() + period[1:]),
        (words.text("export.about.level"), words.text("export.level.identified")),
        *([(words.text("export.about.marks"), legend)] if marks else []),
    ]
    who = [Column(name, words.text(f"column.{name}")) for name in ("number", "name")]
    titles = [str(day.day) if marks else day.isoformat() for day in days]
    columns = (*who, *(Column(day.isoformat(), title) for day, title in zip(days, titles, strict=True)))
    rows = copy.counted(_rows(words, cases, days, marks=marks))
    title = titled(words.text("export.view.month"), words, practice=site.practice)
    return Table("month", title, columns, rows, tuple(about))


def _rows(words: Words, cases: Sequence[Waiting], days: Sequence[date], *, marks: bool) -> Iterator[list[Cell]]:
    for one in cases:
        states = [day_state(one.calendar, one.possible, day) for day in days]
        told = [_MARKS[state] if marks else words.text(f"today.legend.{state}") for state in states]
        yield [one.number or words.text("today.no_number"), one.person.name or one.person.hospital_number, *told]
