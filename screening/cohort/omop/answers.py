"""One row a person: birth date, sex, and what all their records agree on.

A question whose records answer differently stays open, and so does one on which a record bears that a person has to
look at. A birth date of which a part is missing is not known.
"""

from collections.abc import Mapping, Sequence

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import BIRTH, SEX, SUBJECT
from screening.cohort.database import Database, Row
from screening.cohort.omop import rows
from screening.cohort.omop.cdm import Cdm
from screening.cohort.omop.concepts import ANY_DAY, Tests, diagnoses, ids, named, stages, unit_words
from screening.cohort.omop.relations import exact, given, written
from screening.engine import Reason
from screening.formats.codelists import Code, questions
from screening.formats.laboratory import number_value, score
from screening.protocol import NumberField, Protocol

_STANDS = (
    *("confirmed diagnosis", "primary diagnosis", "secondary diagnosis", "final diagnosis"),
    *("discharge diagnosis", "primary discharge diagnosis", "secondary discharge diagnosis"),
)
"""Names of the status of a diagnosis that holds; none at all is one too."""


class Answers:
    """Makes the rows, from what was measured (`measured`, a relation) and from the records of diagnoses."""

    def __init__(self, cdm: Cdm, protocol: Protocol, database: Database, wanted: rows.Wanted) -> None:
        self._cdm, self._protocol, self._database, self._wanted = cdm, protocol, database, wanted

    def sql(self, tests: Tests, measured: str, names: Mapping[int, Code]) -> str:
        """Give SQL for them."""
        run = self._database.run
        run("CREATE TABLE said (person BIGINT, field VARCHAR, answer VARCHAR, day DATE)")
        self._say_diagnoses()
        self._say_stages(f"FROM {measured} WHERE test IN ({ids(tests.stages)})")
        each = """SELECT person, field, answer, min(day) AS first, max(day) AS newest FROM said
            GROUP BY person, field, answer"""
        run(f"""CREATE TABLE answered AS
            SELECT person, field, list(answer ORDER BY answer) AS answers, max(newest) AS newest, max(first) AS complete
            FROM ({each}) GROUP BY person, field HAVING NOT bool_or(answer IS NULL)""")
        run("CREATE TABLE told (person BIGINT, field VARCHAR, answer VARCHAR, day DATE)")
        for name, answers in run("SELECT DISTINCT field, answers FROM answered"):
            self._tell(str(name), [str(one) for one in answers])
        self._tell_numbers(tests, measured, names)
        return self._people(rows.people(self._cdm, self._wanted))

    def _say_diagnoses(self) -> None:
        for table, kind, bring in (
            ("condition_occurrence", "condition", rows.conditions),
            ("observation", "observation", rows.observations),
        ):
            if table not in self._cdm.tables:
                continue
            found = diagnoses(self._cdm, self._protocol, table, kind)
            records = bring(self._cdm, list(found), self._wanted)
            bears = [(*pair, one.field, one.answer) for pair, said in found.items() for one in said]
            self._database.run(f"""INSERT INTO said
                SELECT person, field, CASE WHEN NOT over AND {self._stands(records)} THEN answer END, day
                FROM {records} JOIN {given("standard, source, field, answer", bears)} USING (standard, source)""")

    def _stands(self, records: str) -> str:
        """Say that the status of a record is one that holds."""
        statuses = [int(id) for (id,) in self._database.run(f"SELECT DISTINCT status FROM {records}") if id]
        known = named(self._cdm, statuses)
        doubtful = [one for one in statuses if one not in known or known[one].display.lower() not in _STANDS]
        return f"coalesce(status, 0) NOT IN ({ids(doubtful)})"

    def _say_stages(self, of_stages: str) -> None:
        answers = [int(id) for (id,) in self._database.run(f"SELECT DISTINCT answer {of_stages}") if id]
        found = stages(self._cdm, self._protocol, answers)
        bears = given("stage, field, answer", [(id, one.field, one.answer) for id, all in found.items() for one in all])
        self._database.run(f"""INSERT INTO said SELECT person, b.field, b.answer, day
            FROM (SELECT person, day, answer AS stage {of_stages}) JOIN {bears} AS b USING (stage)""")

    def _tell(self, name: str, answers: list[str]) -> None:
        """Tell what several records say together; those that exclude each other leave the question open."""
        whole = questions(self._protocol).together(name, frozenset(answers))
        if whole is not None:
            day, listed = "newest" if len(answers) == 1 else "complete", ", ".join(map(literal, answers))
            self._database.run(f"""INSERT INTO told SELECT person, field, {literal(whole)}, {day} FROM answered
                WHERE field = {literal(name)} AND answers = [{listed}]""")

    def _tell_numbers(self, tests: Tests, measured: str, names: Mapping[int, Code]) -> None:
        """Tell the numbers of their own day, such as scores: of the newest one, where it has but one."""
        coded = [(id, number) for id, code in names.items() if (number := score([code.code]))]
        scores = given("answer, said", coded)
        exactly = [0, *(id for id, code in names.items() if code.display.strip() == "=")]
        seen = self._database.run(f"SELECT DISTINCT coalesce(unit, 0), coalesce(spelled, '') FROM {measured}")
        for name, these in tests.of(self._protocol, NumberField).items():
            units = given("unit, spelled", self._units(name, seen, names))
            newest = f"""SELECT person, CASE WHEN coalesce(m.operator, 0) IN ({ids(exactly)})
                  AND EXISTS (FROM {units} u WHERE u.unit = coalesce(m.unit, 0) AND u.spelled = coalesce(m.spelled, ''))
                  THEN coalesce({written(exact("m.value"))}, s.said) END AS said, day
                FROM {measured} m LEFT JOIN {scores} AS s USING (answer) WHERE test IN ({ids(these)})
                QUALIFY day = max(day) OVER (PARTITION BY person)"""
            self._database.run(f"""INSERT INTO told SELECT person, {literal(name)}, min(said), max(day) FROM ({newest})
                GROUP BY person HAVING count(DISTINCT said) = 1 AND bool_and(said IS NOT NULL)""")

    def _units(self, name: str, seen: Sequence[Row], names: Mapping[int, Code]) -> list[tuple[int, str]]:
        """List the units, by code and as written, in which a number is what the question asks."""
        asked = self._protocol.field[name]
        assert isinstance(asked, NumberField)
        return [
            (int(unit), str(spelled))
            for unit, spelled in seen
            if not isinstance(number_value(asked, "1", unit_words(names.get(int(unit)), str(spelled)), ANY_DAY), Reason)
        ]

    def _people(self, people: str) -> str:
        born = "CAST(try_cast(format('{:04d}-{:02d}-{:02d}', year, month, day) AS DATE) AS VARCHAR)"
        sex = "CASE sex WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' END"
        columns = [f"CAST(person AS VARCHAR) AS {SUBJECT}", f"{born} AS {BIRTH}", f"{sex} AS {SEX}"]
        held = ["person"]
        for (name,) in self._database.run("SELECT DISTINCT field FROM told ORDER BY field"):
            of = f"FILTER (field = {literal(name)})"
            held.append(f"max(answer) {of} AS {quoted(name)}")
            columns.append(quoted(name))
            if name in self._protocol.field:
                held.append(f"CAST(max(day) {of} AS VARCHAR) AS {quoted(f'{name}.on')}")
                columns.append(quoted(f"{name}.on"))
        answers = f"(SELECT {', '.join(held)} FROM told GROUP BY person)"
        return f"SELECT {', '.join(columns)} FROM {people} LEFT JOIN {answers} USING (person) ORDER BY person"
