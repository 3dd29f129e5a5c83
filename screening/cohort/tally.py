"""What became of everybody judged, criterion by criterion: counted once over the result, then over its few kinds."""

from collections.abc import Mapping, Sequence

from screening.cohort.cells import literal, quoted
from screening.cohort.database import Database
from screening.cohort.run import Tally
from screening.protocol import Criterion, Protocol

VERDICTS = ("eligible", "undetermined", "ineligible")
_KINDS = "kinds_of_patients"


def count(database: Database, result: str, protocol: Protocol) -> tuple[dict[str, int], int, tuple[Tally, ...]]:
    """Count verdicts, those who could qualify by waiting, and each criterion; `result` is a relation."""
    names = ", ".join(quoted(one.id) for one in protocol.criterion)
    database.run(
        f"CREATE OR REPLACE TABLE {_KINDS} AS SELECT {names}, verdict, "
        f"verdict = 'ineligible' AND possible_from IS NOT NULL AS not_yet, count(*) AS n FROM {result} GROUP BY ALL"
    )
    by_verdict = database.run(f"SELECT verdict, sum(n)::BIGINT FROM {_KINDS} GROUP BY 1")
    verdicts = dict.fromkeys(VERDICTS, 0) | {str(verdict): int(n) for verdict, n in by_verdict}
    ((not_yet,),) = database.run(f"SELECT coalesce(sum(n) FILTER (not_yet), 0)::BIGINT FROM {_KINDS}")
    first = first_against(protocol.criterion)
    tallies = [_tally(database, one, place, first) for place, one in enumerate(protocol.criterion)]
    return verdicts, int(not_yet), tuple(tallies)


def first_against(criteria: Sequence[Criterion]) -> str:
    """Give in SQL the place of the first criterion that speaks against somebody; their number where none does."""
    cases = " ".join(f"WHEN {quoted(one.id)} = {literal(one.bad)} THEN {place}" for place, one in enumerate(criteria))
    return f"CASE {cases} ELSE {len(criteria)} END"


def _tally(database: Database, criterion: Criterion, place: int, first: str) -> Tally:
    rows = database.run(
        f"SELECT {quoted(criterion.id)}, sum(n)::BIGINT, coalesce(sum(n) FILTER ({first} = {place}), 0)::BIGINT, "
        f"coalesce(sum(n) FILTER ({first} > {place}), 0)::BIGINT FROM {_KINDS} GROUP BY 1"
    )
    by_outcome: Mapping[str, Sequence[int]] = {str(outcome): counts for outcome, *counts in rows}
    outcomes = {one: by_outcome.get(one, (0, 0, 0)) for one in (criterion.good, criterion.bad, "unknown")}
    return Tally(
        id=criterion.id,
        kind=criterion.kind,
        outcomes={one: int(counts[0]) for one, counts in outcomes.items()},
        fell=sum(int(counts[1]) for counts in outcomes.values()),
        left=sum(int(counts[2]) for counts in outcomes.values()),
        open=int(outcomes["unknown"][2]),
    )
