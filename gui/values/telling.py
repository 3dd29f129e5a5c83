"""A value's history in words: what it was from each entry on, by whom, when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gui.log.answers import ToldAnswer, told_answer, told_decisions
from screening.log import parts_of
from screening.protocol import LabField, Protocol, WorksheetField
from screening.service import Value
from screening.wording import Words
from screening.wording.importing import told_file


@dataclass(frozen=True, slots=True)
class Step:
    """One entry that said something else than the one before: what, by whom and when, why, and from which files."""

    said: str
    by: str
    why: str = ""
    files: tuple[str, ...] = ()


def told_history(values: Sequence[Value], place: str, protocol: Protocol, words: Words) -> list[Step]:
    """Tell every value in order; after the first, what it was before beside what it became."""
    told = [told_value(one.value, place, protocol, words) for one in values]
    steps = [_step(_listed(told[0], words), values[0], words)] if values else []
    for before, now, value in zip(told, told[1:], values[1:], strict=False):
        gone = [one for one in before if one not in now]
        come = [one for one in now if one not in before]
        steps.append(_step(f"{_listed(gone, words)} → {_listed(come, words)}", value, words))
    return steps


def told_value(value: Any, place: str, protocol: Protocol, words: Words) -> list[str]:
    """Tell a value as the form does, a line for each of its parts; none where there is no value."""
    if value is None:
        return []
    head, *rest = parts_of(place) or ("",)
    if head == "answers" and rest and rest[0] in protocol.field:
        return _answer(value, str(rest[0]), rest[1:], protocol, words)
    if head == "decisions" and len(rest) == 1:
        return [_line(one) for one in told_decisions({"decisions": {rest[0]: value}}, protocol, words)]
    if place in ("on", "subject.birth_date"):
        return [words.day(str(value))]
    if place == "subject.sex" and words.has(f"sex.{value}"):
        return [words.text(f"sex.{value}")]
    if place == "subject.consent":
        return _consent(value, words)
    return [_plain(value, words)]


def told_change(old: Any, new: Any, place: str, protocol: Protocol, words: Words) -> str:
    """Tell what a value was beside what it became."""
    was, now = (_listed(told_value(one, place, protocol, words), words) for one in (old, new))
    return f"{was} → {now}"


def _answer(value: Any, name: str, inside: Sequence[str | int], protocol: Protocol, words: Words) -> list[str]:
    field = protocol.field[name]
    if isinstance(field, WorksheetField):
        return _causes(value, field, inside, words)
    if len(inside) > 1 or (inside and isinstance(inside[0], str)):
        return [_plain(value, words)]
    data = [value] if inside and isinstance(field, LabField) else value
    return [_line(one) for one in told_answer(field, data, words) if one.value]


def _causes(value: Any, field: WorksheetField, inside: Sequence[str | int], words: Words) -> list[str]:
    if len(inside) > 1:
        return [_plain(value, words)]
    told = told_answer(field, {inside[0]: value} if inside else value, words)
    if inside:
        return [_line(one) for one in told if one.value]
    return [f"{one.label}: {_line(one)}" for one in told if one.value]


def _consent(value: Any, words: Words) -> list[str]:
    if not isinstance(value, dict) or value.get("given") is None:
        return [_plain(value, words)]
    if not value["given"]:
        return [words.text("logpage.consent_no")]
    given = (
        words.text("logpage.consent_on", on=words.day(value["on"][:10]))
        if value.get("on")
        else words.text("logpage.consent_yes")
    )
    return [" · ".join(filter(None, (given, value.get("form"))))]


def _plain(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return words.text(f"trail.{'yes' if value else 'no'}")
    return str(value)


def _line(told: ToldAnswer) -> str:
    return f"{told.value} ({told.origin})" if told.origin else told.value


def _listed(lines: Sequence[str], words: Words) -> str:
    return words.joined(lines) if lines else words.text("trail.nothing")


def _by(value: Value, words: Words) -> str:
    at = datetime.fromisoformat(value.at).astimezone()
    role = words.text(f"role.{value.role}") if words.has(f"role.{value.role}") else value.role
    day = words.day(at.date())
    return words.text("value.by", name=value.who, role=role, day=day, time=f"{at:%H:%M}", entry=value.seq)


def _step(said: str, value: Value, words: Words) -> Step:
    files = tuple(told_file(one.name, one.format, one.sha256, one.by, words) for one in value.files)
    return Step(said, _by(value, words), _why(value, words), files)


def _why(value: Value, words: Words) -> str:
    if value.why is None:
        return ""
    return words.text("signature.because", reason=value.why or words.text("value.why_unseen"))
