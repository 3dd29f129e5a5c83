"""Every sentence a person reads, in every language. A third language is one more file in `resources/locale`."""

from screening.wording.acts import outcome_text, primary_text
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
    "outcome_text",
    "pretty_unit",
    "primary_text",
    "reason_text",
    "span",
    "windows",
]
