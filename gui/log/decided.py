"""What people decided about a case, as chips and sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from gui.kit.tokens import Status
from screening.log import CONCLUSIONS, CaseRow
from screening.service import Signature
from screening.wording import Words, outcome_text, primary_text

_OF_OUTCOME = {"enrolled": Status.MET, "screen_failure": Status.FAILED}
_OF_SIGNATURE = {"confirmed": Status.MET, "declined": Status.FAILED, "superseded": Status.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Told:
    """A chip: its name, its status, its words."""

    name: str
    status: Status
    text: str


def chips(row: CaseRow, words: Words) -> list[Told]:
    """Tell the outcome, the signature, a deviation, and that a person was forgotten; nothing while all is open."""
    told = []
    if row.outcome is not None:
        status = _OF_OUTCOME.get(row.outcome, Status.NEUTRAL)
        told.append(Told("outcome", status, ended(row, words)))
    if row.signed != "none":
        status = _OF_SIGNATURE.get(row.signed, Status.NEUTRAL)
        told.append(Told("signed", status, words.text(f"acts.signed.{row.signed}")))
    if row.deviations:
        told.append(Told("deviations", Status.UNKNOWN, words.count("deviation", len(row.deviations))))
    if row.due:
        told.append(Told("due", Status.UNKNOWN, words.text(f"acts.due.{row.due}")))
    if row.forgotten_by:
        told.append(Told("forgotten", Status.NEUTRAL, words.text("acts.forgotten")))
    return told


def ended(row: CaseRow, words: Words) -> str:
    """Tell how a case ended, since when, and why."""
    why = row.subject_number or primary_text(row.outcome, row.primary_reason, words)
    parts = [outcome_text(row.outcome, words), why]
    if row.outcome_on:
        parts.append(words.day(row.outcome_on[:10]))
    return " · ".join(filter(None, parts))


def signed(signatures: Iterable[Signature], words: Words) -> list[str]:
    """Tell each signature: who, as what, meaning what, when, and whether it still holds (21 CFR 11.50)."""
    return [told_signature(one, words) for one in signatures]


def standing_conclusions(signatures: Iterable[Signature]) -> tuple[str, ...]:
    """Name the conclusions on the causes that hold."""
    return tuple(one.meaning for one in signatures if one.meaning in CONCLUSIONS and one.holds)


def told_signature(one: Signature, words: Words) -> str:
    """Tell a signature in full."""
    at = datetime.fromisoformat(one.at).astimezone()
    told = words.text(
        f"signature.{one.meaning}",
        name=one.name,
        role=words.text(f"role.{one.role}"),
        day=words.day(at.date(), "date_full"),
        time=f"{at:%H:%M %Z}",
    )
    parts = [told]
    if not one.genuine:
        parts.append(words.text("signature.broken"))
    elif one.state == "superseded":
        key = "superseded_conclusion" if one.meaning in CONCLUSIONS else "superseded"
        parts.append(words.text(f"signature.{key}"))
    if one.why:
        parts.append(words.text("signature.because", reason=one.why))
    return reduce(lambda first, second: words.text("signature.then", first=first, second=second), parts)
