"""Signed checkpoints: how long the chain was at a moment, and its last hash, under the installation's own key.

A chain can't show by itself that its end was cut off, or written anew with its hashes. A checkpoint can. It lies
beside the chain, not in it, so that signing makes nothing longer that would have to be signed again; and it holds
all that is needed to be checked, so that it can be kept outside the file too.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from sqlite3 import Connection
from typing import Any, Self

from screening.ledger.canonical import canonical

_KINDS = {"book": str, "length": int, "head": str, "at": str, "key": str, "signature": str}


class Signer:
    """An Ed25519 key of 32 bytes; `public` is its other half in hex."""

    def __init__(self, seed: bytes) -> None:
        # Loaded with the first signature, not with the program.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, table: Mapping[str, object]) -> str:
        """Sign a table as canonical JSON; gives hex."""
        return self._key.sign(canonical(table, "signed").data).hex()


def is_genuine(table: Mapping[str, object], public: str, signature: str) -> bool:
    """Answer whether the holder of a key signed exactly this table."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), canonical(table, "signed").data)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed: the `book` by its first hash, its `length` and `head`, when (UTC), and the public key."""

    book: str
    length: int
    head: str
    at: str
    key: str
    signature: str

    @classmethod
    def read(cls, said: object) -> Self:
        """Read one from plain JSON; ValueError where it is none."""
        if not isinstance(said, dict) or any(type(said.get(name)) is not kind for name, kind in _KINDS.items()):
            raise ValueError("no checkpoint")
        return cls(**{name: said[name] for name in _KINDS})

    @classmethod
    def signed(cls, signer: Signer, *, book: str, length: int, head: str, at: str) -> Self:
        """Sign a state of the chain."""
        bare = cls(book, length, head, at, signer.public, "")
        return cls(book, length, head, at, signer.public, signer.sign(bare._table()))

    def plain(self) -> dict[str, Any]:
        """Give it as plain JSON, to be kept outside the file."""
        return asdict(self)

    def is_genuine(self) -> bool:
        """Answer whether the holder of its key signed it so."""
        return is_genuine(self._table(), self.key, self.signature)

    def _table(self) -> dict[str, object]:
        said = {name: value for name, value in asdict(self).items() if name != "signature"}
        return {"eligo": "checkpoint", **said}


def noted(connection: Connection, newest: bool = False) -> list[Checkpoint]:
    """Give the checkpoints kept in the store, in order, or the newest alone; ValueError where one can't be read."""
    limit = "DESC LIMIT 1" if newest else ""
    found = connection.execute(f"SELECT said, signature FROM checkpoint ORDER BY length {limit}").fetchall()
    return [Checkpoint.read({**json.loads(said), "signature": signature}) for said, signature in found]


def note(connection: Connection, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint in the store, after the last one."""
    said = checkpoint.plain()
    signature = said.pop("signature")
    values = (checkpoint.length, canonical(said, "checkpoint").data, signature)
    connection.execute("INSERT INTO checkpoint (length, said, signature) VALUES (?, ?, ?)", values)
