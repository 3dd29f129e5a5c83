"""A cell of a cohort means what the same text means in a history, or its row is left out."""

from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from screening.cohort import staging
from screening.cohort.cells import Raw, literal, periods, quoted
from screening.cohort.histories import history
from screening.cohort.units import spelled
from screening.errors import InputError
from screening.patient import History, read_history
from screening.protocol import loads
from tests.spec.table import protocol_of
from tests.unit.protocol_text import SMALL

PROTOCOL = loads(SMALL)
RESULT = {"platelets.value": "68", "platelets.unit": "10*9/L", "platelets.on": "2026-11-22"}

DAYS = [
    *("2026-11-24", "2026-02-29", "2028-02-29", "2026-13-01", "2026-1-2", "2026/11/24", "20261124", "24.11.2026"),
    *("1849-12-31", "1850-01-01", "2200-12-31", "2201-01-01", "0026-11-24", "12026-01-01", "infinity", "epoch"),
    *("today", "waiting", "Waiting", "2026-11-24 BC", "2026-11-24T", "２０２６-11-24", "-2026-11-24", "٢٠٢٦-١١-٢٤"),
]
MOMENTS = [
    *("2026-11-24T08:10", "2026-11-24 08:10", "2026-11-24T08:10:59", "2026-11-24T08:10:59.123", "2026-11-24T24:00"),
    *("2026-11-24T08:60", "2026-11-24T08:10Z", "2026-11-24T08:10+08:00", "2026-11-24T8:10", "2026-11-24  08:10"),
    *("2026-02-30T08:10", "2026-11-24T08:10:5", "2026-11-24t08:10"),
]
NUMBERS = [
    *("68", "68.0", "068", "0", "0.0", "-1", "−1", "+68", "6.8e1", "6.8E+1", "680e-1", "1e2000", "68.", ".5", "1_000"),
    *("75,000", "75,5", "abc", "nan", "inf", "0x10", "７５", "７５．５", "²", "6 8", "74.999999", "75.000001"),
    *("999999999", "1000000000000", "1000000000001", "1e12", "1e13", "true", "68 10*9/L"),
]
SIGNED = ["<5", "< 5", "<=5", "≤5", ">1000", "≥ 1000", "＜5", "<0", "<=0", ">0", "<", "=5", "<>5", "5<", "<-5", "≦5"]
PERIODS = [
    *("", "none", "2026-11-20/2026-11-23", "2026-11-20/ongoing", "/2026-11-23", "2026-11-20/", "/", "/ongoing"),
    *("2026-11-20/2026-11-20; 2026-11-23/ongoing", " /2026-11-20 ;2026-11-21/", "2026-11-20", "2026-11-20/2026-11-19"),
    *("ongoing/2026-11-20", "2026-02-30/", "1849-12-31/", "2026-11-20/2201-01-01", "2026-11-20/2026-11-21/", "None"),
    *("2026-11-20/Ongoing", "20.11.2026/", ";", "2026-11-20/2026-11-23;", "2026-1-2/"),
]
UNITS = ["10*9/L", "10^9/L", "x10⁹/L", "/uL", "/µL", "K/uL", "g/L", "10*9", "68", "10*12/L", "×10⁹／L", "个/uL"]


def stage(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Stage one row of texts: its staged values, and what is wrong with it."""
    row = {"subject_id": "P1", **cells}
    columns = {name: Raw(name, "VARCHAR") for name in row}
    pairs = [("platelets", row["platelets.unit"])] if "platelets.unit" in row else []
    staged = staging.patients(PROTOCOL, columns, spelled(PROTOCOL, pairs), "wide")
    made = ", ".join(f"{literal(text)} AS {quoted(name)}" for name, text in row.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE file AS SELECT 0 AS file_row_number, {made}")
        faults = [
            (one.column, one.code)
            for one in staged.checks
            if connection.execute(f"SELECT coalesce({one.sql}, FALSE) FROM file").fetchall() == [(True,)]
        ]
        found = connection.execute(staged.select("file", ())).fetchall()
        names = [str(one[0]) for one in connection.description]
    return dict(zip(names, found[0], strict=True)), faults


def read(cells: Mapping[str, str]) -> History | None:
    """Read the same row as a history; None where that is refused."""
    try:
        return read_history(history(PROTOCOL, {"subject_id": "P1", **cells}), PROTOCOL)
    except InputError:
        return None


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_the_history_s(text: str) -> None:
    """What the reader of histories takes is staged as that day; whatever it refuses leaves the row out."""
    for name in ("birth_date", "given"):
        staged, faults = stage({name: text})
        known = read({name: text})
        assert faults == [] if known else [name] == [column for column, _ in faults]
        if known is None:
            continue
        value = known.birth_date if name == "birth_date" else known.answers["given"][0].value
        if isinstance(value, str):
            assert (None, value) == (staged["given"], staged["given.word"])
        else:
            assert staged[name] is not None
            assert value in (staged[name], staged[name].toordinal())


@pytest.mark.parametrize("text", [*DAYS[:20], *MOMENTS])
def test_a_moment_is_the_history_s(text: str) -> None:
    """The day counts in the wide form, as it was written, whatever the zone."""
    cells = {**RESULT, "platelets.on": text}
    staged, faults = stage(cells)
    known = read(cells)
    assert faults == [] if known else faults == [("platelets.on", "moment")]
    if known:
        assert known.labs["platelets"][0].on == staged["platelets.on"].toordinal()


@pytest.mark.parametrize("text", [*NUMBERS, *SIGNED])
@pytest.mark.parametrize("unit", ["10*9/L", "/uL"])
def test_a_result_is_the_history_s(text: str, unit: str) -> None:
    """Exact, in the field's own unit, with the sign of a censored one."""
    cells = {**RESULT, "platelets.value": text, "platelets.unit": unit}
    staged, faults = stage(cells)
    known = read(cells)
    if known is None:
        assert faults[0] in [("platelets.value", code) for code in ("number", "digits")]
        return
    measure = known.labs["platelets"][0].measure
    if measure.number >= 10**9 or (unit == "10*9/L" and measure.number >= 10**12):
        assert ("platelets.value", "digits") in faults  # no count; there is no room for it either
        return
    assert faults == []
    assert (measure.number, measure.sign) == (staged["platelets.value"], staged["platelets.sign"] or "")


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_the_history_s(text: str) -> None:
    """A number of the form, too; a censored one is none."""
    staged, faults = stage({"score": text})
    known = read({"score": text})
    if known is None:
        assert faults[0] in [("score", code) for code in ("number", "digits")]
    elif faults:
        assert {*faults} == {("score", "digits")}
        assert known.answers["score"][0].value >= 10**11  # type: ignore[operator]
    else:
        assert known.answers["score"][0].value == staged["score"]


def test_no_digit_is_rounded_away() -> None:
    """What has more places than are kept leaves the row out: 74.9999999 is not 75."""
    assert stage({**RESULT, "platelets.value": "74.9999999"})[1] == [("platelets.value", "digits")]
    assert stage({**RESULT, "platelets.value": "74.9999990"})[1] == []
    assert stage({"score": "1e-7"})[1] == [("score", "number")]
    assert stage({"score": "0.0000001"})[1] == [("score", "digits")]


@pytest.mark.parametrize("text", PERIODS)
def test_periods_are_the_history_s(text: str) -> None:
    """Each is a row, whatever of its days is known; what the reader of histories refuses leaves the row out."""
    fields = {"aspirin": {"kind": "periods"}}
    protocol = protocol_of(fields, {"exposure": "aspirin", "at_least_days": 1, "within_days": 9})
    raw = {name: Raw(name, "VARCHAR") for name in ("subject_id", "aspirin")}
    some, _, (check,) = periods(raw["aspirin"])
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE file AS SELECT 'P1' AS subject_id, ? AS aspirin", [text])
        ((listed, fault),) = connection.execute(f"SELECT {some}, coalesce({check.sql}, FALSE) FROM file").fetchall()
        rows = connection.execute(staging.periods(protocol, raw, "file")).fetchall()
    try:
        known = read_history(history(protocol, {"subject_id": "P1", "aspirin": text}), protocol).periods.get("aspirin")
    except InputError:
        assert fault
        return
    assert not fault and listed == (None if known is None else bool(known))
    days = [(first and first.toordinal(), last and last.toordinal(), going) for _, _, first, last, going in rows]
    assert sorted(days, key=str) == sorted([(one.first, one.last, one.ongoing) for one in known or ()], key=str)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_the_table_s(unit: str) -> None:
    """Every spelling that the table knows converts exactly; nothing else is guessed."""
    cells = {**RESULT, "platelets.unit": unit}
    staged, faults = stage(cells)
    known = read(cells)
    assert faults == [] if known else faults == [("platelets.unit", "unit")]
    if known:
        assert known.labs["platelets"][0].measure.number == staged["platelets.value"]


def test_a_result_has_its_unit_and_its_day() -> None:
    """A blank value is no result, whatever else its columns say."""
    for missing in ("platelets.unit", "platelets.on"):
        assert stage({**RESULT, missing: ""})[1] == [(missing, "blank")]
        assert read({**RESULT, missing: ""}) is None
    blank = {**RESULT, "platelets.value": "", "platelets.clumped": "false"}
    assert stage(blank)[1] == []
    assert stage(blank)[0]["platelets.clumped"] is None
    assert {column for column, _ in stage({"platelets.value": "68"})[1]} == {"platelets.unit", "platelets.on"}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("tumour", {"solid": "solid", "open": "open", "": None}, ["Solid", "none", "solid;blood"]),
        ("sex", {"female": "female", "male": "male", "other": None, "unknown": None, "": None}, ["F", "Female"]),
        ("causes.immune", {"present": True, "ruled_out": False, "not_assessed": None, "": None}, ["yes", "0"]),
        ("strokes", {"none": [], "": None}, ["None", "2026-11-24;", "2026-11-24,2026-11-25", "2026-1-2"]),
    ],
)
def test_a_word_is_one_of_the_form_s(name: str, good: Mapping[str, Any], bad: list[str]) -> None:
    """Blank says nothing; nothing else is taken for an answer."""
    for text, value in good.items():
        assert stage({name: text}) == ({**stage({})[0], name: value}, [])
    for text in bad:
        assert [column for column, _ in stage({name: text})[1]] == [name]
        assert read({name: text}) is None


def test_events_are_days_with_semicolons() -> None:
    staged, faults = stage({"strokes": "2026-11-24; 2025-01-02"})
    assert faults == []
    assert [day.isoformat() for day in staged["strokes"]] == ["2026-11-24", "2025-01-02"]


def test_every_fault_of_a_row_is_told() -> None:
    faults = stage({"subject_id": "", "birth_date": "x", "sex": "x", **RESULT, "platelets.unit": "x"})[1]
    assert faults == [("subject_id", "blank"), ("birth_date", "day"), ("sex", "word"), ("platelets.unit", "unit")]
