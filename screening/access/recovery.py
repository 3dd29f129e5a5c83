"""The recovery key: 32 random bytes on paper, in groups that show where a letter was mistyped."""

from hashlib import sha256
from secrets import token_bytes

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "–": "", "\n": "", "\t": ""})
_BITS = 256
_CHECK = 4  # letters
_GROUP = 7
_LENGTH = 52 + _CHECK


def new_recovery_key() -> tuple[bytes, str]:
    """Draw a recovery key; gives it and how it is printed."""
    key = token_bytes(_BITS // 8)
    return key, printed(key)


def printed(key: bytes) -> str:
    """Write a recovery key as eight groups of seven letters."""
    letters = _in_letters(int.from_bytes(key), 52) + _check(key)
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def typed(text: str) -> bytes | None:
    """Read a recovery key as somebody types it; None where a letter is wrong or missing."""
    letters = text.upper().translate(_ALIKE)
    if len(letters) != _LENGTH or any(one not in _LETTERS for one in letters):
        return None
    number = 0
    for one in letters[:-_CHECK]:
        number = number * 32 + _LETTERS.index(one)
    if number >= 1 << _BITS:
        return None
    key = number.to_bytes(_BITS // 8)
    return key if _check(key) == letters[-_CHECK:] else None


def _check(key: bytes) -> str:
    return _in_letters(int.from_bytes(sha256(b"eligo recovery" + key).digest()[:3]), _CHECK)


def _in_letters(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, place = divmod(number, 32)
        letters.append(_LETTERS[place])
    return "".join(reversed(letters))
