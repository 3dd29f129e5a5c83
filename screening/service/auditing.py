"""The trail of a case: what each entry changed in the one before."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from screening.errors import InputError
from screening.ledger import Reader
from screening.log import Assessed, CaseRow, Change, changes


class _Record(Protocol):
    @property
    def row(self) -> CaseRow: ...
    @property
    def said(self) -> Assessed: ...
    @property
    def history(self) -> Mapping[str, Any]: ...
    @property
    def reason(self) -> str | None: ...


def changes_between(
    reader: Reader, record: Callable[[int], _Record], later: int, former: int | None = None
) -> list[Change]:
    """List the changes from one entry of a case to a later one, in order; InputError where they are of two cases."""
    found: list[list[Change]] = []
    now = record(later)
    wanted = former if former is not None else now.row.former
    while wanted is not None and now.row.seq != wanted:
        if now.row.former is None or now.row.former < wanted:
            raise InputError(f"entry {later} does not go back to entry {wanted}")
        before = record(now.row.former)
        entry = reader.entry(now.row.seq)
        found.append(changes(_whole(before), _whole(now), entry, before.row.seq, now.reason))
        now = before
    return [change for step in reversed(found) for change in step]


def _whole(record: _Record) -> dict[str, Any]:
    """Give the history with the day that it was assessed for."""
    return {"on": record.said.on, **record.history}
