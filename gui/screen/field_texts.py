"""The words of the kit's larger inputs, fetched by key; nothing here is a sentence of its own."""

from dataclasses import replace

from gui.kit.details import DetailsTexts
from gui.kit.lab_table import LabTexts
from gui.kit.period_list import PeriodTexts
from gui.kit.segmented import Option
from gui.kit.several import SeveralTexts
from gui.screen.texts import date_texts
from screening.patient import ONGOING
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
    return SeveralTexts(label=label, day=date_texts(words, label), **_several(words, "events"))


def period_texts(words: Words, label: str) -> PeriodTexts:
    """Give the words of a list of periods."""
    first, last = (words.text(f"screen.periods.{end}") for end in ("first", "last"))
    return PeriodTexts(
        label=label,
        day=replace(date_texts(words, first), placeholder=first),
        captions=(words.text("screen.periods.from"), words.text("screen.periods.until")),
        last=replace(date_texts(words, last), placeholder=last),
        ongoing=Option(ONGOING, words.text("screen.periods.ongoing")),
        reversed=words.text("screen.periods.reversed"),
        **_several(words, "periods"),
    )


def _several(words: Words, kind: str) -> dict[str, str]:
    return {key: words.text(f"screen.{kind}.{key}") for key in ("none", "some", "add", "remove")}


def lab_texts(words: Words, label: str) -> LabTexts:
    """Give the words around a table of results."""
    keys = ("new", "paste", "more", "fewer", "remove", "flag", "empty_choice", "nothing_pasted")
    return LabTexts(label=label, **{key: words.text(f"screen.lab.{key}") for key in keys})
