"""How many attempts there are, and what became of each."""

from dataclasses import dataclass

from screening.ledger import Reader

ENDINGS = ("enrolled", "screen_failure", "declined", "withdrew", "lost", "other", "pending")
_COUNT = """SELECT outcome, count(*) FROM log_case WHERE study = ? AND number IS NOT NULL AND superseded_by IS NULL
AND struck_by IS NULL GROUP BY outcome"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Attempts by what became of them: `screened` is the sum of all others; one struck through counts nowhere."""

    screened: int
    enrolled: int
    screen_failure: int
    declined: int
    withdrew: int
    lost: int
    other: int
    pending: int


def tally(reader: Reader, study: str) -> Counts:
    """Count the attempts of a study."""
    found = {str(outcome): int(times) for outcome, times in reader.rows(_COUNT, (study,))}
    return Counts(sum(found.values()), *(found.get(one, 0) for one in ENDINGS))
