"""A protocol file held against everything: form, names, examples, and whether its criteria can hold."""

from pathlib import Path

from screening.protocol import Protocol
from screening.protocol.loading import Reading, read, reads
from screening.protocol.mistakes import Fault
from screening.review.conflicts import contradictions, nothing_known_problem
from screening.review.examples import examples_problems


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
    return [*found, *nothing_known_problem(protocol)]
