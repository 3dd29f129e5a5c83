"""Define-XML 2.1: what the datasets of an SDTM copy are, variable by variable, for whoever receives them.

Datasets, variables and terms are those that were written, so that nothing is described that is not there. Which version
of CDISC's terminology a receiver holds the terms against is not said: each codelist names its published code.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, indent, tostring

from screening.formats.cdisc import terms
from screening.formats.cdisc.datasets import Dataset, Variable
from screening.formats.labels import tag_of
from screening.formats.odm.elements import NAMESPACE, Node, add, writable
from screening.log import Dossier

DEFINE = "http://www.cdisc.org/ns/def/v2.1"
NAME = "define.xml"
_XLINK, _LANG = "http://www.w3.org/1999/xlink", "xml:lang"
_STANDARD = "STD.SDTMIG"
# Pairs of variables of which the second says in words what the first is short for.
_DECODED = {"LBTESTCD": "LBTEST", "IETESTCD": "IETEST", "QNAM": "QLABEL"}
# Terms that are the protocol's, or the copy's, own: those that stand there.
_AS_USED = ("DOMAIN", "RDOMAIN", "IETESTCD", "TIVERS", "LBTESTCD", "LBCAT", "LBORRESU", "LBSTRESU", "QNAM", "DSDECOD")
_PUBLISHED = {"LBTESTCD": "C65047", "LBORRESU": "C71620", "LBSTRESU": "C71620"}


def define_xml(made: Sequence[Dataset], dossier: Dossier, ending: str) -> bytes:
    """Write the file; `ending` is that of the datasets' own files."""
    root = _root(dossier)
    study = add(root, "Study", OID=dossier.study)
    about = add(study, "GlobalVariables")
    titles = [one.protocol.title.in_("en") for one in dossier.protocols]
    for name, said in (("StudyName", dossier.study), ("StudyDescription", titles[-1] if titles else dossier.study)):
        add(about, name, said)
    add(about, "ProtocolName", dossier.study)
    version = add(study, "MetaDataVersion", OID=f"MDV.{dossier.study}", Name=f"Screening log of {dossier.study}")
    version.set("def:DefineVersion", "2.1.0")
    standards = add(version, "def:Standards")
    add(standards, "def:Standard", OID=_STANDARD, Name="SDTMIG", Type="IG", Version="3.4", Status="Final")
    for one in made:
        _add_dataset(version, one, ending)
    for one in made:
        for variable in one.variables:
            _add_variable(version, one, variable)
    for codelist in _codelists(made):
        codelist.add_to(version)
    for name, method in _specified()["method"].items():
        _describe(add(version, "MethodDef", OID=f"MT.{name}", Name=method["name"], Type="Computation"), method["text"])
    for name, comment in _specified()["comment"].items():
        _describe(add(version, "def:CommentDef", OID=f"COM.{name}"), comment["text"])
    indent(root, space=" ")
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _root(dossier: Dossier) -> Element:
    program, _, version = dossier.program.rpartition(" ")
    attributes = {
        "xmlns": NAMESPACE,
        "xmlns:def": DEFINE,
        "xmlns:xlink": _XLINK,
        "ODMVersion": "1.3.2",
        "FileType": "Snapshot",
        "FileOID": f"{dossier.study}.{dossier.privacy}.{dossier.length}.define",
        "CreationDateTime": dossier.made,
        "SourceSystem": program,
        "SourceSystemVersion": version,
        "def:Context": "Other",
    }
    return Element("ODM", {key: writable(value) for key, value in attributes.items() if value})


@cache
def _specified() -> Mapping[str, Any]:
    return tomllib.loads(files("resources").joinpath("codelists", "define.toml").read_text("utf-8"))


def _describe(parent: Node, text: str) -> None:
    add(add(parent, "Description"), "TranslatedText", text).set(_LANG, tag_of("en"))


def _item(dataset: Dataset, variable: Variable) -> str:
    return f"IT.{dataset.name}.{variable.name}"


# --- datasets and variables ---


def _add_dataset(version: Node, dataset: Dataset, ending: str) -> None:
    said = _specified()["dataset"][dataset.name]
    attributes = {
        "OID": f"IG.{dataset.name}",
        "Domain": "IE" if dataset.name.startswith("SUPP") else dataset.name,
        "Name": dataset.name,
        "Repeating": "No" if dataset.name == "DM" else "Yes",
        "IsReferenceData": "Yes" if said.get("reference") else "No",
        "SASDatasetName": dataset.name,
        "Purpose": "Tabulation",
        "def:Structure": said["structure"],
        "def:ArchiveLocationID": f"LF.{dataset.name}",
        "def:StandardOID": _STANDARD,
        "def:HasNoData": None if dataset.rows else "Yes",
    }
    group = add(version, "ItemGroupDef", None, **attributes)
    _describe(group, dataset.label)
    for place, variable in enumerate(dataset.variables, 1):
        method = _named("method", variable)
        add(
            group,
            "ItemRef",
            ItemOID=_item(dataset, variable),
            OrderNumber=str(place),
            Mandatory="Yes" if variable.core == "Req" else "No",
            KeySequence=str(dataset.keys.index(variable.name) + 1) if variable.name in dataset.keys else None,
            MethodOID=f"MT.{method}" if method else None,
        )
    add(group, "def:Class", Name=said["class"])
    leaf = add(group, "def:leaf", ID=f"LF.{dataset.name}")
    file = f"{dataset.name.lower()}.{ending}"
    leaf.set("xlink:href", file)
    add(leaf, "def:title", file)


def _add_variable(version: Node, dataset: Dataset, variable: Variable) -> None:
    comment = _named("comment", variable)
    attributes = {
        "OID": _item(dataset, variable),
        "Name": variable.name,
        **_type(dataset, variable),
        "SASFieldName": variable.name,
        "def:CommentOID": f"COM.{comment}" if comment else None,
    }
    item = add(version, "ItemDef", None, **attributes)
    _describe(item, variable.label)
    codelist = _codelist_oid(dataset, variable)
    if codelist:
        add(item, "CodeListRef", CodeListOID=codelist)
    kind, _, source = _origin(variable).partition(" by ")
    add(item, "def:Origin", Type=kind, Source=source or None)


def _type(dataset: Dataset, variable: Variable) -> dict[str, str]:
    """Give the type, with the length of the longest value that stands there."""
    values = [row.get(variable.name) for row in dataset.rows]
    if variable.name.endswith("DTC"):
        return {"DataType": "partialDatetime"}
    numbers = [f"{one:f}" if isinstance(one, Decimal) else str(one) for one in values if one is not None]
    longest = str(max(map(len, numbers), default=1) or 1)
    if variable.type == "Char":
        return {"DataType": "text", "Length": longest}
    if not variable.name.startswith("LBST"):
        return {"DataType": "integer", "Length": longest}
    after = max((len(one.partition(".")[2]) for one in numbers), default=0)
    return {"DataType": "float", "Length": longest, "SignificantDigits": str(after)}


def _origin(variable: Variable) -> str:
    origins: Mapping[str, Sequence[str]] = _specified()["origin"]
    return next(origin for origin, names in origins.items() if variable.name in names)


def _named(kind: str, variable: Variable) -> str | None:
    """Name the method or the comment that says more of a variable."""
    return next((name for name, one in _specified()[kind].items() if variable.name in one["variables"]), None)


# --- codelists ---


@dataclass(frozen=True, slots=True)
class _Codelist:
    """A codelist: its terms with what they are short for, and those that were added to the published ones."""

    oid: str
    name: str
    code: str | None
    terms: Mapping[str, str | None]
    added: frozenset[str] = frozenset()

    def add_to(self, version: Node) -> None:
        """Add it; a list in which nothing is short for anything else enumerates its terms."""
        made = add(version, "CodeList", OID=self.oid, Name=self.name, DataType="text")
        decoded = any(self.terms.values())
        for term, meaning in self.terms.items():
            extended = "Yes" if term in self.added else None
            kind = "CodeListItem" if decoded else "EnumeratedItem"
            one = add(made, kind, None, CodedValue=term, **{"def:ExtendedValue": extended})
            if decoded:
                add(add(one, "Decode"), "TranslatedText", meaning or term).set(_LANG, tag_of("en"))
        if self.code:
            add(made, "Alias", Context="nci:ExtCodeID", Name=self.code)


def _codelist_oid(dataset: Dataset, variable: Variable) -> str | None:
    closed = terms.codelist_of(variable.name)
    if closed is not None:
        return f"CL.{closed}"
    used = variable.name in _AS_USED and any(row.get(variable.name) for row in dataset.rows)
    return f"CL.{dataset.name}.{variable.name}" if used else None


def _codelists(made: Iterable[Dataset]) -> Iterator[_Codelist]:
    """Give every codelist that a variable refers to, once."""
    found: dict[str, _Codelist] = {}
    for dataset in made:
        for variable in dataset.variables:
            oid = _codelist_oid(dataset, variable)
            if oid is not None and oid not in found:
                found[oid] = _codelist(oid, dataset, variable)
    yield from found.values()


def _codelist(oid: str, dataset: Dataset, variable: Variable) -> _Codelist:
    closed = terms.codelist_of(variable.name)
    if closed is not None:
        one = terms.table("codelist")[closed]
        ours = one.get("ours", ())
        return _Codelist(oid, closed, one["code"], dict.fromkeys((*one["terms"], *ours)), frozenset(ours))
    words = _DECODED.get(variable.name, "")
    used = {str(row[variable.name]): row.get(words) for row in dataset.rows if row.get(variable.name)}
    said = {term: None if meaning is None else str(meaning) for term, meaning in used.items()}
    return _Codelist(oid, f"{variable.label} ({dataset.name})", _PUBLISHED.get(variable.name), said)
