"""The fictitious patients: each gives the verdict that it is labelled with, on its own day and on any other."""

from datetime import date
from pathlib import Path

import pytest

from screening.engine import Assessment, assess
from screening.errors import StoreError
from screening.patient import read_history
from screening.protocol.catalogue import find
from screening.service import Actor, Site, today
from screening.service.practice import fill, followed, samples
from screening.service.sample import Sample
from tests.store.service_samples import ON, published

SAMPLES = samples()


def verdict(sample: Sample, day: date) -> Assessment:
    protocol = published()
    return assess(protocol, read_history(sample.seen_on(day), protocol), day)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_gives_the_verdict_that_it_expects(sample: Sample) -> None:
    """Today, and on days around leap days and the turn of the year."""
    for day in (sample.as_of, today(), date(2028, 2, 29), date(2027, 1, 1)):
        found = verdict(sample, day)
        assert ("not_yet" if found.not_yet else found.verdict) == sample.expected, day


def test_there_is_one_of_every_kind() -> None:
    """At least a dozen, every verdict among them, every one dated for the same day."""
    assert len(SAMPLES) >= 12
    assert {sample.expected for sample in SAMPLES} == {"eligible", "not_yet", "ineligible", "undetermined"}
    assert {sample.as_of for sample in SAMPLES} == {ON}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_plainly_fictitious(sample: Sample) -> None:
    """Its label says so in every language, and so do its name and hospital number."""
    assert sample.label.keys() >= {"en", "zh_CN"}
    assert "fictitious" in sample.label["en"] and "虚构" in sample.label["zh_CN"]
    subject = sample.history["subject"]
    assert subject["name"].startswith(("Practice ", "练习")) and subject["hospital_number"].startswith("PRACTICE-")


def test_a_practice_folder_is_filled_as_if_seen_today(tmp_path: Path) -> None:
    """Everyone is saved; whoever has not consented stands apart; the book says that it is practice."""
    with fill(tmp_path, Actor("Lin Mei"), published()) as site:
        assert site.practice
        rows = [*site.log(), *site.prescreening()]
        assert len(rows) == len(SAMPLES) and len(site.prescreening()) == 1
        assert {row.on_day for row in rows} == {today().isoformat()}
        assert site.find_people("三丰")
        assert site.verify().ok


def test_a_practice_folder_is_never_the_real_one(tmp_path: Path) -> None:
    """A folder with a book in it is refused."""
    fill(tmp_path, Actor("Lin Mei"), published()).close()
    with pytest.raises(StoreError, match="already holds"):
        fill(tmp_path, Actor("Lin Mei"), published())
    with Site.open(tmp_path) as site:
        assert len(site.log()) == len(SAMPLES) - 1


def test_those_enrolled_are_followed_up(tmp_path: Path) -> None:
    """Where the protocol follows anybody up: each endpoint as its label says, and plainly fictitious."""
    protocol = find("NCT03976882@2025-follow-up").load()
    assert followed(published()) == []
    expected = {one.history["subject"]["hospital_number"]: one for one in followed(protocol)}
    assert len(expected) == 4
    with fill(tmp_path, Actor("Lin Mei"), protocol) as site:
        for one in site.following.enrolled():
            assert one.follow_up is not None and one.row.number is not None and one.row.number.startswith("PRACTICE-")
            subject = site.record(one.row.seq).history["subject"]
            sample = expected.pop(subject["hospital_number"])
            assert subject["name"].startswith("Practice ") and "fictitious" in sample.label["en"]
            assert sample.follow_up is not None and "虚构" in sample.label["zh_CN"]
            outcomes = {part.id: part.outcome for part in one.follow_up.judged(today()).endpoints}
            assert outcomes == dict(sample.follow_up.gives), sample.name
        assert not expected and site.verify().ok


def test_days_move_and_nothing_else_does() -> None:
    """Times of day, numbers and words stay as they are."""
    sample = next(one for one in SAMPLES if one.name.startswith("10"))
    moved = sample.seen_on(date(2026, 11, 24))
    assert moved["answers"]["platelets"][1] == sample.history["answers"]["platelets"][1] | {"on": "2026-11-19T11:30"}
    assert moved["subject"]["name"] == sample.history["subject"]["name"]
    assert sample.seen_on(sample.as_of) == sample.history
