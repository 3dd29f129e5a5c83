"""Every sentence a person reads, in every language. A third language is one more file in `resources/locale`."""

from typing import TYPE_CHECKING

from screening.wording.refusals import complaint, placed, refusal, refused, told, unusable
from screening.wording.words import PSEUDO, Spoken, StudyDays, Words, language_of, languages, study_day

if TYPE_CHECKING:
    from screening.wording.acts import outcome_text, primary_text
    from screening.wording.needs import NeedText, near_day, need_text, when_text
    from screening.wording.trails import place_name, trail_text
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
else:

    def __getattr__(name: str) -> object:
        """Give what tells of verdicts: it knows protocols, for which a page of plain words need not wait."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from screening.wording import acts, needs, trails, verdicts

        return next(getattr(one, name) for one in (acts, needs, trails, verdicts) if hasattr(one, name))


__all__ = [
    "PSEUDO",
    "NeedText",
    "Spoken",
    "StudyDays",
    "Words",
    "amount",
    "complaint",
    "criterion_text",
    "field_name",
    "headline",
    "language_of",
    "languages",
    "near_day",
    "need_text",
    "needs_text",
    "outcome_text",
    "place_name",
    "placed",
    "pretty_unit",
    "primary_text",
    "reason_text",
    "refusal",
    "refused",
    "span",
    "study_day",
    "told",
    "trail_text",
    "unusable",
    "when_text",
    "windows",
]
