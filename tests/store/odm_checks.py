"""Whether an ODM file is what CDISC's schema says, and refers to nothing that is not in it."""

from functools import cache
from pathlib import Path
from typing import Any

import odmlib
from lxml import etree  # type: ignore[import-untyped]

from screening.formats.odm import odm
from screening.formats.odm.elements import NAMESPACE
from screening.formats.odm.states import steps_of
from screening.formats.odm.values import Place
from screening.log import Dossier

ODM = {"odm": NAMESPACE}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
REFERENCES = {
    "StudyEventOID": "StudyEventDef",
    "FormOID": "FormDef",
    "ItemGroupOID": "ItemGroupDef",
    "ItemOID": "ItemDef",
    "CodeListOID": "CodeList",
    "MeasurementUnitOID": "MeasurementUnit",
    "UserOID": "User",
    "LocationOID": "Location",
    "SignatureOID": "SignatureDef",
    "StudyOID": "Study",
    "MetaDataVersionOID": "MetaDataVersion",
}


@cache
def schema() -> Any:
    folder = Path(odmlib.__file__).parent / "schemas" / "odm" / "1.3.2"
    return etree.XMLSchema(file=str(folder / "ODM1-3-2.xsd"))


def valid(dossier: Dossier) -> Any:
    """Write a dossier; gives the root of what is valid and refers to nothing that is not there."""
    root = etree.fromstring(odm(dossier))
    schema().assertValid(root)
    for version in root.iterfind("odm:Study/odm:MetaDataVersion", ODM):
        data = root.iterfind(f"odm:ClinicalData[@MetaDataVersionOID='{version.get('OID')}']", ODM)
        check_references(root, version, [version, *data])
    check_references(root, None, root.iterfind("odm:AdminData", ODM))
    return root


def check_references(root: Any, version: Any, parts: Any) -> None:
    def defined(kind: str) -> set[str]:
        inside = kind in ("StudyEventDef", "FormDef", "ItemGroupDef", "ItemDef", "CodeList")
        where = version if inside and version is not None else root
        return {one.get("OID") for one in where.iterfind(f".//odm:{kind}", ODM)}

    known = {name: defined(kind) for name, kind in REFERENCES.items()}
    for part in parts:
        for element in part.iter():
            for name in REFERENCES.keys() & element.attrib.keys():
                assert element.get(name) in known[name], (name, element.get(name))


def found(root: Any, path: str) -> list[Any]:
    """Find elements or attributes by XPath."""
    listed: list[Any] = root.xpath(path, namespaces=ODM)
    return listed


def replayed(root: Any) -> dict[tuple[str, str], dict[Place, str]]:
    """Go through all transactions in order, each of which must fit what there is; gives how things then stand."""
    state: dict[tuple[str, str], dict[Place, str]] = {}
    for item in root.iterfind("odm:ClinicalData/odm:SubjectData/odm:StudyEventData/odm:FormData/*/odm:ItemData", ODM):
        group, event = item.getparent(), item.getparent().getparent().getparent()
        place = Place(group.get("ItemGroupOID"), group.get("ItemGroupRepeatKey"), item.get("ItemOID"))
        values = state.setdefault((event.getparent().get("SubjectKey"), event.get("StudyEventRepeatKey")), {})
        kind = item.get("TransactionType")
        assert (place in values) == (kind in ("Update", "Remove")), (kind, place)
        assert kind != "Update" or values[place] != item.get("Value")
        if kind == "Remove":
            assert item.get("Value") is None
            del values[place]
        else:
            values[place] = item.get("Value")
    return state


def standing(dossier: Dossier) -> dict[tuple[str, str], dict[Place, str]]:
    """Say how each attempt stands."""
    return {
        (subject.id, str(attempt.ordinal)): dict(steps_of(subject, attempt)[-1].state)
        for subject in dossier.subjects
        for attempt in subject.attempts
    }
