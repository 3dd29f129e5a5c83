"""`eligo import`: what is shown, what is taken, what is written, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.cli import main

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "resources" / "samples" / "laboratory.hl7"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A history of the same patient, with one of the counts, and another answer to one of the questions."""
    path = tmp_path / "there.json"
    platelets = [
        {"value": "77", "unit": "10*9/L", "on": "2026-11-20"},
        {"value": "86", "unit": "10*9/L", "on": "2026-11-23T08:45"},
    ]
    path.write_text(json.dumps({"subject": {"sex": "female"}, "answers": {"platelets": platelets}}), "utf-8")
    return path


def eligo(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["import", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def offers(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    status, out, _ = eligo(capsys, *arguments, "--json")
    assert status == 0
    made: dict[str, Any] = json.loads(out)
    return made


def test_the_preview_tells_every_row_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], history: Path, tmp_path: Path
) -> None:
    status, out, _ = eligo(capsys, MESSAGES, "--into", history)
    assert status == 0
    assert "laboratory.hl7, laboratory messages (HL7): 文样例 · SAMPLE-0001 · 17 May 1964 · Female" in out
    assert "Contradicts\n" in out and "There now: 86 × 10⁹/L · 23 November 2026 08:45" in out
    assert "1 × The mean volume of platelets, not their count" in out
    assert out.splitlines()[-1] == "8 rows: 2 taken, 1 there already, 1 not taken, 4 left out"
    assert [one.name for one in tmp_path.iterdir()] == ["there.json"]


def test_what_is_new_is_written_and_a_contradiction_only_where_it_is_named(
    capsys: pytest.CaptureFixture[str], history: Path, tmp_path: Path
) -> None:
    out = tmp_path / "made.json"
    made = offers(capsys, MESSAGES, "--into", history, "--by", "Wang Li", "-o", out)
    assert made["reckoning"] == {"taken": 2, "same": 1, "not_taken": 1, "bears": 0, "left_out": 4}
    written = json.loads(out.read_text("utf-8"))
    counts = {one["on"]: one["value"] for one in written["answers"]["platelets"]}
    assert counts == {"2026-11-20": "77", "2026-11-23T08:45": "86", "2026-11-22T08:30": "52"}
    assert written["answers"]["platelets"][-1]["by"] == "Wang Li"
    assert written["subject"]["birth_date"] == "1964-05-17"
    disputed = next(one for one in made["offers"] if one["standing"] == "contradicts")
    assert (disputed["taken"], disputed["there"]["value"], disputed["value"]["value"]) == (False, "86", "68")
    again = ("--into", history, "--take", disputed["n"], "--leave", "subject.name,subject.birth_date", "-o", out)
    assert offers(capsys, MESSAGES, *again)["reckoning"]["taken"] == 3
    written = json.loads(out.read_text("utf-8"))
    assert {"68", "77", "52"} == {one["value"] for one in written["answers"]["platelets"]}
    assert written["subject"] == {"sex": "female", "hospital_number": "SAMPLE-0001"}


def test_what_was_written_gives_nothing_new_any_more(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same file again, also twice at once, is all there already; and the history can be assessed."""
    out = tmp_path / "made.json"
    assert eligo(capsys, MESSAGES, MESSAGES, "-o", out)[0] == 0
    before = out.read_text("utf-8")
    again = offers(capsys, MESSAGES, "--into", out, "-o", out)
    assert {one["standing"] for one in again["offers"]} == {"same"}
    assert out.read_text("utf-8") == before
    assert main(["assess", str(out), "--on", "2026-11-23"]) == 0


def test_somebody_else_is_doubted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing is written until somebody says that it is the same person."""
    there, out = tmp_path / "there.json", tmp_path / "made.json"
    there.write_text(json.dumps({"subject": {"birth_date": "1970-01-01"}}), "utf-8")
    status, said, _ = eligo(capsys, MESSAGES, "--into", there)
    assert status == 0
    assert "Is it the same person?\n  Birth date: “1 January 1970” (the form), “17 May 1964” (laboratory.hl7)" in said
    status, _, wrong = eligo(capsys, MESSAGES, "--into", there, "-o", out)
    assert (status, out.exists()) == (3, False) and "birth_date" in wrong
    assert eligo(capsys, MESSAGES, "--into", there, "-o", out, "--same-person")[0] == 0
    assert json.loads(out.read_text("utf-8"))["subject"]["birth_date"] == "1970-01-01"


def test_one_of_several_people_is_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = MESSAGES.read_text("utf-8").replace("SAMPLE-0001", "SAMPLE-0002").replace("文", "王")
    both, out = tmp_path / "both.hl7", tmp_path / "made.json"
    both.write_text(f"{MESSAGES.read_text('utf-8')}\r{other}", "utf-8")
    assert [one["key"] for one in offers(capsys, both)["people"]] == ["SAMPLE-0001", "SAMPLE-0002"]
    status, _, wrong = eligo(capsys, both, "-o", out)
    assert (status, out.exists()) == (3, False) and "--patient" in wrong
    for name in ("2", "SAMPLE-0002"):
        assert offers(capsys, both, "--patient", name)["files"][0]["subject"]["name"] == "王样例"
    status, _, wrong = eligo(capsys, both, "--patient", "nobody")
    assert status == 3 and "nobody" in wrong


def test_a_record_of_several_people_is_one_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Whoever its reader would choose: all are told, and nothing of the others."""
    people = [
        {"resourceType": "Patient", "id": id, "identifier": [{"value": number}], "birthDate": "1964-05-17"}
        for id, number in (("a", "H-1"), ("b", "H-2"))
    ]
    illness = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/a"},
        "code": {"text": "Veryrare disease"},
    }
    record = tmp_path / "record.json"
    entries = [{"resource": one} for one in (*people, illness)]
    record.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), "utf-8")
    first = offers(capsys, record)
    keys = [one["key"] for one in first["people"]]
    assert len(keys) == 2 and first["files"][0]["subject"]["hospital_number"] == "H-1"
    status, out, _ = eligo(capsys, record, "--patient", keys[1])
    assert status == 0 and "H-2" in out and "Veryrare" not in out


def test_a_person_is_the_same_in_several_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Chosen once, taken from each; the same rows of two files are one answer."""
    second = tmp_path / "second.hl7"
    second.write_bytes(MESSAGES.read_bytes() + b"\r")
    made = offers(capsys, MESSAGES, second)
    assert (made["people"], made["doubts"], made["rows"]) == ([], [], 16)
    assert all(len(one["from"]) == 2 for one in made["offers"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7", "no file that can be read here"),
        (b"\x89PNG\r\n", "no file that can be read here"),
        (None, "not there any more"),
    ],
)
def test_what_can_not_be_read_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, said: str
) -> None:
    """Every file that is at fault, and nothing is written though another one is sound."""
    bad, out = tmp_path / "bad.dat", tmp_path / "made.json"
    if content is not None:
        bad.write_bytes(content)
    status, _, wrong = eligo(capsys, bad, MESSAGES, "-o", out)
    assert (status, out.exists()) == (3, False)
    assert wrong.startswith("bad.dat: ") and said in wrong


@pytest.mark.parametrize(("start", "said"), [(b"", "20 MB"), (b"{", "200 MB"), (b"MSH|", "50 MB")])
def test_a_file_that_is_far_too_large_is_refused_by_its_size(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, start: bytes, said: str
) -> None:
    """Ten gigabytes (of which the disk holds nothing) are not read."""
    with (tmp_path / "huge").open("wb") as file:
        file.write(start or b"Test;Result\n")
        file.truncate(10_000_000_000)
    status, _, wrong = eligo(capsys, tmp_path / "huge")
    assert status == 3 and f"larger than {said}" in wrong


def test_a_folder_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, wrong = eligo(capsys, tmp_path)
    assert status == 3 and "This is a folder" in wrong


def test_what_is_not_in_the_list_can_not_be_taken(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, wrong = eligo(capsys, MESSAGES, "--take", "99")
    assert status == 2 and "99" in wrong


def test_every_word_is_there_in_chinese(capsys: pytest.CaptureFixture[str], history: Path) -> None:
    status, out, _ = eligo(capsys, MESSAGES, "--into", history, "--language", "zh_CN")
    assert status == 0
    assert "与现有内容矛盾" in out and out.splitlines()[-1] == "8 行：采纳 2 行、已有 1 行、未采纳 1 行、未采用 4 行"


def test_a_fhir_record_is_read_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With several patients in it one has to be named; then the others' rows are left out."""
    status, out, _ = eligo(capsys, ROOT / "resources/samples/record.fhir.json")
    assert status == 0 and "health record (FHIR)" in out and "10 rows: 3 taken, 3 bear on a question, 4 left out" in out
    record = json.loads((ROOT / "resources/samples/record.fhir.json").read_text("utf-8"))
    record["entry"].append({"resource": {"resourceType": "Patient", "id": "p2", "gender": "male"}})
    both = tmp_path / "both.json"
    both.write_text(json.dumps(record), "utf-8")
    status, _, said = eligo(capsys, both, "-o", tmp_path / "made.json")
    assert status == 3 and "several people" in said
    status, out, _ = eligo(capsys, both, "--patient", "Patient/p1")
    assert status == 0 and "11 rows: 3 taken, 3 bear on a question, 5 left out" in out


def test_a_script_says_how_a_list_is_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What it does not say is read where it is certain; what means nothing is refused with what would."""
    path = tmp_path / "list.csv"
    path.write_text("Tag,Analyse,Wert,Einheit\n11/12/2026,Thrombos,68,\n10/12/2026,PLT(auto),70,10^9/L\n", "utf-8")
    said = ["--column", "Tag=day", "--column", "Analyse=test", "--column", "Wert=value 10*9/L", "--day-order", "dmy"]
    made = offers(capsys, path, *said, "--test", "Thrombos=platelets")
    assert [(one["value"]["value"], one["on"]) for one in made["offers"]] == [("68", "2026-12-11")]
    assert [one["why"]["code"] for one in made["left_out"]] == ["lists.not_asked"]
    made = offers(capsys, path, *said, "--test", "PLT(auto)=platelets", "--column", "Einheit=unit")
    assert [one["value"]["value"] for one in made["offers"]] == ["70"]
    for wrong, told in (
        (["--column", "Wert=colour"], "platelets"),
        (["--column", "Wert=value parsec"], "no unit"),
        (["--column", "Wert"], "HEADING=MEANING"),
        (["--column", "Gewicht=value"], "It has: Tag, Analyse"),
        (["--test", "PLT=colour"], "platelets"),
    ):
        status, out, err = eligo(capsys, path, *wrong)
        assert status == 2 and told in err and not out
