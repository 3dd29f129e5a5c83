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
    first = first_against(protocol.criterion)
    parts = [f"SELECT -1 AS place, verdict AS said, sum(n), sum(n) FILTER (not_yet), 0 FROM {_KINDS} GROUP BY verdict"]
    parts += [_part(one, place, first) for place, one in enumerate(protocol.criterion)]
    counted: dict[int, dict[str, list[int]]] = {}
    for place, said, *numbers in database.run(" UNION ALL ".join(parts)):
        counted.setdefault(place, {})[said] = [int(number or 0) for number in numbers]
    of = counted.get(-1, {})
    verdicts = {one: of.get(one, [0])[0] for one in VERDICTS}
    tallies = [_tally(one, counted.get(place, {})) for place, one in enumerate(protocol.criterion)]
    return verdicts, sum(numbers[1] for numbers in of.values()), tuple(tallies)


def first_against(criteria: Sequence[Criterion]) -> str:
    """Give in SQL the place of the first criterion that speaks against somebody; their number where none does."""
    cases = " ".join(f"WHEN {quoted(one.id)} = {literal(one.bad)} THEN {place}" for place, one in enumerate(criteria))
    return f"CASE {cases} ELSE {len(criteria)} END"


def _part(criterion: Criterion, place: int, first: str) -> str:
    """Count the outcomes of a criterion: in all, where it was the first to speak against, and where none did yet."""
    name = quoted(criterion.id)
    fell, left = (f"sum(n) FILTER ({first} {sign} {place})" for sign in ("=", ">"))
    return f"SELECT {place}, {name}, sum(n), {fell}, {left} FROM {_KINDS} GROUP BY {name}"


def _tally(criterion: Criterion, found: Mapping[str, Sequence[int]]) -> Tally:
    outcomes = {one: found.get(one, (0, 0, 0)) for one in (criterion.good, criterion.bad, "unknown")}
    return Tally(
        id=criterion.id,
        kind=criterion.kind,
        outcomes={one: counts[0] for one, counts in outcomes.items()},
        fell=sum(counts[1] for counts in outcomes.values()),
        left=sum(counts[2] for counts in outcomes.values()),
        open=outcomes["unknown"][2],
    )
