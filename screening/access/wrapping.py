"""Secrets under other secrets: a password makes a key by Argon2id, a key makes others by HKDF, AES-256-GCM seals."""

from secrets import token_bytes
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from screening.access.passwords import normalised
from screening.access.refusals import refusal

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_FORMAT = b"\x01"


class WrongKeyError(ValueError):
    """Sealed bytes that were not sealed so: under another key, for something else, or damaged since."""


class Cost(BaseModel):
    """What it costs to try one password with Argon2id: memory (KiB), passes over it, and lanes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    # No damaged file may ask for all the memory there is.
    memory: int = Field(ge=128, le=1 << 20)
    iterations: int = Field(ge=1, le=64)
    lanes: int = Field(ge=1, le=16)

    def raised_to(self, other: Self) -> Self:
        """Give the dearer of the two in each respect; the lanes are the other's where anything rises."""
        if self.memory >= other.memory and self.iterations >= other.iterations:
            return self
        dearer = {
            "memory": max(self.memory, other.memory),
            "iterations": max(self.iterations, other.iterations),
            "lanes": other.lanes,
        }
        return self.model_copy(update=dearer)


LEAST = Cost(memory=19 * 1024, iterations=2, lanes=1)
"""The least that OWASP's Password Storage Cheat Sheet allows."""
COST = Cost(memory=64 * 1024, iterations=3, lanes=4)
"""What a password costs today: about a fifth of a second on a small computer."""


_CHEAPEST = Cost(memory=128, iterations=1, lanes=1)


def prepare() -> None:
    """Load what opening a wrapped key takes, before somebody waits for it: wrap nothing, and open it again."""
    key = password_key("", bytes(SALT_BYTES), _CHEAPEST)
    unwrap(wrap(b"", key, "nothing"), key, "nothing")


def password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    """Make the key of a password; AccessError where there is not the memory for it."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # Whatever a terminal hands over is a password, also bytes that are no text.
    typed = normalised(password).encode("utf-8", "surrogatepass")
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory)
    try:
        return kdf.derive(typed)
    except MemoryError:
        raise refusal("keys_memory") from None


def derived_key(key: bytes, purpose: str) -> bytes:
    """Make a key for one purpose from another key; neither it nor another purpose's leads back."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"eligo {purpose}".encode()).derive(key)


def seal(secret: bytes, key: bytes, about: bytes) -> bytes:
    """Encrypt a secret; it opens only under this key, and for what it is `about`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


def unseal(sealed: bytes, key: bytes, about: bytes) -> bytes:
    """Decrypt a secret; WrongKeyError where it was not sealed so."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):  # ValueError: too short to be sealed at all
        raise WrongKeyError from None


def wrap(secret: bytes, key: bytes, purpose: str) -> bytes:
    """Seal a secret under a key of 32 bytes, for one purpose."""
    return _FORMAT + seal(secret, derived_key(key, f"wrap {purpose}"), purpose.encode())


def unwrap(wrapped: bytes, key: bytes, purpose: str) -> bytes:
    """Give a wrapped secret back; WrongKeyError where it was not wrapped so."""
    if wrapped[:1] != _FORMAT:
        raise WrongKeyError
    return unseal(wrapped[1:], derived_key(key, f"wrap {purpose}"), purpose.encode())
