"""What a draft of a protocol file comes to while it is written: a part in words, its examples tried, what is wrong.

A file with faults says nothing of the whole; what is whole in it can be read and tried all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from screening.errors import InputError, Problem
from screening.protocol import Criterion, Example, Protocol
from screening.protocol.loading import parsed, reads, sound_chart, sound_part
from screening.protocol.parts import Area, Part
from screening.review.checking import check_text
from screening.review.examples import Answered, answered
from screening.review.oddities import lint
from screening.wording import Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, in a part of the file as `Draft.places` names it; a `grave` one keeps it from use."""

    part: str
    problem: Problem
    grave: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be said at once: what is wrong with form and names, and the parts of the file that can be tried."""

    findings: tuple[Finding, ...]
    protocol: Protocol | None
    chart: Protocol | None = None
    """Of the follow-up, its endpoints as criteria."""

    def of(self, area: Area) -> Protocol | None:
        """Give what can be tried of an area."""
        return self.chart if area else self.protocol

    def criterion(self, part: Part) -> Criterion | None:
        """Give the criterion, or the endpoint as one, that can be tried; None where it has a fault."""
        within = self.of(part.area)
        label = part.data.get("id")
        return next((one for one in (within.criterion if within else ()) if one.id == label), None)

    def tried(self, part: Part, examples: Iterable[Any], words: Words) -> list[Answered | None]:
        """Try examples of a criterion as they stand in the file; None for each that can't be tried."""
        criterion, within = self.criterion(part), self.of(part.area)
        if within is None or criterion is None:
            return [None for _ in examples]
        return [_tried(within, criterion, one, words) for one in examples]


def glance(text: str, places: tuple[str, ...]) -> Glance:
    """Look at a draft's text as far as that is done at once; `places` are the parts of the draft."""
    try:
        reading = reads(text)
    except InputError as error:
        return Glance(tuple(_findings(error.problems, places, grave=True)), None)
    try:
        reading.refuse()
    except InputError as error:
        found = tuple(_findings(error.problems, places, grave=True))
        data = _without_examples(text)
        return Glance(found, sound_part(data), sound_chart(data))
    assert reading.protocol is not None
    return Glance((), reading.protocol, reading.protocol.chart)


def findings(text: str, places: tuple[str, ...]) -> tuple[Finding, ...]:
    """List everything: what keeps the file from being used, or else what looks odd in it. It may take seconds."""
    try:
        protocol = check_text(text)
    except InputError as error:
        return tuple(_findings(error.problems, places, grave=True))
    return tuple(_findings(lint(protocol), places, grave=False))


def _findings(problems: Iterable[Problem], places: tuple[str, ...], *, grave: bool) -> Iterable[Finding]:
    for one in problems:
        yield Finding(part_of(one.place, places), one, grave)


def part_of(place: str, places: tuple[str, ...]) -> str:
    """Name the part that a place lies in; blank where it is the whole file's."""
    within = [one for one in places if place == one or place.startswith((f"{one}.", f"{one}["))]
    return max(within, key=len, default="")


def _tried(protocol: Protocol, criterion: Criterion, raw: Any, words: Words) -> Answered | None:
    try:
        example = Example.model_validate({"gives": "unknown"} | raw)
        return answered(protocol, criterion, example, words)
    except (ValidationError, InputError, TypeError):
        return None


def _without_examples(text: str) -> dict[str, Any]:
    """Leave the examples out, so that a fault in one hides no rule."""
    data = parsed(text)
    chart = data.get("follow_up")
    for listed in (data.get("criterion"), chart.get("endpoint") if isinstance(chart, dict) else None):
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict):
                one.pop("examples", None)
    return data
