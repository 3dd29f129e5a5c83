"""Copies that leave the book: made whole beside their place, put there in one step, and noted in the book."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from screening.access import Permission
from screening.errors import StoreError
from screening.formats.tables import Cell, csv_bytes
from screening.log import CaseRow, Exported
from screening.service.beginning import BOOK, KEY, KEYS, SIGN
from screening.service.sealing import NEWEST, manifest_of
from screening.service.site import Site
from screening.service.trail import Line, Wanted
from screening.wording import Words, outcome_text, primary_text, trail_text

_COLUMNS = (
    "entry", "number", "attempt", "earlier", "on", "recorded_at", "late", "protocol", "version", "age", "sex",
    "consent_on", "consent_form", "verdict", "failed", "open", "outcome", "primary_reason", "outcome_on", "outcome_by",
    "signed", "signed_by", "signed_at", "enrolled_on", "subject_number", "deviations", "forgotten", "state",
    "superseded_by", "recorded_by", "role",
)  # fmt: skip


def export_screening_csv(site: Site, path: Path, words: Words, *, current_only: bool = True) -> Exported:
    """Write the coded screening log as CSV: no name, birth date, hospital number or free text."""
    with site.acting(Permission.EXPORT_CODED):
        return _export(site, path, words, current_only=current_only)


def _export(site: Site, path: Path, words: Words, *, current_only: bool) -> Exported:
    rows = site.log(current_only=current_only)
    header = [words.text(f"column.{name}") for name in _COLUMNS]
    raw = csv_bytes(header, (_cells(row, words) for row in rows))
    return _leave(site, path, raw, "screening", "csv", words, len(rows))


def _leave(site: Site, path: Path, raw: bytes, view: str, format: str, words: Words, rows: int) -> Exported:
    """Let a coded copy leave the book: noted there, and with a manifest beside it."""
    event = Exported(
        view=view,
        format=format,
        privacy="coded",
        language=words.language,
        rows=rows,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    if not path.name:
        raise StoreError(f"{path} is a folder; name a file in it")
    beside = manifest_of(path)
    for one in (path, beside):
        refuse_own(one, site.folder)

    def note() -> bytes:
        entry = site.note(event)
        return site.manifest({"file": path.name, "study": site.study, "entry": entry.seq, **event.model_dump()})

    put_with_manifest(path, beside, raw, note)
    return event


_TRAIL = ("entry", "at", "zone", "who", "role", "site", "study", "number", "kind", "act", "field", "old", "new")


def export_trail(
    site: Site, path: Path, words: Words, *, format: str = "csv", wanted: Wanted | None = None
) -> Exported:
    """Write the audit trail, coded, as CSV or as JSON Lines: a line an act, or a line each field that it changed."""
    with site.acting(Permission.EXPORT_CODED):
        names = site.trail.names()
        rows = [_trail_row(line, names, words) for line in site.trail.coded(wanted)]
        if format == "jsonl":
            lines = (json.dumps(dict(zip(_TRAIL, row, strict=True)), ensure_ascii=False) for row in rows)
            raw = "".join(f"{line}\n" for line in lines).encode()
        else:
            raw = csv_bytes([words.text(f"column.{name}") for name in _TRAIL], (_cells_of(row) for row in rows))
        return _leave(site, path, raw, "trail", format, words, len(rows))


def _trail_row(line: Line, names: Mapping[str, str], words: Words) -> list[object]:
    act = trail_text(line.kind, line.payload, names, words)
    return [
        line.seq, line.at, line.zone, line.who, line.role, line.site, line.study, line.number, line.kind, act,
        line.path, line.old, line.new,
    ]  # fmt: skip


def _cells_of(row: Sequence[object]) -> list[Cell]:
    return [one if one is None or isinstance(one, int | str) else json.dumps(one, ensure_ascii=False) for one in row]


def refuse_own(path: Path, folder: Path) -> None:
    """Refuse to put a copy in the place of the book or its key."""
    own = [name for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm", KEY, KEYS, SIGN, NEWEST) if (folder / name).exists()]
    with suppress(OSError):  # what can't be reached is told by whoever writes there
        if path.exists() and any(path.samefile(folder / name) for name in own):
            raise StoreError(f"{path} belongs to the site's book; choose another name")


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


def put_with_manifest(path: Path, beside: Path, raw: bytes, note: Callable[[], bytes]) -> None:
    """Write a copy and its manifest, each whole or not at all; noted before it can be seen, so no copy is without."""
    mark = token_hex(4)
    fresh = [one.with_name(f".{one.name}.{mark}.part") for one in (path, beside)]
    try:
        for one in (path, beside):
            if one.is_dir():
                raise StoreError(f"{one} is a folder; name a file in it")
        with fresh[0].open("xb") as file:
            file.write(raw)
        with fresh[1].open("xb") as file:
            file.write(note())
        fresh[1].replace(beside)
        fresh[0].replace(path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}") from None
    finally:
        for part in fresh:
            with suppress(OSError):
                part.unlink(missing_ok=True)
