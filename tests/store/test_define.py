"""The Define-XML beside an SDTM copy: what CDISC's schema says, and nothing but what is in the datasets."""

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import odmlib
import pytest
from lxml import etree  # type: ignore[import-untyped]

from screening.formats.cdisc.terms import table
from screening.service import Wish, export
from screening.wording import Words
from tests.store.export_samples import screened

NS = {"odm": "http://www.cdisc.org/ns/odm/v1.3", "def": "http://www.cdisc.org/ns/def/v2.1"}
DEF, XLINK = f"{{{NS['def']}}}", "{http://www.w3.org/1999/xlink}"
REFERENCES = {
    "ItemOID": "odm:ItemDef",
    "CodeListOID": "odm:CodeList",
    "MethodOID": "odm:MethodDef",
    f"{DEF}CommentOID": "def:CommentDef",
    f"{DEF}StandardOID": "def:Standard",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of a copy that left the book."""
    folder = tmp_path_factory.mktemp("define")
    export(screened(folder / "site"), folder / "study.zip", Words(), Wish(format="sdtm"))
    with zipfile.ZipFile(folder / "study.zip") as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def root(copy: dict[str, bytes]) -> Any:
    return etree.fromstring(copy["define.xml"])


@cache
def schema() -> Any:
    folder = Path(odmlib.__file__).parent / "schemas" / "define" / "2.1"
    return etree.XMLSchema(file=str(folder / "define2-1-0.xsd"))


def datasets(copy: dict[str, bytes]) -> dict[str, Any]:
    found = [json.loads(content) for name, content in copy.items() if name.endswith(".json") and name != ".eligo.json"]
    return {one["name"]: one for one in found if "itemGroupOID" in one}


def test_it_is_what_the_schema_says(root: Any) -> None:
    """Define-XML 2.1 as CDISC publishes it."""
    schema().assertValid(root)


def test_every_reference_leads_somewhere_and_nothing_is_defined_in_vain(root: Any) -> None:
    """Items, codelists, methods, comments, the standard and the datasets' own files."""
    for attribute, kind in REFERENCES.items():
        defined = [one.get("OID") for one in root.iterfind(f".//{kind}", NS)]
        referred = {one.get(attribute) for one in root.iter() if one.get(attribute)}
        assert len(defined) == len(set(defined)) and referred == set(defined), kind
    leaves = {one.get("ID") for one in root.iterfind(".//def:leaf", NS)}
    assert {one.get(f"{DEF}ArchiveLocationID") for one in root.iterfind(".//odm:ItemGroupDef", NS)} == leaves


def test_every_variable_is_described_and_every_description_has_its_variable(copy: dict[str, bytes], root: Any) -> None:
    """Under the names, in the order, with the labels and keys of the dataset's file, which it points to."""
    groups = {one.get("OID"): one for one in root.iterfind(".//odm:ItemGroupDef", NS)}
    items = {one.get("OID"): one for one in root.iterfind(".//odm:ItemDef", NS)}
    told = datasets(copy)
    assert set(groups) == {one["itemGroupOID"] for one in told.values()}
    for one in told.values():
        group = groups[one["itemGroupOID"]]
        references = group.findall("odm:ItemRef", NS)
        assert [each.get("ItemOID") for each in references] == [column["itemOID"] for column in one["columns"]]
        for reference, column in zip(references, one["columns"], strict=True):
            item = items[column["itemOID"]]
            assert item.get("Name") == column["name"]
            assert item.findtext("odm:Description/odm:TranslatedText", namespaces=NS) == column["label"]
            assert reference.get("KeySequence") == (str(column["keySequence"]) if "keySequence" in column else None)
            assert item.get("Length") is None or int(item.get("Length")) >= column.get("length", 1)
        assert group.find("def:leaf", NS).get(f"{XLINK}href") in copy
        assert (group.get(f"{DEF}HasNoData") == "Yes") == (not one["rows"])


def test_the_terms_are_those_that_stand_there(copy: dict[str, bytes], root: Any) -> None:
    """Every value of a variable with a codelist is in it; published lists are whole, and what was added is marked."""
    lists = {one.get("OID"): one for one in root.iterfind(".//odm:CodeList", NS)}
    items = {one.get("OID"): one for one in root.iterfind(".//odm:ItemDef", NS)}
    for one in datasets(copy).values():
        for place, column in enumerate(one["columns"]):
            reference = items[column["itemOID"]].find("odm:CodeListRef", NS)
            if reference is not None:
                terms = {
                    each.get("CodedValue") for each in lists[reference.get("CodeListOID")] if each.get("CodedValue")
                }
                assert {row[place] for row in one["rows"]} - {None} <= terms, column["name"]
    for name, ours in (("SEX", ()), ("ARMNRS", table("codelist")["ARMNRS"]["ours"])):
        coded = {each.get("CodedValue"): each.get(f"{DEF}ExtendedValue") for each in lists[f"CL.{name}"]}
        assert {term for term, extended in coded.items() if extended == "Yes"} == set(ours)
        assert coded.keys() - {None} == {*table("codelist")[name]["terms"], *ours}
    assert lists["CL.SEX"].find("odm:Alias", NS).get("Name") == "C66731"


def test_what_is_derived_says_how_and_what_is_not_known_is_null(copy: dict[str, bytes], root: Any) -> None:
    """An origin stands at every variable; what is Not Available has no value anywhere."""
    methods = {one.get("ItemOID"): one.get("MethodOID") for one in root.iterfind(".//odm:ItemRef", NS)}
    origins = {one.get("OID"): one.find("def:Origin", NS).get("Type") for one in root.iterfind(".//odm:ItemDef", NS)}
    for oid, origin in origins.items():
        assert (origin == "Derived") == (methods[oid] is not None), oid
    for one in datasets(copy).values():
        for place, column in enumerate(one["columns"]):
            if origins[column["itemOID"]] == "Not Available":
                assert {row[place] for row in one["rows"]} <= {None}
