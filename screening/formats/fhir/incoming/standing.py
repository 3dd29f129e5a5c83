"""Which version of a resource stands, where a file has several of it."""

from collections.abc import Hashable, Iterable

from screening.engine import Reason
from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.moments import instant
from screening.formats.fhir.incoming.plain import objects, part, word
from screening.formats.proposal import Place

_LATER = ("amended", "corrected", "cancelled", "entered-in-error")
_TIMES = ("effectiveDateTime", "effectiveInstant")


def superseded(rows: Iterable[Row]) -> dict[Place, Reason]:
    """Give the rows that no longer stand, each with why: a later version has its place, or it was deleted."""
    versions: dict[Hashable, Row | list[Row]] = {}
    deleted: set[str] = set()
    for row in rows:
        if row.deletes:
            deleted.add(row.deletes)
        for name in _identities(row):
            known = versions.setdefault(name, row)
            if known is not row:
                versions[name] = [*(known if isinstance(known, list) else (known,)), row]
    gone: dict[Place, Reason] = {}
    for those in versions.values():
        if isinstance(those, list):
            last = max(enumerate(those), key=lambda one: (*_rank(one[1]), one[0]))[1]
            reason = Reason("fhir.superseded", {"by": last.place.row})
            gone |= {row.place: reason for row in those if row is not last}
    return gone | _deleted(versions.values(), deleted) if deleted else gone


def _deleted(versions: Iterable[Row | list[Row]], deleted: set[str]) -> dict[Place, Reason]:
    listed = [row for those in versions for row in (those if isinstance(those, list) else (those,))]
    return {row.place: Reason("fhir.deleted", {}) for row in listed if _names(row) & deleted}


def _identities(row: Row) -> list[Hashable]:
    """Give what a row shares with other versions of itself.

    An identifier may be that of a whole order, so that it counts for one test at one time alone.
    """
    own: list[Hashable] = [(row.kind, row.id)] if row.kind and row.id else []
    if row.kind != "Observation" or "identifier" not in row.resource:
        return own
    told = [(word(one.get("system")), word(one.get("value"))) for one in objects(row.resource["identifier"])]
    return own + [(system, value, row.about.codes[:1], _time(row)) for system, value in told if value]


def _time(row: Row) -> str:
    return next((word(row.resource[name]) for name in _TIMES if name in row.resource), "")


def _rank(row: Row) -> tuple[float, int, bool]:
    """Order versions: by when each was made, by its number, and a correction after what it corrects."""
    version = word(part(row.resource.get("meta")).get("versionId"))
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    return instant(row.resource), number, word(row.resource.get("status")) in _LATER


def _names(row: Row) -> set[str]:
    return {f"{row.kind}/{row.id}", row.url} - {""}
