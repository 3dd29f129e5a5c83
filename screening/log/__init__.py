"""The events of the book of record, and the views read from them."""

from screening.log.audit import Change, changes
from screening.log.cases import CaseRow, Cases, case, cases, cases_of, next_number, serial_of
from screening.log.events import (
    KINDS,
    Assessed,
    Consent,
    EnteredInError,
    Event,
    Exported,
    PersonIdentified,
    ProtocolActivated,
    SigningKeyMade,
    SiteOpened,
    judged,
)
from screening.log.loading import VERSIONS, event_of
from screening.log.people import People, Person
from screening.log.privacy import identity_of, put_together, taken_apart

__all__ = [
    "KINDS",
    "VERSIONS",
    "Assessed",
    "CaseRow",
    "Cases",
    "Change",
    "Consent",
    "EnteredInError",
    "Event",
    "Exported",
    "People",
    "Person",
    "PersonIdentified",
    "ProtocolActivated",
    "SigningKeyMade",
    "SiteOpened",
    "case",
    "cases",
    "cases_of",
    "changes",
    "event_of",
    "identity_of",
    "judged",
    "next_number",
    "put_together",
    "serial_of",
    "taken_apart",
]
