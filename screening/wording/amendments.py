"""What another version of a protocol does to a case, in words."""

from screening.engine import CriterionResult
from screening.wording.words import Words


def standing_change(before: str, after: str, words: Words) -> str:
    """Tell how a case stands under both versions; once where it is the same."""
    told = [words.text(f"amendment.standing.{one}") for one in (before, after)]
    return told[0] if before == after else words.text("amendment.turns", before=told[0], after=told[1])


def line_change(id: str, before: CriterionResult | None, after: CriterionResult | None, words: Words) -> str:
    """Tell how one criterion reads under both versions, by their outcomes."""
    told = [words.text(f"outcome.{one.outcome}") if one else words.text("compare.not_asked") for one in (before, after)]
    return words.text("amendment.line", id=id, before=told[0], after=told[1])
