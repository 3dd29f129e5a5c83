"""The words of the kit's inputs, fetched by key; nothing here is a sentence of its own."""

from collections.abc import Iterable

from gui.kit.dates import DateTexts
from gui.kit.details import DetailsTexts
from gui.kit.event_list import EventTexts
from gui.kit.lab_table import LabTexts
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


def details_texts(words: Words, label: str) -> DetailsTexts:
    """Give the words of the panel that says where an answer came from."""
    return DetailsTexts(
        open=words.text("screen.details.open", field=label),
        source=words.text("screen.details.source"),
        day=date_texts(words, words.text("screen.details.day")),
        by=words.text("screen.details.by"),
    )


def event_texts(words: Words, label: str) -> EventTexts:
    """Give the words of a list of dated events."""
    return EventTexts(
        label=label,
        none=words.text("screen.events.none"),
        some=words.text("screen.events.some"),
        add=words.text("screen.events.add"),
        remove=words.text("screen.events.remove"),
        day=date_texts(words, label),
    )


def lab_texts(words: Words, label: str) -> LabTexts:
    """Give the words around a table of results."""
    keys = ("new", "paste", "more", "fewer", "remove", "flag", "empty_choice", "nothing_pasted")
    return LabTexts(label=label, **{key: words.text(f"screen.lab.{key}") for key in keys})


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
