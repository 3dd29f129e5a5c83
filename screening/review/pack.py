"""The rule-review pack as data: what a coordinator and an investigator need to check a protocol file before first use.

It says what the file says and what the program does with it: rules as sentences made of the rules, cases with the
answers that the program gives while the pack is made.
"""

from collections.abc import Sequence
from typing import Any

from screening import __version__
from screening.protocol import Criterion, Protocol
from screening.protocol.text import DEFAULT_LANGUAGE, Text
from screening.review.asked import asked
from screening.review.followed import followed
from screening.review.worked import Tried, Worked, worked_cases, worked_examples
from screening.wording import Words, criterion_text, field_name, pretty_unit
from screening.wording.histories import told_answer, told_history
from screening.wording.rules import Told, criterion_rule

Plain = dict[str, Any]

_STEPS = ("hold", "rule", "cases", "tick")
_GENERAL = ("unknown", "newest", "doubtful", "same_day", "units", "days", "verdict")
_COLUMNS = ("case", "entered", "answer", "reason")
_WHO = ("coordinator", "investigator")


def pack(protocol: Protocol, words: Words, made_on: str) -> Plain:
    """Gather everything, in words; `made_on` is the day that stands on the paper."""
    header, language = protocol.protocol, words.language
    parts = [protocol] if protocol.chart is None else [protocol, protocol.chart]
    return {
        "title": words.text("pack.title"),
        "name": words.text("studypage.version", id=protocol.id, version=protocol.version),
        "subtitle": header.title.in_(language),
        "about": _about(protocol, words, made_on),
        "unusable": header.unusable.in_(language) if header.unusable else None,
        "steps": _listed("step", _STEPS, words),
        "general": _listed("general", _GENERAL, words),
        "settings": _settings(protocol, words),
        "assumptions": [one.text.in_(language) for part in parts for one in part.assumption if one.on is None],
        "sections": [section for part in parts for section in asked(part, words)],
        "columns": _listed("column", _COLUMNS, words),
        "contents": _listed("contents", ("id", "kind", "text"), words),
        "colon": words.text("pack.colon"),
        "criteria": [
            *(_criterion(protocol, one, words) for one in protocol.criterion),
            *followed(protocol, words, _criterion),
        ],
        "sign": _sign(words),
        "told": {name: words.text(f"pack.heading.{name}") for name in _HEADINGS},
        "foot": words.text("pack.foot", fingerprint=protocol.fingerprint[:16]),
    }


_HEADINGS = (
    *("steps", "general", "settings", "assumptions", "fields", "criteria", "rule", "cases", "examples", "verdict"),
    *("sign", "english", "unusable", "where", "assumed", "contents"),
)


def _listed(table: str, names: Sequence[str], words: Words) -> list[str]:
    return [words.text(f"pack.{table}.{name}") for name in names]


def _about(protocol: Protocol, words: Words, made_on: str) -> list[tuple[str, str]]:
    header = protocol.protocol
    told = {
        "protocol": protocol.id,
        "version": protocol.version,
        "dated": words.day(header.dated) if header.dated else "",
        "source": header.source,
        "status": words.text(f"studypage.status_{header.status}", by=header.verified_by or ""),
        "fingerprint": protocol.fingerprint,
        "made": words.text("pack.about.made_with", on=made_on, version=__version__),
    }
    return [(words.text(f"pack.about.{name}"), text) for name, text in told.items() if text]


def _settings(protocol: Protocol, words: Words) -> list[str]:
    header = protocol.protocol
    told = [words.text(f"pack.setting.{name}_{getattr(header, name)}") for name in ("consent", "rescreening")]
    most = header.most_attempts
    return told if most is None else [*told, words.text("pack.setting.most_attempts", n=most)]


def _criterion(protocol: Protocol, criterion: Criterion, words: Words, kind: str = "") -> Plain:
    """Tell a criterion; or an endpoint, whose `kind` is told otherwise, and whose limits its examples show."""
    language = words.language
    cases = [] if kind else worked_cases(protocol, criterion)
    return {
        "id": criterion.id,
        "kind": kind or words.text(f"kind.{criterion.kind}"),
        "text": criterion.text.in_(language),
        "english": _english(criterion.text, words),
        "where": criterion.where,
        "assumed": [one.text.in_(language) for one in protocol.assumption if one.on == criterion.id],
        "rule": _plain(criterion_rule(criterion, protocol, words)),
        "limits": [_limit(protocol, criterion, one, words) for one in cases],
        "examples": [_example(protocol, criterion, one, words) for one in worked_examples(protocol, criterion)],
    }


def _english(text: Text, words: Words) -> str | None:
    """Give the English beside another language, where it is another text."""
    english = text.in_(DEFAULT_LANGUAGE)
    return None if english == text.in_(words.language) else english


def _plain(told: Told) -> Plain:
    return {"text": told.text, "notes": told.notes, "parts": [_plain(one) for one in told.parts]}


def _limit(protocol: Protocol, criterion: Criterion, tried: Tried, words: Words) -> Plain:
    """Tell one limit: what varies, on which day, beside which other answers; and its cases."""
    others = [_pair(name, told, words) for name, told in told_history(tried.others, protocol, words)]
    names = words.listed([field_name(protocol, words, name) for name in tried.names])
    key = "pack.limit.with" if others else "pack.limit.alone"
    return {
        "name": names,
        "about": words.text(key, on=words.day(tried.on), others=words.joined(others)),
        "rows": [_row(protocol, criterion, tried, one, words) for one in tried.cases],
    }


def _row(protocol: Protocol, criterion: Criterion, tried: Tried, case: Worked, words: Words) -> Plain:
    nothing = words.text("pack.nothing")
    answers = [told_answer(name, case.data, protocol, words) or nothing for name in tried.names]
    if len(answers) > 1:
        names = [field_name(protocol, words, name) for name in tried.names]
        answers = [_pair(name, told, words) for name, told in zip(names, answers, strict=True)]
    entered = words.joined(answers)
    return {"case": case_name(protocol, case, words), "entered": entered, **_answer(protocol, criterion, case, words)}


def _pair(name: str, told: str, words: Words) -> str:
    """Write a question before its answer; one that ends with its mark needs no other."""
    return f"{name} {told}" if name.endswith(("?", "？")) else f"{name}{words.text('pack.colon')}{told}"


def case_name(protocol: Protocol, case: Worked, words: Words) -> str:
    """Say where a case lies."""
    values = dict(case.trial.values)
    for key in ("item", "anchor"):
        if key in values:
            values[key] = field_name(protocol, words, values[key])
    if "unit" in values:
        values["unit"] = pretty_unit(values["unit"])
    return words.text(f"pack.case.{case.trial.code}", **values)


def _answer(protocol: Protocol, criterion: Criterion, case: Worked, words: Words) -> Plain:
    """Tell what the program answered; `tone` is how it speaks for the patient."""
    outcome = case.result.outcome
    tone = "good" if outcome == criterion.good else "bad" if outcome == criterion.bad else "unknown"
    return {
        "answer": words.text(f"outcome.{outcome}"),
        "tone": tone,
        "reason": criterion_text(case.result, protocol, words),
    }


def _example(protocol: Protocol, criterion: Criterion, case: Worked, words: Words) -> Plain:
    told = told_history(case.data, protocol, words)
    entered = words.joined([_pair(name, one, words) for name, one in told])
    name = case_name(protocol, case, words)
    return {"case": name, "entered": entered or words.text("pack.nothing"), **_answer(protocol, criterion, case, words)}


def _sign(words: Words) -> Plain:
    return {
        "who": [words.text(f"pack.sign.{name}") for name in _WHO],
        "agrees": words.text("pack.sign.agrees"),
        "differs": words.text("pack.sign.differs"),
        "initials": words.text("pack.sign.initials"),
        "notes": words.text("pack.sign.notes"),
        "document": words.text("pack.sign.document"),
        "statement": words.text("pack.sign.statement"),
        "lines": [words.text(f"paper.{name}") for name in ("name", "date", "signature")],
        "date": words.text("paper.date"),
    }
