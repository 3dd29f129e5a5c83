"""Fictitious patients made from a protocol's own worked examples, for protocols that no shipped patient fits."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from screening.engine import assess
from screening.errors import InputError
from screening.patient import read_history
from screening.protocol import Criterion, Example, Protocol
from screening.protocol.naming import names_in
from screening.review.examples import history_of
from screening.service.sample import Sample, moved

AS_OF = date(2026, 11, 24)
_MOST = 16
_GOOD = ("met", "clear")
_BORN, _SEX = "1961-03-14", "female"

History = dict[str, dict[str, Any]]


def invented(protocol: Protocol) -> list[Sample]:
    """Give somebody as good as the examples allow, and others who differ from that one in one criterion each.

    What they amount to is the engine's answer; whom the examples make unreadable together is left out.
    """
    base: History = {}
    for criterion in protocol.criterion:
        good = next((one for one in criterion.examples if one.gives in _GOOD), None)
        if good is not None:
            base = _with(base, protocol, criterion, good)
    found = [_sample(1, protocol, base, protocol.protocol.title)] if base else []
    for criterion, example in _others(protocol):
        if len(found) == _MOST:
            break
        history = _with(base, protocol, criterion, example)
        found.append(_sample(len(found) + 1, protocol, history, criterion.text))
    return [one for one in found if one is not None]


def _others(protocol: Protocol) -> Iterator[tuple[Criterion, Example]]:
    """Give an example of each criterion that speaks against somebody, then one of each that leaves it open."""
    for outcomes in (("not_met", "excludes"), ("unknown",)):
        for criterion in protocol.criterion:
            found = next((one for one in criterion.examples if one.gives in outcomes), None)
            if found is not None:
                yield criterion, found


def _with(history: History, protocol: Protocol, criterion: Criterion, example: Example) -> History:
    """Give a history in which what a criterion asks is answered as an example does, moved to the day of all."""
    said = moved(history_of(protocol, criterion, example), AS_OF - example.on)
    asked = names_in(criterion)
    kept = {name: value for name, value in history.get("answers", {}).items() if name not in asked}
    subject = {key: value for key, value in said["subject"].items() if value is not None}
    decisions = {key: value for key, value in history.get("decisions", {}).items() if key != criterion.id}
    return {
        "subject": {**history.get("subject", {}), **subject},
        "answers": {**kept, **said["answers"]},
        "decisions": {**decisions, **said["decisions"]},
    }


def _sample(number: int, protocol: Protocol, history: History, about: Any) -> Sample | None:
    consent = {"given": True, "on": (AS_OF - timedelta(days=3)).isoformat(), "form": "ICF 1.0"}
    own = {"name": f"Practice {number:02d}", "hospital_number": f"PRACTICE-{number:03d}", "consent": consent}
    born = {"birth_date": _BORN, "sex": _SEX}
    whole: Mapping[str, Any] = {**history, "subject": {**born, **history["subject"], **own}}
    name = f"{number:02d}-invented"
    try:
        judged = assess(protocol, read_history(whole, protocol, source=name), AS_OF)
    except InputError:
        return None
    label = {language: about.in_(language) for language in ("en", "zh_CN")}
    return Sample(name, label, AS_OF, "not_yet" if judged.not_yet else judged.verdict, whole)
