"""Every entry of a study as it leaves for anyone's own tools: coded, a line of JSON each."""

import json
from collections.abc import Iterator

from screening.ledger import Entry, Reader


def event_lines(reader: Reader, study: str) -> Iterator[bytes]:
    """Give every entry of a study as a line."""
    for entry in reader.entries(study=study):
        yield f"{json.dumps(as_said(entry), ensure_ascii=False, default=dict)}\n".encode()


def as_said(entry: Entry) -> dict[str, object]:
    """Give what a line says of an entry."""
    return {
        "entry": entry.seq,
        "at": entry.at,
        "zone": entry.zone,
        "by": entry.actor,
        "role": entry.role,
        "kind": entry.kind,
        "version": entry.version,
        "person": entry.person,
        "attempt": entry.attempt,
        "said": entry.payload,
    }
