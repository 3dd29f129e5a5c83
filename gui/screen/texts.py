"""The words of the kit's plain inputs, fetched by key; nothing here is a sentence of its own."""

from collections.abc import Iterable

from gui.kit.dates import DateTexts
from gui.kit.segmented import Option
from screening.wording import Words


def date_texts(words: Words, label: str, *, timed: bool = False) -> DateTexts:
    """Give the words of a date field that asks `label`."""
    return DateTexts(
        label=label,
        placeholder=words.text("screen.date.moment" if timed else "screen.date.day"),
        not_a_date=words.text("screen.date.not_a_moment" if timed else "screen.date.not_a_day"),
        open_calendar=words.text("screen.date.open"),
    )


def options(words: Words, prefix: str, ids: Iterable[str]) -> tuple[Option, ...]:
    """Give options whose labels stand under `prefix`."""
    return tuple(Option(one, words.text(f"{prefix}.{one}")) for one in ids)


class Mnemonics:
    """Gives each label a letter of its own to jump by with Alt, as far as letters go; a label in Chinese has none."""

    def __init__(self, taken: str = "") -> None:
        self._taken = set(taken.lower())

    def mark(self, label: str) -> str:
        """Give a label with its letter marked."""
        plain = label.replace("&", "&&")
        starts = [i for i, one in enumerate(plain) if i == 0 or plain[i - 1] == " "]
        for place in (*starts, *range(len(plain))):
            letter = plain[place].lower()
            if letter.isascii() and letter.isalpha() and letter not in self._taken:
                self._taken.add(letter)
                return f"{plain[:place]}&{plain[place:]}"
        return plain
