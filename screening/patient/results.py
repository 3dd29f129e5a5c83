"""Laboratory results of a history: value, unit, day, and whether the sample can be trusted."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from screening.errors import said
from screening.patient.faults import Faults
from screening.patient.history import Result
from screening.patient.unwrapping import WRAPPED, is_wrapped_series
from screening.patient.values import named, no_number, parse_day, quoted, read_measure, read_unit
from screening.protocol import LabField
from screening.quantity import Measure, canonical_unit

_ANTICOAGULANTS = {"edta": "EDTA", "citrate": "citrate", "heparin": "heparin", "other": "other"}
_KEYS = (
    *("value", "unit", "on", "uln", "lln"),
    *("anticoagulant", "clumped", "smear_confirmed"),
    *("source", "by"),
)


def read_series(data: Any, path: str, asked: LabField, faults: Faults) -> tuple[Result, ...]:
    """Read one result or a list of them, with or without a common source, in order of time."""
    if is_wrapped_series(data):
        return _wrapped(data, path, asked, faults)
    if isinstance(data, Mapping):
        read = [_result(data, path, asked, faults)]
    elif isinstance(data, list):
        read = [_result(one, f"{path}[{index}]", asked, faults) for index, one in enumerate(data)]
    else:
        faults.wrong(path, said("history.no_results", given=named(data)))
        return ()
    return tuple(sorted((one for one in read if one), key=_moment))


def _wrapped(data: Mapping[str, Any], path: str, asked: LabField, faults: Faults) -> tuple[Result, ...]:
    faults.is_object(data, path, WRAPPED)
    faults.moment(data.get("on"), f"{path}.on")
    source, by = (faults.text(data.get(key), f"{path}.{key}") for key in ("source", "by"))
    found = read_series(data["value"], f"{path}.value", asked, faults)
    return tuple(replace(one, source=one.source or source, by=one.by or by) for one in found)


def _moment(result: Result) -> tuple[int, int]:
    return result.on, result.minute or 0


def _result(data: Any, path: str, asked: LabField, faults: Faults) -> Result | None:
    if not faults.is_object(data, path, _KEYS):
        return None
    measure = read_measure(data.get("value"))
    if measure is None:
        faults.wrong(f"{path}.value", no_number(data.get("value")))
    scale = read_unit(data.get("unit"), asked)
    if isinstance(scale, str):
        faults.wrong(f"{path}.unit", scale)
    on, minute = _day(data.get("on"), f"{path}.on", faults)
    low, high = (_limit(data.get(key), f"{path}.{key}", faults) for key in ("lln", "uln"))
    anticoagulant = _anticoagulant(data.get("anticoagulant"), f"{path}.anticoagulant", faults)
    clumped = faults.flag(data.get("clumped"), f"{path}.clumped")
    confirmed = faults.flag(data.get("smear_confirmed"), f"{path}.smear_confirmed")
    source, by = (faults.text(data.get(key), f"{path}.{key}") for key in ("source", "by"))
    if measure is None or isinstance(scale, str) or on is None:
        return None
    scaled = measure.scaled(scale)
    return Result(
        measure=scaled,
        on=on,
        minute=minute,
        given=str(measure),
        unit=canonical_unit(data["unit"]) or asked.unit,
        plausible=_plausible(scaled, asked.plausible),
        clumped=clumped,
        anticoagulant=anticoagulant,
        confirmed=confirmed,
        lln=low * scale if low is not None else None,
        uln=high * scale if high is not None else None,
        source=source,
        by=by,
    )


def _day(data: Any, path: str, faults: Faults) -> tuple[int | None, int | None]:
    day = parse_day(data)
    if day is None:
        faults.wrong(path, said("history.missing") if data is None else said("history.no_date", given=quoted(data)))
        return None, None
    return day


def _limit(data: Any, path: str, faults: Faults) -> Decimal | None:
    """Read a limit of normal: a plain number above zero."""
    if data is None:
        return None
    limit = read_measure(data)
    if limit is None or limit.sign or not limit.number:
        faults.wrong(path, said("history.not_above_zero", given=quoted(data)))
        return None
    return limit.number


def _anticoagulant(data: Any, path: str, faults: Faults) -> str | None:
    if data is None:
        return None
    found = _ANTICOAGULANTS.get(data.strip().lower()) if isinstance(data, str) else None
    if found is None:
        faults.wrong(path, said("history.not_among", given=quoted(data), among=", ".join(_ANTICOAGULANTS.values())))
    return found


def _plausible(measure: Measure, span: tuple[Decimal, Decimal] | None) -> bool:
    return span is None or span[0] <= measure.number <= span[1]
