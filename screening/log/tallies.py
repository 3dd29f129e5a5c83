"""How many rows and people a log has, counted where it lies, without telling a row."""

from typing import NamedTuple

from screening.ledger import Reader


class Tally(NamedTuple):
    """How many rows there are, and of how many people."""

    rows: int
    people: int


def tally(
    reader: Reader, study: str, *, current_only: bool = False, standing: bool = False, outcome: str | None = None
) -> Tally:
    """Count the rows of a study's log that `each_case` gives; `standing` leaves out those struck through as well."""
    conditions, values = "study = ? AND serial > 0", [study]
    if current_only or standing:
        conditions += " AND superseded_by IS NULL"
    if standing:
        conditions += " AND struck_by IS NULL"
    if outcome is not None:
        conditions += " AND outcome = ?"
        values.append(outcome)
    found = reader.rows(f"SELECT count(*), count(DISTINCT person) FROM log_case WHERE {conditions}", values)
    return Tally(*found[0])
