"""A hospital in the OMOP CDM as a population: the same of a DuckDB file, a server and FHIR, and no silence is a no."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from screening.cohort.run import Cohort, Run
from screening.engine import assess
from screening.errors import InputError, RefusedError, StoreError
from screening.formats.codelists import Questions, questions
from screening.ledger.address import Server
from screening.patient import read_history
from screening.protocol.catalogue import find
from screening.service.prescreening import candidate, prescreen
from tests.store import omop_samples as omop
from tests.store.cohort_samples import rows_of, worklist
from tests.store.omop_samples import Hospital, as_file
from tests.store.servers import PrivateServer
from tests.store.service_samples import begun, published
from tests.unit.fhir_samples import SNOMED, bundle, concept, condition, observation, patient

ON = date(2026, 11, 24)


def hospital() -> Hospital:
    """Everybody differs from the first in what the comment says."""
    made = Hospital()
    low = made.person()
    made.ill(low, omop.LUNG, omop.C34, status=omop.CONFIRMED)
    made.measured(low)
    high = made.person(omop.MALE, (1960, None, None))  # no month, no day
    made.ill(high, omop.NSCLC)  # by its ancestor alone
    made.measured(high, "180000", unit=omop.PER_UL)
    blood = made.person()
    made.ill(blood, omop.AML, omop.C91)
    made.measured(blood, "20", omop.PLT)
    made.person()  # nothing at all
    both = made.person()
    made.ill(both, 0, omop.ICDO_LUNG)  # morphology and site in one code
    made.ill(both, omop.LEUKAEMIA, day="2026-11-01")
    made.measured(both, "70", operator=omop.LESS)
    made.measured(both, "90", at="2026-11-20 00:00:00")  # an older one
    return made


def made(cohort: Cohort, folder: Path, **options: Any) -> Run:
    return prescreen(None, published(), cohort, ON, folder / "result.parquet", **options)


def said(run: Run, column: str) -> list[str]:
    return [str(row[column]) for row in rows_of(run.result)]


def test_everybody_in_a_database_is_judged(tmp_path: Path) -> None:
    """By their number; diagnoses by code, by ancestor, by morphology; counts in any unit; the rest is not yet known."""
    run = made(as_file(hospital(), tmp_path / "cdm.duckdb"), tmp_path)
    assert said(run, "subject_id") == ["1", "2", "3", "4", "5"]
    assert said(run, "I3") == ["met", "not_met", "met", "unknown", "met"]
    assert said(run, "E1") == ["clear", "clear", "excludes", "unknown", "excludes"]
    assert "no" not in {str(row["verdict"]) for row in rows_of(run.result)}
    assert said(run, "verdict") == ["undetermined", "ineligible", "ineligible", "undetermined", "ineligible"]
    assert all("other_causes.immune" in one and "brain_metastases" in one for one in said(run, "missing"))
    assert (run.rows, run.judged, run.refused, run.report) == (5, 5, 0, None)
    assert len(run.input_sha256["cohort"]) == 64
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cdm.duckdb", "result.parquet"]


def test_a_server_says_what_the_file_says(tmp_path: Path, postgres: PrivateServer) -> None:
    """And nothing of it is changed."""
    theirs = rows_of(made(as_file(hospital(), tmp_path / "cdm.duckdb"), tmp_path).result)
    room = f"hospital{id(tmp_path)}"
    with postgres.connect(postgres.room()) as connection:
        for schema in (room, f"{room}_vocabulary"):
            connection.execute(f"CREATE SCHEMA {schema}")
        hospital().write(connection.execute, room, f"{room}_vocabulary")
    server = Server.read(f"{postgres.url()}&schema={quote(room)}")
    site = begun(tmp_path / "site")
    run = prescreen(site, site.protocol, server, ON, tmp_path / "served.parquet")
    assert rows_of(run.result) == theirs
    assert run.entry is not None
    assert [one.name for one in tmp_path.iterdir() if "eligo-run" in one.name] == []
    with pytest.raises(RefusedError, match="OMOP"):
        made(Server.read(f"{postgres.url()}&schema=nowhere"), tmp_path)
    with pytest.raises(StoreError, match="server"):
        made(Server.read(f"postgresql://eligo@/postgres?host={tmp_path}"), tmp_path)


def test_it_says_what_a_folder_of_fhir_says(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    morphology = concept("http://terminology.hl7.org/CodeSystem/icd-o-3", "8140/3")
    censored = {"value": 70, "comparator": "<", "unit": "10*9/L", "code": "10*9/L"}
    people = {
        "1": [condition("C34.90"), observation()],
        "2": [condition("363358000", system=SNOMED), observation(value=180)],
        "3": [condition("C91.00"), observation(value=20, code="26515-7")],
        "4": [],
        "5": [
            condition("C34.1", extension=[{"url": "x", "valueCodeableConcept": morphology}]),
            condition("93143009", id="c2", system=SNOMED, recordedDate="2026-11-01"),
            observation(valueQuantity=censored),
            observation("o2", value=90, effectiveDateTime="2026-11-20"),
        ],
    }
    for name, resources in people.items():
        own = [{**one, "subject": {"reference": f"Patient/{name}"}} for one in resources]
        born = {"birthDate": "1960", "gender": "male"} if name == "2" else {}
        (folder / f"{name}.json").write_bytes(bundle(patient(id=name, **born), *own))
    ours = made(as_file(hospital(), tmp_path / "cdm.duckdb"), tmp_path)
    theirs = prescreen(None, published(), folder, ON, tmp_path / "fhir.parquet")
    assert rows_of(ours.result) == rows_of(theirs.result)


DIAGNOSES: list[tuple[int, int, dict[str, Any], str]] = [
    (omop.GASTRIC_LYMPHOMA, 0, {}, "excludes"),  # a disease of the blood outranks the organ
    (omop.SECONDARY_PANCREAS, 0, {}, "unknown"),  # a secondary site confirms no histology
    (omop.SECONDARY, omop.C78, {}, "unknown"),
    (0, omop.Z85, {}, "unknown"),  # a history is no active disease
    (omop.LUNG, omop.C34, {"status": omop.PRELIMINARY}, "unknown"),
    (omop.LUNG, omop.C34, {"end": "2026-10-20"}, "unknown"),  # over
    (omop.LUNG, omop.C34, {"end": "2026-10-09"}, "clear"),  # when the visit ended
    (omop.LUNG, omop.C34, {"end": "2026-10-02"}, "clear"),
    (omop.LUNG, omop.C34, {"day": "2026-11-25"}, "unknown"),  # not known on that day
    (omop.MIGRAINE, 0, {}, "unknown"),
    (0, 0, {}, "unknown"),
]


def test_a_diagnosis_answers_where_nothing_is_left_to_judge(tmp_path: Path) -> None:
    made_up = Hospital()
    for standard, source, more, _ in DIAGNOSES:
        id = made_up.person()
        made_up.visited(id, "2026-10-09")
        made_up.ill(id, standard, source, **more)
    run = made(as_file(made_up, tmp_path / "cdm.duckdb"), tmp_path)
    assert said(run, "E1") == [outcome for *_, outcome in DIAGNOSES]


def test_what_was_only_observed_asks_and_a_fourth_stage_answers(tmp_path: Path) -> None:
    made_up = Hospital()
    for _ in range(3):
        made_up.ill(made_up.person(), omop.LUNG, omop.C34)
    made_up.seen(2, 0, omop.Z85)
    made_up.measured(3, None, omop.STAGE, answer=omop.STAGE_FOUR)
    run = made(as_file(made_up, tmp_path / "cdm.duckdb"), tmp_path)
    assert said(run, "E1") == ["clear", "unknown", "clear"]
    assert said(run, "I1") == ["unknown", "unknown", "met"]


def test_a_count_that_cannot_be_read_leaves_its_series_open_until_a_later_one(tmp_path: Path) -> None:
    """An older count must not stand in for it; nor may one of a sample with clumps."""
    made_up = Hospital()
    for _ in range(9):
        made_up.measured(made_up.person(), "68", at="2026-11-22 08:00:00")
    made_up.measured(2, "70", unit=omop.UNKNOWN_UNIT, at="2026-11-23 08:00:00")
    made_up.measured(3, "70", unit=omop.UNKNOWN_UNIT, at="2026-11-21 08:00:00")
    made_up.measured(4, "-9", at="2026-11-23 08:00:00")
    made_up.measured(5, None, at="2026-11-23 08:00:00")  # only ordered
    made_up.measured(6, None, omop.CLUMPS, None, "2026-11-22 08:00:00", answer=omop.PRESENT)
    made_up.measured(7, "9", omop.MPV, None, "2026-11-23 08:00:00")  # looks like a count
    made_up.measured(8, "75.000001", at="2026-11-23 08:00:00", unit=None, spelled="K/uL")
    made_up.measured(9, "70", at="2026-11-23 08:00:00", unit=omop.PER_UL, spelled="10*9/L")  # one contradicts the other
    run = made(as_file(made_up, tmp_path / "cdm.duckdb"), tmp_path)
    open_, met = "unknown", "met"
    assert said(run, "I3") == [met, open_, met, open_, met, open_, met, "not_met", open_]


def test_one_of_them_is_opened_as_a_history(tmp_path: Path) -> None:
    run = made(as_file(hospital(), tmp_path / "cdm.duckdb"), tmp_path)
    for one in worklist(run).rows:
        history = read_history(candidate(run, one.subject), run.protocol)
        judged = assess(run.protocol, history, run.on)
        assert {each.id: each.outcome for each in judged.criteria} == one.outcomes


def test_what_a_database_says_otherwise_by_now_is_not_opened(tmp_path: Path, postgres: PrivateServer) -> None:
    """Of that patient alone; what became known after the day that was judged is no part of it."""
    room = f"changing{id(tmp_path)}"
    with postgres.connect(postgres.room()) as connection:
        connection.execute(f"CREATE SCHEMA {room}")
        hospital().write(connection.execute, room, room)
        run = made(Server.read(f"{postgres.url()}&schema={room}"), tmp_path)
        before = candidate(run, "1")
        connection.execute(f"UPDATE {room}.measurement SET value_as_number = 69 WHERE person_id = 3")
        connection.execute(
            f"""INSERT INTO {room}.measurement SELECT measurement_id, person_id, measurement_concept_id, '2026-11-25',
            '2026-11-25 08:00', operator_concept_id, 20, value_as_concept_id, unit_concept_id, range_low, range_high,
            measurement_source_concept_id, unit_source_value FROM {room}.measurement WHERE person_id = 1"""
        )
    assert candidate(run, "1") == before
    for one, refusal in (("3", "changed since"), ("99", "Nobody")):
        with pytest.raises(RefusedError, match=refusal):
            candidate(run, one)


def test_the_digest_of_a_database_covers_results_and_not_the_order_of_rows(tmp_path: Path) -> None:
    shuffled, other = hospital(), hospital()
    shuffled.rows["measurement"].reverse()
    other.measured(5, "91", at="2026-11-19 08:00:00")  # which decides nothing
    digests = [
        made(as_file(one, tmp_path / f"{place}.duckdb"), tmp_path).input_sha256["cohort"]
        for place, one in enumerate((hospital(), shuffled, other))
    ]
    assert digests[0] == digests[1] != digests[2]


def test_what_is_dated_after_the_day_has_no_say(tmp_path: Path) -> None:
    """A later count settles no doubt, a later score hides no earlier, a later diagnosis contradicts none."""
    made_up = Hospital()
    for _ in range(3):
        made_up.measured(made_up.person(), "68", at="2026-11-22 08:00:00")
    made_up.measured(1, "70", unit=omop.UNKNOWN_UNIT, at="2026-11-23 08:00:00")
    made_up.measured(1, "80", at="2026-11-25 08:00:00")
    made_up.measured(2, "70", unit=omop.UNKNOWN_UNIT, at="2026-11-25 08:00:00")
    made_up.ill(2, omop.LUNG, omop.C34)
    made_up.ill(2, omop.LEUKAEMIA, day="2026-11-25")
    made_up.ill(3, omop.LUNG, omop.C34, end="2026-11-25")
    run = made(as_file(made_up, tmp_path / "cdm.duckdb"), tmp_path)
    assert said(run, "I3") == ["unknown", "met", "met"]
    assert said(run, "E1") == ["unknown", "clear", "clear"]


def test_what_is_no_cdm_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE person (person_id int)")
    with pytest.raises(RefusedError, match="OMOP"):
        made(tmp_path / "other.duckdb", tmp_path)
    path = as_file(Hospital(), tmp_path / "cdm.duckdb")
    with pytest.raises(RefusedError, match="leave out the file of results"):
        made(path, tmp_path, labs=path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE measurement DROP COLUMN measurement_datetime")
    with pytest.raises(RefusedError, match=r"5\.4"):
        made(path, tmp_path)
    with pytest.raises(InputError, match="TLS"):
        Server.read("postgresql://reader@db.example/hospital?sslmode=disable")


@pytest.mark.parametrize("id", ["NCT03976882", "NCT05864014"])
def test_what_was_done_or_given_answers_nothing(id: str) -> None:
    """So procedures, drugs and episodes need not be read: they ask of no question that a diagnosis can answer."""
    asked: Questions = questions(find(id).load())
    given = (
        *("platelet_transfusion", "transfusion", "chemotherapy", "radiotherapy", "splenectomy", "antimetabolite"),
        *("platinum", "heparin", "lowers_platelets", "tpo_agonist", "anticoagulant", "platelet_drug"),
        *("immunosuppressant", "anthracycline", "alkylating_agent", "other_thrombocytopenic"),
    )
    diagnoses = ("solid", "lymphoma", "haematological", "stage_four", "secondary_liver", "hiv")
    answered = {one.field for one in asked.touched(diagnoses) if one.answer is not None}
    assert answered
    assert not answered & {one.field for one in asked.touched(given)}
