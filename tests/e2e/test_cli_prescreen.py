"""`eligo prescreen` as a process of its own: what it says, what it writes, and how it ends."""

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from screening.cli import main
from screening.cohort.private import private_folder
from tests.e2e.test_cli_process import COMMAND, JUNK, ROOT, complained, eligo, environment
from tests.store.cohort_samples import patient, written

ON = ("--protocol", "NCT03976882", "--on", "2026-11-24")


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    rows = [patient("P1"), patient("P2", platelets__value="75"), patient("P3", sex="f")]
    return written(tmp_path / "cohort.csv", rows)


def test_a_population_is_judged_from_file_to_file(cohort: Path, tmp_path: Path) -> None:
    """The contract's command: counts and funnel for people, and nothing recorded without a site."""
    result = tmp_path / "result.csv"
    done = eligo("prescreen", str(cohort), *ON, "-o", str(result))
    words = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Rows read: 3; 2 judged, 1 left out" in words
    assert "result.csv.left-out.csv" in words and "Nothing was recorded" in words
    with result.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["subject_id"], row["verdict"], row["I3"]) for row in rows] == [
        ("P1", "eligible", "met"),
        ("P2", "ineligible", "not_met"),
    ]


def test_a_program_gets_one_object(cohort: Path, tmp_path: Path) -> None:
    done = eligo("prescreen", str(cohort), *ON, "-o", str(tmp_path / "result.parquet"), "--json")
    said = json.loads(done.stdout)
    assert (said["rows"], said["judged"], said["refused"]) == (3, 2, 1)
    assert said["verdicts"] == {"eligible": 1, "undetermined": 0, "ineligible": 1}
    assert said["faults"][0]["reason"] == "is none of: female, male, other, unknown"
    assert len(said["sha256"]) == len(said["inputs"]["cohort"]) == 64
    assert said["entry"] is None


def test_a_site_records_it_once(cohort: Path, tmp_path: Path) -> None:
    """A1: in the trail, in words; another study than the site's is refused."""
    folder = str(tmp_path / "site")
    assert eligo("site", "init", "--data", folder, "--site", "SH04", "--user", "Lin").returncode == 0
    done = eligo("prescreen", str(cohort), *ON, "-o", str(tmp_path / "r.xlsx"), "--data", folder, "--json")
    entry = json.loads(done.stdout)["entry"]
    trail = eligo("log", "trail", "--data", folder).stdout.decode()
    assert isinstance(entry, int)
    assert "3 patients pre-screened for 2026-11-24" in " ".join(trail.split())
    other = ("--protocol", "NCT05864014", "--on", "2026-11-24", "-o", str(tmp_path / "o.csv"))
    complained(eligo("prescreen", str(cohort), *other, "--data", folder), 2)


def test_the_sql_is_printed_for_a_warehouse(tmp_path: Path) -> None:
    """What the tables are to hold, and the SELECT; nobody is judged, and no file is asked for."""
    done = eligo("prescreen", *ON, "--engine", "sql", "--dialect", "spark")
    assert done.returncode == 0
    assert b"CREATE TABLE" in done.stdout and b"SELECT" in done.stdout
    complained(eligo("prescreen", *ON, "--engine", "sql", "--dialect", "cobol"), 2)
    complained(eligo("prescreen", *ON, "--engine", "sql", "-o", str(tmp_path / "r.csv")), 2)
    complained(eligo("prescreen", *ON), 2)


@pytest.mark.parametrize("junk", [*JUNK, "nothing there"])
def test_junk_is_bad_input(junk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """S5: whatever it is, it is named as such, and nothing is written."""
    path = tmp_path / "junk.csv"
    if junk in JUNK:
        path.write_bytes(JUNK[junk])
    for extra in ((), ("--labs", str(path))):
        status = main(["prescreen", str(path), *ON, "-o", str(tmp_path / "result.csv"), *extra])
        said = capsys.readouterr()
        assert (status, said.out) == (3, "")
        assert said.err.strip() and "\x1b" not in said.err
    assert not (tmp_path / "result.csv").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise there")
def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while it works: no result, no report, no folder of its own."""
    assert ended(tmp_path, signal.SIGINT) == 130
    assert [one.name for one in tmp_path.iterdir()] == ["cohort.csv"]


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise there")
def test_what_a_killed_run_leaves_is_cleared_by_the_next(tmp_path: Path) -> None:
    """Patients stand in it in plain text; whatever a living run has beside the same result stays."""
    ended(tmp_path, signal.SIGKILL)
    (left,) = (one for one in tmp_path.iterdir() if one.is_dir())
    assert [one.stat().st_mode & 0o077 for one in (left, *left.glob("in-use"))] == [0, 0]
    result = tmp_path / "result.csv"
    with private_folder(result) as living:
        assert not left.exists()
        few = written(tmp_path / "few.csv", [patient("P1")])
        assert main(["prescreen", str(few), *ON, "-o", str(result)]) == 0
        assert living.is_dir() and result.is_file()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cohort.csv", "few.csv", "result.csv"]


def ended(folder: Path, how: signal.Signals) -> int:
    """End a run in the middle of its work, and give its exit status."""
    cohort = written(folder / "cohort.csv", [patient(f"P{number}") for number in range(20_000)])
    with subprocess.Popen(
        [*COMMAND, "prescreen", str(cohort), *ON, "-o", str(folder / "result.csv"), "--engine", "python"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while not list(folder.glob(".*/*.rows.csv")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(how)
        return process.wait(60)
