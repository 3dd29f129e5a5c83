"""Refusals in words: the code names the sentence, which the error itself carries in English."""

from screening.errors import RefusedError
from screening.wording import Words


def refused(code: str, place: str = "", **values: object) -> RefusedError:
    """Say why an act has no place now; `place` is the answer that is at fault, where one is."""
    return RefusedError(code, Words().text(f"refused.{code}", **values), place, **values)
