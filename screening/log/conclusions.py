"""The investigator's conclusion on the other causes: a signature beside a case, which stands as long as its answers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from screening.ledger import Entry, Reader
from screening.log.act_events import Meaning
from screening.log.cases import CaseRow, cases_of
from screening.log.signatures import signatures_of
from screening.patient import read_history
from screening.protocol import CAUSES, Protocol, WorksheetField

CONCLUSIONS: tuple[Meaning, ...] = ("no_other_cause", "other_cause")


class CauseAnswer(NamedTuple):
    """What was answered about a cause, `state` blank where nothing was; with the day, and the minute, it is known from.

    Days are ordinals, as the engine counts them.
    """

    state: str = ""
    on: int | None = None
    minute: int | None = None


def causes_in(history: Mapping[str, Any], protocol: Protocol) -> dict[str, CauseAnswer]:
    """Give what a history answers about each cause that a protocol asks for; empty where it asks for none."""
    field, data = protocol.field.get(CAUSES), (history.get("answers") or {}).get(CAUSES)
    if not isinstance(field, WorksheetField):
        return {}
    read = read_history({"answers": {CAUSES: data}}, protocol).answers if data is not None else {}
    found = {item: read.get(f"{CAUSES}.{item}", ()) for item in field.items}
    return {
        item: CauseAnswer(str(said[-1].value or ""), said[-1].on, said[-1].minute) if said else CauseAnswer()
        for item, said in found.items()
    }


def conclusion_stands(reader: Reader, signature: Entry, protocol_of: Callable[[str], Protocol]) -> bool:
    """Answer whether a conclusion speaks for its attempt: no later one does, and the causes are answered as they were.

    What else a later entry changes takes nothing from it. Sources and authors lie outside the chain: not compared.
    """
    assert signature.person is not None and signature.study is not None
    attempt = [row for row in cases_of(reader, signature.study, signature.person) if row.attempt == signature.attempt]
    if not attempt or attempt[-1].state != "current":
        return False
    later = signatures_of(reader, signature.study, signature.person, attempt[-1].attempt)
    if any(one.seq > signature.seq and one.payload["meaning"] in CONCLUSIONS for one in later):
        return False
    said: Mapping[str, Any] = signature.payload
    about, now = said["entry"], attempt[-1].seq
    return about == now or _answers(reader, about, protocol_of) == _answers(reader, now, protocol_of)


def conclusion_lost(reader: Reader, row: CaseRow, protocol_of: Callable[[str], Protocol]) -> bool:
    """Answer whether an attempt had a conclusion that a later entry took the ground from, and no other one since."""
    if row.former is None:
        return False
    signed = signatures_of(reader, row.study, row.person, row.attempt)
    concluded = [one for one in signed if one.payload["meaning"] in CONCLUSIONS]
    return bool(concluded) and not conclusion_stands(reader, concluded[-1], protocol_of)


def _answers(reader: Reader, seq: int, protocol_of: Callable[[str], Protocol]) -> dict[str, CauseAnswer]:
    said: Mapping[str, Any] = reader.entry(seq).payload
    return causes_in(said["history"], protocol_of(str(said["fingerprint"])))
