"""Populations: the patients of `worlds`, as far as a file can tell them, staged in DuckDB and read as histories.

Both sides are made of the same plain history. The Python side is the engine on the picture of the day.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import duckdb

from screening.cohort.columns import (
    PATIENTS,
    PERIODS,
    RESULTS,
    Labs,
    StagedColumn,
    periods_in,
    questions,
    staged_columns,
    staged_period_columns,
    staged_result_columns,
)
from screening.cohort.picture import known_on
from screening.cohort.sql import duckdb_sql
from screening.engine import assess
from screening.patient import Answer, History, Period, Result, read_history
from screening.protocol import Protocol
from tests.property.plain import Day, Json

Row = dict[str, Any]


def as_told(history: Json, labs: Labs, chance: Random) -> Json:
    """Leave of a history what a file can tell: one answer a field, one result a series in the wide form."""
    answers = {name: _told(value, labs, chance) for name, value in history["answers"].items()}
    return {"subject": history["subject"], "answers": {name: one for name, one in answers.items() if one is not None}}


def _told(value: Any, labs: Labs, chance: Random) -> Any:
    if isinstance(value, dict) and not {"value", "unit"} & set(value):
        return {item: _plain(state, chance) for item, state in value.items()}
    if isinstance(value, list) and any(isinstance(one, dict) and "unit" in one for one in value):
        return value if labs == "long" else [chance.choice(value)]
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return chance.choice(value)
    return value


def _plain(state: Any, chance: Random) -> Any:
    if isinstance(state, list):
        return _plain(chance.choice(state), chance)
    return state["value"] if isinstance(state, dict) else state


def expected(protocol: Protocol, history: History, on: Day) -> Row:
    """Say what the engine says of the picture of the day."""
    found = assess(protocol, known_on(history, on), on)
    asked = [one for one in questions(protocol) if one in found.open_questions]
    assert len(asked) == len(found.open_questions)
    row: Row = {"verdict": found.verdict} | {one.id: one.outcome for one in found.criteria}
    first = found.possible[0] if found.possible else None
    days = {"possible_from": first and first.start, "possible_until": first and first.until}
    return row | {"missing": ";".join(asked)} | days


def judged_in_sql(protocol: Protocol, histories: Sequence[History], on: Day, labs: Labs) -> list[Row]:
    """Judge a population with one statement, some of its empty columns folded away; rows in its order."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        stage(connection, protocol, histories, labs)
        relations = (PATIENTS, RESULTS) if labs == "long" else (PATIENTS,)
        silent = {name: _silent(connection, name) for name in relations}
        done = connection.execute(f'SELECT * FROM ({duckdb_sql(protocol, on, labs, silent)}) ORDER BY "subject_id"')
        names = [one[0] for one in done.description or ()]
        return [dict(zip(names[1:], row[1:], strict=True)) for row in done.fetchall()]


def _silent(connection: Any, relation: str) -> list[str]:
    """Name every other column that says nothing in any row."""
    names = [name for name, *_ in connection.execute(f'DESCRIBE "{relation}"').fetchall()]
    counted = ", ".join(f'count("{name}")' for name in names)
    (counts,) = connection.execute(f'SELECT {counted} FROM "{relation}"').fetchall()
    return [name for name, count in zip(names, counts, strict=True) if not count][::2]


def stage(connection: Any, protocol: Protocol, histories: Sequence[History], labs: Labs) -> None:
    """Fill the staging relation."""
    people = [(f"{place:06}", history) for place, history in enumerate(histories)]
    rows = [_patient(protocol, subject, place, one) for place, (subject, one) in enumerate(people, 1)]
    _insert(connection, PATIENTS, staged_columns(protocol, labs), rows)
    if labs == "long":
        found = [
            {"subject_id": subject, "field": name, **_result(one)}
            for subject, history in people
            for name, series in history.labs.items()
            for one in series
        ]
        numbered = [{".row": place, **row} for place, row in enumerate(found, 1)]
        _insert(connection, RESULTS, staged_result_columns(protocol), numbered)
    if periods_in(protocol):
        told = [
            {"subject_id": subject, "field": name, **_period(one)}
            for subject, history in people
            for name, periods in history.periods.items()
            for one in reversed(periods)
        ]
        _insert(connection, PERIODS, staged_period_columns(), told)


def _insert(connection: Any, table: str, columns: Iterable[StagedColumn], rows: Sequence[Row]) -> None:
    listed = list(columns)
    told = ", ".join(f'"{one.name}" {one.type}' for one in listed)
    connection.execute(f'CREATE TABLE "{table}" ({told})')
    if rows:
        structure = json.dumps([{one.name: one.type for one in listed}])
        # Far faster than one parameter a cell; everything but truths goes as text, so exact.
        values = json.dumps([{one.name: _written(row.get(one.name)) for one in listed} for row in rows])
        told = "WITH told AS (SELECT unnest(from_json(?, ?)) AS one) SELECT one.* FROM told"
        connection.execute(f'INSERT INTO "{table}" {told}', [values, structure])


def _written(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, list):
        return [_written(one) for one in value]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _patient(protocol: Protocol, subject: str, place: int, history: History) -> Row:
    row: Row = {".row": place, "subject_id": subject, "birth_date": history.birth_date, "sex": history.sex}
    for name, answers in history.answers.items():
        row |= _answer(protocol, name, answers[0])
    for name, events in history.events.items():
        known = history.events_from.get(name)
        row |= {name: [_day(one) for one in reversed(events)], f"{name}.on": _day(known)}
    for name, periods in history.periods.items():
        row |= {name: bool(periods), f"{name}.on": _day(history.events_from.get(name))}
    for name, series in history.labs.items():
        if series:
            row |= {f"{name}.{part}": value for part, value in _result(series[0]).items()}
    return row


def _answer(protocol: Protocol, name: str, answer: Answer) -> Row:
    if "." in name:
        return {name: {"present": True, "ruled_out": False}.get(str(answer.value))}
    dated = {f"{name}.on": _day(answer.on)}
    if protocol.field[name].kind != "date":
        return {name: answer.value, **dated}
    if isinstance(answer.value, int):
        return {name: _day(answer.value), **dated}
    return {f"{name}.word": answer.value, **dated}


def _period(one: Period) -> Row:
    return {"from": _day(one.first), "until": _day(one.last), "ongoing": one.ongoing}


def _result(one: Result) -> Row:
    return {
        "value": one.measure.number,
        "sign": one.measure.sign or None,
        "on": _day(one.on),
        "minute": one.minute,
        "clumped": one.clumped and not one.confirmed,
        "settling": one.confirmed or one.anticoagulant == "citrate",
        "uln": one.uln,
        "lln": one.lln,
    }


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def compare(protocol: Protocol, told: Sequence[Json], on: Day, labs: Labs) -> None:
    """Judge a population on both sides; the first patient who differs is told."""
    histories = [read_history(one, protocol) for one in told]
    for plain, history, found in zip(told, histories, judged_in_sql(protocol, histories, on, labs), strict=True):
        assert found == expected(protocol, history, on), f"{on} {plain}"


def shifted(on: Day, days: int) -> Day:
    return on + timedelta(days=days)
