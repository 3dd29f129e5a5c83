"""Refusals in words: the code names the sentence, which the error itself carries in English."""

from screening.errors import RefusedError, StoreError
from screening.wording import Words


def refused(code: str, place: str = "", **values: object) -> RefusedError:
    """Say why an act has no place now; `place` is the answer that is at fault, where one is."""
    return RefusedError(code, Words().text(f"refused.{code}", **values), place, **values)


def unusable(code: str, **values: object) -> StoreError:
    """Say why a book, or a file of it, can't be used or made as it is."""
    return StoreError(Words().text(f"store.{code}", **values), code, **values)
