"""The rule-review pack of a protocol file. It holds nothing of anybody's, so that it needs no site and no book."""

from pathlib import Path

from screening.protocol import Protocol
from screening.service.leaving import put
from screening.wording import Words


def save_review_pack(protocol: Protocol, path: Path, words: Words) -> None:
    """Write the paper with which a coordinator and an investigator check a protocol file; whole or not at all."""
    from screening.formats.pdf import review_pdf

    put(path, review_pdf(protocol, words=words))
