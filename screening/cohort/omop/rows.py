"""The rows of a CDM that matter to a protocol: people, records of diagnoses, and what was measured."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from screening.cohort.cells import literal
from screening.cohort.omop.cdm import Cdm
from screening.cohort.omop.concepts import Pair, ids

_PERSON = {"person": "BIGINT", "year": "INTEGER", "month": "INTEGER", "day": "INTEGER", "sex": "VARCHAR"}
_DIAGNOSIS = {
    "person": "BIGINT",
    "day": "DATE",
    "standard": "BIGINT",
    "source": "BIGINT",
    "status": "BIGINT",
    "over": "BOOLEAN",
}
_MEASURED = {
    "person": "BIGINT",
    "test": "BIGINT",
    "day": "DATE",
    "taken": "TIMESTAMP",
    "operator": "BIGINT",
    "value": "VARCHAR",
    "answer": "BIGINT",
    "unit": "BIGINT",
    "spelled": "VARCHAR",
    "lln": "VARCHAR",
    "uln": "VARCHAR",
}


class Wanted(NamedTuple):
    """Whose records: `only` one person's, or everybody's; and those up to a day, since a cohort is a picture of it."""

    on: date
    only: str | None = None

    @property
    def day(self) -> str:
        """Write the day."""
        return f"DATE {literal(self.on.isoformat())}"

    def records(self, table: str, day: str) -> str:
        """Say in SQL that a record of a table is one; a record without a day is, and is told of."""
        return f"coalesce({table}.{day} <= {self.day}, TRUE) AND {self.person(table)}"

    def person(self, table: str) -> str:
        """Say in SQL that a row of a table is about one of the people."""
        if self.only is None:
            return "TRUE"
        return f"{table}.person_id = {int(self.only) if self.only.isdecimal() else -1}"


def people(cdm: Cdm, wanted: Wanted) -> str:
    """Bring everybody, with their sex as a code of Gender."""
    sql = f"""
        SELECT p.person_id AS person, p.year_of_birth AS year, p.month_of_birth AS month, p.day_of_birth AS day,
          g.concept_code AS sex
        FROM {{person}} p
        LEFT JOIN {{concept}} g ON g.concept_id = p.gender_concept_id AND g.vocabulary_id = 'Gender'
        WHERE {wanted.person("p")}"""
    return cdm.brought("people", sql, _PERSON)


def measured(cdm: Cdm, tests: Iterable[int], wanted: Wanted) -> str:
    """Bring what was measured by these tests; one without a standard concept counts by its source's."""
    listed = ids(tests)
    sql = f"""
        SELECT m.person_id AS person,
          CASE WHEN coalesce(m.measurement_concept_id, 0) <> 0 THEN m.measurement_concept_id
            ELSE m.measurement_source_concept_id END AS test,
          m.measurement_date AS day, m.measurement_datetime AS taken, m.operator_concept_id AS operator,
          CAST(m.value_as_number AS VARCHAR) AS value, m.value_as_concept_id AS answer,
          m.unit_concept_id AS unit, m.unit_source_value AS spelled,
          CAST(m.range_low AS VARCHAR) AS lln, CAST(m.range_high AS VARCHAR) AS uln
        FROM {{measurement}} m
        WHERE (m.measurement_concept_id IN ({listed})
            OR (coalesce(m.measurement_concept_id, 0) = 0 AND m.measurement_source_concept_id IN ({listed})))
          AND {wanted.records("m", "measurement_date")}"""
    return cdm.brought("measured", sql, _MEASURED)


def conditions(cdm: Cdm, pairs: Sequence[Pair], wanted: Wanted) -> str:
    """Bring the records of conditions that bear on anything, each with whether it is over.

    A day on which it ended counts once it has come, unless that is the day it began or its visit ended: many write
    those there.
    """
    visits, left = "", "TRUE"
    if "visit_occurrence" in cdm.tables:
        visits = "LEFT JOIN {visit_occurrence} v ON v.visit_occurrence_id = r.visit_occurrence_id"
        left = "r.condition_end_date IS DISTINCT FROM v.visit_end_date"
    sql = f"""
        SELECT r.person_id AS person, r.condition_start_date AS day, r.condition_status_concept_id AS status,
          coalesce(r.condition_concept_id, 0) AS standard, coalesce(r.condition_source_concept_id, 0) AS source,
          coalesce(r.stop_reason, '') <> ''
            OR (coalesce(r.condition_end_date <> r.condition_start_date AND r.condition_end_date <= {wanted.day}, FALSE)
              AND {left}) AS over
        FROM {{condition_occurrence}} r {visits}
        WHERE {_among("condition", pairs)} AND {wanted.records("r", "condition_start_date")}"""
    return cdm.brought("conditions", sql, _DIAGNOSIS)


def observations(cdm: Cdm, pairs: Sequence[Pair], wanted: Wanted) -> str:
    """Bring the diagnoses that were only observed: a history, a finding; none of them is one that holds now."""
    sql = f"""
        SELECT r.person_id AS person, r.observation_date AS day, CAST(NULL AS BIGINT) AS status,
          coalesce(r.observation_concept_id, 0) AS standard, coalesce(r.observation_source_concept_id, 0) AS source,
          TRUE AS over
        FROM {{observation}} r
        WHERE {_among("observation", pairs)} AND {wanted.records("r", "observation_date")}"""
    return cdm.brought("observations", sql, _DIAGNOSIS)


def _among(kind: str, pairs: Sequence[Pair]) -> str:
    columns = (f"coalesce(r.{kind}_concept_id, 0)", f"coalesce(r.{kind}_source_concept_id, 0)")
    listed = (ids({pair[place] for pair in pairs}) for place in (0, 1))
    return " AND ".join(f"{column} IN ({some})" for column, some in zip(columns, listed, strict=True))
