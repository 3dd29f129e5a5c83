"""Errors in the words of the person's language, where there are such words."""

from screening.errors import EligoError, InputError
from screening.wording import Words, complaint, placed
from screening.wording import told as in_words

_IN_FILES = ("protocol.", "odd.", "history.")
"""What is wrong somewhere in a file is of no use without its place there."""


def told(error: EligoError, words: Words) -> str:
    """Say what is wrong and what to do; an error without words of its own is told as it came."""
    if isinstance(error, InputError) and all(words.has(f"problem.{one.code}") for one in error.problems):
        if not any(one.code.startswith(_IN_FILES) for one in error.problems):
            return "\n".join(complaint(one, words) for one in error.problems)
        faults = "\n".join(placed(one, words) for one in error.problems)
        if error.source.endswith(".toml"):
            return words.text("problem.protocol_file.faulty", faults=faults)
        return words.text("problem.at_place", place=error.source, told=faults) if error.source else faults
    return in_words(error, words) or words.text("fault.told", error=str(error))
