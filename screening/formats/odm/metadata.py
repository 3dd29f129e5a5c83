"""The study as ODM describes it: units, and per protocol version its events, forms, items and code lists."""

from collections.abc import Iterable

from screening.formats.codes import ucum
from screening.formats.labels import label
from screening.formats.odm.elements import Node, add, add_texts
from screening.formats.odm.items import Codes, Form, Group, Item, forms_of, items_of
from screening.log import Dossier
from screening.protocol import Protocol
from screening.protocol.text import Text
from screening.wording import pretty_unit

EVENT = "SE.SCREENING"
_LENGTHS = {"text": "4000", "integer": "6", "float": "25"}
_DECIMALS = "12"


def version_oid(protocol: Protocol) -> str:
    """Name a version: two texts of one version are two, and told apart by their fingerprints."""
    return f"MDV.{protocol.version}.{protocol.fingerprint[:8]}"


def unit_oid(unit: str) -> str:
    """Name a unit."""
    return f"MU.{unit}"


def add_study(root: Node, dossier: Dossier) -> None:
    """Add what the study asks, in every version that judged anybody."""
    study = add(root, "Study", OID=dossier.study)
    about = add(study, "GlobalVariables")
    add(about, "StudyName", dossier.study)
    titles = [one.protocol.title.in_(dossier.language) for one in dossier.protocols]
    add(about, "StudyDescription", titles[-1] if titles else dossier.study)
    add(about, "ProtocolName", dossier.study)
    _add_units(study, dossier.protocols)
    for protocol in dossier.protocols:
        _add_version(study, protocol, dossier.language)


def _add_units(study: Node, protocols: Iterable[Protocol]) -> None:
    units = dict.fromkeys(item.unit for one in protocols for item in items_of(one) if item.unit)
    if not units:
        return
    basics = add(study, "BasicDefinitions")
    for unit in units:
        made = add(basics, "MeasurementUnit", OID=unit_oid(unit), Name=unit)
        add_texts(made, "Symbol", Text({"en": pretty_unit(unit)}))
        add(made, "Alias", Context="UCUM", Name=ucum(unit))


def _add_version(study: Node, protocol: Protocol, language: str) -> None:
    said, oid = protocol.protocol, version_oid(protocol)
    version = add(study, "MetaDataVersion", OID=oid, Name=said.version, Description=said.source)
    events = add(version, "Protocol")
    add_texts(events, "Description", said.title)
    add(events, "StudyEventRef", StudyEventOID=EVENT, OrderNumber="1", Mandatory="Yes")
    name = label("exchange.event").in_(language)
    event = add(version, "StudyEventDef", OID=EVENT, Name=name, Repeating="Yes", Type="Unscheduled")
    forms = forms_of(protocol)
    for place, form in enumerate(forms, 1):
        add(event, "FormRef", FormOID=form.oid, OrderNumber=str(place), Mandatory="No")
    for form in forms:
        _add_form(version, form, language)
    for form in forms:
        for group in form.groups:
            _add_group(version, group, language)
    _add_items(version, protocol, language)


def _add_items(version: Node, protocol: Protocol, language: str) -> None:
    lists: dict[str, Codes] = {}
    for item in items_of(protocol):
        _add_item(version, item, language)
        if item.codes is not None:
            lists[item.codes.oid] = item.codes
    for codes in lists.values():
        _add_codes(version, codes, language)


def _add_form(version: Node, form: Form, language: str) -> None:
    made = add(version, "FormDef", OID=form.oid, Name=form.name.in_(language), Repeating="No")
    add_texts(made, "Description", form.name)
    for place, group in enumerate(form.groups, 1):
        add(made, "ItemGroupRef", ItemGroupOID=group.oid, OrderNumber=str(place), Mandatory="No")


def _add_group(version: Node, group: Group, language: str) -> None:
    repeating = "Yes" if group.repeats else "No"
    made = add(version, "ItemGroupDef", OID=group.oid, Name=group.name.in_(language), Repeating=repeating)
    add_texts(made, "Description", group.name)
    for place, item in enumerate(group.items, 1):
        add(made, "ItemRef", ItemOID=item.oid, OrderNumber=str(place), Mandatory="No")


def _add_item(version: Node, item: Item, language: str) -> None:
    made = add(
        version,
        "ItemDef",
        OID=item.oid,
        Name=item.ask.in_(language),
        DataType=item.kind,
        Length=_LENGTHS.get(item.kind),
        SignificantDigits=_DECIMALS if item.kind == "float" else None,
    )
    add_texts(made, "Question", item.ask)
    if item.unit:
        add(made, "MeasurementUnitRef", MeasurementUnitOID=unit_oid(item.unit))
    for comparator, bound in zip(("GE", "LE"), item.plausible or (), strict=False):
        check = add(made, "RangeCheck", Comparator=comparator, SoftHard="Soft")
        add(check, "CheckValue", f"{bound:f}")
        if item.unit:
            add(check, "MeasurementUnitRef", MeasurementUnitOID=unit_oid(item.unit))
    if item.codes is not None:
        add(made, "CodeListRef", CodeListOID=item.codes.oid)
    if item.alias is not None:
        add(made, "Alias", Context=item.alias[0], Name=item.alias[1])


def _add_codes(version: Node, codes: Codes, language: str) -> None:
    made = add(version, "CodeList", OID=codes.oid, Name=codes.name.in_(language), DataType="text")
    for place, (code, name) in enumerate(codes.codes.items(), 1):
        item = add(made, "CodeListItem", CodedValue=code, OrderNumber=str(place))
        add_texts(item, "Decode", name)
