"""What was changed in a text, word by word; in Chinese, sign by sign."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORD = re.compile(r"[^\W\u2e80-\u9fff]+(?:[.,'’-][^\W\u2e80-\u9fff]+)*|\s+|.", re.DOTALL)

_ALIKE = 0.5
"""Texts with less than this in common are told one after the other: scraps of both would be no sentence."""

How = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text that stands in both, in the former alone, or in the later alone."""

    text: str
    how: How


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Give both texts as one, what is gone just before what is new in its place."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        whole: tuple[Piece, ...] = (Piece(before, "gone"), Piece(after, "new"))
        return tuple(piece for piece in whole if piece.text)
    found: list[Piece] = []
    for piece in _pieces(matcher, old, new):
        if piece.text and found and found[-1].how == piece.how:
            piece = Piece(found.pop().text + piece.text, piece.how)
        found += [piece] if piece.text else []
    return tuple(found)


def marked(pieces: Iterable[Piece]) -> str:
    """Write what was changed in signs: [−gone−] and {+new+}."""
    signs = {"same": "{}", "gone": "[−{}−]", "new": "{{+{}+}}"}
    return "".join(signs[piece.how].format(piece.text) for piece in pieces)


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, first, last, begin, end in matcher.get_opcodes():
        if what == "equal":
            yield Piece("".join(old[first:last]), "same")
        else:
            yield Piece("".join(old[first:last]), "gone")
            yield Piece("".join(new[begin:end]), "new")
