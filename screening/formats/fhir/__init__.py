"""A study as one FHIR R4 (4.0.1) Bundle: what it asks, who was screened, how it came out, who recorded it.

A `collection`: the copy is handed over and read; a `transaction` would tell a server what to do with it, which nobody
here can decide. `fullUrl` and ids are made of the copy's own ids, under a name that is no address, and every reference
leads to a resource of the bundle. How dates leave is told in `times`, what a doubtful result looks like in
`laboratory`, which links a questionnaire has in `questions`, which state an attempt has in `people`. What the study
asks stands in every language, what was answered in the copy's.
"""

from collections.abc import Iterator

from screening.formats.fhir.exact import Json, Written, written
from screening.formats.fhir.people import person_resources
from screening.formats.fhir.study import study_resources
from screening.formats.fhir.terms import BASE, Tongue
from screening.log import Dossier

__all__ = ["bundle"]


def bundle(dossier: Dossier) -> bytes:
    """Write a study's copy as one bundle."""
    made: Json = {
        "resourceType": "Bundle",
        "language": Tongue(dossier.language).tag,
        "identifier": {"system": f"{BASE}/identifier/copy", "value": f"{dossier.study}.{dossier.length}"},
        "type": "collection",
        "timestamp": dossier.made,
        "entry": [_entry(resource) for resource in _resources(dossier)],
    }
    return f"{written(made)}\n".encode()


def _resources(dossier: Dossier) -> Iterator[Json]:
    yield from study_resources(dossier, Tongue(dossier.language))
    for subject in dossier.subjects:
        yield from person_resources(subject, dossier, Tongue(dossier.language, translating=False))


def _entry(resource: Json) -> Written:
    """Write one entry at once: a whole study's resources need not lie in memory, nor be written in one breath."""
    entry = {"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource}
    return Written(written(entry, "  "))
