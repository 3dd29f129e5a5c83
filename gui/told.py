"""Errors in the words of the person's language, where there are such words."""

from screening.errors import EligoError, InputError
from screening.wording import Words, complaint
from screening.wording import told as in_words


def told(error: EligoError, words: Words) -> str:
    """Say what is wrong and what to do; an error without words of its own is told as it came."""
    if isinstance(error, InputError) and all(words.has(f"problem.{one.code}") for one in error.problems):
        return "\n".join(complaint(one, words) for one in error.problems)
    if isinstance(error, InputError) and error.source.endswith(".toml"):
        faults = "\n".join(str(one) for one in error.problems)
        return words.text("problem.protocol_file.faulty", faults=faults)
    return in_words(error, words) or words.text("fault.told", error=str(error))
