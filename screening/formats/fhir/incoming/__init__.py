"""What a FHIR R4 file offers for one patient: a Bundle, a single resource, or NDJSON, read as plain dictionaries.

`document` parts a file into rows, `whose` tells whose they are, `standing` which of several versions holds; `patients`,
`conditions`, `observations`, `treatments` say what a row gives; `reading` brings it all to a proposal. `plain` takes
whatever stands in a resource for what it should be, so that nothing malformed gets further than its own row.
"""

from screening.formats.fhir.incoming.reading import people, propose

__all__ = ["people", "propose"]
