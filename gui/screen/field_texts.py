"""The words of the kit's larger inputs, fetched by key; nothing here is a sentence of its own."""

from gui.kit.details import DetailsTexts
from gui.kit.lab_table import LabTexts
from gui.kit.several import SeveralTexts
from gui.screen.texts import date_texts
from screening.wording import Words


def details_texts(words: Words, label: str) -> DetailsTexts:
    """Give the words of the panel that says where an answer came from."""
    return DetailsTexts(
        open=words.text("screen.details.open", field=label),
        source=words.text("screen.details.source"),
        day=date_texts(words, words.text("screen.details.day")),
        by=words.text("screen.details.by"),
    )


def event_texts(words: Words, label: str) -> SeveralTexts:
    """Give the words of a list of dated events."""
    return SeveralTexts(
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
