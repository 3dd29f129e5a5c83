"""How many were screened, and what became of them: the numbers that have to come out even."""

from dataclasses import dataclass

from screening.ledger import Reader
from screening.log.outcomes import Box, box_of

_ATTEMPTS = "study = ? AND superseded_by IS NULL AND number IS NOT NULL"
_BEFORE_CONSENT = "study = ? AND superseded_by IS NULL AND number IS NULL"

_BECAME = "CASE WHEN struck_by IS NOT NULL THEN 'struck' ELSE coalesce(outcome, 'pending') END"


@dataclass(frozen=True, slots=True)
class Counts:
    """The attempts of a study, each counted once by what became of it; whoever came back counts for every attempt.

    `begun` counts every attempt ever begun, also those that never got a number (`prescreened`) and those struck
    through as entered in error (`struck`).
    """

    begun: int
    prescreened: int
    struck: int
    enrolled: int
    screen_failure: int
    declined: int
    withdrew: int
    lost: int
    other: int
    pending: int

    @property
    def screened(self) -> int:
        """Count who was screened: everybody with a number but for those struck through."""
        ended = self.screen_failure + self.declined + self.withdrew + self.lost + self.other
        return self.enrolled + ended + self.pending

    @property
    def reconciles(self) -> bool:
        """Answer whether no attempt was counted twice, or not at all."""
        return self.begun == self.screened + self.struck + self.prescreened


@dataclass(frozen=True, slots=True)
class Ending:
    """How many attempts ended in one way, for one primary reason: a coded one, or a criterion; `box` is CONSORT's."""

    outcome: str
    reason: str | None
    box: Box | None
    attempts: int


def counts(reader: Reader, study: str) -> Counts:
    """Count the attempts of a study by what became of them."""
    found = reader.rows(
        f"SELECT {_BECAME} AS became, count(*) FROM log_case WHERE {_ATTEMPTS} GROUP BY became",
        (study,),
    )
    by = {str(became): int(attempts) for became, attempts in found}
    names = ("struck", "enrolled", "screen_failure", "declined", "withdrew", "lost", "other", "pending")
    begun = _count(reader, "study = ? AND former IS NULL", study)
    return Counts(begun, _count(reader, _BEFORE_CONSENT, study), **{name: by.get(name, 0) for name in names})


def endings(reader: Reader, study: str, *, prescreening: bool = False) -> list[Ending]:
    """Count the attempts that ended by outcome and primary reason, the most frequent first.

    `prescreening` counts those that ended before they got a number instead.
    """
    where = f"{_BEFORE_CONSENT if prescreening else _ATTEMPTS} AND struck_by IS NULL AND outcome IS NOT NULL"
    found = reader.rows(
        f"SELECT outcome, primary_reason, count(*) FROM log_case WHERE {where}"
        " GROUP BY outcome, primary_reason ORDER BY count(*) DESC, outcome, primary_reason",
        (study,),
    )
    return [Ending(outcome, reason, box_of(outcome, reason), attempts) for outcome, reason, attempts in found]


def _count(reader: Reader, where: str, study: str) -> int:
    return int(reader.rows(f"SELECT count(*) FROM log_case WHERE {where}", (study,))[0][0])
