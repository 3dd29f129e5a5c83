"""The copies that leave the book: which rows and columns each has."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from screening.access import Permission
from screening.formats.tables import Cell, csv_parts
from screening.log import CaseRow, Exported
from screening.service.leaving import leave
from screening.service.site import Site
from screening.service.trail import Line, Wanted
from screening.wording import Words, outcome_text, primary_text, trail_text

_COLUMNS = (
    "entry", "number", "attempt", "earlier", "on", "recorded_at", "late", "protocol", "version", "age", "sex",
    "consent_on", "consent_form", "verdict", "failed", "open", "outcome", "primary_reason", "outcome_on", "outcome_by",
    "signed", "signed_by", "signed_at", "enrolled_on", "subject_number", "deviations", "forgotten", "state",
    "superseded_by", "recorded_by", "role",
)  # fmt: skip


_TRAIL = ("entry", "at", "zone", "who", "role", "site", "study", "number", "kind", "act", "field", "old", "new")


def export_screening_csv(site: Site, path: Path, words: Words, *, current_only: bool = True) -> Exported:
    """Write the coded screening log as CSV: no name, birth date, hospital number or free text."""
    with site.acting(Permission.EXPORT_CODED):
        copy = _Copy("screening", "csv", "coded", screening_table(site.log(current_only=current_only), words))
        return copy.leave(site, path, words)


def export_trail(
    site: Site, path: Path, words: Words, *, format: str = "csv", wanted: Wanted | None = None, identified: bool = False
) -> Exported:
    """Write the audit trail as CSV or as JSON Lines: a line an act, or a line each field that it changed.

    Coded, it holds nothing that lies with a person's identity; identified, the reasons and these fields as well.
    """
    with site.acting(Permission.EXPORT_IDENTIFIED if identified else Permission.EXPORT_CODED):
        lines = site.trail.identified(wanted) if identified else site.trail.coded(wanted)
        make = trail_lines if format == "jsonl" else trail_table
        parts = make(lines, site.trail.names(), words, identified=identified)
        return _Copy("trail", format, "identified" if identified else "coded", parts).leave(site, path, words)


def screening_table(rows: Iterable[CaseRow], words: Words) -> Iterator[bytes]:
    """Give rows of the log as CSV, the header first."""
    return csv_parts([words.text(f"column.{name}") for name in _COLUMNS], (_cells(row, words) for row in rows))


def trail_table(
    lines: Iterable[Line], names: Mapping[str, str], words: Words, *, identified: bool = False
) -> Iterator[bytes]:
    """Give lines of the trail as CSV, the header first; only identified ones have a column for the reasons."""
    rows = (_trail_row(line, names, words, identified=identified) for line in lines)
    header = [words.text(f"column.{name}") for name in _trail_columns(identified=identified)]
    return csv_parts(header, ([_cell(value) for value in row.values()] for row in rows))


def trail_lines(
    lines: Iterable[Line], names: Mapping[str, str], words: Words, *, identified: bool = False
) -> Iterator[bytes]:
    """Give lines of the trail as JSON Lines."""
    for line in lines:
        row = _trail_row(line, names, words, identified=identified)
        yield f"{json.dumps(row, ensure_ascii=False)}\n".encode()


def _trail_columns(*, identified: bool) -> tuple[str, ...]:
    return (*_TRAIL, "why") if identified else _TRAIL


def _trail_row(line: Line, names: Mapping[str, str], words: Words, *, identified: bool) -> dict[str, object]:
    act = trail_text(line.kind, line.payload, names, words)
    row = (
        line.seq, line.at, line.zone, line.who, line.role, line.site, line.study, line.number, line.kind, act,
        line.path, line.old, line.new, line.why,
    )  # fmt: skip
    return dict(zip(_trail_columns(identified=identified), row, strict=False))


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, int | str) else json.dumps(value, ensure_ascii=False)


class _Copy:
    """A copy about to leave; its rows are counted as they are written."""

    def __init__(self, view: str, format: str, privacy: str, parts: Iterable[bytes]) -> None:
        self._view, self._format, self._privacy, self._parts = view, format, privacy, parts
        self._rows = -1 if format == "csv" else 0  # a header is no row

    def leave(self, site: Site, path: Path, words: Words) -> Exported:
        """Write it to a file, its manifest beside it, and note it in the book."""
        noted: list[Exported] = []

        def note(sha256: str) -> bytes:
            event = Exported(
                view=self._view,
                format=self._format,
                privacy=self._privacy,
                language=words.language,
                rows=self._rows,
                sha256=sha256,
            )
            noted.append(event)
            entry = site.note(event)
            return site.manifest({"file": path.name, "study": site.study, "entry": entry.seq, **event.model_dump()})

        leave(path, site.folder, self._fill, note, identified=self._privacy == "identified")
        return noted[-1]

    def _fill(self, file: BinaryIO) -> None:
        for part in self._parts:
            file.write(part)
            self._rows += 1


def _cells(row: CaseRow, words: Words) -> list[Cell]:
    verdict = "not_yet" if row.not_yet else row.verdict
    return [
        row.seq,
        row.number,
        row.attempt,
        row.earlier,
        row.on_day,
        f"{row.at[:19]}Z",
        words.text("state.late") if row.late else None,
        row.protocol,
        row.protocol_version,
        row.age,
        words.text(f"sex.{row.sex}") if row.sex else None,
        row.consent_on,
        row.consent_form,
        words.text(f"verdict.{verdict}"),
        " ".join(row.failed),
        row.open_count,
        *_acts(row, words),
        words.text(f"state.{row.state}"),
        row.superseded_by,
        row.actor,
        row.role,
    ]


def _acts(row: CaseRow, words: Words) -> list[Cell]:
    """Give what became of the case; the day of enrolment has a column of its own, as enrolment logs do."""
    return [
        outcome_text(row.outcome, words),
        primary_text(row.outcome, row.primary_reason, words) or None,
        row.outcome_on,
        row.outcome_by,
        words.text(f"acts.signed.{row.signed}"),
        row.signed_by,
        f"{row.signed_at[:19]}Z" if row.signed_at else None,
        row.outcome_on if row.outcome == "enrolled" else None,
        row.subject_number,
        " ".join(row.deviations),
        words.text("acts.forgotten") if row.forgotten_by else None,
    ]
