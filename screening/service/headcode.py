"""The head of the ledger as a short code on paper, with which the book can be held against it years later."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from screening.ledger import Checkpoint, Reader

_DIGITS = 24
"""Hexadecimal digits of the hash: 96 bits, which nobody finds again for another chain."""
_CODE = re.compile(r"ELIGO-([1-9][0-9]{0,17})-([0-9A-F]{16,64})")


@dataclass(frozen=True, slots=True)
class HeadCode:
    """How long the book was, and how its last hash began."""

    length: int
    begins: str

    @classmethod
    def of(cls, made: Checkpoint) -> Self:
        """Give the code of a signed state of the book."""
        return cls(made.length, made.head[:_DIGITS])

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read one as somebody typed it from paper, with blanks or small letters; None where it is none."""
        typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
        found = _CODE.fullmatch(re.sub(r"[‐-―−]", "-", typed))
        return cls(int(found[1]), found[2].lower()) if found else None

    @property
    def text(self) -> str:
        """Write it: `ELIGO-41-0123456789abcdef01234567`."""
        return f"ELIGO-{self.length}-{self.begins}"

    def fits(self, reader: Reader) -> bool:
        """Answer whether the book still has this hash at this entry."""
        return reader.head().length >= self.length and reader.entry(self.length).hash.startswith(self.begins)
