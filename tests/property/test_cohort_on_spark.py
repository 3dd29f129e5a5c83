"""Law 7 on Spark: what it says of a population is what DuckDB says, which is held against Python elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import get_args

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.cohort.columns import PATIENTS, PERIODS, RESULTS, Labs, periods_in
from screening.cohort.sql import statement
from screening.cohort.sql.spark import SETTINGS
from screening.patient import History, read_history
from screening.protocol import Protocol
from screening.protocol.catalogue import find
from tests.property.cohorts import Row, as_told, judged_in_sql, shifted, stage
from tests.property.crowds import crowd
from tests.property.plain import Day, Json
from tests.property.worlds import BASES, FIELDS, Validity, a_criterion, a_history, change, header
from tests.spark import needs_spark, spark

pytestmark = needs_spark
FORMS: tuple[Labs, ...] = get_args(Labs)
PATIENTS_EACH = 60
# Each protocol is a statement that Spark has to plan anew.
FEW = settings(max_examples=max(4, settings().max_examples // 25))


@pytest.mark.parametrize("labs", FORMS)
@FEW
@given(chance=st.randoms(use_true_random=True))
def test_random_protocols_say_the_same_of_a_population_in_spark(labs: Labs, chance: Random) -> None:
    """Verdict, every criterion, what is missing, and the first possible days."""
    base = chance.choice(BASES)
    validity: Validity = {name: chance.choice((None, 0, 2, 3)) for name in ("sort", "score", "plt", "alt")}
    criteria = [a_criterion(chance, place, validity) for place in range(3)]
    raw: Json = {"protocol": header("RANDOM"), "field": FIELDS, "criterion": criteria}
    people = []
    for _ in range(PATIENTS_EACH):
        history = a_history(chance, raw, base, validity)
        change(chance, raw, history, base)
        people.append(as_told(history, labs, chance))
    compare(Protocol.model_validate(raw), people, shifted(base, chance.choice((0, 0, 1, 3, -2))), labs)


@pytest.mark.parametrize("labs", FORMS)
def test_a_real_protocol_says_the_same_of_everybody_who_differs_in_one_thing(labs: Labs) -> None:
    protocol = find("NCT05864014").load()
    chance = Random(7)
    on, people = crowd(protocol)
    compare(protocol, [as_told(one, labs, chance) for one in people], on, labs)


def compare(protocol: Protocol, told: Sequence[Json], on: Day, labs: Labs) -> None:
    """Judge a population in both; the first patient who differs is told."""
    histories = [read_history(one, protocol) for one in told]
    in_duckdb = judged_in_sql(protocol, histories, on, labs)
    for plain, ours, theirs in zip(told, judged_in_spark(protocol, histories, on, labs), in_duckdb, strict=True):
        assert ours == theirs, f"{on} {plain}"


def judged_in_spark(protocol: Protocol, histories: Sequence[History], on: Day, labs: Labs) -> list[Row]:
    """Judge a population with one statement; rows in its order."""
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        stage(connection, protocol, histories, labs)
        made = spark().newSession()
        for name, value in SETTINGS.items():
            made.conf.set(name, value)
        beside = {RESULTS: labs == "long", PERIODS: bool(periods_in(protocol))}
        for table in (PATIENTS, *(name for name, there in beside.items() if there)):
            path = Path(folder) / f"{table}.parquet"
            connection.execute(f"COPY {table} TO '{path}' (FORMAT parquet)")
            made.read.parquet(str(path)).createOrReplaceTempView(table)
        rows = made.sql(f"{statement(protocol, on, labs, True).sql('spark')}").collect()
    found = [row.asDict() for row in sorted(rows, key=lambda row: row[".row"])]
    return [{name: value for name, value in row.items() if name not in (".row", "subject_id")} for row in found]
