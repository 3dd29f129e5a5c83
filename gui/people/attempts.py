"""Attempts to sign in that failed, told to whom they concern."""

from collections.abc import Sequence

from gui.people.lines import moment_text
from screening.service import FailedAttempts
from screening.wording import Words


def attempts_text(found: Sequence[FailedAttempts], me: str, words: Words) -> str:
    """Tell of the attempts since somebody was here last: one's own in a sentence, everybody else's a line each."""
    said = []
    for name in dict.fromkeys(one.name for one in found):
        of_one = [one for one in found if one.name == name]
        times, when = sum(one.times for one in of_one), moment_text(max(one.last for one in of_one), words)
        key = "mine" if name == me else "of" if name is not None else "strangers"
        said.append((key != "mine", words.text(f"attempts.{key}", name=name or "", times=times, when=when)))
    return "\n\n".join(text for _, text in sorted(said, key=lambda one: one[0]))
