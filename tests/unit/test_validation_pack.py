"""The validation pack as it is written: a document, a table, plain data, and the digest of each."""

import csv
import hashlib
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest

from screening.cli import main
from screening.errors import StoreError, UsageError
from screening.service import validation
from screening.service.validation import FILES, evidence, make_pack
from screening.service.validation.found import Found
from screening.service.validation.installation import Checked
from screening.service.validation.pack import DOCUMENT, MATRIX, RESULTS, SUMS, contents
from screening.service.validation.requirements import requirements
from screening.service.validation.running import Outcome
from screening.wording import PSEUDO, Words, languages
from tests.validation_samples import evidence as made
from tests.validation_samples import proving

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
PASSED = Outcome("passed", "", 1, 0, 0.25)
HOSTILE = '<script>alert("x")</script> & =1+1'


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def text_of(content: bytes) -> str:
    """Give the words of a document without its markup."""
    body = content.decode("utf-8").partition("<body>")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_text_from_a_test_is_text(tmp_path: Path) -> None:
    """R17: whatever stands in a docstring, the document runs nothing and the table holds no formula."""
    pack = contents(made({proving("A1", says=HOSTILE): PASSED, proving("A2", name="test_y", says="=1+1"): PASSED}), EN)
    assert b"<script" not in pack[DOCUMENT]
    assert HOSTILE in text_of(pack[DOCUMENT])
    assert {row["What it shows"] for row in table(pack[MATRIX]) if row["Test"].endswith("test_y")} == {"'=1+1"}


def test_every_file_has_its_digest() -> None:
    """As sha256sum writes and checks them."""
    pack = contents(made({proving("A1"): PASSED}), EN)
    assert tuple(pack) == FILES
    others = [name for name in FILES if name != SUMS]
    lines = [f"{hashlib.sha256(pack[name]).hexdigest()}  {name}" for name in others]
    assert pack[SUMS].decode("ascii").splitlines() == lines


@pytest.mark.parametrize("words", [EN, ZH])
def test_every_requirement_is_there_with_its_clauses(words: Words) -> None:
    """R7: in each of the three, with how it is met, whatever became of it."""
    asked = requirements()
    pack = contents(made({proving("A1", "S3"): PASSED}), words)
    document, rows, said = text_of(pack[DOCUMENT]), table(pack[MATRIX]), json.loads(pack[RESULTS])
    for one in asked.requirement:
        for part in (one.text, one.how, one.site):
            assert part is None or part.in_(words.language) in document
        assert all(clause in document for clause in asked.cited(one))
    assert [row[words.text("validate.column.id")] for row in rows] == list(asked.ids)
    assert [one["id"] for one in said["requirements"]] == list(asked.ids)
    assert said["requirements"][0]["tests"] == ["tests/in/test_some.py::test_x"]
    assert all(source.title in document for source in asked.source.values())


def test_a_result_is_what_the_tests_gave() -> None:
    """R7: one failure fails a requirement, and it has passed only where everything ran and passed."""
    given = {
        proving("A1", name="test_a"): PASSED,
        proving("A1", "A2", name="test_b"): Outcome("failed", "", 2, 0, 1.0),
        proving("A3", name="test_c"): PASSED,
        proving("A4", name="test_d"): Outcome("not_run", "skipped", 1, 1),
        proving("A4", "A5", name="test_e"): PASSED,
        proving("A6", name="test_f"): Outcome("not_run", "left_out"),
        proving("A7", name="test_g"): Outcome("passed", "skipped", 3, 1, 1.0),
    }
    pack = contents(made(given), EN)
    result = {one["id"]: one["result"] for one in json.loads(pack[RESULTS])["requirements"]}
    assert [result[f"A{n}"] for n in range(1, 9)] == [
        *("failed", "failed", "passed", "partly_run", "passed", "not_run", "passed", "not_run")
    ]
    assert (result["S11"], result["R9"]) == ("none", "none")
    document = text_of(pack[DOCUMENT])
    assert "Failed: tests/in/test_some.py::test_b" in document
    assert "1 of 3 cases skipped on this system" in document
    assert json.loads(pack[RESULTS])["summary"]["tests"] == {"passed": 4, "failed": 1, "not_run": 2}


def test_an_installation_alone_says_that_nothing_was_proved() -> None:
    """R7: not one requirement is called passed."""
    pack = contents(made({}), EN)
    said = json.loads(pack[RESULTS])
    assert {one["result"] for one in said["requirements"]} == {"not_run", "none"}
    assert {one["result"] for one in said["requirements"] if one["met"] in ("feature", "partly")} == {"not_run"}
    document = text_of(pack[DOCUMENT])
    assert "came without tests" in document
    assert document.count("✓ passed") == 1  # the one check
    assert {row["Result"] for row in table(pack[MATRIX])} == {"not run here", "–"}


def test_checks_are_told_with_what_was_found() -> None:
    """What failed stands at the top, too; what could not be told is neither passed nor failed."""
    checks = {
        "update_refused": Found(False, "allowed"),
        "permissions": Found(None, "no_modes"),
        "clock": Found(True, "clock", {"now": "2026-11-26 09:30Z", "made": "2026-11-26"}),
    }
    pack = contents(made({}, checks), EN)
    document, said = text_of(pack[DOCUMENT]), json.loads(pack[RESULTS])
    assert document.index("Failed: No change") < document.index("Summary")
    assert "It was done. ✗ failed" in document and "○ can’t be told here" in document
    assert [(one["name"], one["result"]) for one in said["checks"]] == [
        ("update_refused", "failed"),
        ("permissions", "untold"),
        ("clock", "passed"),
    ]


@pytest.mark.parametrize("language", [*languages(), PSEUDO])
def test_the_document_speaks_one_language(language: str) -> None:
    """It claims no compliance, has room for a signature, and says when and of which version it was made."""
    words = Words(language, "long")
    document = contents(made({proving("A1"): PASSED}), words)[DOCUMENT]
    said = text_of(document)
    for key in ("validate.page.no_claim", "validate.form.signature", "validate.form.reviewer"):
        assert words.text(key) in said
    assert "9.9" in said and "09:30" in said and f'lang="{language.replace("_", "-")}"'.encode() in document


def gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "check_installation", lambda data: [])


def test_a_folder_that_holds_something_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    """Nobody waits for minutes to hear it; a file in the way is no better."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("mine")
    for folder in (tmp_path / "there", tmp_path / "there" / "x"):
        with pytest.raises(UsageError, match="not empty"):
            make_pack(folder, None, tmp_path, EN, lambda n: pytest.fail("was begun"))
    assert [path.name for path in tmp_path.rglob("*")] == ["there", "x"]


def test_a_pack_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks off on the way leaves nothing; a new folder and an empty one are filled."""
    gathered(monkeypatch)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "new" / "deep"):
        told: list[int] = []
        make_pack(folder, None, tmp_path, EN, told.append)
        assert (sorted(path.name for path in folder.iterdir()), told) == (sorted(FILES), [0])

    def stop(tests: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_pack(tmp_path / "other", None, tmp_path, EN, stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a fault of the store, with what stands in the way."""
    gathered(monkeypatch)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"pack can.t be written"):
        make_pack(tmp_path / "file" / "pack", None, tmp_path, EN, lambda n: None)


@pytest.mark.parametrize("broken", [False, True])
def test_the_command_sums_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: bool
) -> None:
    """Exit status 4 where a check failed, which is named; where there are no tests, none is claimed to have run."""
    found = Checked("cut_tail", Found(False, "unnoticed") if broken else Found(True, "cut_from", {"entry": "5"}))
    monkeypatch.setattr(evidence, "check_installation", lambda data: [found])
    monkeypatch.setattr(validation, "checkout", lambda: None)
    monkeypatch.setenv("LC_ALL", "C")
    status = main(["validate", "-o", str(tmp_path / "pack"), "--data", str(tmp_path)])
    out, err = capsys.readouterr()
    assert status == (4 if broken else 0)
    assert f"Installation check: {int(not broken)} passed, {int(broken)} failed, 0 can’t be told here\n" in out
    assert "Tests: none came with this installation, so none was run\n" in out
    assert "came without tests" in err and ("Failed: A missing end" in err) is broken


def test_a_fingerprint_is_that_of_the_files(tmp_path: Path) -> None:
    """Names and contents count; what Python leaves beside them doesn't."""
    from screening.service.validation.versions import fingerprint

    for name in ("one", "two"):
        (tmp_path / name / "p" / "__pycache__").mkdir(parents=True)
        (tmp_path / name / "p" / "a.py").write_bytes(b"x")
        (tmp_path / name / "p" / "__pycache__" / "a.pyc").write_bytes(name.encode())
    first = fingerprint([tmp_path / "one" / "p"])
    assert first == fingerprint([tmp_path / "two" / "p"])
    (tmp_path / "two" / "p" / "a.py").rename(tmp_path / "two" / "p" / "b.py")
    assert first != fingerprint([tmp_path / "two" / "p"])
    (tmp_path / "one" / "p" / "a.py").write_bytes(b"y")
    assert first != fingerprint([tmp_path / "one" / "p"])
