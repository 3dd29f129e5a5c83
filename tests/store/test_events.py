"""An event that was ever written can be read for ever."""

import json
import shutil
from pathlib import Path

import pytest

from screening.errors import InputError, StoreError
from screening.ledger import Entry, Ledger, read_key_file
from screening.log import KINDS, VERSIONS, Assessed, event_of
from screening.log.audit import steps
from screening.service import Site
from tests.store.service_samples import ON, begun, history, someone, with_answer

GOLDEN = Path(__file__).parents[1] / "golden"


def stored(kind: str, version: int) -> Path:
    return GOLDEN / "events" / f"{kind}-v{version}.json"


def entry(kind: str, version: int, payload: dict[str, object]) -> Entry:
    return Entry(1, "", "", "", "", kind, version, None, None, None, payload, "", "")


def test_every_event_has_a_stored_example_of_every_version() -> None:
    """R3: a new kind or version needs a file; one that was ever released keeps its own."""
    assert {stored(kind, version).name for kind, version in VERSIONS} == {
        file.name for file in (GOLDEN / "events").iterdir()
    }


@pytest.mark.parametrize(("kind", "version"), sorted(VERSIONS))
def test_an_old_event_loads_as_the_newest(kind: str, version: int) -> None:
    """R3: nothing of what it said is lost on the way."""
    payload = json.loads(stored(kind, version).read_text("utf-8"))
    event = event_of(entry(kind, version, payload))
    assert (event.kind, type(event)) == (kind, KINDS[kind, event.version])
    said = event.model_dump(mode="json")
    assert said.items() >= {key: value for key, value in payload.items() if key not in ("private", "forgets")}.items()


def test_an_event_of_the_future_is_refused() -> None:
    with pytest.raises(StoreError, match="newer Eligo"):
        event_of(entry("assessed", 99, {}))


def test_a_whole_old_book_is_read(tmp_path: Path) -> None:
    """R3, R5: cases, corrections without a reason, struck entries and people of the first version."""
    folder = Path(shutil.copytree(GOLDEN / "books" / "schema1", tmp_path / "old"))
    (folder / "eligo.key").chmod(0o600)
    with Site.open(folder) as site:
        assert [(row.number, row.state) for row in site.log()] == [("SH04-0001", "current"), ("SH04-0002", "struck")]
        record = site.record(5)
        assert (record.said.why, record.said.reasoned, record.reason) == ("corrected", False, None)
        assert record.history == with_answer(history(), brain_metastases="none")
        assert [change.path for change in site.changes(5)] == ["answers.brain_metastases"]
        assert site.record(7).struck_because == "wrong patient"
        site.save(someone("new"), ON)
    with Ledger.open(folder / "eligo.db", read_key_file(folder / "eligo.key")) as ledger:
        assert ledger.verify().ok
        assert all(event_of(one) for one in ledger.entries())


# --- what changed ---


def test_a_correction_says_why(tmp_path: Path) -> None:
    """A5: never blank, in nobody's sight but with the person's values; continuing needs none."""
    with begun(tmp_path) as site:
        first = site.save(history(), ON)
        for blank in ("", "  \n"):
            with pytest.raises(InputError, match="reason"):
                site.save(history(), ON, former=first.seq, corrects=True, reason=blank)
        later = site.save(history(sex="male"), ON, former=first.seq, corrects=True, reason=" Typed wrongly by Quill ")
        record = site.record(later.seq)
        assert (record.reason, record.said.reasoned) == ("Typed wrongly by Quill", True)
        assert site.record(first.seq).reason is None
        payload = json.dumps(dict(site._book.ledger.entry(later.seq).payload))
        assert "Quill" not in payload


def test_changes_name_field_old_new_who_when_and_why(tmp_path: Path) -> None:
    """A2, A3, A4: all between two entries of a case, in order; what never changed is not there."""
    with begun(tmp_path) as site:
        first = site.save(history(), ON)
        data = with_answer(history(name="Zhuge"), brain_metastases="none")
        second = site.save(data, ON, former=first.seq, corrects=True, reason="misread")
        labs = [{"value": "71", "unit": "10*9/L", "on": "2026-11-23"}, *data["answers"]["platelets"]]
        third = site.save(with_answer(data, platelets=labs), ON, former=second.seq)
        made = site.changes(second.seq)
        assert {one.path: (one.old, one.new) for one in made} == {
            "subject.name": (history()["subject"]["name"], "Zhuge"),
            "answers.brain_metastases": ("progressing_after_treatment", "none"),
        }
        assert {(one.seq, one.former, one.who, one.role, one.why) for one in made} == {
            (second.seq, first.seq, "Lin Mei", "coordinator", "misread")
        }
        assert made[0].at == site._book.ledger.entry(second.seq).at
        assert "Zhuge" not in repr(made)
        assert {(one.path, one.new, one.why) for one in site.changes(third.seq)} == {
            ("answers.platelets[0].value", "71", None),
            ("answers.platelets[0].unit", "10*9/L", None),
            ("answers.platelets[0].on", "2026-11-23", None),
        }
        assert len(site.changes(third.seq, first.seq)) == 5
        assert site.changes(first.seq) == []
        other = site.save(someone("B"), ON)
        with pytest.raises(InputError, match="does not go back"):
            site.changes(other.seq, first.seq)


def test_values_of_another_kind_are_changes() -> None:
    """A3: true is not 1, none is not blank; an item is known again by what stays of it, wherever it stands."""
    assert list(steps({"a": True, "b": None}, {"a": 1, "b": ""})) == [("a", True, 1), ("b", None, "")]
    assert list(steps({"a": [True]}, {"a": [1]})) == [("a[0]", True, 1)]
    assert list(steps({"a": [1, 2, 3]}, {"a": [3, 1]})) == [("a[1]", 2, None)]
    count, newer = {"value": "68", "on": "22", "unit": "G/L"}, {"value": "71", "on": "23", "unit": "G/L"}
    right = {**count, "value": "86"}
    assert sorted(steps({"a": [count]}, {"a": [newer, right]})) == [
        ("a[0].on", None, "23"),
        ("a[0].unit", None, "G/L"),
        ("a[0].value", None, "71"),
        ("a[1].value", "68", "86"),
    ]
    assert list(steps({"a": "x"}, {"a": {"value": "x", "by": "y"}})) == [("a", "x", {"value": "x", "by": "y"})]
    assert list(steps({"a": {"b": 1}}, {})) == [("a.b", 1, None)]


def test_the_newest_version_is_what_is_written(tmp_path: Path) -> None:
    with begun(tmp_path) as site:
        saved = site.save(history(), ON)
        assert site._book.ledger.entry(saved.seq).version == Assessed.version == 2
