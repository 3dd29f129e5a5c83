"""Patients as an ASCII table: what is known | the day | the outcome, and what else a paragraph wants to show.

A column is a field of the protocol, or one of

    born, sex      about the subject
    decision       what the doctor decided: `met @11-24`
    day            the day assessed
    outcome        met, not met or unknown (clear, excludes where the criterion is an exclusion)
    asks           the open questions
    why            the code of each reason

Days of 2026 are written `11-24`, others in full. A cell that is empty says nothing about its field.

    choice, date, number   `solid`, or by day: `solid @11-20; both @11-23`; `-` takes an answer back
    lab                    `74.9 @11-22`, `75000 /uL @11-22 08:00 EDTA clumped smear uln=40 lln=10`; several by `;`
    events                 `11-14; 11-20`, or `none`; `none @11-20` is known from that day
    periods                `11-14/11-20; 11-22/ongoing`, `/11-20`, `11-14/`; `none`, and `@11-20`, as events
    worksheet              `immune present; infection ruled_out @11-20, present @11-23`
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from screening.engine import Assessment, CriterionResult, assess
from screening.patient import read_history
from screening.protocol import Protocol

Json = dict[str, Any]
_DAY = re.compile(r"(\d{4}-)?\d{2}-\d{2}")
_RESULTS = ("day", "outcome", "asks", "why")


def check(
    table: str, *, rule: Json | None, fields: Json | None = None, kind: str = "inclusion", **criterion: Any
) -> None:
    """Assess every line of a table and compare."""
    asked = fields or {}
    protocol = protocol_of(asked, rule, kind, **criterion)
    lines = [line.strip() for line in table.strip().splitlines() if line.strip() and set(line.strip()) - set("-+ ")]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    found = []
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        judged = assessed(protocol, asked, cells)
        told = outcome_of(judged.criteria[0])
        found.append([told.get(name, cells[name]) for name in header])
    assert found == rows, "\n" + "\n".join(" | ".join(row) for row in [header, *found])


def outcome_of(result: CriterionResult) -> dict[str, str]:
    return {
        "outcome": result.outcome.replace("_", " "),
        "asks": ", ".join(result.open_questions),
        "why": ", ".join(reason.code for reason in result.reasons),
    }


def protocol_of(fields: Json, rule: Json | None, kind: str = "inclusion", **criterion: Any) -> Protocol:
    """Make a protocol of one criterion."""
    own = {"rule": rule} if rule is not None else {"decided_by": "investigator"}
    return Protocol.model_validate(
        {
            "protocol": {
                "id": "SPEC",
                "version": "1",
                "title": {"en": "A specification"},
                "source": "the tests",
                "dated": date(2026, 1, 1),
                "status": "unverified",
            },
            "field": {name: {"ask": {"en": name}, **labelled(field)} for name, field in fields.items()},
            "criterion": [{"id": "C1", "kind": kind, "text": {"en": "A criterion"}, **own, **criterion}],
        }
    )


def labelled(field: Json) -> Json:
    """Give every option and item its name as its label."""
    named: Json = {}
    for part in ("options", "items"):
        if part in field:
            named[part] = {name: {"label": {"en": name}, **marks} for name, marks in field[part].items()}
    return {**field, **named}


def assessed(protocol: Protocol, fields: Json, cells: dict[str, str]) -> Assessment:
    """Assess one line."""
    subject = {"birth_date": day_of(cells["born"])} if cells.get("born") else {}
    subject |= {"sex": cells["sex"]} if cells.get("sex") else {}
    answers = {name: answer(fields[name], cells[name]) for name in fields if cells.get(name)}
    history: Json = {"subject": subject, "answers": answers}
    if cells.get("decision"):
        outcome, on = cells["decision"].split(" @")
        history["decisions"] = {"C1": {"outcome": outcome.replace(" ", "_"), "on": day_of(on), "by": "A", "why": "B"}}
    return assess(protocol, read_history(history, protocol), date.fromisoformat(day_of(cells["day"])))


def day_of(text: str) -> str:
    return text if len(text) > len("11-24") else f"2026-{text}"


def answer(field: Json, cell: str) -> Any:
    parts = [part.strip() for part in cell.split(";")]
    if field["kind"] == "lab":
        return [result(field, part) for part in parts]
    if field["kind"] == "events":
        return listed(cell, day_of)
    if field["kind"] == "periods":
        return listed(cell, period)
    if field["kind"] == "worksheet":
        return {part.partition(" ")[0]: by_day(part.partition(" ")[2].split(",")) for part in parts}
    return by_day(parts)


def by_day(parts: list[str]) -> Any:
    """Read one answer, or several of different days."""
    found = [dated(part.strip()) for part in parts]
    return found if len(found) > 1 else found[0]


def listed(cell: str, read: Callable[[str], str]) -> Any:
    told, _, known = cell.partition("@")
    found = [] if told.strip() == "none" else [read(part.strip()) for part in told.split(";")]
    return {"value": found, "on": day_of(known)} if known else found


def period(text: str) -> str:
    return "/".join(day_of(part) if part and part[0].isdecimal() else part for part in text.split("/"))


def dated(part: str) -> Any:
    value, _, on = part.partition(" @")
    plain: Any = None if value == "-" else day_of(value) if _DAY.fullmatch(value) else value
    return {"value": plain, "on": day_of(on)} if on else plain


def result(field: Json, part: str) -> Json:
    """Read one laboratory result."""
    value, *words = part.split()
    found: Json = {"value": value, "unit": field["unit"]}
    for word in words:
        if word.startswith("@"):
            found["on"] = day_of(word[1:])
        elif ":" in word:
            found["on"] += f"T{word}"
        elif word in ("clumped", "smear"):
            found["smear_confirmed" if word == "smear" else word] = True
        elif word in ("EDTA", "citrate", "heparin"):
            found["anticoagulant"] = word
        elif "=" in word:
            found |= {word.partition("=")[0]: str(Decimal(word.partition("=")[2]))}
        else:
            found["unit"] = word
    return found
