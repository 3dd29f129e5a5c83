"""What became of a case, as columns of the screening log: outcome, signature, deviations, whether it was forgotten.

An outcome is the attempt's, whichever of its entries speaks for it; a signature is one entry's, and a later entry of
the attempt supersedes it.
"""

import json
from collections.abc import Mapping
from sqlite3 import Cursor
from typing import Any

from screening.ledger import Entry

COLUMNS = (
    "outcome", "outcome_on", "outcome_by", "outcome_entry", "primary_reason", "subject_number", "deviations",
    "signed", "signed_by", "signed_at", "signature", "forgotten_by",
)  # fmt: skip

SCHEMA = """outcome TEXT, outcome_on TEXT, outcome_by TEXT, outcome_entry INTEGER, primary_reason TEXT,
    subject_number TEXT, deviations TEXT NOT NULL DEFAULT '[]', signed TEXT NOT NULL DEFAULT 'none', signed_by TEXT,
    signed_at TEXT, signature INTEGER, forgotten_by INTEGER"""

# Of those alone with whom something happened, so that a save writes none of them.
INDEXES = """
CREATE INDEX log_case_outcome ON log_case (study, outcome, serial) WHERE outcome IS NOT NULL;
CREATE INDEX log_case_signed ON log_case (study, signed, serial) WHERE signature IS NOT NULL;
CREATE INDEX log_case_subject ON log_case (subject_number) WHERE subject_number IS NOT NULL;
"""

_SIGNED = {"confirms": "confirmed", "declines": "declined", "acknowledges": "acknowledged"}
_ATTEMPT = "study = ? AND person = ? AND attempt = ?"
_CARRIED = ", ".join(COLUMNS)


def carry_on(cursor: Cursor, seq: int, former: int) -> None:
    """Give a new entry of an attempt what became of it; the signature on the former entry is superseded."""
    cursor.execute("UPDATE log_case SET signed = 'superseded' WHERE seq = ? AND signed <> 'none'", (former,))
    cursor.execute(
        f"UPDATE log_case SET ({_CARRIED}) = (SELECT {_CARRIED} FROM log_case WHERE seq = ?) WHERE seq = ?",
        (former, seq),
    )


def apply(cursor: Cursor, entry: Entry) -> None:
    """Bring an act into the rows that it is about."""
    change = _CHANGES.get(entry.kind)
    if change is not None:
        change(cursor, entry, entry.payload)


def _signed(cursor: Cursor, entry: Entry, said: Mapping[str, Any]) -> None:
    if said["meaning"] not in _SIGNED:
        return  # a conclusion on its causes is no decision on a case
    # Who merely saw a case takes nothing from a decision on it.
    only = " AND signed IN ('none', 'superseded')" if said["meaning"] == "acknowledges" else ""
    cursor.execute(
        f"UPDATE log_case SET signed = ?, signed_by = ?, signed_at = ?, signature = ? WHERE seq = ?{only}",
        (_SIGNED[said["meaning"]], said["name"], said["at"], entry.seq, said["entry"]),
    )


def _outcome_recorded(cursor: Cursor, entry: Entry, said: Mapping[str, Any]) -> None:
    values = (said["outcome"], said["on"], entry.actor, entry.seq, said["primary"], said["subject_number"])
    _set_outcome(cursor, entry, values)


def _outcome_taken_back(cursor: Cursor, entry: Entry, said: Mapping[str, Any]) -> None:
    del said
    _set_outcome(cursor, entry, (None,) * 6)


def _set_outcome(cursor: Cursor, entry: Entry, values: tuple[object, ...]) -> None:
    columns = "outcome = ?, outcome_on = ?, outcome_by = ?, outcome_entry = ?, primary_reason = ?, subject_number = ?"
    where = (entry.study, entry.person, entry.attempt)
    cursor.execute(f"UPDATE log_case SET {columns} WHERE {_ATTEMPT}", (*values, *where))


def _deviation_recorded(cursor: Cursor, entry: Entry, said: Mapping[str, Any]) -> None:
    where = (entry.study, entry.person, entry.attempt)
    found = cursor.execute(f"SELECT deviations FROM log_case WHERE {_ATTEMPT} LIMIT 1", where).fetchone()
    criteria = dict.fromkeys([*json.loads(found[0] if found else "[]"), said["criterion"]])
    cursor.execute(f"UPDATE log_case SET deviations = ? WHERE {_ATTEMPT}", (json.dumps(list(criteria)), *where))


def _person_forgotten(cursor: Cursor, entry: Entry, said: Mapping[str, Any]) -> None:
    del said
    cursor.execute("UPDATE log_case SET forgotten_by = ? WHERE person = ?", (entry.seq, entry.person))


_CHANGES = {
    "signed": _signed,
    "outcome_recorded": _outcome_recorded,
    "outcome_taken_back": _outcome_taken_back,
    "deviation_recorded": _deviation_recorded,
    "person_forgotten": _person_forgotten,
}
