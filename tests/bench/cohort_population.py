"""A population of the shipped protocol in Parquet, as a hospital's warehouse gives it.

About 5 % of every field is missing, counts lie around the limit, some are clumped or implausible, and many are out of
date. The same number gives the same patients everywhere.
"""

from pathlib import Path
from typing import Any

CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)
ON = "2026-11-24"
COUNTS_EACH = 6


def write_wide(connection: Any, to: Path, patients: int) -> None:
    """Write one row a patient, with the latest count of each."""
    columns = [*_person(), f'{_count()} AS "platelets.value", \'10*9/L\' AS "platelets.unit"']
    columns += [f'{_day(21, 6)} AS "platelets.on", {_chance(22)} < 20 AS "platelets.clumped"']
    _write(connection, columns, patients, to)


def write_long(connection: Any, people: Path, counts: Path, patients: int) -> None:
    """Write the patients, and six counts of each in a file of their own, in no order."""
    _write(connection, _person(), patients, people)
    rows = patients * COUNTS_EACH
    columns = [f"format('P{{:08d}}', (i * 7919) % {rows} // {COUNTS_EACH}) AS subject_id", "'platelets' AS field"]
    columns += [f"{_count()} AS value, '10*9/L' AS unit, {_day(21, 30)} AS \"on\""]
    columns += [f"CASE WHEN {_chance(23)} < 900 THEN 'EDTA' ELSE 'citrate' END AS anticoagulant"]
    # Clumps without a count would leave their patient out.
    columns += [f"{_chance(22)} < 20 AND {_chance(27)} < 950 AS clumped"]
    _write(connection, columns, rows, counts)


def _write(connection: Any, columns: list[str], rows: int, to: Path) -> None:
    connection.execute(f"COPY (SELECT {', '.join(columns)} FROM range({rows}) AS t(i)) TO '{to}' (FORMAT parquet)")


def _person() -> list[str]:
    brain = {"none": 800, "treated": 850, "untreated": 900, "progressing_after_treatment": 920, "not_imaged": 960}
    states = {"ruled_out": 950, "present": 955, "not_assessed": 980}
    resumed = f"CAST({_day(31, 20)} AS VARCHAR)"
    return [
        "format('P{:08d}', i) AS subject_id",
        _picked("tumour_type", 1, {"solid": 800, "haematological": 850, "both": 900, "not_confirmed": 950}),
        _picked("disease_extent", 2, {"advanced": 800, "early": 900, "not_documented": 950}),
        f"CASE WHEN {_chance(3)} < 950 THEN {_day(32, 20)} END AS planned_cycle_date",
        f"CASE WHEN {_chance(4)} < 700 THEN 'waiting' WHEN {_chance(4)} < 950 THEN {resumed} END AS cycle_resumed_date",
        _picked("delay_reason", 5, {"thrombocytopenia": 850, "other": 920, "not_documented": 950}),
        _picked("brain_metastases", 6, brain),
        *[_picked(f"other_causes.{cause}", 40 + place, states) for place, cause in enumerate(CAUSES)],
    ]


def _chance(number: int, of: int = 1000) -> str:
    """Draw a number from 0 up to `of`, from the row and the number of the draw."""
    return f"(hash(i * 64 + {number}) % {of})"


def _picked(name: str, number: int, options: dict[str, int]) -> str:
    """Pick an answer; each stands with the thousandths up to which it is picked, beyond them there is none."""
    branches = " ".join(f"WHEN {_chance(number)} < {upto} THEN '{one}'" for one, upto in options.items())
    return f'CASE {branches} END AS "{name}"'


def _day(number: int, days: int) -> str:
    return f"(DATE '{ON}' - CAST({_chance(number, days)} AS INTEGER))"


def _count() -> str:
    drawn = f"CASE WHEN {_chance(24)} < 4 THEN 9000 ELSE CAST({_chance(25, 1500)} AS DOUBLE) / 10 END"
    return f"CASE WHEN {_chance(27)} < 950 THEN {drawn} END"
