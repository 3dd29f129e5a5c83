"""The same tables on a server, and the triggers that keep what is written as it is written, in PL/pgSQL.

They are in force whatever a session sets (`ENABLE ALWAYS`). One that their owner took away is missed when the store
is opened. Text is compared by its bytes, as in a file.
"""

import re
from typing import NamedTuple

from screening.ledger.schema import BLOCK, INDEXES, TABLES

_TYPES = ((r"\bBLOB\b", "BYTEA"), (r"\bINTEGER\b", "BIGINT"), (r"\bTEXT\b", 'TEXT COLLATE "C"'))
_FILE_ONLY = re.compile(r"\)\s*(STRICT\b)?,?\s*(WITHOUT\s+ROWID\b)?\s*$")
_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32

SHARED = {
    # What the book is, in one row: whose store, of which version; `mark` tells its key from any other.
    "store": "CREATE TABLE store (application BIGINT NOT NULL, version BIGINT NOT NULL, mark BYTEA NOT NULL)",
}
"""What a file says of itself in its own header."""


class Trigger(NamedTuple):
    """A trigger on a table: when it fires, as `pg_trigger.tgtype`, and what it does."""

    table: str
    fires: int
    body: str

    def statement(self, name: str) -> str:
        """Give what makes it, with its function of the same name."""
        when = "BEFORE" if self.fires & _BEFORE else "AFTER"
        on = {_INSERT: "INSERT", _UPDATE: "UPDATE", _DELETE: "DELETE", _TRUNCATE: "TRUNCATE"}
        what = next(word for bit, word in on.items() if self.fires & bit)
        each = "ROW" if self.fires & _ROW else "STATEMENT"
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$;"
            f" CREATE TRIGGER {name} {when} {what} ON {self.table} FOR EACH {each} EXECUTE FUNCTION {name}();"
            f" ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {name}"
        )


def _refusing(words: str, unless: str = "") -> str:
    """Refuse, unless a condition over OLD and NEW holds."""
    refusal = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"
    return f"BEGIN IF {unless} THEN RETURN NEW; END IF; {refusal} END" if unless else f"BEGIN {refusal} END"


_FOLLOWS, _STAYS, _REMAINS, _WHOLE = (
    *(_BEFORE | _ROW | what for what in (_INSERT, _UPDATE, _DELETE)),
    _BEFORE | _TRUNCATE,
)

TRIGGERS = {
    "entry_kind_seen": Trigger(
        "entry",
        _ROW | _INSERT,
        f"BEGIN INSERT INTO kind_seen VALUES (NEW.kind, (NEW.seq - 1) / {BLOCK}) ON CONFLICT DO NOTHING;"
        " RETURN NULL; END",
    ),
    "entry_follows": Trigger(
        "entry",
        _FOLLOWS,
        _refusing("an entry follows the last one", "NEW.seq = (SELECT coalesce(max(seq), 0) + 1 FROM entry)"),
    ),
    "entry_stays": Trigger("entry", _STAYS, _refusing("an entry is never changed")),
    "entry_remains": Trigger("entry", _REMAINS, _refusing("an entry is never deleted")),
    "entry_whole": Trigger("entry", _WHOLE, _refusing("an entry is never deleted")),
    "person_key_follows": Trigger(
        "person_key",
        _FOLLOWS,
        _refusing("a key follows the last one", "NOT EXISTS (SELECT 1 FROM person_key WHERE since >= NEW.since)"),
    ),
    "person_key_stays": Trigger(
        "person_key",
        _STAYS,
        _refusing("a key is destroyed, never changed", "NEW.since = OLD.since AND NEW.key IS NULL"),
    ),
    "person_key_remains": Trigger("person_key", _REMAINS, _refusing("the place of a key is never deleted")),
    "person_key_whole": Trigger("person_key", _WHOLE, _refusing("the place of a key is never deleted")),
    "checkpoint_follows": Trigger(
        "checkpoint",
        _FOLLOWS,
        _refusing(
            "a checkpoint follows the last one", "NOT EXISTS (SELECT 1 FROM checkpoint WHERE length >= NEW.length)"
        ),
    ),
    "checkpoint_stays": Trigger("checkpoint", _STAYS, _refusing("a checkpoint is never changed")),
    "checkpoint_remains": Trigger("checkpoint", _REMAINS, _refusing("a checkpoint is never deleted")),
    "checkpoint_whole": Trigger("checkpoint", _WHOLE, _refusing("a checkpoint is never deleted")),
}


def translated(statement: str) -> str:
    """Give the statement that makes the same table, index or view on a server."""
    for theirs, ours in _TYPES:
        statement = re.sub(theirs, ours, statement)
    return _FILE_ONLY.sub(")", statement.strip())


def statements() -> list[str]:
    """Give what makes an empty store, in order."""
    tables = [translated(one) for one in (*SHARED.values(), *TABLES.values(), *INDEXES.values())]
    return [*tables, *(trigger.statement(name) for name, trigger in TRIGGERS.items())]


def columns(statement: str) -> list[tuple[str, str]]:
    """Give the columns that a table is made with: name and type, as the server calls it."""
    found = re.findall(r"[(,]\s*(\w+) (BIGINT|BYTEA|TEXT)\b", translated(statement))
    return [(name, kind.lower()) for name, kind in found]
