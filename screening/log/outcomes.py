"""How a screening can end, with the closed lists of coded reasons (`resources/codelists/outcomes.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from screening.log.act_events import CaseOutcome, Meaning, WhyForgotten

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
OUTCOMES: tuple[CaseOutcome, ...] = get_args(CaseOutcome)
FORGETTING: tuple[WhyForgotten, ...] = get_args(WhyForgotten)

Box = Literal["not_meeting_criteria", "declined", "other"]
"""A box of the CONSORT diagram in which those stand who were assessed and not enrolled."""


@cache
def _boxes() -> Mapping[str, Mapping[str, Box]]:
    path = files("resources").joinpath("codelists", "outcomes.toml")
    listed: Mapping[str, Mapping[str, Box]] = tomllib.loads(path.read_text("utf-8"))
    return listed


def reason_codes(outcome: str) -> tuple[str, ...]:
    """List the coded reasons of an outcome in order; none where the criteria are the reasons, or none is needed."""
    return tuple(_boxes().get(outcome, {}))


def box_of(outcome: str, reason: str | None) -> Box | None:
    """Give the CONSORT box of an outcome and its primary reason; None for who was enrolled."""
    if outcome == "enrolled":
        return None
    if outcome == "screen_failure":
        return "not_meeting_criteria"
    return _boxes()[outcome][reason or ""]
