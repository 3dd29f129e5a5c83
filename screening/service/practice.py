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
from screening.service.sample import Sample, SampleFollowUp, moved
from screening.service.site import Site
from screening.settings import today

CODE = "PRACTICE"


def samples(kind: str = "practice") -> list[Sample]:
    """List the fictitious patients that ship, in order; in `followed` lie those who were enrolled."""
    folder = files("resources").joinpath("samples", kind)
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return [_sample(one.name.removesuffix(".json"), json.loads(one.read_text("utf-8"))) for one in found]


def patients(protocol: Protocol) -> list[Sample]:
    """List the fictitious patients of a protocol: those that ship where they fit, else some made from its examples."""
    fitting = [one for one in samples() if _fits(one, protocol)]
    if fitting:
        return fitting
    from screening.service.invented import invented

    return invented(protocol)


def followed(protocol: Protocol) -> list[Sample]:
    """List the fictitious patients with a follow-up whom a protocol follows up; none where it follows up nobody."""
    return [one for one in samples("followed") if _fits(one, protocol)]


def _fits(sample: Sample, protocol: Protocol) -> bool:
    said, chart = sample.follow_up, protocol.chart
    if said is not None and chart is None:
        return False
    try:
        read_history(sample.history, protocol, source=sample.name)
        if said is not None and chart is not None:
            read_history({"answers": said.answers}, chart, source=sample.name)
    except InputError:
        return False
    return True


def fill(folder: Path, actor: Actor, protocol: Protocol) -> Site:
    """Begin a practice book in a folder and save its patients as if seen today; gives it open.

    Whoever is followed up was seen, and enrolled, so long before that the follow-up is of today.

    StoreError where a book is there already.
    """
    there = patients(protocol)
    site = Site.init(folder, code=CODE, actor=actor, protocol=protocol, practice=True)
    try:
        for one in there:
            site.save(one.seen_on(today()), today())
        for one in followed(protocol):
            _follow_up(site, one)
    except BaseException:
        site.close()
        raise
    return site


def _follow_up(site: Site, one: Sample) -> None:
    said = one.follow_up
    assert said is not None
    since = today() - said.on
    seen = one.as_of + since
    seq = site.save(one.seen_on(seen), seen).seq
    site.outcomes.record(seq, "enrolled", on=seen.isoformat())
    site.following.add(seq, {"answers": moved(said.answers, since)})


def _sample(name: str, data: Mapping[str, Any]) -> Sample:
    later = data.get("follow_up")
    said = SampleFollowUp(date.fromisoformat(later["on"]), later["answers"], later["gives"]) if later else None
    return Sample(name, data["label"], date.fromisoformat(data["as_of"]), data["expected"], data["history"], said)
