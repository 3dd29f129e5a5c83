"""Finding people again by name, hospital number or birth date.

The index lives in memory only: identifiers stand nowhere but under their person's key, so that they can be forgotten.
It takes about 100 bytes a person. Reading a million people takes a minute, so whoever can do without it does.
"""

import unicodedata
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, compress, count, islice
from operator import methodcaller
from threading import Lock
from typing import Any, NamedTuple

from screening.ledger import Reader
from screening.log.persons import Person, persons_of, read_identities

_TOGETHER = 512
"""People in a block: enough that most blocks are passed over at once, few enough that one is soon looked through."""
_STEP = 64
_END = b"\0"
_count_ends = methodcaller("count", _END)
_KINDS = ("person_identified", "person_forgotten")


class _Line(NamedTuple):
    """Somebody as searched for: `who` is name and hospital number, `born` the birth date in all common forms."""

    who: bytes
    born: bytes


_NOBODY = _Line(b"\n", b"")


class _Block(NamedTuple):
    """The lines of some people in the order of their numbers, each between two ends."""

    who: bytes
    born: bytes

    @classmethod
    def of(cls, lines: Sequence[_Line]) -> "_Block":
        return cls(*(b"".join((_END, *(text + _END for text in column))) for column in zip(*lines, strict=True)))

    def lines(self) -> list[_Line]:
        return [_Line(*both) for both in zip(_split(self.who), _split(self.born), strict=True)]


class People:
    """The people of one study, as last identified; read on from the ledger when it has grown.

    Any thread may read on, one at a time; any may search what was read so far.
    """

    def __init__(self, study: str) -> None:
        self._study = study
        self._blocks: list[_Block] = []
        self._count = 0
        self._firsts = array("q")
        self._seq = 0
        self._reading = Lock()
        self.complete = False
        """Whether everybody who stood in the book when it was last read on is known."""

    def read_on(self, reader: Reader, pause: Callable[[], None] | None = None) -> None:
        """Take in what was entered since; `pause` is called after every few people."""
        with self._reading:
            length = reader.head().length
            if length == self._seq and self.complete:
                return
            if self._seq:
                self._change(reader)
            self._seq = length
            while self._add_some(reader):
                if pause:
                    pause()
            self.complete = True

    def find(self, reader: Reader, text: str, most: int = 20) -> list[Person]:
        """Find by any part of the name (two Chinese characters are enough), the number or the birth date."""
        wanted = folded(text).encode()
        if len(folded(text)) < 2:
            return []
        return self._persons(reader, list(islice(self._holding(wanted), most)))

    def same(self, reader: Reader, subject: Mapping[str, Any]) -> list[Person]:
        """Find who may be this person already: the same hospital number, or the same name and birth date."""
        sought = _sought(subject)
        name, _, number = sought.who.partition(b"\n")
        numbered, named = b"\n" + number + _END, _END + name + b"\n"
        found = [
            place * _TOGETHER + inner + 1
            for place, block in enumerate(self._blocks)
            if (number and numbered in block.who) or (name and named in block.who)
            for inner, line in enumerate(block.lines())
            if _alike(line, sought)
        ]
        return self._persons(reader, found)

    def places(self, text: str) -> list[int]:
        """Give where in the log those first stand whose name or hospital number holds a folded text."""
        wanted, found = text.encode(), list[int]()
        for place, block in enumerate(self._blocks):
            lines = _lines_with(block.who, wanted)
            if lines:
                firsts = self._firsts[place * _TOGETHER : (place + 1) * _TOGETHER]
                found += [firsts[inner] for inner in lines]
        return [first for first in found if first >= 0]

    # The blocks

    def _holding(self, wanted: bytes) -> Iterator[int]:
        """Give the numbers of those whose line holds a text."""
        for place, block in enumerate(self._blocks):
            lines = {*_lines_with(block.who, wanted), *_lines_with(block.born, wanted)}
            yield from (place * _TOGETHER + inner + 1 for inner in sorted(lines))

    def _add_some(self, reader: Reader) -> bool:
        """Read the next few people; False where these were the last."""
        found = self._read(reader, f"no > ? ORDER BY no LIMIT {_STEP}", (self._count,))
        self._firsts.extend(first for _, first, _ in found)
        self._put(self._count, [line for _, _, line in found])
        self._count += len(found)
        return len(found) == _STEP

    def _put(self, start: int, lines: Sequence[_Line]) -> None:
        """Put lines after the last one, or in place of what stands there; a block is replaced whole."""
        while lines:
            place, inner = divmod(start, _TOGETHER)
            some, lines = lines[: _TOGETHER - inner], lines[_TOGETHER - inner :]
            there = self._blocks[place].lines() if place < len(self._blocks) else []
            there[inner : inner + len(some)] = some
            self._blocks[place : place + 1] = [_Block.of(there)]
            start += len(some)

    def _change(self, reader: Reader) -> None:
        """Read those anew of whom something was entered since; whoever is not known yet comes later."""
        since = {entry.person for entry in reader.entries(after=self._seq, kinds=_KINDS)} - {None}
        marks = ", ".join("?" * len(since))
        for no, first, line in self._read(reader, f"person IN ({marks}) AND no <= ?", (*since, self._count)):
            self._firsts[no - 1] = first
            self._put(no - 1, [line])

    def _read(self, reader: Reader, which: str, values: tuple[object, ...]) -> list[tuple[int, int, _Line]]:
        """Read people: number, first place in the log (-1 for none), and line."""
        rows = reader.rows(f"SELECT no, study, identified, first FROM log_person WHERE {which}", values)
        ours = [identified for _, study, identified, _ in rows if study == self._study and identified is not None]
        said = read_identities(reader, ours)
        return [
            (no, -1 if first is None else first, _line_of(said.get(identified) if study == self._study else None))
            for no, study, identified, first in rows
        ]

    def _persons(self, reader: Reader, numbers: Collection[int]) -> list[Person]:
        marks = ", ".join("?" * len(numbers))
        found = reader.rows(f"SELECT person FROM log_person WHERE no IN ({marks}) ORDER BY no", tuple(numbers))
        ids = [id for (id,) in found]
        known = persons_of(reader, self._study, ids)
        return [known[id] for id in ids]


def is_same(person: Person, subject: Mapping[str, Any]) -> bool:
    """Answer whether somebody may be this person: the same hospital number, or the same name and birth date."""
    return _alike(_line_of(person), _sought(subject))


def may_name(person: Person, subject: Mapping[str, Any]) -> bool:
    """Answer whether a subject may be a person: the name or the number is theirs, and nothing speaks against it."""
    pairs = [(getattr(person, part), subject.get(part) or "") for part in ("name", "hospital_number", "birth_date")]
    alike = [folded(own) == folded(given) for own, given in pairs if own and given]
    return is_same(person, subject) or (all(alike) and any(own and given for own, given in pairs[:2]))


def folded(text: str) -> str:
    """Write a text as it is searched for: whatever its case, width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("\0", "")


def _sought(subject: Mapping[str, Any]) -> _Line:
    return _line(*(str(subject.get(key) or "") for key in ("name", "hospital_number", "birth_date")))


def _alike(one: _Line, other: _Line) -> bool:
    (name, _, number), (other_name, _, other_number) = one.who.partition(b"\n"), other.who.partition(b"\n")
    if number and number == other_number:
        return True
    return bool(name and one.born) and (name, one.born) == (other_name, other.born)


def _line_of(person: Person | None) -> _Line:
    return _line(person.name, person.hospital_number, person.birth_date) if person else _NOBODY


def _line(name: str, number: str, born: str) -> _Line:
    # A birth date is found as typed in either common form.
    forms = (born, born.replace("-", "/"), born.replace("-", "")) if born else ()
    return _Line(f"{folded(name)}\n{folded(number)}".encode(), "\n".join(folded(one) for one in forms).encode())


def _lines_with(column: bytes, wanted: bytes) -> list[int]:
    """Give the places of the lines of a column that hold a text."""
    if len(wanted) == 1:
        # One letter stands in most names: what is left of each line when all else is taken out says whether it does.
        return list(compress(count(), _split(column.translate(None, _all_but(wanted)))))
    before = column.split(wanted)[:-1]
    return [ends - 1 for ends in dict.fromkeys(accumulate(map(_count_ends, before)))]


@cache
def _all_but(letter: bytes) -> bytes:
    return bytes(one for one in range(256) if one not in _END + letter)


def _split(column: bytes) -> list[bytes]:
    return column[1:-1].split(_END)
