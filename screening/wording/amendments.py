"""What another version of a protocol does to a case, in words."""

from collections.abc import Mapping

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


def saved_text(failed: int, met: int, open: int, by: Mapping[str, int], words: Words) -> list[str]:
    """Tell how many failures a version would have saved, and by which lines; nothing where nobody failed."""
    if not failed:
        return []
    told = words.text("amendment.saved", failed=failed, met=met, open=open)
    lines = [words.text("amendment.saved_by", id=name, n=n) for name, n in sorted(by.items())]
    return [words.text("amendment.saved_lines", saved=told, lines=words.listed(lines)) if lines else told]
