"""`eligo query`, `visit` and `study`, and what `eligo log` tells and keeps of the past, each call as its own."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.cli import main
from screening.service import Site
from tests.store.service_samples import ON, begun, history, someone, with_answer

Run = Callable[..., tuple[int, str, str]]
CASE = "SH04-0001"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site without accounts, in the environment, with one case."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))
    with begun(tmp_path / "data") as site:
        site.save(history(), ON)
    return tmp_path / "data"


@pytest.fixture
def eligo(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `eligo` in that folder."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def corrected(folder: Path) -> int:
    """Correct the case's brain metastases."""
    with Site.open(folder) as site:
        former = site.numbered(CASE)[-1].seq
        later = with_answer(history(), brain_metastases="none")
        return site.save(later, ON, former=former, corrects=True, reason="read again").seq


def test_a_query_from_its_question_to_its_end(eligo: Run, folder: Path) -> None:
    """It prints the query's number alone; the list has all that was said, and what was corrected since."""
    status, out, _ = eligo(
        "query", "raise", CASE, "--field", "answers.brain_metastases", "--text", "Where is the scan?"
    )
    id = out.strip()
    assert status == 0 and id.isdigit()
    entry = corrected(folder)
    assert eligo("query", "answer", id, "--text", "In the archive of radiology.")[0] == 0
    out = eligo("query", "list", "--state", "answered", "--case", CASE)[1]
    assert f"{id}  {CASE} answers.brain_metastases: answered" in out
    assert "Where is the scan?" in out and "In the archive of radiology." in out
    assert f"corrected in entry {entry}: answers.brain_metastases: progressing_after_treatment → none" in out
    assert eligo("query", "again", id, "--text", "Of which day?")[0] == 0
    assert eligo("query", "close", id) == (0, "", "")
    assert eligo("query", "list", "--state", "open") == (0, "", "")
    assert "content with the answer" in eligo("query", "list")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("raise", CASE, "--field", "answers.nothing", "--text", "?"), "no place in this case"),
        (("raise", CASE, "--text", "  "), "must not be blank"),
        (("raise", "SH04-0009", "--text", "?"), "SH04-0009"),
        (("close", "1"), "no query 1"),
    ],
)
def test_what_can_not_be_asked_is_told(eligo: Run, arguments: tuple[str, ...], told: str) -> None:
    status, out, err = eligo("query", *arguments)
    assert (status, out) == (3, "") and told in err


def test_a_visit_shows_what_changed_and_where_to_end_it(eligo: Run, folder: Path) -> None:
    """The last entry shown is named, so that nothing unread is passed over."""
    seq = corrected(folder)
    eligo("query", "raise", CASE, "--text", "Is this one person?")
    out = eligo("visit", "changes")[1]
    assert "answers.brain_metastases: progressing_after_treatment → none" in out
    assert "Is this one person?" in out
    assert f"eligo visit hold --upto {seq + 1}" in out
    assert f"entry {seq}" in eligo("visit", "hold", "--upto", str(seq))[1]
    rows = [json.loads(line) for line in eligo("visit", "changes", "--json")[1].splitlines()]
    assert [row["kind"] for row in rows] == ["query_raised"]
    assert eligo("visit", "hold", "--upto", "2")[0] == 3
    assert eligo("visit", "hold")[0] == 0
    assert "Nothing has changed" in eligo("visit", "changes")[1]


def test_the_study_is_paused_resumed_and_closed(eligo: Run, tmp_path: Path) -> None:
    assert eligo("study", "state")[1] == "Recruitment goes on\n"
    assert "paused (no study drug)" in eligo("study", "pause", "--reason", "supply")[1]
    new = tmp_path / "new.json"
    new.write_text(json.dumps(someone("B")), "utf-8")
    status, out, err = eligo("log", "add", str(new), "--on", ON.isoformat())
    assert (status, out) == (3, "") and "Recruitment is paused at this site" in err
    assert eligo("--language", "zh_CN", "log", "list")[0] == 2
    assert "已暂停招募" in eligo("log", "add", str(new), "--language", "zh_CN")[2]
    assert eligo("study", "resume")[0] == 0
    assert "closed" in eligo("study", "close")[1]
    assert "final page" in eligo("study", "pause", "--reason", "supply")[2]


def test_the_trail_is_told_and_written(eligo: Run, folder: Path, tmp_path: Path) -> None:
    """A10: of one case, kind, person, field and day, either end first."""
    seq = corrected(folder)
    rows = [json.loads(line) for line in eligo("log", "trail", "--case", CASE, "--json")[1].splitlines()]
    assert [row["entry"] for row in rows] == [seq, seq - 1, seq - 2]
    assert (rows[0]["old"], rows[0]["new"]) == ("progressing_after_treatment", "none")
    assert rows[0]["why"] == "read again"
    out = eligo("log", "trail", "--kind", "assessed", "--by", "Lin Mei", "--oldest-first", "--most", "1")[1]
    assert f"{seq - 1}  " in out and CASE in out
    assert eligo("log", "trail", "--until", "2000-01-01") == (0, "", "")
    assert eligo("log", "trail", "--identified")[0] == 2
    for name, more in (("coded.jsonl", ()), ("identified.jsonl", ("--identified",))):
        path = tmp_path / name
        assert eligo("log", "trail", "--format", "jsonl", "-o", str(path), *more)[0] == 0
        assert ("read again" in path.read_text("utf-8")) == bool(more)


def test_every_value_of_a_field_is_told(eligo: Run, folder: Path) -> None:
    """A4: in order, with who and why."""
    corrected(folder)
    lines = eligo("log", "history", CASE, "answers.brain_metastases")[1].splitlines()
    assert len(lines) == 2
    assert "Lin Mei" in lines[0] and "progressing_after_treatment" in lines[0]
    assert "none (read again)" in lines[1]
    assert eligo("log", "history", "SH04-0009", "answers.x")[0] == 3


@pytest.mark.parametrize("more", [(), ("--identified",)])
def test_an_archive_is_written_and_checks_itself(eligo: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    """R3: by the program that lies in it."""
    path = tmp_path / "SH04.zip"
    status, out, _ = eligo("log", "archive", "-o", str(path), *more)
    assert status == 0 and "Archive of 5 entries" in out
    assert ("identifies people, in plain text" in out) == bool(more)
    with zipfile.ZipFile(path) as packed:
        script = packed.extract("verify.py", tmp_path / "tool")
    command = [sys.executable, "-I", "-S", script, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert eligo("log", "verify", "--against", str(path))[0] == 0
    assert eligo("log", "archive", "-o", str(tmp_path))[0] == 4
