"""The book of record: an append-only, hash-chained, encrypted store (DESIGN section 1, idea 4)."""

from screening.ledger.address import Server, Where, is_address
from screening.ledger.checkpoints import Checkpoint, Signer, is_genuine
from screening.ledger.entry import COMMITMENT, FORGETS, Draft, Entry
from screening.ledger.faults import LedgerError
from screening.ledger.forms import UnsavedForm, UnsavedForms
from screening.ledger.keyfile import new_key_file, read_key_file
from screening.ledger.opening import discard_database, is_there
from screening.ledger.projections import Projection
from screening.ledger.reading import Head, PrivateValues, Reader, reading_aside
from screening.ledger.store import Ledger
from screening.ledger.verification import Verification

__all__ = [
    "COMMITMENT",
    "FORGETS",
    "Checkpoint",
    "Draft",
    "Entry",
    "Head",
    "Ledger",
    "LedgerError",
    "PrivateValues",
    "Projection",
    "Reader",
    "Server",
    "Signer",
    "UnsavedForm",
    "UnsavedForms",
    "Verification",
    "Where",
    "discard_database",
    "is_address",
    "is_genuine",
    "is_there",
    "new_key_file",
    "read_key_file",
    "reading_aside",
]
