"""A study as ODM: valid, whole, and nothing in it that may not leave."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from screening.formats.fhir import bundle
from screening.formats.odm import odm
from screening.service import Site
from tests.store.act_samples import LIN, PASSWORD, WU, answered, at_work, saved, staffed
from tests.store.exchange_samples import LEVELS, Level, busy_site, dossier_at, small_dossier
from tests.store.fhir_checks import resources
from tests.store.odm_checks import LANG, ODM, found, replayed, standing, valid
from tests.store.service_samples import ON, SECRETS, someone, with_answer

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange" / "small.odm.xml"
TIMED = ("//odm:AuditRecord", "//odm:Signature", "//odm:User", "//@TransactionType")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_is_valid_at_every_level(site: Site, level: Level, language: str) -> None:
    """By CDISC's own schema, and no reference leads nowhere."""
    root = valid(dossier_at(site, level, language))
    assert len(found(root, "//odm:MetaDataVersion")) == 2
    assert len({one.get("SubjectKey") for one in found(root, "//odm:SubjectData")}) == 8


def test_the_same_dossier_gives_the_same_bytes(site: Site) -> None:
    made = dossier_at(site, "dated")
    assert odm(made) == odm(made)


def test_the_transactions_lead_to_how_things_stand(site: Site) -> None:
    """A3, A4: what the trail of changes adds up to is what the snapshot of the same attempts would say."""
    made = dossier_at(site, "dated")
    assert replayed(valid(made)) == standing(made)


def test_every_act_says_who_when_and_why(site: Site) -> None:
    """Each transaction stands under one audit record; a correction says that it is one, in a code."""
    root = valid(dossier_at(site, "dated"))
    acts = found(root, "//odm:SubjectData")
    assert {len(found(one, "odm:AuditRecord")) for one in acts} == {1}
    reasons = [one.text for one in found(root, "//odm:SubjectData[@SubjectKey='SH04-0009']//odm:ReasonForChange")]
    assert reasons == ["ended", "taken_back", "corrected"]
    corrected = found(root, "//odm:SubjectData[@SubjectKey='SH04-0008'][odm:AuditRecord/odm:ReasonForChange]")[0]
    update = found(corrected, ".//odm:ItemData[@ItemOID='FIELD.platelets'][@TransactionType='Update']")[0]
    assert update.get("Value") == "70"
    stamp = found(corrected, "odm:AuditRecord/odm:DateTimeStamp")[0].text
    assert stamp.startswith("2026-11-23T01:") and stamp.endswith("Z")


def test_a_result_keeps_its_number_wherever_the_list_puts_it(site: Site) -> None:
    """An earlier count that is added later comes first in the list; the one known before is the first one still."""
    root = valid(dossier_at(site, "dated"))
    inserted = found(root, "//odm:SubjectData[@SubjectKey='SH04-0008']//odm:ItemGroupData[.//@Value='68.000']")
    assert [one.get("ItemGroupRepeatKey") for one in inserted] == ["2"]


def test_a_signature_says_who_meant_what(site: Site) -> None:
    """S6: name, date and time, and meaning; only the one that holds."""
    root = valid(dossier_at(site, "dated"))
    signed = found(root, "//odm:Signature")
    assert [one.find("odm:SignatureRef", ODM).get("SignatureOID") for one in signed] == [
        "SIGN.confirmed",
        "SIGN.acknowledged",
    ]
    user = signed[0].find("odm:UserRef", ODM).get("UserOID")
    assert found(root, f"//odm:User[@OID='{user}']/odm:FullName")[0].text == "Wu Ke"
    assert found(root, "//odm:SignatureDef[@OID='SIGN.confirmed']/odm:Meaning")[0].text.startswith("Confirms")


@pytest.mark.parametrize("level", ["coded", "deidentified"])
def test_without_dates_there_is_no_trail_and_that_is_said(site: Site, level: Level) -> None:
    """ODM wants a moment for each change: none is invented. Who wrote what stands in the record's form."""
    root = valid(dossier_at(site, level))
    assert root.get("FileType") == "Snapshot"
    assert not [path for path in TIMED if found(root, path)]
    assert "study days" in found(root, "//odm:Annotation/odm:Comment")[0].text
    why = found(root, "//odm:SubjectData[.//@Value='taken_back']//odm:ItemData[@ItemOID='ENTRY.WHY']/@Value")
    assert why == ["first", "ended", "taken_back", "corrected"]
    days = found(root, "//odm:ItemData[@ItemOID='ATTEMPT.CONSENT_ON.DAY']/@Value")
    assert set(days) == {"-3"}


def test_no_date_leaves_in_a_coded_copy(site: Site) -> None:
    root = valid(dossier_at(site, "coded"))
    values = " ".join(found(root, "//odm:ClinicalData//@Value"))
    assert "2026" not in values
    assert not found(root, "//odm:ItemData[@ItemOID='ATTEMPT.ON']")


def test_a_deidentified_copy_has_years_and_names_nobody(site: Site) -> None:
    written = odm(dossier_at(site, "deidentified")).decode()
    assert not [one for one in ("SH04", "Lin Mei", "Wu Ke", "R-101") if one in written]
    root = etree.fromstring(written.encode())
    assert set(found(root, "//odm:ItemData[@ItemOID='FIELD.platelets.ON']/@Value")) == {"2026"}


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_private_leaves(site: Site, level: Level) -> None:
    written = odm(dossier_at(site, level)).decode()
    assert not [secret for secret in SECRETS if secret in written]


def test_numbers_are_as_exact_as_they_were(site: Site) -> None:
    """Neither a digit more nor one less, and a limit is no value."""
    root = valid(dossier_at(site, "coded"))
    person = "//odm:SubjectData[@SubjectKey='SH04-0008']"
    counts = found(root, f"{person}//odm:ItemData[@ItemOID='FIELD.platelets']/@Value")
    assert sorted(counts) == sorted(["70", "68.000", "5", "19", "0.50", "68000"])
    signs = found(root, f"{person}//odm:ItemData[@ItemOID='FIELD.platelets.SIGN']/@Value")
    assert signs == ["<"]
    given = found(root, f"{person}//odm:ItemData[@ItemOID='FIELD.platelets.GIVEN_UNIT']/@Value")
    assert sorted(set(given)) == ["/uL", "10*9/L"]


def test_every_coded_answer_is_in_its_list(site: Site) -> None:
    """And each list has its names in both languages."""
    root = valid(dossier_at(site, "dated", "zh_CN"))
    for data in found(root, "//odm:ClinicalData"):
        version = found(root, f"//odm:MetaDataVersion[@OID='{data.get('MetaDataVersionOID')}']")[0]
        lists = {
            item.get("OID"): item.find("odm:CodeListRef", ODM).get("CodeListOID")
            for item in found(version, "odm:ItemDef[odm:CodeListRef]")
        }
        for value in found(data, ".//odm:ItemData[@Value]"):
            if value.get("ItemOID") in lists:
                codes = found(version, f"odm:CodeList[@OID='{lists[value.get('ItemOID')]}']/*/@CodedValue")
                assert value.get("Value") in codes
    names = found(root, "//odm:CodeList[@OID='CL.FIELD.tumour_type']/*[@CodedValue='solid']//odm:TranslatedText")
    assert {one.get(LANG): one.text for one in names} == {"en": "Solid tumour", "zh-CN": "实体瘤"}


def test_names_and_reasons_are_in_the_language_of_the_copy(site: Site) -> None:
    root = valid(dossier_at(site, "coded", "zh_CN"))
    assert found(root, "//odm:ItemDef[@OID='FIELD.platelets']/@Name")[0] == "血小板计数"
    assert "推迟" in found(root, "//odm:ItemData[@ItemOID='CRITERION.I2.WHY']/@Value")[0]


def test_any_text_can_be_written(site: Site) -> None:
    """What XML knows as markup is escaped; what it can't hold at all is replaced."""
    made = dossier_at(site, "dated")
    root = valid(made)
    assert "Platelet count <75 & falling × 10⁹/L" in found(root, "//odm:ItemDef/@Name")
    person, attempt = made.subjects[0], made.subjects[0].attempts[0]
    odd = replace(attempt.findings[0], told="\x0b\ufffe<&>\"'\U0001f600")
    attempt = replace(attempt, versions=(replace(attempt.versions[0], findings=(odd,)),))
    root = valid(replace(made, subjects=(replace(person, attempts=(attempt,)),)))
    assert found(root, "//odm:ItemData[@ItemOID='CRITERION.I1.WHY']/@Value")[0] == "��<&>\"'\U0001f600"


def test_a_study_without_anybody_is_written_too(site: Site) -> None:
    made = dossier_at(site, "dated")
    assert not found(valid(replace(made, subjects=())), "//odm:ClinicalData")
    assert not found(valid(replace(made, subjects=(), protocols=())), "//odm:MetaDataVersion")


def test_the_small_site_is_as_it_was(tmp_path: Path) -> None:
    """The whole file of a small site, to be read by people."""
    assert odm(small_dossier(tmp_path)) == GOLDEN.read_bytes()


def test_a_conclusion_on_the_causes_leaves_beside_the_decision(tmp_path: Path) -> None:
    """In each format's own way, for as long as its ground holds."""
    with staffed(tmp_path) as site:
        seq = saved(site)
        at_work(site, WU).signatures.sign(seq, "confirms", PASSWORD)
        concluded = at_work(site, WU).signatures.sign(seq, "no_other_cause", PASSWORD, why="all ruled out")
        made = dossier_at(at_work(site, LIN), "dated")
        meant = [one.get("SignatureOID") for one in found(valid(made), "//odm:SignatureRef")]
        assert sorted(meant) == ["SIGN.confirmed", "SIGN.no_other_cause"]
        told = [one["id"] for one in resources(json.loads(bundle(made)), "Provenance")]
        assert any(one.endswith(f".e{concluded.seq}") for one in told) and b"all ruled out" not in bundle(made)
        history = with_answer(answered("eligible", someone("A")), other_causes={"immune": "not_assessed"})
        site.save(history, ON, former=seq)
        (attempt,) = dossier_at(site, "dated").subjects[0].attempts
        assert attempt.conclusions == ()
