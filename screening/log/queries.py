"""Queries as they stand: raised by a monitor about a value, answered at the site, closed by the monitor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from screening.ledger import Reader
from screening.log.conduct_events import QueryAnswered, QueryClosed, QueryRaised, QueryReopened

State = Literal["open", "answered", "closed"]
_STATES: dict[str, State] = {
    QueryRaised.kind: "open",
    QueryReopened.kind: "open",
    QueryAnswered.kind: "answered",
    QueryClosed.kind: "closed",
}


@dataclass(frozen=True, slots=True)
class Query:
    """One query: `id` is the entry that raised it, `turns` are all entries of its conversation, the first included."""

    id: int
    about: int
    number: str | None
    path: str
    person: str
    state: State
    turns: tuple[int, ...]


def queries(reader: Reader, study: str) -> list[Query]:
    """List the queries of a study in the order in which they were raised."""
    found: dict[int, Query] = {}
    for entry in reader.entries(kinds=tuple(_STATES), study=study):
        said: Mapping[str, Any] = entry.payload
        if entry.kind == QueryRaised.kind:
            about, number, path = said["about"], said["number"], said["path"]
            found[entry.seq] = Query(entry.seq, about, number, path, entry.person or "", "open", (entry.seq,))
        else:
            before = found[said["query"]]
            turns = (*before.turns, entry.seq)
            found[before.id] = replace(before, state=_STATES[entry.kind], turns=turns)
    return list(found.values())
