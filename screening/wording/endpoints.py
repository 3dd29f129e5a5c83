"""Endpoints in words: what one says today, from when it will be known, what was measured and graded."""

from screening.engine import EndpointResult, Graded, Measured
from screening.protocol import Protocol, ctcae
from screening.wording.verdicts import amount, reason_text
from screening.wording.words import Words

_FEW = 2
"""Questions not answered that are named one by one; more of them are counted, and stand as open questions anyway."""


def endpoint_text(protocol: Protocol, id: str, words: Words) -> str:
    """Give an endpoint in the protocol's own words."""
    assert protocol.follow_up is not None
    return next(one.text for one in protocol.follow_up.endpoint if one.id == id).in_(words.language)


def outcome_name(result: EndpointResult, words: Words) -> str:
    """Name an outcome: a safety endpoint occurred or did not, another one was reached or was not."""
    key = "safety" if result.kind == "safety" else "reached"
    return words.text(f"follow.outcome.{key}.{result.outcome}")


def known_text(result: EndpointResult, protocol: Protocol, words: Words) -> str:
    """Say why, and from when it will be known where nothing is added."""
    chart = protocol.chart
    assert chart is not None
    missing = [reason for reason in result.reasons if reason.code == "missing"]
    few = len(missing) <= _FEW
    told = [reason_text(reason, chart, words) for reason in result.reasons if few or reason not in missing]
    if not few:
        told.append(words.text("follow.not_answered", n=len(missing)))
    if result.known_from is not None:
        told.append(words.text("follow.known_from", day=words.day(result.known_from)))
    return words.joined(told)


def measure_text(protocol: Protocol, measured: Measured, words: Words) -> str:
    """Tell what was measured: days, days so far, or not yet known."""
    assert protocol.follow_up is not None
    text = next(one.text for one in protocol.follow_up.measure if one.id == measured.id).in_(words.language)
    if measured.days is None:
        return words.text("follow.measure.unknown", text=text)
    return words.text(f"follow.measure.{'censored' if measured.censored else 'seen'}", text=text, days=measured.days)


def graded_text(graded: Graded, words: Words) -> str:
    """Tell the lowest count with its grade; it is the table's word, and no adverse event that somebody recorded."""
    term = ctcae.terms()[graded.term].label.in_(words.language)
    given = amount(graded.given, graded.unit)
    key = "follow.graded.unknown" if graded.grade is None else "follow.graded.told"
    return words.text(key, term=term, amount=given, day=words.day(graded.on), grade=graded.grade)
