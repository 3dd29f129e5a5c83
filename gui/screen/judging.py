"""Judging what the form says, whatever it says: an answer that can't be read counts as not given."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from screening.engine.fragility import Fragility
from screening.errors import InputError
from screening.protocol import Protocol, naming
from screening.service import Site, second_look
from screening.service.judging import Readable, judge_readable, refused_places, without


class Judge:
    """Asks the service; what it refuses is left out and named."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def judge(self, history: Mapping[str, Any], on: date) -> Readable:
        """Judge a history on a day."""
        return judge_readable(self._site.protocol, history, on)

    def second_look(self, history: Mapping[str, Any], on: date) -> Fragility:
        """Say what would change the verdict on a day; what can't be read is left out here too."""
        protocol = self._site.protocol
        try:
            return second_look(protocol, history, on)
        except InputError as error:
            return second_look(protocol, without(history, refused_places(error)), on)


def fields_of(protocol: Protocol, criterion: str) -> tuple[str, ...]:
    """Name the fields that a criterion rests on, in the order in which its rule names them."""
    asked = next(one for one in protocol.criterion if one.id == criterion)
    found = [*asked.evidence, *(name for rule in asked.rules() for name in naming.fields_of(rule))]
    return tuple(dict.fromkeys([*found, *(part for rule in asked.rules() for part in naming.subject_of(rule))]))
