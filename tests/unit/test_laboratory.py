"""What a laboratory's codes and names measure, and what its results are in a history."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screening.engine import Reason
from screening.formats.laboratory import Laboratory, clumped, is_clump_finding, lab_value, tells_clumps, tube
from screening.patient import read_history
from screening.protocol import LabField, Protocol, load
from screening.wording import Words, reason_text

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "resources/protocols/NCT03976882-2024-published.toml"
REGISTERED = ROOT / "resources/protocols/NCT03976882-2019-registered.toml"
NO_LOINC = ROOT / "tests/protocols/NCT02093325.toml"


@pytest.fixture(scope="module")
def published() -> Protocol:
    return load(PUBLISHED)


@pytest.fixture(scope="module")
def platelets(published: Protocol) -> LabField:
    asked = published.field["platelets"]
    assert isinstance(asked, LabField)
    return asked


@pytest.mark.parametrize("code", ["777-3", "26515-7", "778-1"])
def test_counts_are_counts(published: Protocol, code: str) -> None:
    found = Laboratory(published).find([code])
    assert found is not None and found.fields == ("platelets",) and not found.bears_on


@pytest.mark.parametrize(("code", "why"), [("32623-1", "mpv"), ("32207-3", "pdw"), ("51637-7", "plateletcrit")])
def test_what_looks_like_a_count_is_none(published: Protocol, code: str, why: str) -> None:
    found = Laboratory(published).find([code], ["Platelet count"])
    assert found is not None and found.fields == () and found.bears_on == {}
    assert found.out == Reason(f"intake.look_alike.{why}", {})


def test_an_estimate_is_for_a_person(published: Protocol) -> None:
    found = Laboratory(published).find(["49497-1"])
    assert found is not None and not found.fields and list(found.bears_on) == ["platelets"]


def test_names_count_whole_and_only_without_a_code(published: Protocol) -> None:
    """A text that holds "platelet" is no platelet count; a code that nobody knows is not told by its name."""
    known = Laboratory(published)
    for name in ("PLT", "platelet  COUNT", "血小板计数", "ＰＬＴ"):
        found = known.find([], [name])
        assert found is not None and found.fields == ("platelets",), name
    volume = known.find([], ["平均血小板体积"])
    assert volume is not None and volume.out is not None
    assert known.find([], ["Platelets large"]) is None
    assert known.find(["1-8"], ["Platelets"]) is None


def test_a_field_is_known_by_its_id_where_its_protocol_names_no_code() -> None:
    known = Laboratory(load(NO_LOINC))
    assert {code: found.fields for code in ("777-3", "1920-8", "1742-6") if (found := known.find([code]))} == {
        "777-3": ("platelets",),
        "1920-8": ("got",),
        "1742-6": ("gpt",),
    }


def test_a_count_is_not_put_into_the_previous_cycle_unasked() -> None:
    """Its protocol gives both fields the same codes."""
    found = Laboratory(load(REGISTERED)).find(["777-3"])
    assert found is not None and found.fields == ("platelets",) and list(found.bears_on) == ["previous_cycle_platelets"]


@pytest.mark.parametrize(
    ("value", "units", "expected"),
    [
        (Decimal("68.0"), ["10*3/uL"], {"value": "68.0", "unit": "10*3/uL"}),
        ("<5", ["10*9/L"], {"value": "<5", "unit": "10*9/L"}),
        (0, ["K/uL"], {"value": "0", "unit": "10*3/uL"}),
        (68000, ["/uL", "个/µL"], {"value": "68000", "unit": "/uL"}),
        (7, ["no code", "万/μL"], {"value": "7", "unit": "10*4/uL"}),
        (None, ["10*9/L"], "no_value"),
        ("clotted", ["10*9/L"], "no_number"),
        (Decimal("-3"), ["10*9/L"], "negative"),
        (68, [], "no_unit"),
        (68, ["bananas"], "unit_unknown"),
        (68, ["10*12/L"], "unit_other"),
        (68, ["g/L"], "unit_other"),
        (68, ["10*9/L", "/uL"], "units_disagree"),
        (68, ["10*9/L", "10*3/uL"], {"value": "68", "unit": "10*9/L"}),
    ],
)
def test_a_result_is_the_historys_own(
    published: Protocol, platelets: LabField, value: object, units: list[str], expected: Any
) -> None:
    made = lab_value(platelets, value, units, "2026-11-22")
    if isinstance(expected, str):
        assert isinstance(made, Reason) and made.code == f"intake.{expected}"
        return
    assert made == {**expected, "on": "2026-11-22"}
    read_history({"answers": {"platelets": [made]}}, published)


def test_a_result_keeps_its_limits_its_tube_and_its_clumps(published: Protocol, platelets: LabField) -> None:
    made = lab_value(
        *(platelets, 68, ["10*9/L"], "2026-11-22T08:05"), low="125", high=0, anticoagulant="EDTA", clumped=True
    )
    assert made == {
        "value": "68",
        "unit": "10*9/L",
        "on": "2026-11-22T08:05",
        "lln": "125",
        "anticoagulant": "EDTA",
        "clumped": True,
    }
    read_history({"answers": {"platelets": [made]}}, published)
    for day in (None, "2026-11", "soon"):
        assert lab_value(platelets, 68, ["10*9/L"], day) == Reason("intake.no_day", {})


CLUMPED = (
    *("Platelet clumps seen", "PLT Clumps?", "PLATELET AGGREGATION", "Pseudothrombocytopenia (EDTA)", "clumped"),
    *("platelet clumps no reliable count possible", "Estimate not reliable due to platelet clumping"),
    *(
        "可见血小板聚集",
        "血小板成簇",
        "血小板聚集无法准确计数",
        "血小板聚集-建议复查",
        "注意有无血小板聚集",
        "EDTA依赖性假性血小板减少",
    ),
)
NOT_CLUMPED = (
    *(
        "",
        "no platelet clumps",
        "Platelet clumps: not seen",
        "haemolysed",
        "Clumping: absent.",
        "No evidence of clumping",
    ),
    *("Platelet clumps were not detected", "without clumps", "negative for platelet aggregates", "cold agglutinins"),
    *(
        "未见血小板聚集",
        "无聚集",
        "血小板聚集：阴性",
        "血小板聚集（-）",
        "红细胞聚集",
        "RBC clumps",
        "lymphocytes with clumped chromatin",
    ),
)


def test_every_loinc_code_is_one() -> None:
    """Each ends with its check digit: a slip of the pen would be another code, or none."""
    table = tomllib.loads((ROOT / "resources/codelists/laboratory.toml").read_text("utf-8"))
    listed = [*table["test"].values(), *table["look_alike"], table["clumps"]]
    for code in [code for one in listed for code in one["loinc"]]:
        digits, _, check = code.partition("-")
        doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits))]
        assert -sum(one - 9 if one > 9 else one for one in doubled) % 10 == int(check), code


def test_clumps_are_told_in_words() -> None:
    """A note that can't be told from one of clumps is one: a count that is doubted is asked again."""
    assert [text for text in CLUMPED if not tells_clumps(text)] == []
    assert [text for text in NOT_CLUMPED if tells_clumps(text)] == []
    assert tells_clumps("No clumps in citrate; clumped in EDTA")
    assert is_clump_finding(["7796-6"]) and is_clump_finding([], ["血小板聚集"]) and not is_clump_finding(["777-3"])
    assert [clumped(said) for said in ("Present", "阴性", "perhaps")] == [True, False, None]


def test_a_tube_is_told_by_its_specimen() -> None:
    assert tube(["EDTK15"]) == tube(["Blood specimen with EDTA"]) == "EDTA"
    assert tube(["枸橼酸钠抗凝管"]) == "citrate"
    assert tube(["serum"]) is None and tube(["EDTA", "sodium citrate"]) is None


def test_every_reason_of_an_import_has_its_sentence(published: Protocol) -> None:
    """In both languages, whoever gives it: a format or a codelist."""
    sources = [*(ROOT / "screening/formats").rglob("*.py"), *(ROOT / "resources/codelists").glob("*.toml")]
    codes = {code for path in sources for code in re.findall(r'"(intake\.[a-z_.]+)"', path.read_text("utf-8"))}
    assert len(codes) > 15
    for language in ("en", "zh_CN"):
        texts = tomllib.loads((ROOT / f"resources/locale/{language}.toml").read_text("utf-8"))["reason"]
        for code in codes:
            node: Any = texts
            for part in code.split("."):
                assert part in node, (language, code)
                node = node[part]
    told = reason_text(Reason("intake.unit_unknown", {"unit": "bananas"}), published, Words("en"))
    assert told == "“bananas” is a unit that nobody knows"
