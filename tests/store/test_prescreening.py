"""Pre-screening: who is judged, who is left out and why, what is written, and what the book says of it."""

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from screening.cohort.run import Run, Which
from screening.engine import assess
from screening.errors import AccessError, InputError, RefusedError, StoreError
from screening.patient import read_history
from screening.service import Site, Wanted, choose_password, enter
from screening.service.prescreening import candidate, prescreen
from screening.wording import Words
from tests.store.cohort_samples import (
    ON,
    parquet_of,
    patient,
    rows_of,
    subjects,
    verdicts,
    without_labs,
    worklist,
    written,
)
from tests.store.service_samples import begun, published
from tests.store.staffed import as_coordinator, begin_staffed

SOME = [
    patient("P1"),
    patient("P2", platelets__value="75"),
    patient("P3", platelets__value="", platelets__unit="", platelets__on="", platelets__clumped=""),
    patient("P4", planned_cycle_date="2026-11-20"),
]
SAID = {"P1": "eligible", "P2": "ineligible", "P3": "undetermined", "P4": "ineligible"}


def made(cohort: Path, name: str = "result.parquet", **options: Any) -> Run:
    return prescreen(None, published(), cohort, ON, cohort.parent / name, **options)


def test_everybody_is_judged(tmp_path: Path) -> None:
    """One row a patient in the order of the file, with verdict, criteria, what is missing and from when."""
    run = made(written(tmp_path / "c.csv", SOME))
    rows = rows_of(run.result)
    assert list(rows[0]) == [
        *("subject_id", "verdict", "I1", "I2", "I3", "E1", "E2", "E3", "missing", "possible_from", "possible_until"),
    ]
    assert subjects(rows) == ["P1", "P2", "P3", "P4"]
    assert verdicts(run.result) == SAID
    assert [row["missing"] for row in rows] == ["", "", "platelets", ""]
    assert [row["possible_from"] for row in rows] == [ON, None, ON, date(2026, 11, 27)]
    assert [row["possible_until"] for row in rows] == [date(2026, 11, 25), None, None, None]
    assert (run.rows, run.judged, run.refused, run.report) == (4, 4, 0, None)
    assert run.verdicts == {"eligible": 1, "undetermined": 1, "ineligible": 2}
    assert run.not_yet == 1


def test_the_funnel_adds_up(tmp_path: Path) -> None:
    """Who fell at which criterion first, who is left after each, and for whom it is open."""
    run = made(written(tmp_path / "c.csv", SOME))
    by_id = {one.id: one for one in run.criteria}
    assert [(one.fell, one.left) for one in run.criteria] == [(0, 4), (1, 3), (1, 2), (0, 2), (0, 2), (0, 2)]
    assert by_id["I3"].outcomes == {"met": 2, "not_met": 1, "unknown": 1}
    assert by_id["I3"].open == 1
    assert all(sum(one.outcomes.values()) == run.judged for one in run.criteria)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", "|"), ("gb18030", "\t")],
)
def test_everyday_files_of_text_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """S5: as spreadsheets write them; what stands in them in Chinese is what comes out."""
    rows = [patient("病人一"), patient("病人二", platelets__unit="×10⁹/L" if "utf" in encoding else "10^9/L")]
    run = made(written(tmp_path / "c.csv", rows, encoding, delimiter))
    assert verdicts(run.result) == {"病人一": "eligible", "病人二": "eligible"}


def test_a_workbook_is_read(tmp_path: Path) -> None:
    """Numbers and dates as a spreadsheet keeps them."""
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(SOME[0]))
        for line, row in enumerate(SOME, 1):
            for place, (name, cell) in enumerate(row.items()):
                if name == "platelets.value" and cell:
                    sheet.write_number(line, place, float(cell))
                elif name == "platelets.on" and cell:
                    sheet.write_datetime(line, place, date.fromisoformat(cell))
                else:
                    sheet.write(line, place, cell)
    assert verdicts(made(path).result) == SAID


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"birth_date": "DATE", "platelets.on": "DATE", "platelets.value": "DOUBLE", "platelets.clumped": "BOOLEAN"},
        {"platelets.on": "TIMESTAMP", "platelets.value": "DECIMAL(9,1)", "planned_cycle_date": "DATE"},
        {"platelets.value": "FLOAT", "platelets.on": "TIMESTAMP_NS"},
        {"platelets.value": "INTEGER", "birth_date": "TIMESTAMP"},
    ],
)
def test_parquet_is_read_as_it_is_typed(tmp_path: Path, types: dict[str, str]) -> None:
    """Texts, or the types that a warehouse writes."""
    text = written(tmp_path / "c.csv", SOME)
    assert verdicts(made(parquet_of(tmp_path / "c[1].parquet", text, types)).result) == SAID


def test_a_bad_row_is_left_out_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    """S5: every fault of every row, by its number in the file, in the report; and the numbers come out even."""
    rows = [
        patient("P1"),
        patient("P2", birth_date="17.05.1964", sex="f"),
        patient("P3", platelets__unit="K"),
        patient("P4", platelets__value="-1"),
        patient("P5", brain_metastases="no"),
        patient("", delay_reason="other"),
        patient("P7"),
        patient("P7"),
        patient("P9"),
    ]
    path = written(tmp_path / "c.csv", rows)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:2], "P0,too,few\n", *lines[2:], lines[1].strip() + ",many\n"]), "utf-8")
    run = made(path)
    assert verdicts(run.result) == {"P1": "eligible", "P9": "eligible"}
    assert (run.rows, run.judged, run.refused) == (11, 2, 9)
    assert run.report is not None
    with run.report.open(encoding="utf-8-sig", newline="") as file:
        told = [(int(one["row"]), one["column"], one["code"]) for one in csv.DictReader(file)]
    assert told == [
        (2, "", "cells_few"),
        (3, "birth_date", "day"),
        (3, "sex", "word"),
        (4, "platelets.unit", "unit"),
        (5, "platelets.value", "number"),
        (6, "brain_metastases", "word"),
        (7, "subject_id", "blank"),
        (8, "subject_id", "twice"),
        (9, "subject_id", "twice"),
        (11, "", "cells_many"),
    ]
    assert [(one.row, one.column, one.code) for one in run.bad] == told
    assert "17.05.1964" not in run.report.read_text("utf-8")
    assert sum(one.rows for one in run.bad_counts) == len(told)
    path.write_text("".join(lines[:2]), "utf-8")
    assert made(path).report is None
    assert not run.report.exists()


def test_an_identifier_that_stands_twice_leaves_all_its_rows_out(tmp_path: Path) -> None:
    """In whatever order, also with a blank one between: nobody is guessed to be the right one."""
    for names in (["A", "", "A"], ["A", "B", "A"], ["B", "A", "A"], ["A", "A", "B"]):
        run = made(written(tmp_path / "c.csv", [patient(name) for name in names]))
        assert subjects(rows_of(run.result)) == [one for one in names if one == "B"]
        assert {one.code for one in run.bad} <= {"twice", "blank"}


def test_a_column_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """All of them at once, with the nearest that there is; one can be left out of account by name."""
    rows = [{**patient("P1"), "tumor_type": "solid", "hospital": "4"}]
    path = written(tmp_path / "c.csv", rows)
    with pytest.raises(InputError, match="did you mean") as caught:
        made(path)
    assert [one.place for one in caught.value.problems] == ["tumor_type", "hospital"]
    assert not (tmp_path / "result.parquet").exists()
    assert made(path, ignore=["tumor_type", "hospital"]).judged == 1
    with pytest.raises(InputError, match="subject_id: this column is missing"):
        made(written(path, [{"sex": "female"}]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "cohort.empty"),
        (b"\n\n", "cohort.empty"),
        (b"PAR1 cut off", "cohort.not_parquet"),
        (b"PK\x03\x04 cut off", "cohort.workbook_broken"),
        (b"subject_id,sex,sex\nP1,male,male\n", "cohort.column_twice"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "c"
    path.write_bytes(content)
    with pytest.raises(RefusedError) as caught:
        made(path)
    assert caught.value.code == code
    assert [one.name for one in tmp_path.iterdir()] == ["c"]


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", SOME)
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="what is read"):
        made(path, "c.csv")
    with pytest.raises(RefusedError, match="has to end in"):
        made(path, "result.txt")
    with pytest.raises(RefusedError, match="no such file"):
        made(tmp_path / "nothing.csv")
    with pytest.raises(StoreError):
        prescreen(None, published(), path, ON, tmp_path / "no" / "folder" / "r.csv")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["c.csv"]


class _EnoughError(Exception):
    pass


@pytest.mark.parametrize("after", [0, 3_000, 7_000, 9_000])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, after: int) -> None:
    """Wherever it is; and it is told how far that is, without going back."""
    path = written(tmp_path / "c.csv", SOME)
    told: list[int] = []

    def progress(done: int, of: int) -> None:
        told.append(done * 10_000 // of)
        if told[-1] >= after:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        made(path, "result.csv", progress=progress)
    assert told == sorted(told)
    assert [one.name for one in tmp_path.iterdir()] == ["c.csv"]


# --- any number of results a patient ---


def labs(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["subject_id,field,value,unit,on,anticoagulant,clumped", *rows]) + "\n", "utf-8")
    return path


def test_the_latest_result_counts(tmp_path: Path) -> None:
    """In the long form: the newest valid one, whatever order they stand in."""
    cohort = written(tmp_path / "c.csv", [without_labs(row) for row in SOME])
    results = labs(
        tmp_path / "l.csv",
        "P1,platelets,68,10*9/L,2026-11-22,,",
        "P1,platelets,168,10*9/L,2026-11-01,,",
        "P2,platelets,75000,/uL,2026-11-22T08:00,EDTA,false",
        "P2,platelets,60,10*9/L,2026-11-22T07:00,EDTA,false",
        "P3,platelets,19,10*9/L,2026-11-23,EDTA,true",
        "P4,platelets,68,10*9/L,2026-11-22,,",
        "P9,platelets,68,10*9/L,2026-11-22,,",
    )
    assert verdicts(made(cohort, labs=results).result) == SAID


def test_a_faulty_result_leaves_its_patient_out(tmp_path: Path) -> None:
    """Without it an older one would count; clumps without a count leave them out too.

    A series that nobody knows is refused, unless it is to be ignored.
    """
    cohort = written(tmp_path / "c.csv", [without_labs(row) for row in SOME])
    results = labs(
        tmp_path / "l.csv",
        "P1,platelets,68,10*9/L,2026-11-22,,",
        "P2,platelets,75,10*9/L,2026-11-22,,",
        "P2,platelets,75,mmol/L,2026-11-23,,",
        "P3,haemoglobin,7.5,g/dL,2026-11-23,,",
        ",platelets,7,10*9/L,2026-11-23,,",
        "P4,platelets,,10*9/L,2026-11-23,,true",
        "P3,platelets,,10*9/L,2026-11-23,,",
    )
    with pytest.raises(InputError, match="haemoglobin is no series"):
        made(cohort, labs=results)
    run = made(cohort, labs=results, ignore=["haemoglobin"])
    assert verdicts(run.result) == {"P1": "eligible", "P3": "undetermined"}
    assert (run.rows, run.judged, run.refused, run.results_refused) == (4, 2, 2, 3)
    assert [(one.file, one.row, one.column, one.code) for one in run.bad] == [
        ("c.csv", 2, "subject_id", "bad_results"),
        ("c.csv", 4, "subject_id", "bad_results"),
        ("l.csv", 3, "unit", "unit"),
        ("l.csv", 5, "subject_id", "blank"),
        ("l.csv", 6, "value", "blank"),
    ]


# --- what is written ---


def test_the_result_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    """S7: CSV with a mark of its encoding; no cell runs as a formula; its owner alone can read it."""
    run = made(written(tmp_path / "c.csv", [patient("=1+1")]), "result.csv")
    content = run.result.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsubject_id,verdict,I1")
    assert b"\r\n'=1+1,eligible,met" in content
    if os.name == "posix":
        assert run.result.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["result.csv", "result.xlsx", "result.parquet"])
def test_the_worklist_is_read_from_any_result(tmp_path: Path, name: str) -> None:
    """Those who may qualify first, by how little is missing; each one's row is a history that says the same."""
    run = made(written(tmp_path / "c.csv", [patient("=5", platelets__on="2026-11-20"), *SOME]), name)
    page = worklist(run)
    assert page.total == 5
    assert [one.subject for one in page.rows] == ["P1", "P4", "=5", "P3", "P2"]
    assert page.rows[3].missing == ("platelets",)
    assert page.rows[1].possible_from == date(2026, 11, 27)
    for one in page.rows:
        said = assess(run.protocol, read_history(candidate(run, one.subject), run.protocol), run.on)
        assert (said.verdict, {each.id: each.outcome for each in said.criteria}) == (one.verdict, one.outcomes)
    assert [one.subject for one in worklist(run, Which(hopeful=True), limit=2, offset=1).rows] == ["P4", "=5"]
    assert [one.subject for one in worklist(run, Which(fell_at="I3")).rows] == ["P2"]
    assert worklist(run, Which(left_after="E3")).total == run.criteria[-1].left
    assert worklist(run, Which(criterion="I3", outcome="unknown")).total == 2
    assert [one.subject for one in worklist(run, Which(subject="p3")).rows] == ["P3"]
    with pytest.raises(RefusedError):
        candidate(run, "P99")


# --- the book ---


def test_a_run_is_one_entry_of_the_book(tmp_path: Path) -> None:
    """A1, A2: protocol, day, counts, engine, the digests of what was read and made, and nobody's identifier."""
    path = written(tmp_path / "c.csv", SOME)
    with begun(tmp_path / "site") as site:
        before = site.head().length
        run = prescreen(site, site.protocol, path, ON, tmp_path / "result.csv")
        assert site.head().length == before + 1 == run.entry
        (entry,) = site.reader.entries(kinds=("prescreened",))
        assert entry.payload["sha256"] == run.sha256
        assert entry.payload["inputs"] == list(run.input_sha256.values())
        assert (entry.payload["rows"], entry.payload["eligible"]) == (4, 1)
        assert "P1" not in repr(entry.payload)
        (line,) = site.trail.lines(Wanted(kinds=("prescreened",)))
        assert line.payload["judged"] == 4


def test_who_may_not_screen_may_not_pre_screen(tmp_path: Path) -> None:
    """S2: neither a monitor nor an administrator alone; and nothing once the log has its final page."""
    path = written(tmp_path / "c.csv", SOME)
    folder = tmp_path / "site"
    begin_staffed(folder)
    monitor = ("Mo Ni", "letters from the sponsor")
    with as_coordinator(folder) as site:
        once = site.staff.add(monitor[0], ["monitor"], verified="letter")
        choose_password(folder, monitor[0], once, monitor[1]).close()
    with enter(folder, *monitor) as site, pytest.raises(AccessError) as caught:
        prescreen(site, site.protocol, path, ON, tmp_path / "result.csv")
    assert caught.value.code == "not_permitted.prescreen"
    assert not (tmp_path / "result.csv").exists()


def test_a_closed_study_pre_screens_nobody(tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", SOME)
    with begun(tmp_path / "site") as site:
        _close(site)
        with pytest.raises(InputError):
            prescreen(site, site.protocol, path, ON, tmp_path / "result.csv")
    assert not (tmp_path / "result.csv").exists()


def _close(site: Site) -> None:
    site.actor = type(site.actor)("Xu Dan", "investigator")
    site.conduct.close()


def test_the_report_speaks_the_reader_s_language(tmp_path: Path) -> None:
    run = made(written(tmp_path / "c.csv", [patient("P1", sex="f")]), words=Words("zh_CN"))
    assert run.report is not None
    assert "不是以下之一" in run.report.read_text("utf-8-sig")
