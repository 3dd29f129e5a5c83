"""What can be done with a case now, in the order in which it is done: confirmed, enrolled, or ended otherwise."""

from collections.abc import Callable
from dataclasses import dataclass

from screening.access import Permission
from screening.log import CaseRow
from screening.service import Record

CONFIRM, DECLINE, ACKNOWLEDGE = "confirms", "declines", "acknowledges"
ENROL, FAIL, END, TAKE_BACK, DEVIATE, FORGET = "enrol", "fail", "end", "take_back", "deviate", "forget"


@dataclass(frozen=True, slots=True)
class Offered:
    """The acts offered for a case: what comes next, and what else may be done; `waits_for` is said where nothing is."""

    next: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    waits_for: str = ""


NOTHING = Offered()


def offered(record: Record, permits: Callable[[Permission], bool], *, closed: bool = False) -> Offered:
    """Say what whoever is at work may do with a case now; after the study's final page, only forget who it is."""
    row = record.row
    if closed:
        return Offered(others=_forgetting(row, permits)) if row.number is not None else NOTHING
    acts, decides = permits(Permission.RECORD_OUTCOME), permits(Permission.SIGN)
    if row.state != "current" or row.number is None:
        return NOTHING
    if row.outcome is not None:
        others = [TAKE_BACK] if acts else []
        if row.outcome == "enrolled" and acts:
            others.insert(0, DEVIATE)
        return Offered(_acknowledging(row, decides), (*others, *_forgetting(row, permits)))
    following: list[str] = []
    if row.verdict == "eligible" and row.signed == "confirmed":
        following += [ENROL] * acts
    elif row.verdict == "eligible":
        following += [CONFIRM, DECLINE] * decides
    elif row.verdict == "ineligible" and not row.not_yet:
        following += [FAIL] * acts
    others = [END] * acts
    if row.not_yet:
        others += [FAIL] * acts
    waits = "signature" if row.verdict == "eligible" and row.signed != "confirmed" and not decides else ""
    return Offered(tuple(following), (*others, *_forgetting(row, permits)), waits)


def _acknowledging(row: CaseRow, decides: bool) -> tuple[str, ...]:
    """Ask the investigator to read what was corrected after they had signed."""
    return (ACKNOWLEDGE,) if decides and row.signed == "superseded" else ()


def _forgetting(row: CaseRow, permits: Callable[[Permission], bool]) -> tuple[str, ...]:
    return (FORGET,) if permits(Permission.FORGET) and row.forgotten_by is None else ()
