"""A record as ClinicalTrials.gov's API (version 2) gives it, shortened to what is read."""

import json
from typing import Any

CRITERIA = "Inclusion Criteria:\n\n* Aged 18 to 75\n* ECOG 0-1\n\nExclusion Criteria:\n\n* Pregnancy"


def record(criteria: object = CRITERIA, **eligibility: object) -> dict[str, Any]:
    """Give a record; `eligibility` is added to its own."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Short", "officialTitle": "A  long\ntitle"},
            "statusModule": {"lastUpdatePostDateStruct": {"date": "2024-05-01", "type": "ACTUAL"}},
            "eligibilityModule": {"eligibilityCriteria": criteria, "sex": "ALL"} | eligibility,
        },
        "hasResults": False,
    }


def raw(record: object) -> bytes:
    """Give the file's bytes."""
    return json.dumps(record).encode()
