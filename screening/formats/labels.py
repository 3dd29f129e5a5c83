"""Our own words in every language at once, as the standards' formats carry them beside the protocol's."""

from functools import cache

from screening.protocol.text import Text
from screening.wording import Words, languages


@cache
def label(key: str) -> Text:
    """Give one of our texts in every language."""
    return Text({language: Words(language).text(key) for language in languages()})


def labelled(key: str, name: Text) -> Text:
    """Give one of our texts about something that has a name: `Platelet count: why`."""
    return Text({language: Words(language).text(key, name=name.in_(language)) for language in languages()})


def tag_of(language: str) -> str:
    """Write a language as programs do (BCP 47): `zh-CN`."""
    return language.replace("_", "-")
