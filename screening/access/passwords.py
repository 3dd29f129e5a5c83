"""What a password must be: long enough, and nothing that is tried first. No other rule, and nothing is cut off.

Fifteen characters are recommended, eight are the least (OWASP ASVS 5.0, 6.2). A password is compared as OpaqueString
(RFC 8265) has it: composed (NFC), every kind of space a plain one, so that two keyboards give the same. Letters keep
their case and width: NFKC would make one of passwords that their owners typed as two.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from secrets import choice

from screening.errors import InputError, Problem

SHORTEST, RECOMMENDED, LONGEST = 8, 15, 1024
_EVERYWHERE = ("eligo", "hetrombopag")

SENTENCES = {
    "short": "has fewer than 8 characters; 15 or more are better, such as a few words",
    "long": "has more than 1,024 characters",
    "common": "is among the passwords that are tried first; choose another",
    "context": "is little more than a name that anybody here knows; choose another",
}
"""What is wrong with a password, by its code."""

# Without what looks like something else: b 6, g q, i l 1, m rn, o 0, s 5, v u, z 2.
_READABLE = "acdefhjknprtuwxy34789"
_GROUPS, _GROUP = 3, 5
# A password that has fewer letters beside the words of its context is made of them, whatever digits follow.
_OWN_LETTERS = 4


def normalised(password: str) -> str:
    """Give the one form of what people see as the same password."""
    spaced = "".join(" " if unicodedata.category(one) == "Zs" else one for one in password)
    return unicodedata.normalize("NFC", spaced)


def password_problems(password: str, context: Collection[str]) -> list[str]:
    """Give the code of everything that is wrong with a new password; `context` is what anybody here knows."""
    plain = normalised(password)
    if len(plain) > LONGEST:
        return ["long"]
    found = {
        "short": len(plain) < SHORTEST,
        "common": _folded(plain) in _common(),
        "context": _is_made_of(_folded(plain), (*context, *_EVERYWHERE)),
    }
    return [code for code, wrong in found.items() if wrong]


def refuse_weak(password: str, context: Collection[str]) -> None:
    """Raise InputError with all that is wrong with a new password."""
    found = password_problems(password, context)
    problems = [Problem("password", SENTENCES[one], code=f"password.{one}") for one in found]
    if problems:
        raise InputError(problems)


def one_time_password() -> str:
    """Draw a password to be told to somebody and changed at once: over 60 bits, no characters that look alike."""
    return "-".join("".join(choice(_READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _is_made_of(folded: str, context: Collection[str]) -> bool:
    """Answer whether hardly a letter, or only what is tried first, stays without the words of the context."""
    words = {word for text in context for word in re.findall(r"[^\W_]{2,}", _folded(text))}
    words |= {whole for text in context if len(whole := _bare(_folded(text))) > 1}
    longest_first = sorted(words, key=len, reverse=True)
    rest, taken = re.subn("|".join(map(re.escape, longest_first)), "", _bare(folded))
    return taken > 0 and (sum(one.isalpha() for one in rest) < _OWN_LETTERS or rest in _common())


def _bare(text: str) -> str:
    """Give the letters and digits alone."""
    return "".join(re.findall(r"[^\W_]", text))
