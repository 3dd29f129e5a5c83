"""The rule-review pack of a protocol file. It holds nothing of anybody's, so that it needs no site and no book."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from screening.errors import StoreError
from screening.protocol import Protocol
from screening.wording import Words


def save_review_pack(protocol: Protocol, path: Path, words: Words) -> None:
    """Write the paper with which a coordinator and an investigator check a protocol file; whole or not at all."""
    from screening.formats.pdf import review_pdf

    if not path.name or path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    content = review_pdf(protocol, words=words)
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
