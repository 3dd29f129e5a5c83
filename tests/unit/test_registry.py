"""A registry's record becomes a draft, with which nobody can be screened before its rules are written."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from screening.engine import assess
from screening.errors import InputError
from screening.formats.registry import skeleton
from screening.patient import read_history
from screening.protocol import load, loads
from screening.protocol.loading import parsed
from screening.wording import Words
from tests.unit.registry_samples import raw, record

Run = Callable[..., tuple[int, str, str]]


def test_each_line_waits_for_its_rule() -> None:
    """The loader names each with its line, and nothing else is wrong."""
    text = skeleton(raw(record())).draft.text
    data = parsed(text)
    assert data["protocol"]["id"] == "NCT01234567" and data["protocol"]["title"] == {"en": "A long title"}
    assert data["protocol"]["version"] == "2024-05-01-registered" and data["protocol"]["status"] == "unverified"
    assert [(one["id"], one["kind"], one["text"]["en"]) for one in data["criterion"]] == [
        ("I1", "inclusion", "Aged 18 to 75"),
        ("I2", "inclusion", "ECOG 0-1"),
        ("E1", "exclusion", "Pregnancy"),
    ]
    assert data["criterion"][2]["where"] == "ClinicalTrials.gov record, line 8"
    with pytest.raises(InputError) as failure:
        loads(text)
    assert [one.place for one in failure.value.problems] == ["criterion.I1", "criterion.I2", "criterion.E1"]
    lines = text.splitlines()
    for one in failure.value.problems:
        assert one.text.startswith("no rule is written yet") and one.line and lines[one.line - 1] == "[[criterion]]"


def test_age_and_sex_are_rules_with_what_they_assume() -> None:
    """From the record's own data, and with the lines that may say the same."""
    data = parsed(skeleton(raw(record(minimumAge="18 Years", maximumAge="75 Years", sex="FEMALE"))).draft.text)
    rules = {one["id"]: one.get("rule") for one in data["criterion"]}
    assert rules["AGE"] == {"age_at_least": 18, "age_at_most": 75} and rules["SEX"] == {"sex": "female"}
    assumed = {one["on"]: one["text"]["en"] for one in data["assumption"]}
    assert "I1" in assumed["AGE"] and "SEX" in assumed


def test_a_trial_that_asks_for_age_alone_has_no_form() -> None:
    """What the record holds as data is enough to judge by, where there is no other criterion."""
    draft = skeleton(raw(record(minimumAge="18 Years"))).draft
    while draft.parts[-2].kind == "criterion":
        draft = draft.removed(len(draft.parts) - 2)
    protocol = loads(draft.text)
    assert protocol.sections == () and [one.id for one in protocol.criterion] == ["AGE"]
    history = read_history({"subject": {"birth_date": "1990-01-01"}}, protocol)
    assert assess(protocol, history, date(2026, 11, 24)).verdict == "eligible"


@pytest.mark.parametrize(
    "fields", [{"minimumAge": "6 Months"}, {"maximumAge": "90 Days"}, {"sex": "MALE", "genderBased": True}], ids=str
)
def test_what_no_rule_can_say_stays_open(fields: dict[str, object]) -> None:
    """Months are no years, and a gender identity is not the sex."""
    data = parsed(skeleton(raw(record(**fields))).draft.text)
    assert all("rule" not in one for one in data["criterion"]) and len(data["criterion"]) == 4
    assert len(data["assumption"]) == 1


def test_a_text_without_headings_says_so() -> None:
    """Taken as inclusion, as an assumption that everybody sees."""
    made = skeleton(raw([record("Adults\nWilling")]))
    data = parsed(made.draft.text)
    assert [one["kind"] for one in data["criterion"]] == ["inclusion", "inclusion"] and made.waiting == 2
    assert "no heading" in data["assumption"][0]["text"]["en"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00no", "not_json"),
        (b"<xml/>", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"{}", "none"),
        (b'{"resourceType": "ResearchStudy"}', "none"),
        (b'{"protocolSection": {"identificationModule": {"nctId": "EUCTR2020"}}}', "none"),
        (raw({"studies": [record(), record()]}), "several"),
        (raw(record("")), "empty"),
        (raw(record(None)), "empty"),
        (b" " * 10_000_001, "large"),
    ],
    ids=["bytes", "xml", "deep", "nothing", "fhir", "another-registry", "several", "empty", "no-text", "large"],
)
def test_another_file_is_refused_in_words(content: bytes, code: str) -> None:
    """In both languages, each with what to do."""
    with pytest.raises(InputError) as failure:
        skeleton(content)
    assert [one.code for one in failure.value.problems] == [f"refused.registry.{code}"]
    assert Words("zh_CN").has(f"refused.registry.{code}")


def test_the_command_writes_a_new_file_alone(eligo: Run, tmp_path: Path) -> None:
    """It says how many rules are missing; what is there already is not replaced."""
    source, made = tmp_path / "record.json", tmp_path / "made.toml"
    source.write_text(json.dumps(record(minimumAge="18 Years")), "utf-8")
    status, out, _ = eligo("protocol", "skeleton", str(source), "-o", str(made))
    assert status == 0 and "4 criteria; 3 criteria without a rule yet" in out
    written = made.read_bytes()
    assert eligo("protocol", "check", str(made))[0] == 3
    with pytest.raises(InputError, match="no rule is written yet"):
        load(made)
    status, _, err = eligo("protocol", "skeleton", str(source), "-o", str(made))
    assert status == 3 and "There is a file already" in err and made.read_bytes() == written
    status, _, err = eligo("protocol", "skeleton", str(tmp_path / "gone.json"), "-o", str(tmp_path / "x.toml"))
    assert status == 3 and "gone.json" in err and not (tmp_path / "x.toml").exists()
