"""A practice book: labelled fictitious patients, apart from the real log, as if seen in these days."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.drafts import Actor
from screening.service.site import Site
from screening.settings import today

CODE = "PRACTICE"
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*)?")


@dataclass(frozen=True, slots=True)
class Sample:
    """A fictitious patient: what is shown (`label` by language), and what becomes of the history on `as_of`."""

    name: str
    label: Mapping[str, str]
    as_of: date
    expected: Literal["eligible", "not_yet", "ineligible", "undetermined"]
    history: Mapping[str, Any]

    def seen_on(self, day: date) -> dict[str, Any]:
        """Give the history with all its days moved, so that what was so on `as_of` is so on `day`."""
        moved: dict[str, Any] = _moved(self.history, day - self.as_of)
        return moved


def samples() -> list[Sample]:
    """List the fictitious patients that ship, in order."""
    folder = files("resources").joinpath("samples", "practice")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return [_sample(one.name.removesuffix(".json"), json.loads(one.read_text("utf-8"))) for one in found]


def fill(folder: Path, actor: Actor, protocol: Protocol) -> Site:
    """Begin a practice book in a folder and save every sample as if seen today; gives it open.

    StoreError where a book is there already, InputError where the samples don't fit the protocol.
    """
    there = samples()
    for one in there:
        read_history(one.history, protocol, source=one.name)
    site = Site.init(folder, code=CODE, actor=actor, protocol=protocol, practice=True)
    try:
        for one in there:
            site.save(one.seen_on(today()), today())
    except BaseException:
        site.close()
        raise
    return site


def _sample(name: str, data: Mapping[str, Any]) -> Sample:
    return Sample(name, data["label"], date.fromisoformat(data["as_of"]), data["expected"], data["history"])


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by) for inner in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return f"{date.fromisoformat(found[1]) + by}{found[2] or ''}" if found else value
