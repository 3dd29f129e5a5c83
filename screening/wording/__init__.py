"""Every sentence a person reads, in every language. A third language is one more file in `resources/locale`."""

from screening.wording.trails import place_name
from screening.wording.trails import told as trail_text
from screening.wording.verdicts import (
    amount,
    criterion_text,
    field_name,
    headline,
    needs_text,
    pretty_unit,
    reason_text,
    span,
    windows,
)
from screening.wording.words import PSEUDO, Words, languages

__all__ = [
    "PSEUDO",
    "Words",
    "amount",
    "criterion_text",
    "field_name",
    "headline",
    "languages",
    "needs_text",
    "place_name",
    "pretty_unit",
    "reason_text",
    "span",
    "trail_text",
    "windows",
]
