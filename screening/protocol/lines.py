"""The line on which each part of a TOML file stands; tomllib gives values alone.

The text has been read by tomllib before, so it is known to be TOML, and only its outline is followed here.
"""

from contextlib import suppress
from dataclasses import dataclass

Path = tuple[str | int, ...]

_SPACE = " \t\r\n"
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class Statement:
    """One `key = value` of a file, or the header of a table: places in the text, counted in characters.

    `start` is its first sign, `value` the first of the value, `end` is right behind it; both are the end of a header.
    `parts` are the elements of a value that is an array.
    """

    path: Path
    start: int
    value: int
    end: int
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def is_header(self) -> bool:
        """Say whether it opens a table."""
        return self.value == self.end


def lines_of(text: str) -> dict[Path, int]:
    """Give the line of every table, key and element by its path, such as ("criterion", 2, "rule", "below")."""
    outline = _Outline(text)
    # What is nested too deeply gets the line of what it stands in.
    with suppress(RecursionError):
        outline.document()
    return outline.lines


def statements(text: str) -> list[Statement]:
    """List what stands in a file, in order; `lines_of` tells more of what stands inside."""
    outline = _Outline(text)
    with suppress(RecursionError):
        outline.document()
    return outline.statements


class _Outline:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}
        self.statements: list[Statement] = []
        self.parts: list[tuple[int, int]] = []

    def document(self) -> None:
        table: Path = ()
        while self._skip():
            start = self.at
            if self.text[start] == "[":
                table = self._header(2 if self.text.startswith("[[", start) else 1)
                self.statements.append(Statement(table, start, self.at, self.at))
            else:
                self.parts = []
                path, value = self._pair(table)
                self.statements.append(Statement(path, start, value, self.at, tuple(self.parts)))

    def _header(self, brackets: int) -> Path:
        self.at += brackets
        names = self._key()
        self.at += brackets
        inner: Path = ()
        for name in names[:-1]:
            inner = self._inside((*inner, name))
        path = (*inner, names[-1])
        if brackets == 2:
            self.tables[path] = self.tables.get(path, -1) + 1
        path = self._inside(path)
        self._note(path)
        return path

    def _inside(self, path: Path) -> Path:
        """Step into the newest table of an array of tables."""
        return (*path, self.tables[path]) if path in self.tables else path

    def _pair(self, table: Path) -> tuple[Path, int]:
        path = table
        line = self.line
        for name in self._key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        value = self.at
        self._value(path)
        return path, value

    def _note(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self.line)

    def _key(self) -> list[str]:
        """Read a dotted key; it ends before `=` or `]`."""
        parts: list[str] = []
        while self._skip() and self.text[self.at] not in "=]":
            if self.text[self.at] == ".":
                self.at += 1
                continue
            start = self.at
            if self.text[start] in "\"'":
                self._string()
                parts.append(self.text[start + 1 : self.at - 1])
            else:
                while self.at < len(self.text) and self.text[self.at] not in "=]. \t":
                    self.at += 1
                parts.append(self.text[start : self.at])
        return parts

    def _value(self, path: Path) -> None:
        self._skip()
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._table(path)
        elif first in ("'", '"'):
            self._string()
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1
            while self.text[self.at - 1] in " \t\r":
                self.at -= 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        found: list[tuple[int, int]] = []
        while self._skip() and self.text[self.at] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self.lines.setdefault((*path, index), self.line)
            start = self.at
            self._value((*path, index))
            found.append((start, self.at))
            index += 1
        self.at += 1
        self.parts = found  # those of the outermost array come last

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._skip() and self.text[self.at] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        quote = next(one for one in _QUOTES if self.text.startswith(one, self.at))
        start = self.at
        self.at += len(quote)
        while self.at < len(self.text) and not self.text.startswith(quote, self.at):
            self.at += 2 if self.text[self.at] == "\\" and quote[0] == '"' else 1
        self.at += len(quote)
        # A long string may end in one or two quotes of its own.
        while len(quote) == 3 and self.text.startswith(quote[0], self.at):
            self.at += 1
        self.line += self.text.count("\n", start, self.at)

    def _skip(self) -> bool:
        """Pass over white space and comments; False at the end of the file."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "\n":
                self.line += 1
            elif sign == "#":
                self.at = self.text.find("\n", self.at) % (len(self.text) + 1)
                continue
            elif sign not in _SPACE:
                return True
            self.at += 1
        return False
