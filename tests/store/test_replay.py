"""Everybody who is open or failed is read under another version; the book stays as it was."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError
from screening.protocol import loads
from screening.service import Site, StoppedError, export_replay
from screening.wording import Words
from tests.amended import amended
from tests.store.act_samples import DAY, MO, answered, at_work, code_of, confirmed, ruled, saved, staffed
from tests.store.service_samples import NAME, ON, someone, with_answer

EN = Words("en", "iso")
COUNT = {"unit": "10*9/L", "on": "2026-11-22"}


def counted(site: Site, value: str, name: str, *, person: str | None = None, **subject: Any) -> int:
    """Save a case with a count; gives its entry."""
    data = with_answer(answered("eligible", someone(name, **subject)), platelets=[{"value": value, **COUNT}])
    return site.save(data, ON, person=person).seq


def failed(site: Site, value: str, name: str, **subject: Any) -> int:
    seq = counted(site, value, name, **subject)
    site.outcomes.record(seq, "screen_failure", on=DAY, primary="I3", definitely=True)
    return seq


def test_a_replay_reads_who_is_open_or_failed_and_writes_nothing(tmp_path: Path) -> None:
    """Not who was enrolled, declined or was struck through; the entries, and the head, stay as they were."""
    with staffed(tmp_path) as site:
        spared, open_ = failed(site, "80", "A"), counted(site, "70", "B")
        failed(site, "120", "C")
        site.outcomes.record(confirmed(site, counted(site, "70", "D")), "enrolled", on=DAY)
        site.outcomes.record(counted(site, "80", "E"), "declined", on=DAY, primary="too_burdensome")
        site.strike(counted(site, "80", "F"), "wrong")
        before = site.head(), site.log(current_only=False), site.record(spared).said
        told: list[tuple[int, int]] = []
        found = site.amendments.replay(amended(), progress=lambda done, of: told.append((done, of)))
        assert (found.tally.open, found.tally.failed, found.tally.saved_met) == (1, 2, 1)
        assert [(one.row.seq, one.reach) for one in found.changed] == [(spared, "rescreen")]
        assert told == [(1, 3), (2, 3), (3, 3)]
        assert (site.head(), site.log(current_only=False), site.record(spared).said) == before
        worse = site.amendments.replay(amended(limit=60))
        assert [(one.row.seq, one.reach) for one in worse.changed] == [(open_, "judge")]


def test_the_pre_screening_list_is_read_too(tmp_path: Path) -> None:
    with staffed(tmp_path) as site:
        seq = counted(site, "80", "A", consent={"given": False})
        found = site.amendments.replay(amended())
        assert [(one.row.seq, one.row.number, one.reach) for one in found.changed] == [(seq, None, "judge")]


def test_birth_dates_are_read_where_a_rule_asks_for_age(tmp_path: Path) -> None:
    """They lie apart from the coded history; without them every age would be unknown."""
    made = ruled().to_toml() + (
        '\n[[criterion]]\nid = "I9"\nkind = "inclusion"\ntext.en = "Aged 60 or more"\nrule = { age_at_least = 60 }\n'
    )
    older = loads(made.replace('version = "2024-published"', 'version = "older"', 1))
    with staffed(tmp_path) as site:
        saved(site, "eligible", "A")  # born in 1970
        (one,) = site.amendments.replay(older).changed
        assert (one.read.then.after, [line.id for line in one.read.then.by]) == ("not_yet", ["I9"])


def test_who_cannot_be_screened_again_is_told_why(tmp_path: Path) -> None:
    with staffed(tmp_path, most_attempts=2) as site:
        first = failed(site, "80", "A")
        person = site.record(first).row.person
        again = counted(site, "80", "A", person=person)
        site.outcomes.record(again, "screen_failure", on=DAY, primary="I3", definitely=True)
        changed = site.amendments.replay(amended(most_attempts=2)).changed
        assert [(one.row.seq, one.reach, one.due) for one in changed] == [
            (first, "later_attempt", False),
            (again, "attempts", False),
        ]
        assert site.amendments.replay(amended(most_attempts=3)).changed[1].reach == "rescreen"


def test_a_replay_can_be_stopped_and_is_of_the_same_protocol(tmp_path: Path) -> None:
    with staffed(tmp_path) as site:
        counted(site, "80", "A")

        def stop(done: int, of: int) -> None:
            raise StoppedError(f"{done} of {of}")

        with pytest.raises(StoppedError):
            site.amendments.replay(amended(), progress=stop)
        other = loads(ruled().to_toml().replace("NCT03976882", "NCT99999999"))
        assert code_of(site.amendments.replay, other) == "amendment.other"
        with pytest.raises(AccessError):
            at_work(site, MO).amendments.replay(amended())


def test_the_list_leaves_as_a_coded_copy_that_proves_itself(tmp_path: Path) -> None:
    with staffed(tmp_path / "site") as site:
        failed(site, "80", "A")
        found = site.amendments.replay(amended())
        path = tmp_path / "who.csv"
        made = export_replay(site, path, EN, found)
        assert (made.view, made.rows, made.privacy) == ("replay", 1, "coded")
        (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
        assert row["Number"] == "SH04-0001" and row["By which criterion"] == "I3: Not met → Met"
        assert NAME not in path.read_text("utf-8") and json.loads(path.with_name("who.csv.eligo.json").read_text())
