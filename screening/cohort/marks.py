"""A mark of everybody who was read from a database: does it still say of somebody what was judged?

A file shows when it was changed; a database tells nobody. So all that was read of a patient is summed up in one number,
and kept while the run is at hand: eight bytes each.
"""

from array import array
from bisect import bisect_left

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import SUBJECT
from screening.cohort.database import Database
from screening.cohort.run import Marks
from screening.cohort.source import Source


def marks(database: Database, patients: Source, results: Source) -> Marks:
    """Mark every patient, by all cells of their own and all of their results in any order."""
    said = " + ".join(map(_cell, patients.columns))
    each = f"sum(CAST(hash({', '.join(map(quoted, results.columns))}) AS HUGEINT))"
    counts = f"(SELECT {SUBJECT}, {each} AS counts FROM {results.relation} GROUP BY {SUBJECT})"
    sql = f"""SELECT hash({said} + coalesce(counts, 0)) AS mark
        FROM {patients.relation} LEFT JOIN {counts} USING ({SUBJECT}) ORDER BY mark"""
    found: Marks = array("Q")
    for some in database.rows(sql):
        found.extend(mark for (mark,) in some)
    return found


def are_among(some: Marks, all_: Marks) -> bool:
    """Say whether each of some marks is one of those."""
    places = ((one, bisect_left(all_, one)) for one in some)
    return all(place < len(all_) and all_[place] == one for one, place in places)


def _cell(name: str) -> str:
    """Add a cell with its name: a column in which nobody says anything may as well not be there."""
    return f"CASE WHEN {quoted(name)} IS NULL THEN 0 ELSE CAST(hash({literal(name)}, {quoted(name)}) AS HUGEINT) END"
