"""XML elements of ODM: text in several languages, and nothing that XML cannot hold."""

import re
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from screening.formats.labels import tag_of
from screening.protocol.text import Text

NAMESPACE = "http://www.cdisc.org/ns/odm/v1.3"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0 has no way to write these, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Node: TypeAlias = Element


def add(parent: Node, name: str, text: str | None = None, **attributes: str | None) -> Node:
    """Add an element; an attribute of None is left out."""
    given = {key: writable(value) for key, value in attributes.items() if value is not None}
    made = SubElement(parent, name, given)
    made.text = None if text is None else writable(text)
    return made


def add_texts(parent: Node, name: str, text: Text) -> Node:
    """Add an element that says something in every language that there is."""
    made = add(parent, name)
    for language, words in text.root.items():
        add(made, "TranslatedText", words).set(_LANG, tag_of(language))
    return made


def writable(text: str) -> str:
    """Put a replacement character where XML can't hold what stands there."""
    return _UNWRITABLE.sub("\ufffd", text)
