"""Passwords as OWASP ASVS 5.0 (6.2) has them: long rather than odd, never common, never made of what everybody knows.

Two keyboards may write one letter in two ways: a password is compared in Unicode's form NFC.
"""

import unicodedata
from collections.abc import Collection
from secrets import choice

from screening.errors import InputError, Problem

SHORTEST, LONGEST = 8, 1024
_EVERYWHERE = ("eligo", "hetrombopag", "thrombocytopenia", "screening")
# No 0, O, 1, I, L, U: read aloud or off paper, none is taken for another.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _IN_GROUP = 4, 4

SENTENCES = {
    "short": "has fewer than 8 characters; 15 or more are best, a whole sentence will do",
    "long": "has more than 1024 characters",
    "common": "is one of the passwords that everybody tries first",
    "context": "is made of your name, the site or the study; choose something nobody here would guess",
}


def normal(password: str) -> str:
    """Give the form in which a password is compared."""
    return unicodedata.normalize("NFC", password)


def password_problems(password: str, context: Collection[str]) -> list[str]:
    """Name what speaks against a password, as keys of `SENTENCES`; `context` is what everybody here knows."""
    plain = normal(password)
    found = []
    if len(plain) < SHORTEST:
        found.append("short")
    if len(plain) > LONGEST:
        found.append("long")
    if _is_common(plain):
        found.append("common")
    elif _is_known(plain, (*context, *_EVERYWHERE)):
        found.append("context")
    return found


def refuse_weak(password: str, context: Collection[str]) -> None:
    """Refuse a password that somebody would guess; InputError names every reason."""
    problems = [
        Problem("password", SENTENCES[one], code=f"password.{one}") for one in password_problems(password, context)
    ]
    if problems:
        raise InputError(problems)


def one_time_password() -> str:
    """Draw a password to be typed once from a slip of paper: 78 bits."""
    groups = ("".join(choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _is_common(password: str) -> bool:
    # 30,000 of them; loaded only when somebody chooses a password.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return password.casefold() in FREQUENCY_LISTS["passwords"]


def _is_known(password: str, context: Collection[str]) -> bool:
    """Say whether nothing is left but digits and signs once the words that everybody knows are taken out."""
    left = password.casefold()
    words = {word for one in context for word in (one.casefold(), *one.casefold().replace("-", " ").split())}
    found = False
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3 and word in left:
            left, found = left.replace(word, ""), True
    return found and sum(one.isalpha() for one in left) < 4
