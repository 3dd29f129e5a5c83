"""What identifies a person, sealed under a key of that person's, outside the chain.

The chain holds a commitment: SHA-256 over a random salt and the values. The salt is sealed with the values,
so that a name can't be guessed from the commitment once the key is destroyed.
"""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_bytes
from sqlite3 import Connection
from typing import TYPE_CHECKING, Protocol

import orjson

from screening.ledger.canonical import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT_BYTES = 32
_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEYS_AT_A_TIME = 64
_MOST_KNOWN = 1024

# A person has one key at most that is not destroyed.
_KEY = """SELECT k.since, k.key FROM entry e JOIN person_key k ON k.since = e.key
WHERE e.person = ? AND k.key IS NOT NULL
UNION ALL SELECT since, key FROM person_key WHERE since = ? LIMIT 1"""
_DRAW = f"INSERT INTO person_key (since, key) VALUES {', '.join(['(?, ?)'] * _KEYS_AT_A_TIME)}"


class TamperedError(ValueError):
    """Sealed bytes that were not sealed so, for this entry of this person."""


def secret_of(private: Mapping[str, object]) -> bytes:
    """Give a fresh salt followed by the values as canonical JSON."""
    return token_bytes(SALT_BYTES) + canonical(private, "private").data


def commitment_to(secret: bytes) -> str:
    """Give the hash that the chain holds."""
    return sha256(secret).hexdigest()


def values_of(secret: bytes) -> dict[str, object]:
    """Give the values back from a secret."""
    values: dict[str, object] = orjson.loads(secret[SALT_BYTES:])
    return values


class Wrapping(Protocol):
    """How a store keeps the keys of persons: as they are in one that is encrypted itself, else each sealed."""

    def wrapped(self, key: bytes) -> bytes:
        """Give a person's key as it is kept."""

    def unwrapped(self, kept: bytes) -> bytes:
        """Give a person's key back; TamperedError where it is none."""


class Ciphers:
    """A person's cipher by its key as the store keeps it.

    They are remembered for a while, since making one takes longer than using it.
    """

    def __init__(self, wrapping: Wrapping) -> None:
        # Loaded with the first ledger, not with the program.
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._make = AESGCM
        self._refusals = (InvalidTag, ValueError)
        self._known: dict[bytes, AESGCM] = {}
        self._wrapping = wrapping

    def draw(self, many: int) -> list[bytes]:
        """Draw new keys, as the store keeps them."""
        return [self._wrapping.wrapped(token_bytes(_KEY_BYTES)) for _ in range(many)]

    def seal(self, key: bytes, seq: int, person: str, secret: bytes) -> bytes:
        """Encrypt a secret for one entry of one person."""
        nonce = token_bytes(_NONCE_BYTES)
        return nonce + self._cipher(key).encrypt(nonce, secret, f"{seq}:{person}".encode())

    def unseal(self, key: bytes, seq: int, person: str, blob: bytes) -> bytes:
        """Decrypt a secret; TamperedError where it was not sealed for this entry of this person."""
        try:
            cipher = self._known.get(key) or self._cipher(key)
            return cipher.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], f"{seq}:{person}".encode())
        except self._refusals:
            raise TamperedError from None

    def forget(self) -> None:
        """Drop every key from memory."""
        self._known.clear()

    def _cipher(self, key: bytes) -> "AESGCM":
        cipher = self._known.get(key)
        if cipher is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            cipher = self._known[key] = self._make(self._wrapping.unwrapped(key))
        return cipher


class Keys:
    """The keys of the people last written about, for as long as nobody else writes."""

    def __init__(self, ciphers: Ciphers) -> None:
        self._ciphers = ciphers
        self._known: dict[str, tuple[int, bytes]] = {}

    def of(self, connection: Connection, person: str, seq: int) -> tuple[int, bytes]:
        """Give the person's key and its number; a person who has none gets the one kept ready for the entry."""
        known = self._known.get(person)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[person] = _key_for(connection, person, seq, self._ciphers)
        return known

    def forget(self) -> None:
        """Drop every key from memory."""
        self._known.clear()


def _key_for(connection: Connection, person: str, seq: int, ciphers: Ciphers) -> tuple[int, bytes]:
    """Find the key in the store; new ones are drawn many at a time, which spares each append a page."""
    if found := connection.execute(_KEY, (person, seq)).fetchone():
        since, key = found
        return since, key
    drawn = ciphers.draw(_KEYS_AT_A_TIME)
    connection.execute(_DRAW, [value for at, key in enumerate(drawn, seq) for value in (at, key)])
    return seq, drawn[0]


def destroy_keys(connection: Connection, person: str) -> None:
    """Wipe every key under which something of the person's was sealed."""
    connection.execute(
        "UPDATE person_key SET key = NULL WHERE since IN (SELECT key FROM entry WHERE person = ?)", (person,)
    )
