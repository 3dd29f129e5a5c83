"""Whose a resource is: references to a patient, in all the ways in which they are written."""

from collections.abc import Iterable, Sequence

from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.plain import Json, objects, part, word
from screening.wording import refused

_VERSION = "/_history/"
_SUBJECTS = ("subject", "patient")


def references(resource: Json) -> tuple[str, ...]:
    """Give the names under which a resource says whose it is."""
    for name in _SUBJECTS:
        subject = part(resource.get(name))
        if subject:
            return _told(subject)
    return ()


def _told(reference: Json) -> tuple[str, ...]:
    name = word(reference.get("reference"))
    if _VERSION in name:
        name = name.partition(_VERSION)[0]
    if "identifier" not in reference:
        return (name,) if name else ()
    return tuple(filter(None, (name, _identified(part(reference["identifier"])))))


def _identified(identifier: Json) -> str:
    value = word(identifier.get("value"))
    return f"identifier:{word(identifier.get('system'))}|{value}" if value else ""


class Names:
    """The names that a resource has for others: its address, its kind and id, and its identifiers."""

    def __init__(self, row: Row) -> None:
        self._relative = f"{row.kind}/{row.id}" if row.id else ""
        self._url = row.url.partition(_VERSION)[0]
        # With an address of its own, another server's resource of the same id is another one.
        self._base = self._url.removesuffix(self._relative) if self._relative and self._url.startswith("http") else ""
        self._known = {name for name in (self._relative, self._url) if name}
        self._known |= {name for one in objects(row.resource.get("identifier")) if (name := _identified(one))}

    def has(self, name: str) -> bool:
        """Say whether a reference leads here."""
        if name in self._known:
            return True
        absolute = name.startswith("http") and not self._base and bool(self._relative)
        return absolute and name.endswith(f"/{self._relative}")


class Patient:
    """The one whom a proposal is for; `row` is the Patient resource, None where the file has none of them."""

    def __init__(self, key: str, row: Row | None) -> None:
        self.key, self.row = key, row
        self._names = Names(row) if row is not None else None
        self._known: dict[str, bool] = {}

    def has(self, row: Row) -> bool | None:
        """Say whether a resource is theirs; None where it does not say whose it is."""
        if row is self.row:
            return True
        subject = row.resource.get("subject")
        told = subject.get("reference") if isinstance(subject, dict) and len(subject) == 1 else None
        quick = self._known.get(told) if isinstance(told, str) else None
        if quick is None:
            quick = self._look_up(row)
            if quick is not None and isinstance(told, str):
                self._known[told] = quick
        return quick

    def _look_up(self, row: Row) -> bool | None:
        told = references(row.resource)
        return self._leads_here(told) if told else None

    def is_named(self, reference: Json) -> bool:
        """Say whether a reference leads to them."""
        return self._leads_here(_told(reference))

    def _leads_here(self, told: Sequence[str]) -> bool:
        if self._names is None:
            return self.key in told
        return any(map(self._names.has, told))


def patients(rows: Iterable[Row]) -> list[Patient]:
    """Give all whom a file speaks of: its Patients; without one, those to whom its resources refer."""
    listed = list(rows)
    found = [Patient(row.place.row, row) for row in listed if row.kind == "Patient"]
    if found:
        return found
    told = dict.fromkeys(names[0] for row in listed if (names := references(row.resource)))
    return [Patient(name, None) for name in told]


def chosen(found: Sequence[Patient], person: str | None) -> Patient | None:
    """Give the one whom it is for; RefusedError where there are several, or nobody of that key."""
    if person is not None:
        wanted = next((one for one in found if one.key == person), None)
        if wanted is None:
            raise refused("fhir.nobody", person=person)
        return wanted
    if len(found) > 1:
        raise refused("fhir.several", count=len(found), keys=", ".join(one.key for one in found[:5]))
    return found[0] if found else None
