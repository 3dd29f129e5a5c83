"""What a server must never see in the clear: the keys of persons, and forms that are not saved yet.

In a file all of it is encrypted by the store itself. On a server each is sealed under a key made from the book's, which
never gets there: it is known only where somebody's password opened it.
"""

from base64 import b64decode, b64encode

from screening.access.wrapping import WrongKeyError, derived_key, seal, unseal
from screening.ledger.identity import TamperedError

_PERSON, _FORM = b"key of a person", b"unsaved form"


class Secrets:
    """What seals and opens with the book's key; what doesn't open is a TamperedError."""

    def __init__(self, key: bytes) -> None:
        self._mark = derived_key(key, "store of this book")
        self._persons = derived_key(key, "keys of persons")
        self._forms = derived_key(key, "unsaved forms")

    def mark(self) -> bytes:
        """Give what tells this book's key from any other, and nothing else about it."""
        return self._mark

    def wrapped(self, key: bytes) -> bytes:
        """Seal a person's key."""
        return seal(key, self._persons, _PERSON)

    def unwrapped(self, wrapped: bytes) -> bytes:
        """Give a person's key back."""
        try:
            return unseal(wrapped, self._persons, _PERSON)
        except WrongKeyError:
            raise TamperedError from None

    def concealed(self, text: str) -> str:
        """Seal a form's content."""
        return b64encode(seal(text.encode(), self._forms, _FORM)).decode("ascii")

    def revealed(self, kept: str) -> str:
        """Give a form's content back."""
        try:
            return unseal(b64decode(kept), self._forms, _FORM).decode()
        except (WrongKeyError, ValueError):
            raise TamperedError from None
