"""A folder of FHIR as a population: Bundles, or a bulk export, read by the reader of single records."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening.cohort.run import Run
from screening.engine import assess
from screening.errors import RefusedError
from screening.patient import read_history
from screening.service.prescreening import candidate, prescreen
from tests.store.cohort_samples import rows_of, worklist
from tests.store.service_samples import published
from tests.unit.fhir_samples import bundle, condition, observation, patient

ON = date(2026, 11, 24)
Json = Mapping[str, Any]


def record(name: str, *resources: Json) -> list[Json]:
    """Give a patient's resources, each of theirs and with an id of its own."""
    subject = {"reference": f"Patient/{name}"}
    own = [{**one, "id": f"{name}-{one['id']}", "subject": subject} for one in resources]
    return [patient(id=name), *own]


PEOPLE = {
    "low": record("low", condition("C34.9"), observation(value=68)),
    "high": record("high", condition("C34.9"), observation(value=180)),
    "two": record(
        "two",
        observation("o1", value=68),
        observation("o2", value=90, effectiveDateTime="2026-11-23T08:00:00+08:00"),
    ),
    "blood": record("blood", condition("C91.0"), observation(value=20)),
    "bare": record("bare"),
}
I3 = {"low": "met", "high": "not_met", "two": "not_met", "blood": "met", "bare": "unknown"}


def bundles(folder: Path) -> Path:
    folder.mkdir()
    for name, resources in PEOPLE.items():
        (folder / f"{name}.json").write_bytes(bundle(*resources))
    return folder


def export(folder: Path) -> Path:
    """Write a bulk export: a file a kind, everybody's lines mixed."""
    folder.mkdir()
    for kind in ("Observation", "Patient", "Condition"):
        lines = [json.dumps(one) for person in PEOPLE.values() for one in person if one["resourceType"] == kind]
        (folder / f"{kind}.000.ndjson").write_text("\n".join(reversed(lines)) + "\n", "utf-8")
    return folder


def made(folder: Path, **options: Any) -> Run:
    return prescreen(None, published(), folder, ON, folder.parent / "result.parquet", **options)


def said(run: Run, column: str) -> dict[str, str]:
    return {str(row["subject_id"]): str(row[column]) for row in rows_of(run.result)}


@pytest.mark.parametrize("write", [bundles, export])
def test_everybody_in_a_folder_is_judged(tmp_path: Path, write: Any) -> None:
    """One row a patient, by the id that the server gave; a record's silence is never an answer."""
    run = made(write(tmp_path / "records"))
    assert said(run, "I3") == I3
    assert said(run, "E1")["blood"] == "excludes"
    assert said(run, "verdict")["bare"] == "undetermined"
    assert "brain_metastases" in said(run, "missing")["low"]
    assert (run.rows, run.judged, run.refused, run.report) == (5, 5, 0, None)
    assert len(run.input_sha256["cohort"]) == 64


@pytest.mark.parametrize("write", [bundles, export])
def test_one_of_them_is_opened_as_a_history(tmp_path: Path, write: Any) -> None:
    """It says what the run said of them."""
    run = made(write(tmp_path / "records"))
    for one in worklist(run).rows:
        history = read_history(candidate(run, one.subject), run.protocol)
        judged = assess(run.protocol, history, run.on)
        assert {each.id: each.outcome for each in judged.criteria} == one.outcomes


def test_what_is_dated_after_the_day_has_no_say(tmp_path: Path) -> None:
    """A later count settles no doubt in an earlier one."""
    doubtful = observation("o2", effectiveDateTime="2026-11-23", status="entered-in-error")
    later = observation("o3", value=80, effectiveDateTime="2026-11-25")
    folder = tmp_path / "records"
    folder.mkdir()
    for name, also in {"doubtful": [doubtful], "settled": [doubtful, later], "sound": [later]}.items():
        own = record(name, observation(value=68, effectiveDateTime="2026-11-22"), *also)
        (folder / f"{name}.json").write_bytes(bundle(*own))
    assert said(made(folder), "I3") == {"doubtful": "unknown", "settled": "unknown", "sound": "met"}


def test_an_older_result_never_stands_in_for_one_that_can_not_be_read(tmp_path: Path) -> None:
    """A newer count in a unit that nobody knows leaves the question open; an older one, or none, does not."""
    strange = {"value": 80, "unit": "furlong"}
    newer = observation("o2", effectiveDateTime="2026-11-23", valueQuantity=strange)
    older = observation("o2", effectiveDateTime="2026-11-21", valueQuantity=strange)
    none = observation("o2", effectiveDateTime="2026-11-23", valueQuantity=None)
    folder = tmp_path / "records"
    folder.mkdir()
    for name, also in {"newer": newer, "older": older, "none": none}.items():
        own = record(name, observation(value=68, effectiveDateTime="2026-11-22"), also)
        (folder / f"{name}.json").write_bytes(bundle(*own))
    assert said(made(folder), "I3") == {"newer": "unknown", "older": "met", "none": "met"}


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """S5: a broken record is one of the patients; a broken line is nobody's, and told by its number."""
    folder = bundles(tmp_path / "records")
    (folder / "a broken one.json").write_text("{ nothing", "utf-8")
    (folder / "staff.json").write_bytes(bundle({"resourceType": "Practitioner", "id": "d1"}))
    (folder / "Observation.ndjson").write_text(json.dumps(observation(subject={"reference": "Patient/far"})) + "\n{\n")
    run = made(folder)
    assert (run.rows, run.judged, run.refused, run.results_refused) == (7, 6, 1, 1)
    assert {(one.file, one.row, one.code) for one in run.bad} == {
        ("a broken one.json", 1, "record"),
        ("Observation.ndjson", 2, "line"),
    }
    assert said(run, "I3") == {**I3, "far": "met"}


class _EnoughError(Exception):
    pass


def test_a_bulk_export_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    """Also while patients are read, which takes longest; nothing is left of it."""
    people = [json.dumps(one) for number in range(100) for one in record(f"p{number}", observation())]
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "all.ndjson").write_text("\n".join(people), "utf-8")
    told: list[float] = []

    def stop(done: int, of: int) -> None:
        told.append(done / of)
        if done > of / 2:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        made(tmp_path / "records", progress=stop)
    assert len({share for share in told if 0.1 < share < 0.5}) > 2
    assert [one.name for one in tmp_path.iterdir()] == ["records"]


def test_a_folder_of_something_else_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.cohort.bulk._MOST_BAD", 3)
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "log.jsonl").write_text('{"level": "info"}\n' * 4, "utf-8")
    with pytest.raises(RefusedError, match="no bulk export"):
        made(tmp_path / "records")


def test_a_drug_that_lies_apart_is_given_to_whoever_refers_to_it(tmp_path: Path) -> None:
    """Nobody's resource that others name comes along; one that nobody names does not."""
    from screening.cohort.bulk import Bulk

    drugs = [{"resourceType": "Medication", "id": name} for name in ("m1", "m2")]
    given = {
        "resourceType": "MedicationAdministration",
        "id": "a1",
        "subject": {"reference": "https://example.org/fhir/Patient/low"},
        "medicationReference": {"reference": "Medication/m1"},
    }
    lines = [json.dumps(one) for one in (*drugs, given, patient(id="low"))]
    file = tmp_path / "all.ndjson"
    file.write_text("\n".join(lines), "utf-8")
    (tmp_path / "aside").mkdir()
    ((name, raw),) = Bulk([file], tmp_path / "aside", lambda done: None).people()
    assert name == "low"
    assert [json.loads(line)["id"] for line in raw.splitlines()] == ["a1", "low", "m1"]


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    with pytest.raises(RefusedError, match="no FHIR"):
        made(tmp_path / "records")
    folder = bundles(tmp_path / "more")
    with pytest.raises(RefusedError, match="leave out the file of results"):
        made(folder, labs=folder / "low.json")
