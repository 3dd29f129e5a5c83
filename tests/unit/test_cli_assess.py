"""`eligo assess`: the contract for programs, and the page for people."""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening.cli import main
from screening.cli.terminal import columns
from screening.protocol.catalogue import find
from screening.wording import PSEUDO

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "first-patient.json"
ON = ("--on", "2026-11-23")
CAUSES = (
    *("liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The history that stands in the contract: one cause of ten is ruled out."""
    path = tmp_path / "contract.json"
    data = json.loads(SAMPLE.read_text("utf-8"))
    data["subject"].pop("name")
    data["answers"]["other_causes"] = {"immune": "ruled_out"}
    path.write_text(json.dumps(data), "utf-8")
    return path


def written(path: Path, data: Any) -> str:
    path.write_text(json.dumps(data), "utf-8")
    return str(path)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["assess", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_object_is_that_of_the_contract(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """These keys, these values, in this order."""
    status, out, err = asked(capsys, str(contract), *ON, "--json")
    assert (status, err, out.count("\n")) == (0, "", 1)
    said = json.loads(out)
    published = find("NCT03976882").load()
    missing = [f"other_causes.{cause}" for cause in CAUSES]
    assert list(said) == [
        *("protocol", "on", "verdict", "criteria", "open_questions", "assumptions", "calendar", "possible")
    ]
    assert said["protocol"] == {
        "id": "NCT03976882",
        "version": "2024-published",
        "fingerprint": published.fingerprint,
        "status": "unverified",
    }
    assert (said["on"], said["verdict"]) == ("2026-11-23", "ineligible")
    assert [list(one) for one in said["criteria"]] == [["id", "kind", "outcome", "reason", "open_questions"]] * 6
    assert said["criteria"][1] == {
        "id": "I2",
        "kind": "inclusion",
        "outcome": "not_met",
        "reason": "Delayed by 6 days on 2026-11-23, fewer than 7; reaches 7 on 2026-11-24",
        "open_questions": [],
    }
    outcomes = [one["outcome"] for one in said["criteria"]]
    assert outcomes == ["met", "not_met", "met", "clear", "unknown", "clear"]
    assert said["open_questions"] == said["criteria"][4]["open_questions"] == missing
    assert said["assumptions"] == published.assumptions("en")
    assert said["calendar"] == [
        {"from": "2026-11-23", "until": "2026-11-23", "verdict": "ineligible"},
        {"from": "2026-11-24", "until": None, "verdict": "undetermined"},
    ]
    assert said["possible"] == [
        {"from": "2026-11-24", "until": "2026-11-25", "needs": []},
        {"from": "2026-11-26", "until": None, "needs": ["platelets"]},
    ]


def test_several_files_give_one_object_a_line_in_order(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that a program can pair them."""
    status, out, _ = asked(capsys, str(SAMPLE), str(contract), str(SAMPLE), *ON, "--json")
    open_questions = [len(json.loads(line)["open_questions"]) for line in out.splitlines()]
    assert (status, open_questions) == (0, [0, 9, 0])


def test_standard_input_is_read(
    contract: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` stands for it, once."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(contract.read_bytes())))
    assert json.loads(asked(capsys, "-", *ON, "--json")[1])["verdict"] == "ineligible"
    assert asked(capsys, "-", "-", *ON)[0] == 2


def test_programs_get_english_unless_they_ask(
    contract: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """The system's language is for people; a program's answer doesn't hang on it."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    plain = json.loads(asked(capsys, str(contract), *ON, "--json")[1])
    chinese = json.loads(asked(capsys, str(contract), *ON, "--json", "--language", "zh_CN")[1])
    assert plain["criteria"][1]["reason"].startswith("Delayed by 6 days")
    assert chinese["criteria"][1]["reason"] == "至2026-11-23推迟 6 天，少于 7 天；2026-11-24满 7 天"
    assert chinese["assumptions"] == find("NCT03976882").load().assumptions("zh_CN")


def test_the_default_day_is_the_sites_today(
    contract: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """Whatever UTC says."""
    monkeypatch.setattr("screening.cli.assessing.today", lambda: date(2026, 11, 24))
    assert json.loads(asked(capsys, str(contract), "--json")[1])["on"] == "2026-11-24"


@pytest.mark.parametrize("reference", ["NCT03976882", "NCT03976882@2024-published"])
def test_a_protocol_is_named_by_id_and_version(
    contract: Path, capsys: pytest.CaptureFixture[str], reference: str
) -> None:
    """The newest usable version where none is named."""
    said = json.loads(asked(capsys, str(contract), *ON, "--json", "--protocol", reference)[1])
    assert said["protocol"]["version"] == "2024-published"


def test_a_protocol_can_be_a_file(contract: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new trial is a new file."""
    path = tmp_path / "own.toml"
    path.write_text(find("NCT03976882").load().to_toml().replace('"2024-published"', '"own"'), "utf-8")
    said = json.loads(asked(capsys, str(contract), *ON, "--json", "--protocol", str(path))[1])
    assert said["protocol"]["version"] == "own"


@pytest.mark.parametrize(
    ("reference", "status", "sentence"),
    [
        ("NCT0397688", 2, 'did you mean "NCT03976882"'),
        ("NCT03976882@2025", 2, 'has no version "2025"'),
        ("missing.toml", 3, "can't be read"),
        ("NCT03976882@2019-registered", 3, "nobody can be screened"),
    ],
)
def test_a_protocol_that_can_not_be_used_is_refused(
    contract: Path, capsys: pytest.CaptureFixture[str], reference: str, status: int, sentence: str
) -> None:
    """With a sentence that says why, and what there is."""
    got, out, err = asked(capsys, str(contract), *ON, "--protocol", reference)
    assert (got, out) == (status, "") and sentence in err


FAULTY = {
    "answers": {
        "platelets": [
            {"value": "-3", "on": "2026-13-01"},
            {"value": "68", "unit": "10*9/L", "on": "2026-11-22", "tube": 1},
        ],
        "tumour_type": "solid tumor",
        "tumor_type": "solid",
    },
    "subject": {"sex": "f"},
}
FAULTY_PLACES = [
    "subject.sex",
    "answers.tumor_type",
    "answers.platelets[0].value",
    "answers.platelets[0].unit",
    "answers.platelets[0].on",
    "answers.platelets[1].tube",
    "answers.tumour_type",
]


def test_every_faulty_place_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a path at the start of its line; nothing on standard output."""
    status, out, err = asked(capsys, written(tmp_path / "a.json", FAULTY), *ON, "--json")
    assert (status, out) == (3, "")
    assert sorted(line.partition(": ")[0] for line in err.splitlines()) == sorted(FAULTY_PLACES)
    assert 'did you mean "tumour_type"' in err


def test_of_several_files_each_names_itself(tmp_path: Path, contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All files' errors, the file's name before the place; the good ones give nothing either."""
    one, other = written(tmp_path / "one.json", FAULTY), written(tmp_path / "other.json", [])
    gone = str(tmp_path / "gone.json")
    status, out, err = asked(capsys, str(contract), one, other, gone, *ON, "--json")
    assert (status, out) == (3, "")
    lines = err.splitlines()
    assert {line.partition(": ")[0] for line in lines} == {one, other, gone}
    assert f"{one}: answers.platelets[0].unit: the unit is missing" in err
    assert len(lines) == len(FAULTY_PLACES) + 2


def test_a_single_file_without_a_place_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """ "Is empty" alone would say nothing."""
    path = tmp_path / "empty.json"
    path.write_text("")
    assert asked(capsys, str(path), *ON) == (3, "", f"{path}: is empty\n")


@pytest.mark.parametrize("day", ["2026-02-30", "today", "2026-11-23T10:00", "1700-01-01"])
def test_a_day_that_is_none_is_refused(contract: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    """A usage error, with what was meant."""
    status, out, err = asked(capsys, str(contract), "--on", day)
    assert (status, out) == (2, "") and f'"{day}" is not a date' in err


# --- for people ---


def test_the_page_says_the_verdict_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Then the criteria in the protocol's order, then when it changes, then what it rests on."""
    status, out, err = asked(capsys, str(SAMPLE), *ON)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == "Not yet: could qualify from 24 to 25 November, later with a new platelet count"
    assert lines[1] == "NCT03976882 · 2024-published · assessed for 23 November 2026"
    ids = [found[1] for line in lines if (found := re.match(r"  [✓✗?◷] (\w\d)  ", line))]
    assert ids == ["I1", "I2", "I3", "E1", "E2", "E3"]
    assert [one for one in lines if one and not one.startswith(" ")][2:] == [
        "Calendar, if nothing else becomes known",
        "Could qualify",
        "What would change it",
        "Assumptions",
        *lines[-3:],
    ]
    assert "unverified" in lines[-3] and "the investigator decides" in lines[-1]
    assert not [line for line in lines if "failed" in line.lower() or "\x1b" in line]


def test_a_not_yet_is_marked_as_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    """Never as a failure: by its shape and its word."""
    _, out, _ = asked(capsys, str(SAMPLE), *ON)
    assert re.search(r"◷ I2  Not yet +Chemotherapy delayed", out)
    assert "reaches 7 on 24 November 2026" in " ".join(out.split())


def test_what_is_missing_is_listed_by_name(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the path by which a history answers it."""
    _, out, _ = asked(capsys, str(contract), *ON)
    assert "Still missing, the most useful first\n  Liver disease or hypersplenism (other_causes.liver_spleen)\n" in out


def test_several_pages_bear_their_files_names(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And an empty line between them."""
    _, out, _ = asked(capsys, str(SAMPLE), str(contract), *ON)
    first, second = (out.index(str(path)) for path in (SAMPLE, contract))
    assert first == 0 and out[second - 2 : second] == "\n\n"


def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In either script."""
    monkeypatch.setenv("COLUMNS", "60")
    for language in ("en", "zh_CN"):
        _, out, _ = asked(capsys, str(SAMPLE), *ON, "--language", language)
        assert [line for line in out.splitlines() if columns(line) > 62] == []


def test_people_get_the_systems_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the one they ask for."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert asked(capsys, str(SAMPLE), *ON)[1].startswith("暂不符合：可能符合的时间为11月24日至25日")
    assert asked(capsys, str(SAMPLE), *ON, "--language", "en")[1].startswith("Not yet")


@pytest.mark.parametrize("sample", ["first", "contract"])
def test_no_text_is_left_behind(sample: str, contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the pseudo language only what the protocol says, and values, stand outside the brackets."""
    path = SAMPLE if sample == "first" else contract
    _, out, _ = asked(capsys, str(path), *ON, "--language", PSEUDO)
    text = " ".join(out.split())
    protocol = find("NCT03976882").load()
    theirs = [
        protocol.protocol.source,
        *protocol.assumptions("en"),
        *(one.text.in_("en") for one in protocol.criterion),
    ]
    for words in sorted(theirs, key=len, reverse=True):
        text = text.replace(" ".join(words.split()), "")
    while re.search(r"⟦[^⟦⟧]*⟧", text):
        text = re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    rest = re.sub(r"[✓✗?◷]|\b[IE]\d\b", "", text).strip()
    assert rest == ""


def test_what_would_change_a_verdict_is_a_key_of_its_own_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """The keys of the contract stay as they are."""
    _, plain, _ = asked(capsys, str(SAMPLE), *ON, "--json")
    _, more, _ = asked(capsys, str(SAMPLE), *ON, "--json", "--second-look")
    looked = json.loads(more)
    second = looked.pop("second_look")
    assert looked == json.loads(plain)
    assert (second["solid"], [one["code"] for one in second["slips"]]) == (False, ["inclusive"])


def test_the_page_says_what_would_change_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Where to look again, what it would be, and how far the limits are."""
    _, out, _ = asked(capsys, str(SAMPLE), *ON)
    told = " ".join(out.split())
    assert "A second look: cycle planned for, 17 November 2026 Delayed by 7 days instead of 6" in told
    assert "I3: Platelet count: 7 below the limit of 75 × 10⁹/L" in told
