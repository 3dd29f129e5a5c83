"""A study as ODM-XML 1.3.2 (CDISC): what was asked, what was answered, who changed it, who signed.

Where dates may leave, the file is `Transactional`: every value that an attempt ever had, act by act, each act under its
AuditRecord (who, where, when, and the coded reason), and the signature that holds. ODM demands date and time of both.
Where they may not leave, the file is a `Snapshot` of how things stand, without either; it says so in an Annotation, and
the entries and the signature are told as items of the form `F.RECORD`, with study days. Dates are partial ones
throughout (a year, de-identified), and each has its study day beside it.
"""

from xml.etree.ElementTree import Element, indent, tostring

from screening.formats.labels import label
from screening.formats.odm.clinical import Told, add_clinical
from screening.formats.odm.elements import NAMESPACE, writable
from screening.formats.odm.metadata import add_study
from screening.formats.odm.staff import add_staff, users_of
from screening.formats.odm.states import steps_of
from screening.log import Dossier

__all__ = ["odm"]


def odm(dossier: Dossier) -> bytes:
    """Write a study's copy as one ODM file."""
    told: Told = [(one, [(each.ordinal, steps_of(one, each)) for each in one.attempts]) for one in dossier.subjects]
    users = users_of(step for _, attempts in told for _, steps in attempts for step in steps) if dossier.dated else {}
    root = _root(dossier)
    add_study(root, dossier)
    add_staff(root, dossier, users)
    add_clinical(root, dossier, told, users)
    indent(root, space=" ")
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _root(dossier: Dossier) -> Element:
    program, _, version = dossier.program.partition(" ")
    attributes = {
        "xmlns": NAMESPACE,
        "ODMVersion": "1.3.2",
        "FileType": "Transactional" if dossier.dated else "Snapshot",
        "FileOID": f"{dossier.study}.{dossier.privacy}.{dossier.length}.{dossier.made}",
        "Granularity": "SingleSite",
        "CreationDateTime": dossier.made,
        "AsOfDateTime": dossier.made,
        "Description": label(f"exchange.privacy.{_privacy(dossier)}").in_(dossier.language),
        "Originator": dossier.site,
        "SourceSystem": program,
        "SourceSystemVersion": version,
    }
    return Element("ODM", {key: writable(value) for key, value in attributes.items() if value})


def _privacy(dossier: Dossier) -> str:
    return "dated" if dossier.dated else dossier.privacy
