"""The leak test: nothing that identifies anybody in the book stands in a copy that must not hold it.

Every identifier that the store holds, of every study, is looked for in all that was written: in what is packed into a
file, in the properties of documents, in names of files. It knows nothing of how the copy was made.
"""

import contextlib
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from unicodedata import normalize

from screening.wording import unusable

_HAN_SIGNS = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_HAN_SIGNS}]+|[^\\W_{_HAN_SIGNS}]+")
_HAN = re.compile(f"[{_HAN_SIGNS}]+")
_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_BROKEN = re.compile(f"(?<=[{_HAN_SIGNS}])\\s+(?=[{_HAN_SIGNS}])")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

_PIECE = 1 << 20
_OVERLAP = 512
"""Characters that are looked at again with the next piece: no identifier is longer."""

_FEWEST, _FEWEST_DIGITS, _FEWEST_HAN = 4, 5, 2
"""Characters that tell a person; fewer stand everywhere."""

Spelled = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked for: `known` identifiers, but for `untold` ones, which can't be told from the program's words."""

    known: int
    untold: int


class Identifiers:
    """What identifies people, ready to be looked for.

    A text is taken as its words, whatever stands between them: `1964-05-17` is also found as `1964/05/17`. Chinese is
    found within other words as well. What reads like `own`, words that the program writes itself such as the names of
    those at work, can't be told from them, nor can a number up to `numbers`, which counts entries.
    """

    def __init__(self, texts: Iterable[str], own: Collection[str] = (), numbers: int = 0) -> None:
        self._spelled: dict[str, list[Spelled]] = defaultdict(list)
        self._han: dict[int, set[str]] = defaultdict(set)
        familiar = {tuple(_words(one)) for one in own}
        known = untold = 0
        for words in {tuple(_words(text)) for text in texts} - {()}:
            known += 1
            if words in familiar or not _tells(words, numbers):
                untold += 1
            else:
                self._take(words)
        self.searched = Searched(known, untold)

    def stand_in(self, text: str) -> bool:
        """Answer whether any of them stands in a text."""
        words = _words(text)
        if not self._spelled.keys().isdisjoint(words) and self._follow(tuple(words)):
            return True
        return bool(self._han) and not text.isascii() and any(self._within(run) for run in _HAN.findall(text))

    def _take(self, words: Spelled) -> None:
        self._spelled[words[0]].append(words)
        for word in words:
            if len(word) >= _FEWEST_HAN and _HAN.fullmatch(word):
                self._han[len(word)].add(word)

    def _follow(self, words: Spelled) -> bool:
        return any(
            words[place : place + len(wanted)] == wanted
            for place, word in enumerate(words)
            for wanted in self._spelled.get(word, ())
        )

    def _within(self, run: str) -> bool:
        return any(
            run[start : start + length] in names
            for length, names in self._han.items()
            for start in range(len(run) - length + 1)
        )


def refuse_leaks(path: Path, name: str, identifiers: Identifiers, pause: Callable[[], None] | None = None) -> None:
    """Look for identifiers in a file, and in the name that it will have; StoreError where one is, which says no more.

    `pause` is called before each piece of it.
    """
    if identifiers.stand_in(name):
        raise unusable("leaving.leak")
    with path.open("rb") as file:
        for text in _texts(file):
            if pause is not None:
                pause()
            if identifiers.stand_in(text):
                raise unusable("leaving.leak")


def _words(text: str) -> list[str]:
    if text.isascii():  # most of what leaves is, and this is four times as fast
        return text.lower().translate(_GAPS).split()
    return _WORD.findall(normalize("NFKC", text).casefold())


def _tells(words: Spelled, numbers: int) -> bool:
    """Answer whether words tell a person, and nothing else that the program writes."""
    if len(words) == 1 and words[0].isdecimal():
        return len(words[0]) >= _FEWEST_DIGITS and int(words[0]) > numbers
    letters = "".join(words)
    return len(letters) >= (_FEWEST_HAN if _HAN.search(letters) else _FEWEST)


# What stands in a file


def _texts(file: IO[bytes]) -> Iterator[str]:
    """Give all that can be read in a file, unpacked."""
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        yield from _packed(file)
    elif start == b"%PDF":
        yield from _printed(file.read())
    else:
        yield from _plain(file)


def _packed(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as packed:
        yield packed.comment.decode("utf-8", "replace")
        for member in packed.infolist():
            yield f"{member.filename}\n{member.comment.decode('utf-8', 'replace')}"
            with packed.open(member) as inner:
                yield from _texts(inner)


def _plain(file: IO[bytes]) -> Iterator[str]:
    before = ""
    while piece := file.read(_PIECE):
        text = before + piece.decode("utf-8", "replace")
        yield text
        if "\\u" in text:
            yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        before = text[-_OVERLAP:]


def _printed(content: bytes) -> Iterator[str]:
    """Give what a PDF shows, and all else in it that can be read, such as its properties."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    try:
        for page in document:
            yield _BROKEN.sub("", page.get_textpage().get_text_bounded())
            page.close()
        yield "\n".join(document.get_metadata_dict().values())
    finally:
        document.close()
    yield content.decode("latin-1")
    for stream in _STREAM.findall(content):
        with contextlib.suppress(zlib.error):
            stream = zlib.decompress(stream)
        yield stream.decode("utf-8", "replace")
        yield stream.decode("utf-16-be", "replace")
