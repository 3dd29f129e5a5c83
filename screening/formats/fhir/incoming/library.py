"""Resources that others refer to: the specimen of a result, the drug of a prescription."""

from collections.abc import Iterable

from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.plain import Json, objects, part, word

REFERRED_TO = ("Specimen", "Medication")
_NOTHING: Json = {}


class Library:
    """Finds them by reference, in the file or contained in the resource that refers."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._known: dict[str, Json] = {}
        for row in rows:
            if row.kind in REFERRED_TO:
                names = (f"{row.kind}/{row.id}" if row.id else "", row.url)
                self._known.update((name, row.resource) for name in names if name)

    def find(self, reference: object, holder: Json) -> Json:
        """Give the resource that a reference leads to; an empty one where it leads nowhere."""
        name = word(part(reference).get("reference")).partition("/_history/")[0]
        if name.startswith("#"):
            inside = objects(holder.get("contained"))
            return next((one for one in inside if word(one.get("id")) == name[1:]), _NOTHING)
        if name not in self._known and name.startswith("http"):
            name = "/".join(name.rsplit("/", 2)[-2:])
        return self._known.get(name, _NOTHING)
