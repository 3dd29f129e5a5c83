"""The people who work with a book, as a view: who has an account, as what, with which key they sign."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Cursor
from typing import Any

from screening.access import folded
from screening.ledger import Entry, Reader

_COLUMNS = ("id", "name", "folded", "roles", "alone", "active", "signs_with", "since")
_SCHEMA = """
CREATE TABLE log_account (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, roles TEXT NOT NULL,
    alone INTEGER NOT NULL, active INTEGER NOT NULL, signs_with TEXT, since INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account: `signs_with` is the public half of their key (hex), `since` the entry that opened it.

    `alone` says that the only person of the site both signs and administers accounts.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    alone: bool
    active: bool
    signs_with: str | None
    since: int


class Accounts:
    """The projection that keeps `log_account`."""

    name = "log_account"
    version = 1
    schema = _SCHEMA

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        """Bring one more entry into the view."""
        del private
        said: Mapping[str, Any] = entry.payload
        if entry.kind == "account_opened":
            cursor.execute(
                "INSERT INTO log_account VALUES (?, ?, ?, ?, ?, 1, NULL, ?)",
                (
                    said["account"],
                    said["name"],
                    folded(said["name"]),
                    json.dumps(said["roles"]),
                    said["alone"],
                    entry.seq,
                ),
            )
        elif entry.kind == "roles_given":
            given = (json.dumps(said["roles"]), said["alone"], said["account"])
            cursor.execute("UPDATE log_account SET roles = ?, alone = ? WHERE id = ?", given)
        elif entry.kind in ("account_closed", "account_reopened"):
            active = entry.kind == "account_reopened"
            cursor.execute("UPDATE log_account SET active = ? WHERE id = ?", (active, said["account"]))
        elif entry.kind == "signer_known":
            public = said["public"]
            cursor.execute("UPDATE log_account SET signs_with = ? WHERE id = ?", (public, said["account"]))


def account(reader: Reader, id: str) -> Account | None:
    """Give an account by its id."""
    return _one(reader, "id = ?", id)


def account_named(reader: Reader, name: str) -> Account | None:
    """Give the account of a name, closed ones too: a name is never given to somebody else."""
    return _one(reader, "folded = ?", folded(name))


def accounts(reader: Reader) -> list[Account]:
    """List all accounts in the order in which they were opened."""
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_account ORDER BY since")
    return [_account(row) for row in found]


def _one(reader: Reader, condition: str, value: str) -> Account | None:
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_account WHERE {condition}", (value,))
    return _account(found[0]) if found else None


def _account(row: tuple[Any, ...]) -> Account:
    id, name, _, roles, alone, active, signs_with, since = row
    return Account(id, name, tuple(json.loads(roles)), bool(alone), bool(active), signs_with, since)
