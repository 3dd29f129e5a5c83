"""Texts that must fit into 200 bytes: criteria shortened in sight, evidence continued in further records."""

from collections.abc import Iterator

LONGEST = 200
"""Bytes of a character value in the transport format."""

SEE_PROTOCOL = " (See Protocol)"
"""What CDISC's own sample puts where a criterion's text goes on; the whole stands in the protocol."""


def shortened(text: str) -> str:
    """Give a criterion's text; too long a one ends between words, and says where the whole of it is."""
    if _fits(text):
        return text
    return next(pieces(text, LONGEST - len(SEE_PROTOCOL))) + SEE_PROTOCOL


def pieces(text: str, most: int = LONGEST) -> Iterator[str]:
    """Cut a text into pieces of at most so many bytes, between words where there is a space to cut at."""
    while not _fits(text, most):
        end = len(text.encode()[:most].decode(errors="ignore"))
        cut = text.rfind(" ", 1, end + 1)
        end = cut if cut > 0 else end
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _fits(text: str, most: int = LONGEST) -> bool:
    return len(text.encode()) <= most
