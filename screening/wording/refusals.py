"""Why somebody may not come in, or not do this, and what is wrong with an answer, in the reader's language."""

from screening.errors import AccessError, Problem
from screening.wording.words import Words


def refusal(error: AccessError, words: Words) -> str:
    """Say why; a refusal without words of its own is told as it came."""
    key = f"access.{error.code}"
    return words.text(key, **error.values) if words.has(key) else str(error)


def complaint(problem: Problem, words: Words) -> str:
    """Say what is wrong; a problem without words of its own is told as it came."""
    key = f"problem.{problem.code}"
    return words.text(key, **problem.values) if words.has(key) else problem.text
