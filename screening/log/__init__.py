"""The events of the book of record, and the views read from them."""

from screening.log.audit import Change, changes
from screening.log.cases import CaseRow, Cases, case, cases, cases_of, last_serial, next_number, numbered, serial_of
from screening.log.events import (
    KINDS,
    Assessed,
    BackedUp,
    ClockWentBack,
    Consent,
    EnteredInError,
    Event,
    Exported,
    NumbersSpent,
    PersonIdentified,
    ProtocolActivated,
    Restored,
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
    "BackedUp",
    "CaseRow",
    "Cases",
    "Change",
    "ClockWentBack",
    "Consent",
    "EnteredInError",
    "Event",
    "Exported",
    "NumbersSpent",
    "People",
    "Person",
    "PersonIdentified",
    "ProtocolActivated",
    "Restored",
    "SigningKeyMade",
    "SiteOpened",
    "case",
    "cases",
    "cases_of",
    "changes",
    "event_of",
    "identity_of",
    "judged",
    "last_serial",
    "next_number",
    "numbered",
    "put_together",
    "serial_of",
    "taken_apart",
]
