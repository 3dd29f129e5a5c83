"""The use cases: the only door to the book of record for the window and the command line."""

from screening.ledger import Verification
from screening.service.backups import Restoring, back_up, restoring
from screening.service.beginning import KEY, PRACTICE, exists
from screening.service.drafts import Actor, today
from screening.service.exporting import export_screening_csv
from screening.service.outcomes import Act
from screening.service.sealing import Proof, read_proof
from screening.service.signing import Signature
from screening.service.site import Record, Saved, Site

__all__ = [
    "KEY",
    "PRACTICE",
    "Act",
    "Actor",
    "Proof",
    "Record",
    "Restoring",
    "Saved",
    "Signature",
    "Site",
    "Verification",
    "back_up",
    "exists",
    "export_screening_csv",
    "read_proof",
    "restoring",
    "today",
]
