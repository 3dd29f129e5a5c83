"""Small files beside a book."""

import os
from pathlib import Path
from secrets import token_hex

from screening.ledger import LedgerError


def write_whole(path: Path, text: str) -> None:
    """Write a small file in place of what was there, whole or not at all; its owner alone reads it."""
    fresh = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise LedgerError("unwritable", path, error.strerror or "") from None
