"""Errors in the words of the person's language, where there are such words."""

from screening.errors import AccessError, EligoError, InputError
from screening.wording import Words, complaint, refusal


def told(error: EligoError, words: Words) -> str:
    """Say what is wrong and what to do; an error without words of its own is told as it came."""
    if isinstance(error, AccessError):
        return refusal(error, words)
    if isinstance(error, InputError) and all(words.has(f"problem.{one.code}") for one in error.problems):
        return "\n".join(complaint(one, words) for one in error.problems)
    code = getattr(error, "code", None)
    if code is not None and words.has(f"store.{code}"):
        return words.text(f"store.{code}", path=getattr(error, "path", ""), detail=getattr(error, "detail", ""))
    for table in ("refused", "access"):
        if code is not None and words.has(f"{table}.{code}"):
            return words.text(f"{table}.{code}", **getattr(error, "values", {}))
    return words.text("fault.told", error=str(error))
