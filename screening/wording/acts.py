"""What became of a case, in words."""

from screening.wording.words import Words


def outcome_text(outcome: str | None, words: Words) -> str:
    """Tell how a screening ended, or that it has not."""
    return words.text(f"acts.outcome.{outcome or 'pending'}")


def primary_text(outcome: str | None, primary: str | None, words: Words) -> str:
    """Tell the primary reason: a criterion by its id, a coded reason by its name; blank where there is none."""
    if primary is None or outcome == "screen_failure":
        return primary or ""
    return words.text(f"acts.reason.{outcome}.{primary}")
