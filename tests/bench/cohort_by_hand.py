"""The six criteria of the shipped protocol as a careful person writes them for DuckDB by hand.

Three-valued, with every column of the result: the outcomes, what is missing, the first possible day. It trusts its
file: the types, the words and the unit are taken as they are, and nobody is told of a bad row.
"""

from pathlib import Path

from tests.bench.cohort_population import CAUSES, ON

# One result of a day is the rule; several must agree, and a citrate count without clumps settles a doubtful one.
_LATEST = f"""
latest AS (
  SELECT subject_id, max("on") AS "on", arg_max_null(low, "on") AS low
  FROM (
    SELECT subject_id, "on",
      CASE WHEN bool_or(doubtful) AND NOT bool_or(settled) THEN NULL
           WHEN bool_and(low) FILTER (NOT doubtful) = bool_or(low) FILTER (NOT doubtful)
           THEN bool_and(low) FILTER (NOT doubtful) END AS low
    FROM (
      SELECT subject_id, "on", value < 75 AS low, clumped OR value > 1500 AS doubtful,
        anticoagulant = 'citrate' AND NOT clumped AND value <= 1500 AS settled
      FROM read_parquet('{{counts}}')
      WHERE field = 'platelets' AND value IS NOT NULL AND "on" BETWEEN DATE '{ON}' - 3 AND DATE '{ON}')
    GROUP BY subject_id, "on")
  GROUP BY subject_id
),"""
_LOW = f"""
    CASE WHEN "platelets.on" BETWEEN DATE '{ON}' - 3 AND DATE '{ON}' AND NOT "platelets.clumped"
      AND "platelets.value" <= 1500 THEN "platelets.value" < 75 END AS low,
    "platelets.on" """
_PRESENT = " OR ".join(f"\"other_causes.{cause}\" = 'present'" for cause in CAUSES)
_CLEAR = " AND ".join(f"\"other_causes.{cause}\" = 'ruled_out'" for cause in CAUSES)
_OPEN_CAUSES = " || ".join(
    f"CASE WHEN \"other_causes.{cause}\" IS DISTINCT FROM 'ruled_out' THEN ';other_causes.{cause}' ELSE '' END"
    for cause in CAUSES
)


def wide(cohort: Path) -> str:
    """Give the query over one file, a row a patient."""
    return _query("WITH", f"read_parquet('{cohort}')", _LOW)


def long(cohort: Path, counts: Path) -> str:
    """Give the query over the patients and a file of their counts."""
    people = f"read_parquet('{cohort}') LEFT JOIN latest USING (subject_id)"
    query = _query("WITH" + _LATEST.format(counts=counts), people, 'low, "on" AS "platelets.on"')
    return f"{query}\nORDER BY subject_id"  # what is joined comes in any order, and the file is in this one


def _query(begin: str, people: str, low: str) -> str:
    return f"""{begin}
known AS (
  SELECT subject_id, planned_cycle_date, planned_cycle_date + 7 AS due, brain_metastases,
    nullif(tumour_type, 'not_confirmed') AS tumour,
    nullif(disease_extent, 'not_documented') AS extent,
    nullif(delay_reason, 'not_documented') AS reason,
    CASE cycle_resumed_date WHEN 'waiting' THEN DATE '9999-12-31' ELSE CAST(cycle_resumed_date AS DATE) END AS resumed,
    CASE WHEN {_PRESENT} THEN TRUE WHEN {_CLEAR} THEN FALSE END AS caused,
    {", ".join(f'"other_causes.{cause}"' for cause in CAUSES)},
    {low}
  FROM {people}
), leaves AS (
  SELECT *, tumour IN ('solid', 'both') AS solid, tumour IN ('haematological', 'both') AS blood,
    extent = 'advanced' AS advanced, reason = 'thrombocytopenia' AS because,
    due <= DATE '{ON}' AND due <= resumed AS delayed,
    CASE WHEN brain_metastases NOT IN ('not_imaged', 'progressing_after_treatment')
      THEN brain_metastases = 'untreated' END AS brain
  FROM known
), criteria AS (
  SELECT *, solid AND advanced AS i1, delayed AND because AS i2 FROM leaves
), judged AS (
  SELECT *, i1 AND i2 AND low AND NOT blood AND NOT caused AND NOT brain AS fits,
    i1 AND low AND NOT blood AND NOT caused AND NOT brain AS others_fit
  FROM criteria
)
SELECT subject_id,
  CASE WHEN fits THEN 'eligible' WHEN NOT fits THEN 'ineligible' ELSE 'undetermined' END AS verdict,
  {_outcome("i1", "met", "not_met")} AS "I1",
  {_outcome("i2", "met", "not_met")} AS "I2",
  {_outcome("low", "met", "not_met")} AS "I3",
  {_outcome("blood", "excludes", "clear")} AS "E1",
  {_outcome("caused", "excludes", "clear")} AS "E2",
  {_outcome("brain", "excludes", "clear")} AS "E3",
  substr(
    CASE WHEN tumour IS NULL AND (i1 IS NULL OR blood IS NULL) THEN ';tumour_type' ELSE '' END
    || CASE WHEN i1 IS NULL AND extent IS NULL THEN ';disease_extent' ELSE '' END
    || CASE WHEN i2 IS NULL AND delayed IS NULL THEN
         CASE WHEN due IS NULL THEN ';planned_cycle_date' ELSE '' END
         || CASE WHEN resumed IS NULL THEN ';cycle_resumed_date' ELSE '' END ELSE '' END
    || CASE WHEN i2 IS NULL AND reason IS NULL THEN ';delay_reason' ELSE '' END
    || CASE WHEN low IS NULL THEN ';platelets' ELSE '' END
    || CASE WHEN caused IS NULL THEN {_OPEN_CAUSES} ELSE '' END
    || CASE WHEN brain IS NOT NULL THEN '' WHEN brain_metastases = 'progressing_after_treatment' THEN ';decisions.E3'
         ELSE ';brain_metastases' END, 2) AS missing,
  CASE WHEN coalesce(fits, TRUE) THEN DATE '{ON}'
       WHEN coalesce(others_fit, TRUE) AND due > DATE '{ON}' AND coalesce(due <= resumed AND because, TRUE)
       THEN due END AS possible_from,
  CASE WHEN low AND coalesce(fits, TRUE) THEN "platelets.on" + 3
       WHEN low AND coalesce(others_fit, TRUE) AND due > DATE '{ON}' AND due <= "platelets.on" + 3
         AND coalesce(due <= resumed AND because, TRUE)
       THEN "platelets.on" + 3 END AS possible_until
FROM judged"""


def _outcome(truth: str, yes: str, no: str) -> str:
    return f"CASE WHEN {truth} THEN '{yes}' WHEN NOT {truth} THEN '{no}' ELSE 'unknown' END"
