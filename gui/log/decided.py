"""What people decided about a case, as chips and sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gui.kit.tokens import Status
from screening.log import CaseRow
from screening.service import Signature
from screening.wording import Words

_OF_OUTCOME = {"enrolled": Status.MET, "screen_failure": Status.FAILED}
_OF_SIGNATURE = {"confirms": Status.MET, "declines": Status.FAILED, "superseded": Status.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Told:
    """A chip: its name, its status, its words."""

    name: str
    status: Status
    text: str


def chips(row: CaseRow, words: Words) -> list[Told]:
    """Tell the outcome, the signature, a deviation, and that a person was forgotten; nothing while all is open."""
    told = []
    if row.outcome != "pending":
        status = _OF_OUTCOME.get(row.outcome, Status.NEUTRAL)
        told.append(Told("outcome", status, ended(row, words)))
    if row.signed:
        status = _OF_SIGNATURE.get(row.signed, Status.NEUTRAL)
        told.append(Told("signed", status, words.text(f"signed.{row.signed}")))
    if row.deviations:
        told.append(Told("deviations", Status.UNKNOWN, words.count("deviation", row.deviations)))
    if row.forgotten:
        told.append(Told("forgotten", Status.NEUTRAL, words.text("signed.forgotten")))
    return told


def ended(row: CaseRow, words: Words) -> str:
    """Tell how a case ended, since when, and why."""
    why = row.reason or ""
    if why and row.outcome != "screen_failure":
        why = words.text(f"ending_reason.{why}")
    parts = [words.text(f"ending.{row.outcome}"), row.subject_number or why]
    if row.outcome_on:
        parts.append(words.day(row.outcome_on[:10]))
    return " · ".join(filter(None, parts))


def signed(signatures: Iterable[Signature], words: Words) -> list[str]:
    """Tell each signature: who, as what, meaning what, when, and whether it still holds (21 CFR 11.50)."""
    return [_signature(one, words) for one in signatures]


def _signature(one: Signature, words: Words) -> str:
    at = datetime.fromisoformat(one.said.at).astimezone()
    told = words.text(
        f"signature.{one.said.meaning}",
        name=one.said.name,
        role=words.text(f"role.{one.said.role}"),
        day=words.day(at.date(), "date_full"),
        time=f"{at:%H:%M %Z}",
    )
    parts = [told]
    if one.state != "valid":
        parts.append(words.text(f"signature.{one.state}"))
    if one.reason:
        parts.append(words.text("signature.because", reason=one.reason))
    return " ".join(parts)
