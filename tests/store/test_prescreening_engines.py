"""The compiled SQL says what the Python engine says: from the file's cells to the result's, whatever they hold."""

import random
from pathlib import Path

import pytest

from screening.cohort.columns import Cell, file_columns
from screening.cohort.judging import Engine
from screening.protocol import Protocol, load
from screening.protocol.catalogue import find
from screening.service.prescreening import prescreen
from tests.store.cohort_samples import ELIGIBLE, LABS, ON, parquet_of, patient, rows_of, written
from tests.store.service_samples import CAUSES

POOL = {
    "birth_date": ["", "1964-05-17", "2026-11-24", "x", "1849-01-01"],
    "sex": ["", "male", "other", "Female"],
    "tumour_type": ["", "solid", "both", "haematological", "not_confirmed", "none"],
    "disease_extent": ["", "early", "not_documented", "advanced"],
    "planned_cycle_date": ["", "2026-11-16", "2026-11-17", "2026-11-18", "2026-12-01", "2026-11-31"],
    "cycle_resumed_date": ["", "waiting", "2026-11-23", "2026-11-24", "2026-11-30", "soon"],
    "delay_reason": ["", "other", "not_documented", "thrombocytopenia"],
    "platelets.value": [
        "",
        "74.9",
        "75",
        "75.000001",
        "<75",
        "<=74",
        ">75",
        "≥75",
        "75000",
        "9000",
        "7.5e1",
        "-1",
        "６８",
    ],
    "platelets.unit": ["", "10*9/L", "/uL", "×10⁹/L", "10*4/uL", "K/uL", "g/L"],
    "platelets.on": ["", "2026-11-20", "2026-11-21", "2026-11-24", "2026-11-25", "2026-11-22T08:10", "22.11.2026"],
    "platelets.clumped": ["", "true", "TRUE", "false", "no"],
    "brain_metastases": ["", "none", "treated", "untreated", "progressing_after_treatment", "not_imaged"],
    **{f"other_causes.{cause}": ["", "ruled_out", "present", "not_assessed"] for cause in CAUSES},
}


OTHERS = [find("NCT05864014").load(), load(Path(__file__).parents[1] / "protocols" / "NCT03222843.toml")]


def somebody(draw: random.Random, number: int) -> dict[str, str]:
    """Give a row that is eligible but for a few cells."""
    row = patient(f"P{number:04}")
    for name in draw.sample(list(ELIGIBLE), draw.choice([0, 1, 1, 2, 2, 3, 6])):
        row[name] = draw.choice(POOL[name])
    return row


def agree(folder: Path, protocol: Protocol, cohort: Path, labs: Path | None = None) -> int:
    """Let both engines judge; give how many they judged."""
    made = {}
    engines: tuple[Engine, ...] = ("duckdb", "python")
    for engine in engines:
        result = folder / f"{engine}.parquet"
        run = prescreen(None, protocol, cohort, ON, result, labs=labs, engine=engine)
        report = run.report.read_text("utf-8-sig") if run.report else ""
        made[engine] = (rows_of(result), run.verdicts, run.criteria, report)
    assert made["duckdb"] == made["python"]
    return len(made["duckdb"][0])


@pytest.mark.parametrize("seed", range(4))
def test_both_say_the_same_of_a_row_a_patient(tmp_path: Path, seed: int) -> None:
    """As text, and as Parquet of the same texts."""
    draw = random.Random(seed)
    cohort = written(tmp_path / "c.csv", [somebody(draw, number) for number in range(400)])
    assert 100 < agree(tmp_path, find("NCT03976882").load(), cohort) < 400
    assert agree(tmp_path, find("NCT03976882").load(), parquet_of(tmp_path / "c.parquet", cohort)) > 100


@pytest.mark.parametrize("seed", range(4))
def test_both_say_the_same_of_any_number_of_results(tmp_path: Path, seed: int) -> None:
    """Several on a day, with and without times, clumped, censored, in any unit, and none at all."""
    draw = random.Random(seed)
    people = [somebody(draw, number) for number in range(300)]
    for row in people:
        row["cycle_resumed_date"] = draw.choice(["waiting", "2026-11-24"])
    cohort = written(tmp_path / "c.csv", [{k: v for k, v in row.items() if k not in LABS} for row in people])
    labs = written(tmp_path / "l.csv", [count(draw) for _ in range(900)])
    assert 30 < agree(tmp_path, find("NCT03976882").load(), cohort, labs) < 300


def count(draw: random.Random) -> dict[str, str]:
    odd = draw.random() < 0.02
    pool = {name: POOL[f"platelets.{name}"] for name in ("value", "unit", "on", "clumped")}
    usual = {
        "value": ["60", "74.9", "75", "80", "<80", "9000"],
        "unit": ["10*9/L", "10^9/L"],
        "on": [f"2026-11-{day}{time}" for day in (21, 23, 24) for time in ("", "T08:00", "T09:30")],
        "clumped": ["", "false", "false", "true"],
    }
    made = {name: draw.choice((pool if odd else usual)[name]) for name in pool}
    who = {"subject_id": f"P{draw.randrange(300):04}", "field": "platelets"}
    return {
        **who,
        **made,
        "anticoagulant": draw.choice(["", "EDTA", "citrate"]),
        "smear_confirmed": draw.choice(["", "", "true"]),
    }


@pytest.mark.parametrize("protocol", OTHERS, ids=lambda one: one.id)
def test_both_say_the_same_of_another_protocol(tmp_path: Path, protocol: Protocol) -> None:
    """Events, periods, numbers, ages and repeated results."""
    draw = random.Random(5)
    days = ["", "2026-11-24", "2026-11-01", "2026-05-24", "2025-01-01"]
    cells = {
        Cell.DATE: [*days, "1964-05-17", "2010-01-01"],
        Cell.MOMENT: ["", "2026-11-24", "2026-11-20T10:00", "2026-10-01"],
        Cell.SEX: ["", "female", "male", "unknown"],
        Cell.NUMBER: ["", "0", "1", "2", "12.5", "100"],
        Cell.MEASURE: ["", "0.5", "1", "74", "75", "100", "<5", "> 200"],
        Cell.LIMIT: ["", "1", "40", "1.2"],
        Cell.FLAG: ["", "true", "false"],
        Cell.ANTICOAGULANT: ["", "EDTA", "citrate"],
        Cell.STATE: ["ruled_out", "ruled_out", "ruled_out", "present", "not_assessed", ""],
        Cell.PERIODS: ["", "none", "2026-11-20/2026-11-23", "2026-11-22/ongoing", "/2026-11-20; 2026-11-21/", "/"],
        Cell.EVENTS: ["", "none", "none", "2026-11-20", "2026-11-20; 2026-05-01", "2024-01-01"],
    }
    rows = []
    for number in range(300):
        row = {"subject_id": f"P{number}"}
        for one in file_columns(protocol):
            if one.cell in cells:
                row[one.name] = draw.choice(cells[one.cell])
            elif one.words:
                row[one.name] = draw.choice(["", *one.words, *(days if one.cell is Cell.DATE_OR_WORD else [])])
            elif one.cell is Cell.UNIT:
                row[one.name] = protocol.field[one.field].unit  # type: ignore[union-attr, assignment]
            elif one.cell is Cell.DATE_OR_WORD:
                row[one.name] = draw.choice(days)
            if one.name.endswith(".on") and row[one.name] == "" and row.get(f"{one.field}.value"):
                row[one.name] = "2026-11-23"
        rows.append(row)
    assert agree(tmp_path, protocol, written(tmp_path / "c.csv", rows)) == 300
