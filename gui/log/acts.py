"""What can be done with a case now, in the order in which it is done: confirmed, enrolled, or ended otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from screening.access import Permission
from screening.log import CaseRow, causes_in
from screening.protocol import PRESENT, RULED_OUT
from screening.service import Record

CONFIRM, DECLINE, ACKNOWLEDGE = "confirms", "declines", "acknowledges"
NO_OTHER_CAUSE, OTHER_CAUSE = "no_other_cause", "other_cause"
ENROL, FAIL, END, TAKE_BACK, DEVIATE, FORGET = "enrol", "fail", "end", "take_back", "deviate", "forget"
DISMISS = "dismiss"
FOLLOW = "follow"
"""Opens the follow-up, which has a dialog of its own."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The acts offered for a case: what comes next, and what else may be done; `waits_for` is said where nothing is."""

    next: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    waits_for: str = ""


NOTHING = Offered()


def offered(
    record: Record,
    permits: Callable[[Permission], bool],
    *,
    closed: bool,
    concluded: Sequence[str] = (),
    again: bool = False,
    followed: bool = False,
    practice: bool = False,
) -> Offered:
    """Say what whoever is at work may do with a case now; into a `closed` study nothing more goes.

    `concluded` names the conclusions on its causes that stand; `again` says that an amendment asks to screen it again,
    `followed` that the protocol follows up those enrolled, or did; in a `practice` book nobody can sign.
    """
    row = record.row
    following_up = (FOLLOW,) if followed and row.state == "current" and row.outcome == "enrolled" else ()
    if closed and row.number is not None:
        return Offered(following_up, _forgetting(row, permits))
    acts, decides = permits(Permission.RECORD_OUTCOME), permits(Permission.SIGN)
    if row.state != "current" or row.number is None:
        return NOTHING
    if row.outcome is not None:
        others = [*([DISMISS] if again else []), TAKE_BACK] if acts else []
        if row.outcome == "enrolled" and acts:
            others.insert(0, DEVIATE)
        others += _concluding(record, concluded) if decides else []
        return Offered((*following_up, *_acknowledging(row, decides)), (*others, *_forgetting(row, permits)))
    following: list[str] = []
    confirmed = row.signed == "confirmed" or practice
    if row.verdict == "eligible" and confirmed:
        following += [ENROL] * acts
    elif row.verdict == "eligible":
        following += [CONFIRM, DECLINE] * decides
    elif row.verdict == "ineligible" and not row.not_yet:
        following += [FAIL] * acts
    others = _concluding(record, concluded) if decides else []
    others += [END] * acts
    if row.not_yet:
        others += [FAIL] * acts
    waits = "signature" if row.verdict == "eligible" and not confirmed and not decides else ""
    return Offered(tuple(following), (*others, *_forgetting(row, permits)), waits)


def _concluding(record: Record, concluded: Sequence[str]) -> list[str]:
    """Let a conclusion be signed that the answers bear out: what is present explains it, or all is ruled out."""
    states = {one.state for one in causes_in(record.said.history, record.protocol).values()}
    may = OTHER_CAUSE if PRESENT in states else NO_OTHER_CAUSE if states == {RULED_OUT} else None
    return [may] if may and may not in concluded else []


def _acknowledging(row: CaseRow, decides: bool) -> tuple[str, ...]:
    """Ask the investigator to read what was corrected after they had signed."""
    return (ACKNOWLEDGE,) if decides and row.signed == "superseded" else ()


def _forgetting(row: CaseRow, permits: Callable[[Permission], bool]) -> tuple[str, ...]:
    return (FORGET,) if permits(Permission.FORGET) and row.forgotten_by is None else ()
