"""The follow-up of a protocol file in the review pack: each endpoint as a criterion is told, and what is measured."""

from collections.abc import Callable, Iterator
from typing import Any

from screening.protocol import Criterion, LabField, Measure, Protocol
from screening.protocol.document import Chart
from screening.wording import Words, amount, field_name

Plain = dict[str, Any]


def followed(
    protocol: Protocol, words: Words, tell: Callable[[Protocol, Criterion, Words, str], Plain]
) -> Iterator[Plain]:
    """Tell the endpoints and the measures of a protocol, in its order; nothing where it has no follow-up."""
    said, chart = protocol.follow_up, protocol.chart
    if said is None or chart is None:
        return
    for endpoint, criterion in zip(said.endpoint, chart.criterion, strict=True):
        yield tell(chart, criterion, words, words.text(f"follow.kind.{endpoint.kind}"))
    for measure in said.measure:
        yield _measure(chart, measure, words)


def _measure(chart: Chart, measure: Measure, words: Words) -> Plain:
    language, field = words.language, chart.field[measure.lab]
    english = measure.text.in_("en")
    unit = field.unit if isinstance(field, LabField) else ""
    rule = words.text(
        f"follow.measured.{measure.what}",
        field=field_name(chart, words, measure.lab),
        limit=amount(f"{measure.at_least:f}", unit),
        start=field_name(chart, words, measure.since),
    )
    return {
        "id": measure.id,
        "kind": words.text("follow.kind.measure"),
        "text": measure.text.in_(language),
        "english": None if english == measure.text.in_(language) else english,
        "where": measure.where,
        "assumed": [one.text.in_(language) for one in chart.assumption if one.on == measure.id],
        "rule": {"text": rule, "notes": (words.text("follow.measured.censored"),), "parts": []},
        "limits": [],
        "examples": [],
    }
