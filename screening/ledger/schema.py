"""The tables of the store and the triggers that keep what is written as it is written.

A trigger stops a mistake, not a person who holds the key: such a change is found by `verify`. No table of the
chain has a unique column beside its key: INSERT OR REPLACE would delete the other row and ask no trigger.
"""

from sqlite3 import Connection

APPLICATION_ID = 0x456C6967  # "Elig"
SCHEMA_VERSION = 2
BLOCK = 64
"""How many entries share a place in `kind_seen`."""

TABLES = {
    # `body` is what was hashed. `sealed` lies beside it, outside the chain, under the key that `key` names.
    "entry": """CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    study TEXT,
    person TEXT,
    attempt INTEGER,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    key INTEGER,
    sealed BLOB
) STRICT""",
    # Which kinds occur in which block of 64 entries: an index that an append hardly ever has to write.
    "kind_seen": """CREATE TABLE kind_seen (
    kind TEXT NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (kind, block)
) STRICT, WITHOUT ROWID""",
    # `since` is the first entry that a key may seal; a destroyed key is NULL. Rows are added at the end alone
    # and never leave, so that none is ever copied to another page, where destroying it would not reach.
    "person_key": """CREATE TABLE person_key (
    since INTEGER PRIMARY KEY,
    key BLOB
) STRICT""",
    # `knows` is the last entry a projection knows, NULL while it knows them all; `objects` lists what its
    # schema made, as JSON.
    "projection": """CREATE TABLE projection (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    knows INTEGER,
    objects TEXT NOT NULL
) STRICT""",
    "draft": """CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    study TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    blob TEXT NOT NULL
) STRICT""",
    # What was signed about the first `length` entries. It lies outside the chain, which it would otherwise make longer.
    "checkpoint": """CREATE TABLE checkpoint (
    length INTEGER PRIMARY KEY,
    said BLOB NOT NULL,
    signature TEXT NOT NULL
) STRICT""",
}

INDEXES = {
    "entry_person": "CREATE INDEX entry_person ON entry (person) WHERE person IS NOT NULL",
}

TRIGGERS = {
    "entry_kind_seen": f"""CREATE TRIGGER entry_kind_seen AFTER INSERT ON entry
BEGIN INSERT INTO kind_seen VALUES (NEW.kind, (NEW.seq - 1) / {BLOCK}) ON CONFLICT DO NOTHING; END""",
    "entry_follows": """CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END""",
    "entry_stays": """CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END""",
    "entry_remains": """CREATE TRIGGER entry_remains BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END""",
    "person_key_follows": """CREATE TRIGGER person_key_follows BEFORE INSERT ON person_key
WHEN EXISTS (SELECT 1 FROM person_key WHERE since >= NEW.since)
BEGIN SELECT RAISE(ABORT, 'a key follows the last one'); END""",
    "person_key_stays": """CREATE TRIGGER person_key_stays BEFORE UPDATE ON person_key
WHEN NEW.since IS NOT OLD.since OR NEW.key IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a key is destroyed, never changed'); END""",
    "person_key_remains": """CREATE TRIGGER person_key_remains BEFORE DELETE ON person_key
BEGIN SELECT RAISE(ABORT, 'the place of a key is never deleted'); END""",
    "checkpoint_follows": """CREATE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE length >= NEW.length)
BEGIN SELECT RAISE(ABORT, 'a checkpoint follows the last one'); END""",
    "checkpoint_stays": """CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END""",
    "checkpoint_remains": """CREATE TRIGGER checkpoint_remains BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END""",
}

ADDED = {2: ("checkpoint", "checkpoint_follows", "checkpoint_stays", "checkpoint_remains")}
"""What each version of the schema has that the one before had not; a migration makes it, and never unmakes."""


def expected(version: int) -> dict[str, str]:
    """Give the statements that made everything in a store of a version, by name."""
    later = {name for since, names in ADDED.items() if since > version for name in names}
    return {name: made for name, made in {**TABLES, **INDEXES, **TRIGGERS}.items() if name not in later}


def install(connection: Connection) -> None:
    """Make the tables of an empty store, all or none."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in expected(SCHEMA_VERSION).values():
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def alteration(connection: Connection, version: int | None = None) -> str:
    """Name the first table or trigger that is not as it was made in that version (this one's); empty if all is well."""
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    made = {name: sql for _, name, _, sql in found}
    for name, statement in expected(version or SCHEMA_VERSION).items():
        if made.get(name) != statement:
            return name
    for kind, name, table, _ in found:
        if kind == "trigger" and table in TABLES and name not in TRIGGERS:
            return str(name)
    return ""
