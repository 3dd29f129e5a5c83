"""What files had on record that bears on a question without answering it, read back from the book."""

from collections.abc import Mapping
from typing import Any

from screening.log import Imported
from screening.service.book import Book
from screening.service.placing import row_of
from screening.wording.causes import OnRecord


def on_record(book: Book, seq: int) -> tuple[OnRecord, ...]:
    """Tell it of the person of a case, as of the case's entry; nothing for who may not see what identifies a person."""
    row = row_of(book.ledger, book.study, seq)
    found: dict[OnRecord, None] = {}
    for entry in book.ledger.entries(kinds=(Imported.kind,), study=row.study, person=row.person):
        private = book.private_of(entry) if entry.seq < seq else None
        for one in (private or {}).get("rows", ()):  # type: ignore[attr-defined]
            if one["fate"] == "bears":
                found.setdefault(_read(one, str((private or {}).get("file", ""))))
    return tuple(found)


def _read(row: Mapping[str, Any], file: str) -> OnRecord:
    source = " · ".join(filter(None, (file, str(row["row"]))))
    return OnRecord(str(row["field"]), str(row["seen"]), row["on"], source)
