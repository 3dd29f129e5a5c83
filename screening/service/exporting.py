"""Copies that leave the book: made whole beside their place, put there in one step, and noted in the book."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from screening.errors import StoreError
from screening.formats.tables import Cell, csv_bytes
from screening.log import CaseRow, Exported
from screening.service.site import BOOK, KEY, Site
from screening.wording import Words

_COLUMNS = (
    "entry", "number", "attempt", "earlier", "on", "recorded_at", "late", "protocol", "version", "age", "sex",
    "consent_on", "consent_form", "verdict", "failed", "open", "state", "superseded_by", "recorded_by", "role",
)  # fmt: skip


def export_screening_csv(site: Site, path: Path, words: Words, *, current_only: bool = True) -> Exported:
    """Write the coded screening log as CSV: no name, birth date, hospital number or free text."""
    rows = site.log(current_only=current_only)
    header = [words.text(f"column.{name}") for name in _COLUMNS]
    raw = csv_bytes(header, (_cells(row, words) for row in rows))
    event = Exported(
        view="screening",
        format="csv",
        privacy="coded",
        language=words.language,
        rows=len(rows),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    _refuse_own(path, site.folder)
    _put(path, raw, lambda: site.note_export(event))
    return event


def _refuse_own(path: Path, folder: Path) -> None:
    """Refuse to put a copy in the place of the book or its key."""
    own = [name for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm", KEY) if (folder / name).exists()]
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
        words.text(f"state.{row.state}"),
        row.superseded_by,
        row.actor,
        row.role,
    ]


def _put(path: Path, raw: bytes, note: Callable[[], object]) -> None:
    """Write a file whole or not at all; it is noted before it can be seen, so that no copy is without its note."""
    if not path.name:
        raise StoreError(f"{path} is a folder; name a file in it")
    fresh = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder; name a file in it")
        with fresh.open("xb") as file:
            file.write(raw)
        note()
        fresh.replace(path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
