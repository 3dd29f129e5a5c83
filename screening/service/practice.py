"""A practice book: labelled fictitious patients, apart from the real log, as if seen in these days."""

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from screening.errors import InputError
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.drafts import Actor
from screening.service.sample import Sample
from screening.service.site import Site
from screening.settings import today

CODE = "PRACTICE"


def samples() -> list[Sample]:
    """List the fictitious patients that ship, in order."""
    folder = files("resources").joinpath("samples", "practice")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return [_sample(one.name.removesuffix(".json"), json.loads(one.read_text("utf-8"))) for one in found]


def patients(protocol: Protocol) -> list[Sample]:
    """List the fictitious patients of a protocol: those that ship where they fit, else some made from its examples."""
    fitting = [one for one in samples() if _fits(one, protocol)]
    if fitting:
        return fitting
    from screening.service.invented import invented

    return invented(protocol)


def _fits(sample: Sample, protocol: Protocol) -> bool:
    try:
        read_history(sample.history, protocol, source=sample.name)
    except InputError:
        return False
    return True


def fill(folder: Path, actor: Actor, protocol: Protocol) -> Site:
    """Begin a practice book in a folder and save its patients as if seen today; gives it open.

    StoreError where a book is there already.
    """
    there = patients(protocol)
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
