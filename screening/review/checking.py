"""A protocol file held against everything: form, names, examples, and whether its criteria can hold."""

from datetime import date
from pathlib import Path

from screening.engine import follow
from screening.errors import said
from screening.patient import History
from screening.protocol import Protocol
from screening.protocol.loading import Reading, read, reads
from screening.protocol.mistakes import Fault
from screening.review.conflicts import contradictions, nothing_known_problem
from screening.review.examples import examples_problems

_SOME_DAY = date(2026, 6, 15)


def check(path: Path) -> Protocol:
    """Read a protocol file and try it; InputError names all that is wrong with it, each on its line."""
    return _checked(read(path))


def check_text(text: str, source: str = "") -> Protocol:
    """Read a protocol from its text and try it, as `check` does with a file."""
    return _checked(reads(text, source))


def _checked(reading: Reading) -> Protocol:
    reading.refuse(_tried(reading.sound) if reading.sound else ())
    assert reading.protocol is not None
    return reading.protocol


def _tried(protocol: Protocol) -> list[Fault]:
    found = [*examples_problems(protocol), *contradictions(protocol)]
    return [*found, *nothing_known_problem(protocol), *_endpoints_tried(protocol)]


def _endpoints_tried(protocol: Protocol) -> list[Fault]:
    """Try the follow-up: the examples of its endpoints, and that nothing is known of whom nothing is."""
    chart = protocol.chart
    if chart is None:
        return []
    found = [(("follow_up", "endpoint", *path[1:]), words) for path, words in examples_problems(chart)]
    for index, one in enumerate(follow(protocol, History(), _SOME_DAY).endpoints):
        if one.outcome != "unknown":
            words = said("protocol.known_of_nothing", outcome=one.outcome)
            found.append((("follow_up", "endpoint", index, "rule"), words))
    return found
