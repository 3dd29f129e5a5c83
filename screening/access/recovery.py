"""The recovery key as it is printed: 13 groups of four characters and a check, such as `0G7Q2-8ZKXN-...`.

The characters are Crockford's base 32. The check is a polynomial over GF(32) that also knows the group's place: one
wrong character, two that changed places, or two groups that did, are always noticed, and the group is named. So a
slip of the fingers is told apart from the key of another log.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from screening.access.refusals import refusal
from screening.access.wrapping import KEY_BYTES

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = {digit: value for value, digit in enumerate(_DIGITS)} | {"O": 0, "I": 1, "L": 1}
_BITS = 5
_GROUP = 4
_GROUPS = 13
_SPARE = _BITS * _GROUP * _GROUPS - 8 * KEY_BYTES
_MODULUS = 0b100101  # x^5 + x^2 + 1


def recovery_text(key: bytes) -> str:
    """Write a key of 32 bytes as groups of characters."""
    number = int.from_bytes(key, "big") << _SPARE
    count = _GROUP * _GROUPS
    values = [number >> _BITS * (count - 1 - place) & 31 for place in range(count)]
    return "-".join(_with_check(place, values[place * _GROUP :][:_GROUP]) for place in range(_GROUPS))


def recovery_bytes(text: str) -> bytes:
    """Read the key back, however it is spaced and in either case; AccessError where it is mistyped."""
    values = _values(text)
    groups = [values[start : start + _GROUP + 1] for start in range(0, len(values), _GROUP + 1)]
    for place in range(max(_GROUPS, len(groups))):
        if place >= min(_GROUPS, len(groups)) or not _checks(place, groups[place]):
            raise refusal("recovery_typo", group=place + 1)
    number = _number(value for group in groups for value in group[:_GROUP])
    if number & (1 << _SPARE) - 1:
        raise refusal("recovery_typo", group=_GROUPS)
    return (number >> _SPARE).to_bytes(KEY_BYTES, "big")


def _with_check(place: int, group: Sequence[int]) -> str:
    return "".join(_DIGITS[value] for value in (*group, _check(place, group)))


def _check(place: int, group: Iterable[int]) -> int:
    check = place + 1
    for value in group:
        check = _times_x(check) ^ value
    return _times_x(check)


def _times_x(value: int) -> int:
    return value << 1 ^ (_MODULUS if value & 16 else 0)


def _checks(place: int, group: Sequence[int]) -> bool:
    return len(group) == _GROUP + 1 and min(group) >= 0 and _check(place, group[:_GROUP]) == group[_GROUP]


def _values(text: str) -> list[int]:
    """Read the characters, -1 for one that is none of ours; a full-width keyboard's are the same."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return [_READ.get(one, -1) for one in plain if not one.isspace() and unicodedata.category(one) != "Pd"]


def _number(values: Iterable[int]) -> int:
    number = 0
    for value in values:
        number = number << _BITS | value
    return number
