"""Who made the record and where: ODM's users, the site, and what a signature means."""

from collections.abc import Iterable, Mapping

from screening.formats.codes import meanings
from screening.formats.labels import label
from screening.formats.odm.elements import Node, add
from screening.formats.odm.metadata import version_oid
from screening.formats.odm.states import Step
from screening.log import Dossier, Moment, Signature

Users = Mapping[tuple[str, str], str]
"""The OID of each person, by name and role."""


def users_of(steps: Iterable[Step]) -> Users:
    """Number whoever did something, in order."""
    known = dict.fromkeys((step.by, step.role) for step in steps if step.by is not None)
    return {who: f"USER.{place}" for place, who in enumerate(known, 1)}


def add_staff(root: Node, dossier: Dossier, users: Users) -> None:
    """Add the people and the site, where they may be named."""
    if dossier.site is None:
        return
    made = add(root, "AdminData", StudyOID=dossier.study)
    for (name, role), oid in users.items():
        kind = "Investigator" if role == "investigator" else "Other"
        user = add(made, "User", OID=oid, UserType=kind)
        add(user, "DisplayName", f"{name} ({label(f'role.{role}').in_(dossier.language)})")
        add(user, "FullName", name)
        add(user, "LocationRef", LocationOID=_place(dossier.site))
    if dossier.protocols:
        _add_site(made, dossier, dossier.site)
    if users:
        _add_meanings(made, dossier)


def add_site_ref(subject: Node, site: str | None) -> None:
    """Say at which site somebody was screened, where that may be told."""
    if site is not None:
        add(subject, "SiteRef", LocationOID=_place(site))


def add_audit(parent: Node, step: Step, user: str, site: str, reason: str | None) -> None:
    """Say who made everything that stands under an element so, when and why."""
    made = add(parent, "AuditRecord")
    _add_who(made, user, site)
    add(made, "DateTimeStamp", _stamp(step.at))
    if reason is not None:
        add(made, "ReasonForChange", reason)
    add(made, "SourceID", str(step.entry))


def add_signature(parent: Node, signature: Signature, user: str, site: str) -> None:
    """Say who signed, what is meant, and when."""
    made = add(parent, "Signature")
    _add_who(made, user, site)
    add(made, "SignatureRef", SignatureOID=f"SIGN.{signature.meaning}")
    add(made, "DateTimeStamp", _stamp(signature.at))


def _add_who(parent: Node, user: str, site: str) -> None:
    add(parent, "UserRef", UserOID=user)
    add(parent, "LocationRef", LocationOID=_place(site))


def _stamp(at: Moment) -> str:
    assert at.iso is not None, "an audit record is written only where dates may leave"
    return at.iso


def _add_site(parent: Node, dossier: Dossier, site: str) -> None:
    made = add(parent, "Location", OID=_place(site), Name=site, LocationType="Site")
    for protocol in dossier.protocols:
        since = dossier.since.get(protocol.fingerprint) or dossier.made[:10]
        version = version_oid(protocol)
        add(made, "MetaDataVersionRef", StudyOID=dossier.study, MetaDataVersionOID=version, EffectiveDate=since)


def _add_meanings(parent: Node, dossier: Dossier) -> None:
    for meaning, name in meanings().items():
        made = add(parent, "SignatureDef", OID=f"SIGN.{meaning}", Methodology="Electronic")
        add(made, "Meaning", name.in_(dossier.language))
        add(made, "LegalReason", label("exchange.legal").in_(dossier.language))


def _place(site: str) -> str:
    return f"LOC.{site}"
