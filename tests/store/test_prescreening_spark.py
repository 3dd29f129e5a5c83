"""A run on Spark: the same rows, counts and faults as with DuckDB, one entry of the book, and nothing left behind."""

import random
from pathlib import Path

import pytest

from screening.cohort import spark as on_spark
from screening.cohort.sql.spark import in_spark
from screening.errors import RefusedError, StoreError
from screening.protocol.catalogue import find
from screening.service.prescreening import prescreen
from tests.spark import needs_spark, spark
from tests.store.cohort_samples import LABS, ON, parquet_of, patient, rows_of, written
from tests.store.service_samples import begun
from tests.store.test_prescreening_engines import count, somebody

PROTOCOL = find("NCT03976882").load()


@needs_spark
@pytest.mark.parametrize("form", ["text", "typed", "long"])
def test_spark_says_what_duckdb_says(tmp_path: Path, form: str) -> None:
    """From the cells to the result: units, censored values, faults of every kind, any number of results."""
    spark()
    draw = random.Random(form)
    people = [somebody(draw, number) for number in range(300)]
    cohort, labs = tmp_path / "c.csv", None
    if form == "long":
        written(cohort, [{name: cell for name, cell in row.items() if name not in LABS} for row in people])
        labs = written(tmp_path / "l.csv", [count(draw) for _ in range(900)])
    elif form == "typed":
        sound = [patient(f"P{number}", platelets__on=f"2026-11-{number % 30 + 1:02}") for number in range(50)]
        types = {"platelets.value": "FLOAT", "platelets.on": "TIMESTAMP", "birth_date": "DATE"}
        cohort = parquet_of(tmp_path / "c.parquet", written(cohort, sound), {**types, "platelets.clumped": "BOOLEAN"})
    else:
        written(cohort, [*people, people[7], patient("", delay_reason="other")])
    made = {}
    for engine in ("spark", "duckdb"):
        result = tmp_path / f"{engine}.parquet"
        run = prescreen(None, PROTOCOL, cohort, ON, result, labs=labs, engine=engine)
        report = run.report.read_text("utf-8-sig") if run.report else ""
        made[engine] = rows_of(result), run.verdicts, run.criteria, run.bad_counts, report, run.input_sha256
        assert run.engine.partition(", ")[2].lower().startswith(engine)
    assert made["spark"] == made["duckdb"]
    assert len(made["spark"][0]) > 30
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".eligo-run-")]


class _EnoughError(Exception):
    pass


@needs_spark
def test_a_run_on_spark_is_one_entry_and_can_be_stopped(tmp_path: Path) -> None:
    spark()
    cohort = written(tmp_path / "c.csv", [patient("P1"), patient("P2", platelets__value="75")])
    result = tmp_path / "result.csv"

    def stop(done: int, of: int) -> None:
        if done > of * 0.5:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        prescreen(None, PROTOCOL, cohort, ON, result, engine="spark", progress=stop)
    assert [one.name for one in tmp_path.iterdir()] == ["c.csv"]
    site = begun(tmp_path / "site")
    run = prescreen(site, site.protocol, cohort, ON, result, engine="spark")
    assert run.entry is not None
    assert run.verdicts == {"eligible": 1, "undetermined": 0, "ineligible": 1}
    with pytest.raises(RefusedError, match="types of these columns"):
        odd = parquet_of(tmp_path / "o.parquet", cohort, {"platelets.on": "TIMESTAMP_NS"})
        prescreen(None, PROTOCOL, odd, ON, result, engine="spark")


def test_without_spark_somebody_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(StoreError, match="pip install"), on_spark.session(tmp_path, None):
        pass


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("SELECT map {'a': TRUE, 'b': FALSE}[x]", "SELECT CASE x WHEN 'a' THEN TRUE WHEN 'b' THEN FALSE END"),
        (r"SELECT regexp_full_match(x, '\d|y')", r"SELECT (x RLIKE '\\A(?:\\d|y)\\z')"),
        ("SELECT list_count(x) < 1", "SELECT SIZE(FILTER(x, x -> NOT x IS NULL)) < 1"),
        ("SELECT isfinite(x)", "SELECT (ABS(x) < CAST('Infinity' AS DOUBLE))"),
        ("SELECT *, file_row_number FROM read_parquet('a b')", "SELECT * FROM `rows of a b`"),
        ("SELECT CAST(x AS UBIGINT)", "SELECT CAST(x AS BIGINT)"),
    ],
)
def test_what_sqlglot_leaves_is_translated(asked: str, said: str) -> None:
    """Each of these Spark lacks, or reads otherwise."""
    assert in_spark(asked, lambda path: f"rows of {path}") == said
