"""Judging what the form says, whatever it says: an answer that can't be read counts as not given."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from screening.engine import Assessment
from screening.errors import InputError
from screening.protocol import Protocol
from screening.protocol.rules import AgeRule, SexRule
from screening.service import Site

_NAMING = ("lab", "repeated", "number", "choice", "days_from", "to", "event", "any_present")
_SUBJECT = (("birth_date", AgeRule), ("sex", SexRule))
_PLACE = re.compile(r"(?P<part>answers|subject|decisions)\.(?P<name>[^.\[]+)")


class Judge:
    """Asks the service; what it refuses is left out and named."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def assess(self, history: Mapping[str, Any], on: date) -> tuple[Assessment, frozenset[str]]:
        """Judge a history on a day; give also the places, such as `answers.platelets`, that were left out."""
        try:
            return self._site.assess(history, on), frozenset()
        except InputError as error:
            refused = refused_places(error)
        return self._site.assess(without(history, refused), on), refused


def refused_places(error: InputError) -> frozenset[str]:
    """Name the answers that an error speaks of."""
    found = (_PLACE.match(problem.place) for problem in error.problems)
    return frozenset(match[0] for match in found if match)


def without(history: Mapping[str, Any], places: frozenset[str]) -> dict[str, Any]:
    """Give a history without these answers."""
    return {
        part: {name: data for name, data in said.items() if f"{part}.{name}" not in places}
        for part, said in history.items()
    }


def fields_of(protocol: Protocol, criterion: str) -> tuple[str, ...]:
    """Name the fields that a criterion rests on, in the order in which its rule names them."""
    asked = next(one for one in protocol.criterion if one.id == criterion)
    named = [getattr(rule, key, None) for rule in asked.rules() for key in _NAMING]
    found = [*asked.evidence, *(name for name in named if isinstance(name, str) and name in protocol.field)]
    subject = [f"subject.{part}" for part, shape in _SUBJECT if any(isinstance(rule, shape) for rule in asked.rules())]
    return tuple(dict.fromkeys([*found, *subject]))
