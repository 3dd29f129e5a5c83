"""Keys under keys: a secret wrapped with AES-256-GCM under a password, a recovery key, or another key."""

from dataclasses import dataclass
from secrets import token_bytes
from typing import Self

from screening.access.passwords import normal

KEY_BYTES = 32
_NONCE_BYTES, _SALT_BYTES = 12, 16


class WrongKeyError(ValueError):
    """The secret was not wrapped under this key, or for something else."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try one password (Argon2id): memory in KiB, passes, lanes."""

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4

    def is_below(self, other: "Cost") -> bool:
        """Say whether a try costs less than with another."""
        return self.memory * self.passes < other.memory * other.passes


@dataclass(frozen=True, slots=True)
class Salted:
    """How a password becomes a key."""

    salt: bytes
    cost: Cost

    @classmethod
    def fresh(cls, cost: Cost) -> Self:
        """Draw a new salt."""
        return cls(token_bytes(_SALT_BYTES), cost)

    def key(self, password: str) -> bytes:
        """Derive the key; takes a tenth of a second on purpose."""
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        cost = self.cost
        kdf = Argon2id(
            salt=self.salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
        )
        return kdf.derive(normal(password).encode("utf-8", "surrogatepass"))


def seal(secret: bytes, key: bytes, about: str) -> bytes:
    """Encrypt a secret for one purpose alone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, about.encode())


def unseal(blob: bytes, key: bytes, about: str) -> bytes:
    """Decrypt a secret; WrongKeyError where it was sealed otherwise."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        raise WrongKeyError(about) from None


def wrap(secret: bytes, key: bytes, purpose: str) -> bytes:
    """Encrypt a secret under a key that serves other purposes too."""
    return seal(secret, derived(key, purpose), purpose)


def unwrap(blob: bytes, key: bytes, purpose: str) -> bytes:
    """Decrypt what `wrap` made; WrongKeyError where it was wrapped otherwise."""
    return unseal(blob, derived(key, purpose), purpose)


def derived(key: bytes, purpose: str) -> bytes:
    """Derive a key for one purpose from another key (HKDF-SHA256)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"eligo {purpose}".encode()).derive(key)
