"""What codes of diagnoses mean, and which questions they answer or only touch."""

import tomllib
from pathlib import Path

import pytest

from screening.formats.codelists import Code, Questions, diagnosis, drugs, meanings, stage, system_of
from screening.protocol import Protocol, load

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "resources/protocols/NCT03976882-2024-published.toml"
REGISTERED = ROOT / "resources/protocols/NCT03976882-2019-registered.toml"


@pytest.fixture(scope="module")
def published() -> Protocol:
    return load(PUBLISHED)


def icd(*codes: str) -> list[Code]:
    return [Code("icd10", code) for code in codes]


def icdo(*codes: str) -> list[Code]:
    return [Code("icdo3", code) for code in codes]


@pytest.mark.parametrize(
    ("uri", "system"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10"),
        ("http://hl7.org/fhir/sid/icd-10", "icd10"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd10"),
        ("GB/T 14396-2016", "icd10"),
        ("http://www.cms.gov/Medicare/Coding/ICD10/icd-10-pcs", "icd10pcs"),
        ("http://hl7.org/fhir/sid/icd-9-cm", "icd9cm3"),
        ("http://terminology.hl7.org/CodeSystem/icd-o-3", "icdo3"),
        ("http://snomed.info/sct", "snomed"),
        ("http://snomed.info/sct/731000124108/version/20260901", "snomed"),
        ("http://www.whocc.no/atc", "atc"),
        ("http://example.org/batch", ""),
        ("urn:oid:2.16.840.1.113883.6.900", ""),
        ("", ""),
    ],
)
def test_a_code_system_is_known_by_its_names(uri: str, system: str) -> None:
    assert system_of(uri) == system


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(("C00.0", "solid"), ("C34.900x001", "solid"), ("C50.911", "solid"), ("C45.0", "solid"), ("C46", "solid")),
        *(("C75.9", "solid"), ("C76.2", "solid"), ("C7A.1", "solid"), ("c61", "solid")),
        *(("C81.9", "lymphoma"), ("C86.6", "lymphoma"), ("C88.0", "haematological"), ("C90.00", "haematological")),
        *(("C96.9", "haematological"), ("D45.x00", "haematological"), ("D46.9", "haematological")),
        *(("D47.Z1", "haematological"), ("D47.3", "haematological")),
        *(("C80.1", "unknown_primary"), ("D05.10", "in_situ"), ("D39.1", "uncertain"), ("D48", "uncertain")),
        *(("D49.5", "uncertain"), ("Z85.3", "history"), ("Z85.71", "history")),
    ],
)
def test_each_code_of_a_tumour_is_of_one_kind(code: str, kind: str) -> None:
    """In the American edition and in the Chinese one, with its x-codes."""
    found = diagnosis(icd(code))
    assert found.meanings == {kind} and found.doubt is None
    assert found.tumour == (kind in ("solid", "lymphoma", "haematological"))


def test_secondary_tumours_have_no_kind_of_their_own() -> None:
    for code in ("C77.0", "C78.00", "C79.31", "C79.52", "C79.500x001", "C7B.02"):
        assert not diagnosis(icd(code)).tumour
    assert "secondary_brain" in meanings(Code("icd10", "C79.31"))
    for code in ("C79.52", "C79.51", "C79.500"):
        assert "secondary_marrow" in meanings(Code("icd10", code)), code
    assert "secondary_marrow" not in meanings(Code("icd10", "C79.31"))


@pytest.mark.parametrize(
    ("code", "cause"),
    [("D69.41", "immune"), ("D69.400", "immune"), ("D69.42", "inherited"), ("D75.821", "heparin")],
)
def test_a_code_hints_at_one_cause(code: str, cause: str) -> None:
    causes = {"immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin", "inherited"}
    assert meanings(Code("icd10", code)) & causes == {cause}


@pytest.mark.parametrize("code", ["D51.1", "T45.515A"])
def test_a_vitamin_and_an_anticoagulant_hint_at_no_cause(code: str) -> None:
    """D51.1 is an anaemia for lack of vitamin B12; T45.51 means any anticoagulant, not heparin."""
    assert meanings(Code("icd10", code)) <= {"blood_disease"}


@pytest.mark.parametrize(
    ("morphology", "kind"),
    [
        *(("8140/3", "solid"), ("8070/3", "solid"), ("9050/3", "solid"), ("9055/3", "solid"), ("9140/3", "solid")),
        *(("9589/3", "solid"), ("9590/3", "lymphoma"), ("9680/3", "lymphoma"), ("9732/3", "haematological")),
        *(("9861/3", "haematological"), ("9989/3", "haematological"), ("8500/2", "in_situ"), ("8140/1", "uncertain")),
        *(("M81400/3", "solid"), ("96803", "lymphoma"), ("8140", "solid")),
    ],
)
def test_morphology_outranks_the_site(morphology: str, kind: str) -> None:
    """A lymphoma of the breast is a lymphoma, wherever it is coded."""
    for site in ("C50.9", "C83.3"):
        assert diagnosis(icd(site), icdo(morphology)).meanings == {kind}


def test_a_morphology_that_says_nothing_leaves_it_to_the_site() -> None:
    assert diagnosis(icd("C91.0"), icdo("8000/3")).meanings == {"haematological"}
    assert diagnosis(icdo("C34.1")).meanings == {"site_only"}
    assert diagnosis(icdo("C34.1", "8140/3")).meanings == {"solid"}


def test_a_metastasis_under_the_microscope_has_a_histology() -> None:
    assert diagnosis(icdo("8140/6")).meanings == {"solid", "secondary"}


def test_codes_that_contradict_each_other_say_nothing() -> None:
    for codes in (icd("C50", "C91"), icd("C50", "D05"), [*icd("C50"), *icdo("8500/0")], icdo("8140/3", "9680/3")):
        found = diagnosis(codes)
        assert found.doubt is not None and not found.tumour, codes


@pytest.mark.parametrize(
    "told", ["IV", "Stage IV", "IVB", "Ⅳ期", "IV期", "IVA期", "第四期", "4", "cT2N1M1", "pM1", "M1a"]
)
def test_a_fourth_stage_is_known(told: str) -> None:
    assert stage(told) == "stage_four"


@pytest.mark.parametrize("told", ["I", "Stage IIIC", "III期", "T4N0M0", "M0", "0", "extensive", "14", "VI"])
def test_any_other_stage_asks(told: str) -> None:
    assert stage(told) == "stage_other"


def test_drugs_are_known_by_class_and_by_name() -> None:
    assert drugs("Cisplatin 50 MG Injection") == {"platinum", "chemotherapy"}
    assert drugs("注射用盐酸吉西他滨") == {"antimetabolite", "chemotherapy"}
    assert meanings(Code("atc", "L01XA02")) == {"platinum", "chemotherapy"}
    assert drugs("Paracetamol") == frozenset()


def test_a_kind_of_tumour_is_the_option_that_the_protocol_has(published: Protocol) -> None:
    def answer(protocol: Protocol, meaning: str) -> list[str | None]:
        return [one.answer for one in Questions(protocol).touched([meaning]) if one.field == "tumour_type"]

    registered = load(REGISTERED)
    assert answer(published, "lymphoma") == ["haematological"]
    assert answer(registered, "lymphoma") == ["lymphoma"]
    assert answer(registered, "haematological") == ["other"]
    assert answer(published, "secondary") == answer(published, "history") == [None]


def test_a_second_malignancy_of_the_blood_makes_both(published: Protocol) -> None:
    asked = Questions(published)
    assert asked.together("tumour_type", frozenset({"solid", "haematological"})) == "both"
    assert asked.together("tumour_type", frozenset({"solid"})) == "solid"
    # The older design has no such option: a person must say which counts.
    assert Questions(load(REGISTERED)).together("tumour_type", frozenset({"solid", "other"})) is None


def test_no_code_says_that_something_is_a_cause(published: Protocol) -> None:
    """Present means judged to be a cause; and a brain metastasis may have been treated."""
    names = tomllib.loads((ROOT / "resources/codelists/diagnoses.toml").read_text("utf-8"))
    meant = [name for kind in ("tumour", "meaning", "drug") for name in names[kind]]
    for one in Questions(published).touched(meant):
        if one.field.startswith("other_causes.") or one.field == "brain_metastases":
            assert one.answer is None, one


@pytest.mark.parametrize(
    ("code", "item"),
    [
        *(("D69.300", "immune"), ("D69.41", "immune"), ("K74.60", "liver_spleen"), ("D73.1", "liver_spleen")),
        *(("A41.9", "infection"), ("D65", "coagulopathy"), ("M31.19", "microangiopathy"), ("D59.3", "microangiopathy")),
        *(("D75.821", "heparin_or_other_drug"), ("C79.52", "marrow_infiltration"), ("Z51.0", "radiotherapy")),
        ("D69.42", "inherited"),
    ],
)
def test_causes_are_brought_to_their_line_of_the_worksheet(published: Protocol, code: str, item: str) -> None:
    touched = Questions(published).touched(meanings(Code("icd10", code)))
    assert f"other_causes.{item}" in {one.field for one in touched}


def test_chemotherapys_own_low_platelets_are_no_other_cause(published: Protocol) -> None:
    for code in ("D69.59", "D69.6", "D61.810", "D70.1"):
        assert Questions(published).touched(meanings(Code("icd10", code))) == ()


def test_the_lists_name_what_exists() -> None:
    """Every meaning that answers or asks is one of a code, a drug, a stage or a finding; no code is listed twice."""
    lists = tomllib.loads((ROOT / "resources/codelists/diagnoses.toml").read_text("utf-8"))
    known = {name for kind in ("tumour", "meaning", "drug") for name in lists[kind]}
    known |= {"stage_four", "stage_other", "site_only", "clumps"}
    answers = tomllib.loads((ROOT / "resources/codelists/answers.toml").read_text("utf-8"))
    used = {name for one in answers.values() for key in ("answers", "asks") for name in one.get(key, ())}
    assert used - known == set()
    for kind in ("tumour", "meaning", "drug"):
        for name, one in lists[kind].items():
            for system, codes in one.items():
                assert len(codes) == len(set(codes)), (name, system)


def test_every_snomed_number_is_one() -> None:
    """Each ends with its check digit (Verhoeff): a slip of the pen would be another concept, or none."""
    lists = tomllib.loads((ROOT / "resources/codelists/diagnoses.toml").read_text("utf-8"))
    scores = tomllib.loads((ROOT / "resources/codelists/laboratory.toml").read_text("utf-8"))["scores"]
    listed = [code for kind in ("tumour", "meaning") for one in lists[kind].values() for code in one.get("snomed", ())]
    listed += [*lists["stage"]["snomed"], *(code for those in scores.values() for code in those if code.isdecimal())]
    assert [code for code in listed if not verhoeff(code)] == []


DIHEDRAL = [
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
]  # fmt: skip
PERMUTATION = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def verhoeff(code: str) -> bool:
    check = 0
    for at, digit in enumerate(reversed(code)):
        check = int(DIHEDRAL[check][int(PERMUTATION[at % 8][int(digit)])])
    return check == 0
