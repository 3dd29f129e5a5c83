"""The parts of the details pane, as plain values."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gui.kit.facts import Fact
from gui.log.answers import ToldAnswer, moment, told_answers, told_decisions
from gui.log.lines import recorded_at, verdict_word
from gui.values.telling import told_change
from screening.engine.fragility import Fragility
from screening.log import CaseRow, Change
from screening.protocol import CAUSES, Protocol
from screening.service import Record
from screening.wording import Words, place_name
from screening.wording.fragility import effect_text, margin_lines, place_text, slip_text, source_text

_IDENTIFYING = ("subject.name", "subject.hospital_number", "subject.birth_date")


def entry_facts(record: Record, words: Words) -> list[Fact]:
    """Tell who recorded the case and when, and by which protocol."""
    row, header = record.row, record.protocol.protocol
    role = words.text(f"role.{row.role}") if words.has(f"role.{row.role}") else row.role
    at = recorded_at(row)
    recorded = words.text("logpage.at", on=words.day(at.date()), time=f"{at:%H:%M}", zone=row.zone)
    late = words.text("logpage.late_entry") if row.late else ""
    version = f"{row.protocol} · {row.protocol_version}"
    facts = [
        ("on", words.day(row.on_day, "date_full"), ""),
        ("recorded_at", recorded, late),
        ("recorded_by", words.text("logpage.by", name=row.actor, role=role), ""),
        ("protocol", version, words.text(f"status.{header.status}")),
        ("engine", words.text("logpage.engine_version", version=record.said.engine), ""),
        ("entry", words.text("logpage.entry_of", seq=row.seq, attempt=row.attempt), _earlier(row, words)),
    ]
    places = {"on": "on"}
    return [
        Fact(words.text(f"logpage.fact.{key}"), value, remark, key=places.get(key, "")) for key, value, remark in facts
    ]


def consent(row: CaseRow, words: Words) -> str:
    """Say whether the person consented, and when."""
    if row.consent_given is None:
        return words.text("logpage.consent_unstated")
    if not row.consent_given:
        return words.text("logpage.consent_no")
    return (
        words.text("logpage.consent_on", on=moment(row.consent_on, words))
        if row.consent_on
        else words.text("logpage.consent_yes")
    )


def answer_facts(
    record: Record, words: Words, identified: bool = True, causes: Sequence[Fact] = ()
) -> list[tuple[str, list[Fact]]]:
    """Tell who the person is, as far as that may be known, and every answer, by section of the form; decisions last.

    `causes` are told in the place of the bare answers about them, and what belongs to them after them.
    """
    person = [one for one in _person(record, words) if identified or one.key not in _IDENTIFYING]
    parts = [(words.text("logpage.person"), person)]
    told = {one.key: one for one in causes}
    for section in told_answers(record.history, record.protocol, words):
        facts = [told.pop(one.place) if one.place in told else _fact(one, words) for one in section.answers]
        if CAUSES in {one.place.split(".")[1] for one in section.answers if "." in one.place}:
            facts += told.values()
        parts.append((section.title, facts))
    decisions = told_decisions(record.history, record.protocol, words)
    if decisions:
        parts.append((words.text("logpage.decisions"), [_fact(one, words) for one in decisions]))
    return parts


def second_look_facts(found: Fragility, protocol: Protocol, words: Words) -> list[Fact]:
    """Tell each slip that would have reversed a verdict, with where to look again; then each criterion's margin."""
    slips = [
        Fact(
            place_text(one.slip, protocol, words),
            slip_text(one.slip, protocol, words),
            words.joined([effect_text(one, words), source_text(one.slip, words)]),
        )
        for one in found.reversals
    ]
    return [*slips, *[Fact(name, told) for name, told in margin_lines(found, protocol, words)]]


def changed_facts(changes: Iterable[Change], protocol: Protocol, words: Words) -> list[Fact]:
    """Tell each change of a field: old and new value, by whom, when, and why."""
    return [_changed(one, protocol, words) for one in changes]


def _changed(one: Change, protocol: Protocol, words: Words) -> Fact:
    at = datetime.fromisoformat(one.at).astimezone()
    who = words.text("logpage.changed_by", name=one.who, day=words.day(at.date()), time=f"{at:%H:%M}", entry=one.seq)
    why = words.text("signature.because", reason=one.why) if one.why else ""
    return Fact(
        place_name(protocol, words, one.path),
        told_change(one.old, one.new, one.path, protocol, words),
        words.joined([who, why]),
    )


def history_line(row: CaseRow, words: Words) -> str:
    """Tell an entry of the person's history in one line."""
    verdict = verdict_word("not_yet" if row.not_yet else row.verdict, words)
    parts = [words.text("logpage.entry", seq=row.seq), row.number or "", words.day(row.on_day), verdict]
    if row.state != "current":
        parts.append(words.text(f"state.{row.state}"))
    return " · ".join(filter(None, parts))


def _person(record: Record, words: Words) -> list[Fact]:
    who, row = record.person, record.row
    born = words.day(who.birth_date) if who.birth_date else ""
    sex = words.text(f"sex.{row.sex}") if row.sex and words.has(f"sex.{row.sex}") else (row.sex or "")
    told = [
        ToldAnswer(words.text("logpage.fact.name"), who.name, place="subject.name"),
        ToldAnswer(words.text("logpage.fact.hospital_number"), who.hospital_number, place="subject.hospital_number"),
        ToldAnswer(words.text("question.birth_date"), born, place="subject.birth_date"),
        ToldAnswer(words.text("question.sex"), sex, place="subject.sex"),
        ToldAnswer(words.text("logpage.fact.consent"), consent(row, words), row.consent_form or "", "subject.consent"),
    ]
    return [_fact(one, words) for one in told]


def _fact(told: ToldAnswer, words: Words) -> Fact:
    if told.value:
        return Fact(told.label, told.value, told.origin, key=told.place)
    return Fact(told.label, words.text("logpage.not_answered"), quiet=True, key=told.place)


def _earlier(row: CaseRow, words: Words) -> str:
    return words.text("logpage.earlier", number=row.earlier) if row.earlier else ""
