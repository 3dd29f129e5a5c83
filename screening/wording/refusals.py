"""Why somebody may not come in, or not do this, and what is wrong with an answer, in the reader's language."""

from screening.errors import AccessError, EligoError, Problem, RefusedError, StoreError
from screening.wording.words import Words


def told(error: EligoError, words: Words) -> str | None:
    """Say what is wrong and what to do; None where an error has no words of its own."""
    if not isinstance(error, RefusedError | AccessError | StoreError):
        return None
    table = "refused" if isinstance(error, RefusedError) else "access" if isinstance(error, AccessError) else "store"
    key = f"{table}.{error.code}"
    return words.text(key, **error.values) if words.has(key) else None


def refusal(error: AccessError, words: Words) -> str:
    """Say why; a refusal without words of its own is told as it came."""
    return told(error, words) or str(error)


def complaint(problem: Problem, words: Words) -> str:
    """Say what is wrong; a problem without words of its own is told as it came."""
    key = problem.code if problem.code.startswith("refused.") else f"problem.{problem.code}"
    return words.text(key, **problem.values) if words.has(key) else problem.text


def placed(problem: Problem, words: Words) -> str:
    """Say what is wrong in a file, with its place there."""
    told = complaint(problem, words)
    if not problem.place:
        return told
    key = "problem.at_line" if problem.line else "problem.at_place"
    return words.text(key, place=problem.place, line=problem.line, told=told)


def refused(code: str, place: str = "", **values: object) -> RefusedError:
    """Say why an act has no place now; `place` is the answer that is at fault, where one is."""
    return RefusedError(code, Words().text(f"refused.{code}", **values), place, **values)


def unusable(code: str, **values: object) -> StoreError:
    """Say why a book, or a file of it, can't be used or made as it is."""
    return StoreError(Words().text(f"store.{code}", **values), code, **values)
