"""Between what the form's table of results holds and what a history holds, both ways, without a widget in sight."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gui.screen.answers import NO, YES
from screening.patient.values import parse_day
from screening.protocol import LabField
from screening.quantity import canonical_unit, factor, parse_measure

CONFIRMED = "confirmed"
"""What the form's column of clumps can say beside yes (clumps) and no: clumps, but a smear confirms the count."""

_SHOWN_OF_RESULT = ("value", "unit", "on", "uln", "lln", "anticoagulant", "clumps", "source", "by")
Row = dict[str, str]


def results_shown(data: Any) -> tuple[Row, ...]:
    """Give the rows of a laboratory series, as the form's table holds them."""
    results = [data] if isinstance(data, Mapping) else data if isinstance(data, list) else []
    return tuple(_row(one) for one in results)


def _row(result: Mapping[str, Any]) -> Row:
    row = {key: str(result[key]) for key in _SHOWN_OF_RESULT if result.get(key) is not None and key != "clumps"}
    if result.get("smear_confirmed") is True:
        row["clumps"] = CONFIRMED
    elif isinstance(result.get("clumped"), bool):
        row["clumps"] = YES if result["clumped"] else NO
    return row


def results_kept(former: Any, rows: Sequence[Mapping[str, str]], field: LabField) -> Any:
    """Give what the history holds for a series: the whole results; a row that lacks something counts for nothing."""
    if tuple(rows) == results_shown(former):
        return former
    told = {_origin(row) for row in results_shown(former)}
    whole = [result_kept(_own(row, told)) for row in rows if not missing_of(row) and not faults_of(row, field)]
    was = {_key(one): one for one in ([former] if isinstance(former, Mapping) else former or ())}
    hidden = [
        {key: part for key, part in was.get(_key(one), {}).items() if key not in (*_SHOWN_OF_RESULT, *_CLUMPS)}
        for one in whole
    ]
    return [{**one, **rest} for one, rest in zip(whole, hidden, strict=True)] or None


def _origin(row: Mapping[str, str]) -> tuple[str | None, ...]:
    return tuple(row.get(key) for key in ("value", "unit", "on", "source", "by"))


def _own(row: Mapping[str, str], told: Collection[tuple[str | None, ...]]) -> Mapping[str, str]:
    """Give a row without source and author where it is no more what these said."""
    return row if _origin(row) in told else {key: part for key, part in row.items() if key not in ("source", "by")}


_CLUMPS = ("clumped", "smear_confirmed")


def _key(result: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(result.get("value")), str(result.get("unit")), str(result.get("on"))


def result_kept(row: Mapping[str, str]) -> dict[str, Any]:
    """Give one whole row as a result of a history."""
    result: dict[str, Any] = {key: row[key] for key in _SHOWN_OF_RESULT if row.get(key) and key != "clumps"}
    clumps = row.get("clumps")
    if clumps:
        result["clumped"] = clumps != NO
    if clumps == CONFIRMED:
        result["smear_confirmed"] = True
    return result


def missing_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """Name what a row still lacks before it can count: value, unit, on."""
    return tuple(key for key in ("value", "unit", "on") if not row.get(key))


def faults_of(row: Mapping[str, str], field: LabField) -> tuple[str, ...]:
    """Name the cells of a row that can't be read."""
    faults = []
    if row.get("value") and parse_measure(row["value"]) is None:
        faults.append("value")
    if row.get("unit") and unit_of(row["unit"], field) is None:
        faults.append("unit")
    if row.get("on") and parse_day(row["on"]) is None:
        faults.append("on")
    faults += [key for key in ("uln", "lln") if row.get(key) and not _is_limit(row[key])]
    return tuple(faults)


def _is_limit(text: str) -> bool:
    limit = parse_measure(text)
    return limit is not None and not limit.sign and bool(limit.number)


def units_of(field: LabField) -> tuple[str, ...]:
    """List the units that a field accepts, its own first, each once."""
    named = [field.unit, *field.also, *field.convert]
    return tuple(dict.fromkeys(named))


def unit_of(spelling: str, field: LabField) -> str | None:
    """Find the unit a spelling means among those that a field accepts."""
    known = canonical_unit(spelling)
    for unit in units_of(field):
        if unit == spelling or (known is not None and known == (canonical_unit(unit) or unit)):
            converts = known is None or known in field.convert or factor(known, field.unit) is not None
            return unit if converts else None
    return None
