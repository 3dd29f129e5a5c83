"""One row of a cohort as a history: the same facts, as the form and the Python engine take them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from screening.cohort.columns import BIRTH, NONE, RESULT_PARTS, SEX, SUBJECT, Cell
from screening.protocol import EventsField, FormField, LabField, PeriodsField, Protocol, WorksheetField

Row = Mapping[str, Any]
"""A row by its columns' names, each cell as DuckDB gives it."""

SOURCE = ".source"
"""Under this name a row may say where it is from; then every fact of it does."""


def history(protocol: Protocol, patient: Row, results: Iterable[Row] | None = None) -> dict[str, Any]:
    """Give a patient's history; `results` are the rows of the file of results, None where there is no such file."""
    answers: dict[str, Any] = {}
    for name, field in protocol.field.items():
        said = _answer(name, field, patient)
        if said is not None:
            answers[name] = said
    for row in (one for one in results or () if _text(one["value"])):
        answers.setdefault(str(_text(row["field"])), []).append(_result(row, ""))
    subject = {"hospital_number": _text(patient[SUBJECT])}
    subject |= {name: said for name in (BIRTH, SEX) if (said := _text(patient.get(name)))}
    return {"subject": subject, "answers": answers}


def _answer(name: str, field: FormField, patient: Row) -> Any:
    if isinstance(field, LabField):
        return [_result(patient, f"{name}.")] if _text(patient.get(f"{name}.value")) else None
    if isinstance(field, WorksheetField):
        items = {item: said for item in field.items if (said := _text(patient.get(f"{name}.{item}")))}
        return {item: _wrapped(said, None, patient) for item, said in items.items()} or None
    cell, on = patient.get(name), _text(patient.get(f"{name}.on"))
    answer = _listed(cell) if isinstance(field, EventsField | PeriodsField) else _text(cell)
    return None if answer is None else _wrapped(answer, on, patient)


def _wrapped(answer: Any, on: str | None, patient: Row) -> Any:
    """Give an answer with the day it is known from and where it is from, as far as these are known."""
    known = {key: said for key, said in (("on", on), ("source", patient.get(SOURCE))) if said}
    return {"value": answer, **known} if known else answer


def _result(row: Row, prefix: str) -> dict[str, Any]:
    said: dict[str, Any] = {"source": row[SOURCE]} if SOURCE in row else {}
    for part, cell in RESULT_PARTS.items():
        text = _text(row.get(f"{prefix}{part}"))
        if text is not None:
            said[part] = text.lower() == "true" if cell is Cell.FLAG else text
    return said


def _listed(cell: Any) -> list[str] | None:
    if isinstance(cell, list):
        return [str(_text(one)) for one in cell]
    text = _text(cell)
    if text is None:
        return None
    return [] if text == NONE else list(_parts(text))


def _parts(text: str) -> Iterator[str]:
    yield from (part.strip() for part in text.split(";"))


def _text(cell: Any) -> str | None:
    """Write a cell as the history does; None where it says nothing."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep="T", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    return (f"{cell:f}" if isinstance(cell, Decimal) else str(cell)).strip() or None
