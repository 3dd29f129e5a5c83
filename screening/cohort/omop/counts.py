"""Any number of laboratory results a person, each as text in its own unit.

A result that can't be read, or of whose sample clumps are told, leaves its series open unless a later day has one that
can: an older one must not stand in for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import RESULT_PARTS, SUBJECT, weighed_whole
from screening.cohort.database import Database
from screening.cohort.omop.concepts import ANY_DAY, Tests, ids, unit_words
from screening.cohort.omop.relations import exact, given, written
from screening.engine import Reason
from screening.formats.codelists import Code
from screening.formats.laboratory import clumped, lab_value
from screening.protocol import LabField, Protocol

_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": ""}
_PARTS = [part for part in RESULT_PARTS if part not in ("anticoagulant", "smear_confirmed")]


class Counts:
    """Makes the rows from what was measured (`measured`, a relation); `names` are the concepts that stand in it."""

    def __init__(
        self, protocol: Protocol, database: Database, tests: Tests, measured: str, names: Mapping[int, Code]
    ) -> None:
        self._protocol, self._database, self._tests = protocol, database, tests
        self._measured, self._names = measured, names

    def sql(self) -> str:
        """Give SQL for them, without the series in which something has to be looked at first."""
        run = self._database.run
        run("CREATE TABLE doubted (person BIGINT, field VARCHAR, day DATE)")
        run("CREATE TABLE clumps (person BIGINT, taken TIMESTAMP)")
        self._hear_clumps()
        for test, found in self._tests.measured.items():
            for name in found.bears_on:
                self._doubt(name, f"FROM {self._measured} WHERE test = {test}")
        run(f"CREATE TABLE counted AS {self._counted()}")
        run("INSERT INTO doubted SELECT person, field, day FROM counted WHERE NOT sound")
        newest = "SELECT person, field, max(day) AS newest FROM counted WHERE sound GROUP BY person, field"
        whole = ", ".join(map(literal, sorted(weighed_whole(self._protocol)))) or "''"
        late = "SELECT person, field, max(day) AS late FROM doubted GROUP BY person, field"
        return f"""SELECT CAST(person AS VARCHAR) AS {SUBJECT}, field, {", ".join(map(quoted, _PARTS))}
            FROM counted JOIN ({newest}) USING (person, field) LEFT JOIN ({late}) USING (person, field)
            WHERE sound AND (late IS NULL OR (late < newest AND field NOT IN ({whole})))
            ORDER BY person, {", ".join(map(quoted, ("field", "on", "value", *_PARTS)))}"""

    def _doubt(self, name: str, rows: str) -> None:
        self._database.run(f"INSERT INTO doubted SELECT person, {literal(name)}, day {rows}")

    def _hear_clumps(self) -> None:
        """Note where clumps were found, or it can't be told; what was counted at that minute is clumped."""
        said = {id: clumped(code.display) for id, code in self._names.items()}
        absent, present = (ids(id for id, found in said.items() if found is one) for one in (False, True))
        rows = f"""FROM {self._measured}
            WHERE test IN ({ids(self._tests.clumps)}) AND coalesce(answer, 0) NOT IN ({absent})"""
        timed = f"answer IN ({present}) AND {_timed('')}"
        self._database.run(f"INSERT INTO clumps SELECT DISTINCT person, taken {rows} AND {timed}")
        for name in sorted(self._tests.platelets):
            self._doubt(name, rows)

    def _counted(self) -> str:
        """Select every result of a series, and whether it can be read at all."""
        seen = self._database.run(f"""SELECT DISTINCT test, coalesce(unit, 0), coalesce(spelled, '')
            FROM {self._measured}""")
        units = given("test, unit, spelled, field, told", list(self._units(seen)))
        named = [(id, _SIGNS[name]) for id, code in self._names.items() if (name := code.display.strip()) in _SIGNS]
        signs = given("operator, sign", [(0, ""), *named])
        value, low, high = exact("m.value"), exact("m.lln"), exact("m.uln")
        counts = ", ".join(map(literal, sorted(self._tests.platelets))) or "''"
        moment = f"CASE WHEN {_timed('m.')} THEN strftime(m.taken, '%Y-%m-%dT%H:%M') ELSE CAST(m.day AS VARCHAR) END"
        return f"""
            SELECT m.person, u.field, m.day, s.sign || {written(value)} AS value, u.told AS unit, {moment} AS "on",
              CASE WHEN c.person IS NOT NULL AND u.field IN ({counts}) THEN 'true' END AS clumped,
              CASE WHEN {low} > 0 THEN {written(low)} END AS lln, CASE WHEN {high} > 0 THEN {written(high)} END AS uln,
              coalesce(u.told IS NOT NULL AND s.sign IS NOT NULL AND {value} >= 0
                AND NOT (s.sign = '<' AND {value} = 0), FALSE) AS sound
            FROM {self._measured} m
            JOIN {units} AS u
              ON u.test = m.test AND u.unit = coalesce(m.unit, 0) AND u.spelled = coalesce(m.spelled, '')
            LEFT JOIN {signs} AS s ON s.operator = coalesce(m.operator, 0)
            LEFT JOIN clumps c ON c.person = m.person AND c.taken = m.taken
            WHERE m.value IS NOT NULL"""

    def _units(self, seen: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, int, str, str, str | None]]:
        """Read each unit once for each series, by its code in UCUM and as it was written; None where it can't be."""
        for test, unit, spelled in seen:
            found, code = self._tests.measured.get(int(test)), self._names.get(int(unit))
            told = unit_words(code, str(spelled))
            for name in found.fields if found else ():
                asked = self._protocol.field[name]
                if isinstance(asked, LabField):
                    read = lab_value(asked, "1", told, ANY_DAY)
                    yield int(test), int(unit), str(spelled), name, None if isinstance(read, Reason) else read["unit"]


def _timed(of: str) -> str:
    """Say that a moment has a time, and belongs to its day: midnight is written where none is known."""
    return f"(CAST({of}taken AS DATE) = {of}day AND CAST({of}taken AS TIME) <> TIME '00:00:00')"
