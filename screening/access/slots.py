"""What the key file holds: a slot per account, the recovery slot, and the failed attempts. Nothing here is readable.

A slot holds the book's key and, once its owner has chosen a password, the seed of the owner's signing key, sealed
under the key that the password makes. A changed password changes the slot alone.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from secrets import token_bytes
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from screening.access.lockout import Tries
from screening.access.names import folded
from screening.access.wrapping import (
    KEY_BYTES,
    SALT_BYTES,
    Cost,
    WrongKeyError,
    derived_key,
    password_key,
    seal,
    unseal,
)

VERSION: Literal[1] = 1
STRANGER = "?"
"""Begins what stands for names that nobody has."""


class _Stored(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, ser_json_bytes="base64", val_json_bytes="base64"
    )


class Slot(_Stored):
    """One account's way in."""

    account: str = Field(min_length=1)
    name: str
    must_change: bool
    cost: Cost
    salt: bytes = Field(min_length=SALT_BYTES)
    sealed: bytes

    @classmethod
    def made(cls, account: str, name: str, password: str, secrets: tuple[bytes, bytes | None], cost: Cost) -> Self:
        """Seal the book's key and the signing seed; a password without a seed was given out, and is to be changed."""
        book_key, seed = secrets
        salt = token_bytes(SALT_BYTES)
        bare = cls(account=account, name=name, must_change=seed is None, cost=cost, salt=salt, sealed=b"")
        sealed = seal(book_key + (seed or b""), password_key(password, salt, cost), bare._about())
        return bare.model_copy(update={"sealed": sealed})

    def opened(self, password: str) -> tuple[bytes, bytes | None] | None:
        """Give the book's key and the signing seed; None where the password is another."""
        key = password_key(password, self.salt, self.cost)
        try:
            secret = unseal(self.sealed, key, self._about())
        except WrongKeyError:
            return None
        return secret[:KEY_BYTES], secret[KEY_BYTES:] or None

    def _about(self) -> bytes:
        return json.dumps(["eligo slot", VERSION, self.account, self.name, self.must_change]).encode()


def decoy(cost: Cost) -> Slot:
    """Make a slot that nothing opens, so that an unknown name takes as long as a wrong password."""
    sealed = token_bytes(12 + 2 * KEY_BYTES + 16)
    return Slot(account="-", name="", must_change=False, cost=cost, salt=token_bytes(SALT_BYTES), sealed=sealed)


class Keys(_Stored):
    """The whole of the key file; a change gives another."""

    eligo: Literal["keys"] = "keys"
    version: Literal[1] = VERSION
    # Tells the key of this book from any other, and nothing else about it.
    book: bytes
    recovery: bytes
    slots: tuple[Slot, ...] = ()
    tries: Mapping[str, Tries] = Field(default_factory=dict)

    def named(self, name: str) -> Slot | None:
        """Find a slot by its owner's name, however it is written."""
        return next((slot for slot in self.slots if folded(slot.name) == folded(name)), None)

    def of(self, account: str) -> Slot | None:
        """Find a slot by its account."""
        return next((slot for slot in self.slots if slot.account == account), None)

    def with_slot(self, slot: Slot) -> Self:
        """Put a slot in the place of its account's, or at the end."""
        if self.of(slot.account) is None:
            return self.model_copy(update={"slots": (*self.slots, slot)})
        slots = tuple(slot if one.account == slot.account else one for one in self.slots)
        return self.model_copy(update={"slots": slots})

    def without(self, account: str) -> Self:
        """Take a slot away; failed attempts on it are still to be told."""
        kept = tuple(slot for slot in self.slots if slot.account != account)
        return self.model_copy(update={"slots": kept}).with_tries(account, self.tried(account).succeeded())

    def tried(self, account: str) -> Tries:
        """Give the failed attempts on an account."""
        return self.tries.get(account, Tries())

    def strangers(self) -> list[str]:
        """List what stands for the names that nobody has and that were tried."""
        return [who for who in self.tries if who.startswith(STRANGER)]

    def with_tries(self, account: str, tries: Tries) -> Self:
        """Keep the failed attempts on an account."""
        others = {one: kept for one, kept in self.tries.items() if one != account}
        return self.model_copy(update={"tries": others | ({account: tries} if tries.streak or tries.untold else {})})


def stranger(name: str) -> str:
    """Stand for a name that nobody has: it waits as an account does, or the wait would tell who has one."""
    # Five bits of a hash: what was typed may be a password in the wrong line, and whoever holds the file can try every
    # guess against what is kept. One guess in 32 fits, so a common password is not found by it, nor ruled out for good.
    return f"{STRANGER}{sha256(folded(name).encode('utf-8', 'surrogatepass')).digest()[0] % 32}"


def mark_of(book_key: bytes) -> bytes:
    """Give what a key file says of its book's key: enough to tell it from another, no help in finding it."""
    return derived_key(book_key, "keys of this book")
