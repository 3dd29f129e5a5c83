"""The SQL of a protocol: of a closed list of operators, in every dialect, exact."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from screening.cohort.columns import (
    PATIENTS,
    RESULTS,
    ROW,
    SUBJECT,
    Labs,
    periods_in,
    staged_columns,
    staged_period_columns,
    staged_result_columns,
)
from screening.cohort.picture import known_on
from screening.cohort.sql import DIALECTS, duckdb_sql, sql_text, staging_text, statement
from screening.patient import Answer, Decision, History, Period
from screening.protocol import Protocol, load
from screening.protocol.rules import walk
from tests.spec.table import protocol_of

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])
PROTOCOLS = [load(file) for file in FILES]
FORMS: tuple[Labs, ...] = ("wide", "long")


def telling() -> Iterator[Protocol]:
    """Give as few criteria as have between them every shape of rule that any protocol has, by their protocols."""
    seen: set[type] = set()
    for protocol in PROTOCOLS:
        found = []
        for criterion in protocol.criterion:
            shapes = {type(rule) for rule in walk(criterion.rule)}
            if not shapes <= seen:
                seen |= shapes
                found.append(criterion)
        if found:
            yield protocol.model_copy(update={"criterion": tuple(found)})


TELLING = tuple(telling())
ON = date(2026, 11, 24)

# What a statement may be made of; `screening.cohort.sql.operators` and `tables` are where it is written.
OPERATORS = {
    *(exp.And, exp.Or, exp.Not, exp.Is, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Boolean, exp.Null, exp.Paren),
    *(
        exp.LT,
        exp.LTE,
        exp.GT,
        exp.GTE,
        exp.EQ,
        exp.In,
        exp.Literal,
        exp.Cast,
        exp.DataType,
        exp.Column,
        exp.Identifier,
    ),
    *(exp.Mul, exp.Add, exp.Sub, exp.Neg, exp.Mod, exp.Least, exp.Greatest, exp.Concat, exp.Substring),
    *(exp.DateAdd, exp.DateSub, exp.DateDiff, exp.Day, exp.Var, exp.ArrayMax, exp.ArrayFilter, exp.Lambda),
    *(exp.Max, exp.LogicalAnd, exp.LogicalOr, exp.Filter, exp.Where, exp.Group, exp.DataTypeParam),
    *(exp.Window, exp.WindowSpec, exp.Order, exp.Ordered),
    *(exp.Select, exp.From, exp.Join, exp.With, exp.CTE, exp.Alias, exp.TableAlias, exp.Table, exp.Star),
}


@cache
def compiled(protocol: Protocol, labs: Labs) -> exp.Select:
    return statement(protocol, ON, labs)


@pytest.mark.parametrize("labs", FORMS)
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=[file.stem for file in FILES])
def test_a_statement_is_made_of_a_closed_list_of_operators(protocol: Protocol, labs: Labs) -> None:
    """No function that nobody looked at, and no number but exact ones."""
    made = compiled(protocol, labs)
    assert {type(node) for node in made.walk()} <= OPERATORS
    kinds = {kind.this.value for kind in made.find_all(exp.DataType)}
    assert kinds <= {"DATE", "BOOLEAN", "DECIMAL"}


@pytest.mark.parametrize("labs", FORMS)
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=[file.stem for file in FILES])
def test_no_column_reads_one_that_stands_beside_it(protocol: Protocol, labs: Labs) -> None:
    """DuckDB would let it; most other systems don't."""
    for step in compiled(protocol, labs).find_all(exp.Select):
        made = {one.alias for one in step.expressions if isinstance(one, exp.Alias)}
        given = {one.name for one in step.expressions if isinstance(one, exp.Column)}
        read = {one.name for named in step.expressions for one in named.find_all(exp.Column)}
        renewed = {name for name in made if name in staged(protocol, labs)}
        assert not (made - given - renewed) & read


def staged(protocol: Protocol, labs: Labs) -> set[str]:
    tables = staged_columns(protocol, labs), staged_result_columns(protocol), staged_period_columns()
    return {one.name for table in tables for one in table}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("labs", FORMS)
@pytest.mark.parametrize("protocol", TELLING, ids=lambda one: f"{one.id}@{one.version}")
def test_the_sql_can_be_read_in_every_dialect(protocol: Protocol, labs: Labs, dialect: str) -> None:
    """It names its protocol and its day, reads back, and has the columns of a result."""
    written = sql_text(protocol, ON, dialect, labs)
    assert protocol.fingerprint in written.splitlines()[0] and ON.isoformat() in written
    names = [
        "subject_id",
        "verdict",
        *[one.id for one in protocol.criterion],
        "missing",
        "possible_from",
        "possible_until",
    ]
    assert read(written, dialect).named_selects == names
    tables = sqlglot.parse(staging_text(protocol, dialect, labs), dialect=dialect)
    assert len(tables) == 1 + (labs == "long") + bool(periods_in(protocol))


def test_nothing_is_reckoned_about_what_no_row_says() -> None:
    """Where a file has no times and no `<`, the statement speaks of neither, and keeps its columns."""
    silent = {RESULTS: ["minute", "sign"]}
    whole, less = (duckdb_sql(published(), ON, "long", some) for some in (None, silent))
    assert '"minute"' in whole and '"sign"' in whole
    assert '"minute"' not in less and '"sign"' not in less


@pytest.mark.parametrize("labs", FORMS)
def test_a_result_has_its_columns_and_their_types_whatever_the_file_lacks(labs: Labs) -> None:
    """Of a file with identifiers alone nothing is known, and a day that is not known is still a day."""
    silent = {name: staged(published(), labs) - {ROW, SUBJECT} for name in (PATIENTS, RESULTS)}
    with duckdb.connect() as connection:
        connection.execute(staging_text(published(), "duckdb", labs))
        whole, less = (
            connection.execute(f"DESCRIBE {duckdb_sql(published(), ON, labs, some)}").fetchall()
            for some in ({}, silent)
        )
    assert whole == less


def read(text: str, dialect: str = "duckdb") -> exp.Select:
    found = sqlglot.parse_one(text, dialect=dialect)
    assert isinstance(found, exp.Select)
    return found


def judged(protocol: Protocol, row: str) -> dict[str, object]:
    """Judge one patient, whose columns are given in SQL; those left out say nothing."""
    with duckdb.connect() as connection:
        connection.execute(staging_text(protocol, "duckdb"))
        connection.execute(f"INSERT INTO patients BY NAME (SELECT 'P1' AS subject_id, {row})")
        done = connection.execute(duckdb_sql(protocol, ON))
        return dict(zip([one[0] for one in done.description or ()], done.fetchall()[0], strict=True))


def published() -> Protocol:
    return next(one for one in PROTOCOLS if one.version == "2024-published")


def test_whoever_still_waits_can_qualify_from_the_day_the_delay_is_reached() -> None:
    """A word in place of a date counts as waiting; nothing else is known, and is asked in the form's order."""
    found = judged(published(), "DATE '2026-11-20' AS planned_cycle_date, 'waiting' AS \"cycle_resumed_date.word\"")
    assert (found["verdict"], found["I2"], found["possible_from"]) == ("ineligible", "not_met", date(2026, 11, 27))
    assert str(found["missing"]).startswith("tumour_type;disease_extent;platelets;other_causes.immune;")


@pytest.mark.parametrize(
    ("value", "outcome"), [("74.999999999", "met"), ("75", "not_met"), ("75.000000001", "not_met")]
)
def test_a_limit_is_exact_to_the_last_place(value: str, outcome: str) -> None:
    """No float comes between."""
    row = f'{value} AS "platelets.value", DATE \'{ON}\' AS "platelets.on", FALSE AS "platelets.clumped"'
    assert judged(published(), row)["I3"] == outcome


def test_a_sum_of_normal_and_a_number_is_exact() -> None:
    """A tenth three times is three tenths."""
    field = {"kind": "lab", "unit": "s"}
    protocol = protocol_of({"pt": field}, {"lab": "pt", "at_most": "3 x ULN"})
    row = '0.3 AS "pt.value", 0.1 AS "pt.uln", DATE \'2026-11-01\' AS "pt.on", FALSE AS "pt.clumped"'
    assert judged(protocol, row)["C1"] == "met"


def test_a_cohort_is_a_picture_of_the_day() -> None:
    """What is dated later is not known, a list known later says nothing, and nobody has decided.

    A period whose last day is to come goes on, told on the day.
    """
    day = ON.toordinal()
    answers = {"sort": (Answer("a", day), Answer("b", day + 1)), "planned": (Answer(day + 9),)}
    history = History(
        answers=answers,
        events={"doses": (day - 1, day + 1), "falls": ()},
        events_from={"falls": day + 1, "said": day - 2, "later": day + 1},
        periods={
            "taken": (Period(day - 3, day + 2), Period(day + 1), Period(None, day + 1), Period(day - 9, day)),
            "said": (Period(day - 3, ongoing=True),),
            "later": (),
        },
        decisions={"C1": Decision("met", day, "A", "B")},
    )
    seen = known_on(history, ON)
    assert seen.answers == {"sort": (Answer("a", day),), "planned": (Answer(day + 9),)}
    assert (seen.events, seen.decisions) == ({"doses": (day - 1,)}, {})
    assert seen.periods == {
        "taken": (Period(day - 3, ongoing=True), Period(None), Period(day - 9, day)),
        "said": (Period(day - 3, ongoing=True),),
    }
    assert seen.events_from == {"taken": day, "said": day - 2}
