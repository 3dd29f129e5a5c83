"""The rule-review pack on paper."""

from datetime import UTC, datetime

from screening.formats.pdf.typesetting import compile, page_words
from screening.protocol import Protocol
from screening.review.pack import pack
from screening.wording import Words


def review_pdf(protocol: Protocol, *, words: Words, at: datetime | None = None) -> bytes:
    """Set the pack with which a protocol file is checked before first use; `at` is when it was made."""
    moment = at or datetime.now(UTC)
    data = pack(protocol, words, words.day(moment.astimezone().date()))
    return compile("review", {**data, "page": page_words(words)}, at=moment)
