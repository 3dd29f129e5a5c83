"""A small hospital in the OMOP CDM 5.4: the tables that are read, an extract of the vocabulary, and a few people.

Concept numbers are those of Athena where these are well known; a few diagnoses stand for their kind.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb

LUNG, LEUKAEMIA, AML, STOMACH, LYMPHOMA, PANCREAS, SECONDARY = range(1001, 1008)
NSCLC, GASTRIC_LYMPHOMA, SECONDARY_PANCREAS, MIGRAINE = range(1011, 1015)
C34, C78, Z85, C91, ICDO_LUNG = range(1021, 1026)
PLT, PLT_AUTO, CLUMPS, STAGE, MPV = 3007461, 3024929, 1031, 1032, 1033
BILLION, PER_UL, UNKNOWN_UNIT, FEMALE, MALE = 9444, 8647, 1041, 8532, 8507
CONFIRMED, PRELIMINARY, LESS, EQUAL, PRESENT, STAGE_FOUR = 32893, 32899, 4171756, 4172703, 4181412, 1051

CONCEPTS = [
    (0, "None", "No matching concept", "No matching concept"),
    (FEMALE, "Gender", "F", "FEMALE"),
    (MALE, "Gender", "M", "MALE"),
    (LUNG, "SNOMED", "363358000", "Malignant tumor of lung"),
    (NSCLC, "SNOMED", "254637007999", "A kind of lung cancer that our lists do not name"),
    (LEUKAEMIA, "SNOMED", "93143009", "Leukemia, disease"),
    (AML, "SNOMED", "413656006", "Blast crisis"),
    (STOMACH, "SNOMED", "363349007", "Malignant tumor of stomach"),
    (LYMPHOMA, "SNOMED", "118600007", "Malignant lymphoma"),
    (GASTRIC_LYMPHOMA, "SNOMED", "276811008", "Gastric lymphoma"),
    (PANCREAS, "SNOMED", "363418001", "Malignant tumor of pancreas"),
    (SECONDARY, "SNOMED", "128462008", "Secondary malignant neoplastic disease"),
    (SECONDARY_PANCREAS, "SNOMED", "94459006", "Secondary malignant neoplasm of pancreas"),
    (MIGRAINE, "SNOMED", "37796009", "Migraine"),
    (C34, "ICD10CM", "C34.90", "Malignant neoplasm of unspecified part of bronchus or lung"),
    (C78, "ICD10CM", "C78.7", "Secondary malignant neoplasm of liver"),
    (Z85, "ICD10CM", "Z85.118", "Personal history of other malignant neoplasm of bronchus and lung"),
    (C91, "ICD10CM", "C91.00", "Acute lymphoblastic leukemia not having achieved remission"),
    (ICDO_LUNG, "ICDO3", "8140/3-C34.1", "Adenocarcinoma, NOS, of upper lobe, lung"),
    (PLT, "LOINC", "26515-7", "Platelets [#/volume] in Blood"),
    (PLT_AUTO, "LOINC", "777-3", "Platelets [#/volume] in Blood by Automated count"),
    (CLUMPS, "LOINC", "40741-1", "Platelet clump [Presence] in Blood"),
    (STAGE, "LOINC", "21908-9", "Stage group.clinical Cancer"),
    (MPV, "LOINC", "32623-1", "Platelet mean volume"),
    (BILLION, "UCUM", "10*9/L", "billion per liter"),
    (PER_UL, "UCUM", "/uL", "per microliter"),
    (UNKNOWN_UNIT, "UCUM", "mm[Hg]", "millimeter mercury column"),
    (CONFIRMED, "Condition Status", "32893", "Confirmed diagnosis"),
    (PRELIMINARY, "Condition Status", "32899", "Preliminary diagnosis"),
    (LESS, "SNOMED", "276139006", "<"),
    (EQUAL, "SNOMED", "276136004", "="),
    (PRESENT, "SNOMED", "52101004", "Present"),
    (STAGE_FOUR, "SNOMED", "2640006", "Clinical stage IV"),
]
ANCESTORS = [
    *((one, one) for one in (LUNG, LEUKAEMIA, STOMACH, LYMPHOMA, PANCREAS, SECONDARY, PLT, PLT_AUTO)),
    *((LUNG, NSCLC), (LEUKAEMIA, AML), (STOMACH, GASTRIC_LYMPHOMA), (LYMPHOMA, GASTRIC_LYMPHOMA)),
    *((PANCREAS, SECONDARY_PANCREAS), (SECONDARY, SECONDARY_PANCREAS)),
]
TABLES = {
    "person": "person_id bigint, gender_concept_id int, year_of_birth int, month_of_birth int, day_of_birth int, "
    "birth_datetime timestamp, person_source_value varchar(50)",
    "condition_occurrence": "condition_occurrence_id bigint, person_id bigint, condition_concept_id int, "
    "condition_start_date date, condition_end_date date, condition_status_concept_id int, stop_reason varchar(20), "
    "visit_occurrence_id bigint, condition_source_concept_id int",
    "observation": "observation_id bigint, person_id bigint, observation_concept_id int, observation_date date, "
    "observation_source_concept_id int",
    "visit_occurrence": "visit_occurrence_id bigint, person_id bigint, visit_end_date date",
    "measurement": "measurement_id bigint, person_id bigint, measurement_concept_id int, measurement_date date, "
    "measurement_datetime timestamp, operator_concept_id int, value_as_number numeric(20,6), value_as_concept_id int, "
    "unit_concept_id int, range_low numeric(20,6), range_high numeric(20,6), measurement_source_concept_id int, "
    "unit_source_value varchar(50)",
    "concept": "concept_id int, vocabulary_id varchar(20), concept_code varchar(50), concept_name varchar(255)",
    "concept_ancestor": "ancestor_concept_id int, descendant_concept_id int",
}
DAY = "2026-11-22"


class Hospital:
    """Gathers rows; people are numbered from 1."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        self.rows["concept"] = list(CONCEPTS)
        self.rows["concept_ancestor"] = list(ANCESTORS)

    def person(self, sex: int = FEMALE, born: tuple[int, int | None, int | None] = (1964, 5, 17)) -> int:
        id = len(self.rows["person"]) + 1
        self.rows["person"].append((id, sex, *born, "1964-01-01 00:00:00", f"MRN-{id}"))
        return id

    def ill(
        self, id: int, standard: int, source: int = 0, day: str = "2026-10-02", end: str | None = None, status: int = 0
    ) -> None:
        self.rows["condition_occurrence"].append((1, id, standard, day, end, status, None, id, source))

    def seen(self, id: int, standard: int, source: int = 0, day: str = "2026-10-02") -> None:
        self.rows["observation"].append((1, id, standard, day, source))

    def visited(self, id: int, end: str) -> None:
        self.rows["visit_occurrence"].append((id, id, end))

    def measured(
        self,
        id: int,
        value: str | None = "68",
        test: int = PLT_AUTO,
        unit: int | None = BILLION,
        at: str = f"{DAY} 08:05:00",
        operator: int | None = None,
        answer: int | None = None,
        spelled: str | None = None,
    ) -> None:
        self.rows["measurement"].append(
            (1, id, test, at[:10], at, operator, value, answer, unit, None, None, 0, spelled),
        )

    def write(self, run: Callable[[str], object], schema: str, vocabulary: str) -> None:
        """Make the tables and fill them; `run` takes SQL."""
        for name, columns in TABLES.items():
            table = f"{vocabulary if name.startswith('concept') else schema}.{name}"
            run(f"CREATE TABLE {table} ({columns})")
            for start in range(0, len(self.rows[name]), 500):
                rows = ", ".join(f"({_written(row)})" for row in self.rows[name][start : start + 500])
                run(f"INSERT INTO {table} VALUES {rows}")


def _written(row: Iterable[Any]) -> str:
    return ", ".join("NULL" if one is None else f"'{one}'" for one in row)


def as_file(hospital: Hospital, path: Path) -> Path:
    """Write a DuckDB file, with the vocabulary in a schema of its own."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA vocabulary")
        hospital.write(connection.execute, "main", "vocabulary")
    return path
