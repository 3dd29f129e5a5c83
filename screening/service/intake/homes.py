"""Where a fact belongs in a history: a part of who it is, a dated answer, or a series of results.

A home knows what stands there already, says how a fact stands to it, and takes the fact in. Taking the same fact twice
is taking it once.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias

from screening.formats.proposal import Fact
from screening.patient import Answer, History, Result, parse_day, read_history
from screening.protocol import NOT_ASSESSED, LabField, WorksheetField
from screening.protocol import Protocol as TrialProtocol

Standing = Literal["new", "same", "contradicts"]
Found: TypeAlias = tuple[Standing, Any]
"""How a fact stands, and what the history has in its place."""


class Home(Protocol):
    """A place of a history."""

    def meaning(self, fact: Fact) -> Hashable:
        """Give what a fact says: two of the same meaning are one."""

    def when(self, fact: Fact) -> Hashable:
        """Give what facts must share to speak of the same thing."""

    def expect(self, facts: Iterable[Fact]) -> None:
        """Hear of all facts that will be asked about."""

    def against(self, fact: Fact) -> Found:
        """Say how a fact stands to what is there."""

    def outweighs(self, fact: Fact) -> bool:
        """Say whether what is there is newer than a fact, so that it would go on counting beside it."""

    def disagree(self, one: Fact, other: Fact) -> bool:
        """Say whether two facts that speak of the same thing can't both be so."""

    def exclude(self, one: Fact, other: Fact) -> bool:
        """Say whether of two facts that disagree only one can be taken."""

    def take(self, fact: Fact, source: str, by: str) -> None:
        """Take a fact in, with where it came from and who accepted it."""

    def data(self) -> Any:
        """Give what the history holds there, None where it holds nothing."""


class Identity:
    """A part of who it is: one value, which has no day and no source beside it."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def meaning(self, fact: Fact) -> Hashable:
        return plain(fact.value)

    def when(self, fact: Fact) -> Hashable:
        del fact
        return ""

    def expect(self, facts: Iterable[Fact]) -> None:
        pass

    def against(self, fact: Fact) -> Found:
        if not self._data:
            return "new", None
        return ("same" if plain(self._data) == plain(fact.value) else "contradicts"), self._data

    def outweighs(self, fact: Fact) -> bool:
        del fact
        return False

    def disagree(self, one: Fact, other: Fact) -> bool:
        return plain(one.value) != plain(other.value)

    def exclude(self, one: Fact, other: Fact) -> bool:
        return self.disagree(one, other)

    def take(self, fact: Fact, source: str, by: str) -> None:
        del source, by
        if self.against(fact)[0] != "same":
            self._data = fact.value

    def data(self) -> Any:
        return self._data


def plain(text: object) -> str:
    """Give what identifies somebody without what only looks different: letter case, width, spaces."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


class DatedAnswer:
    """A question, or an item of a worksheet: dated answers, of which the newest known on a day counts.

    An answer that leaves the question open gives way to a fact; any other one stays beside it.
    """

    def __init__(self, path: str, data: Any, protocol: TrialProtocol) -> None:
        self._path, self._protocol = path, protocol
        self._open = open_answers(path, protocol)
        self._answers = sorted(((self._read(raw), raw) for raw in _listed(data)), key=_by_day)

    def meaning(self, fact: Fact) -> Hashable:
        return self._read(fact.value).value

    def when(self, fact: Fact) -> Hashable:
        del fact
        return ""

    def expect(self, facts: Iterable[Fact]) -> None:
        pass

    def against(self, fact: Fact) -> Found:
        if not self._answers or self._is_open(self._answers[-1]):
            return "new", None
        answer, raw = self._then(fact)
        return ("same" if answer.value == self.meaning(fact) else "contradicts"), raw

    def outweighs(self, fact: Fact) -> bool:
        return any(_known_from(answer) > _day_of(fact.on) for answer, _ in self._settled())

    def disagree(self, one: Fact, other: Fact) -> bool:
        return self.meaning(one) != self.meaning(other)

    def exclude(self, one: Fact, other: Fact) -> bool:
        return self.disagree(one, other) and one.on == other.on

    def take(self, fact: Fact, source: str, by: str) -> None:
        if self.against(fact)[0] == "same":
            return
        origin = {"source": source, "on": fact.on, "by": by}
        raw = {"value": fact.value, **{key: part for key, part in origin.items() if part}}
        answer = self._read(raw)
        # Of one day the later in the list is the newer one.
        kept = [
            one for one in self._settled() if (one[0].value, _known_from(one[0])) != (answer.value, _day_of(fact.on))
        ]
        self._answers = sorted([*kept, (answer, raw)], key=_by_day)

    def data(self) -> Any:
        given = [raw for _, raw in self._answers]
        return given[0] if len(given) == 1 else given or None

    def _settled(self) -> list[tuple[Answer, Any]]:
        return [one for one in self._answers if not self._is_open(one)]

    def _is_open(self, one: tuple[Answer, Any]) -> bool:
        return one[0].value in self._open

    def _then(self, fact: Fact) -> tuple[Answer, Any]:
        """Give what the history says on a fact's day: of what comes later the first, where it says nothing by then."""
        settled = self._settled()
        if fact.on is None:
            return settled[-1]
        until = [one for one in settled if _known_from(one[0]) <= _day_of(fact.on)]
        same = [one for one in until if _known_from(one[0]) == _day_of(fact.on) and one[0].value == self.meaning(fact)]
        return (same or until[::-1] or settled)[0]

    def _read(self, raw: Any) -> Answer:
        head, _, item = self._path.partition(".")
        read = read_history({"answers": {head: {item: raw} if item else raw}}, self._protocol)
        return read.answers[self._path][-1]


def open_answers(path: str, protocol: TrialProtocol) -> frozenset[object]:
    """Give the answers to a question that leave it open."""
    asked = protocol.field[path.partition(".")[0]]
    if isinstance(asked, WorksheetField):
        return frozenset((None, NOT_ASSESSED))
    options: Mapping[str, Any] = getattr(asked, "options", {})
    return frozenset((None, *(name for name, option in options.items() if option.unknown)))


def _by_day(one: tuple[Answer, Any]) -> tuple[int, int]:
    return _known_from(one[0])


def _known_from(answer: Answer) -> tuple[int, int]:
    return answer.on or 0, answer.minute or 0


def _day_of(on: str | None) -> tuple[int, int]:
    day = parse_day(on)
    return (day[0], day[1] or 0) if day else (0, 0)


def _listed(data: Any) -> list[Any]:
    return list(data) if isinstance(data, list | tuple) else [] if data is None else [data]


class Series:
    """Laboratory results: the same where value, unit and time are; another value of the same time contradicts.

    Where one of two has no time of the day they may be the same result, unless its value is found in another one.
    """

    def __init__(self, name: str, data: Any, protocol: TrialProtocol) -> None:
        self._name, self._protocol = name, protocol
        self._given = _listed(data)
        self._results = [self._read(one) for one in self._given]
        self._days: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(self._results):
            self._days[one.on].append(place)
        self._recognised: set[int] = set()
        self._known: dict[int, tuple[Fact, Result]] = {}

    def meaning(self, fact: Fact) -> Hashable:
        one = self._of(fact)
        return one.measure, one.on, one.minute, one.clumped, one.confirmed, one.anticoagulant

    def when(self, fact: Fact) -> Hashable:
        return self._of(fact).on

    def expect(self, facts: Iterable[Fact]) -> None:
        for one in map(self._of, facts):
            self._recognised |= {place for place in self._days[one.on] if _same(one, self._results[place])}

    def against(self, fact: Fact) -> Found:
        found, place = self._against(self._of(fact))
        return found, None if place is None else self._given[place]

    def outweighs(self, fact: Fact) -> bool:
        del fact
        return False

    def disagree(self, one: Fact, other: Fact) -> bool:
        first, second = self._of(one), self._of(other)
        return _at_once(first, second) and not _same(first, second)

    def exclude(self, one: Fact, other: Fact) -> bool:
        return self.disagree(one, other)

    def take(self, fact: Fact, source: str, by: str) -> None:
        result = self._of(fact)
        found, place = self._against(result)
        if found == "same":
            return
        made = {**fact.value, "source": source, **({"by": by} if by else {})}
        if place is None:
            self._days[result.on].append(len(self._given))
            self._given.append(made)
            self._results.append(result)
        else:
            self._given[place], self._results[place] = made, result

    def data(self) -> Any:
        return self._given or None

    def _against(self, one: Result) -> tuple[Standing, int | None]:
        """Say how a result stands to those there, and to which of them."""
        day = [(place, self._results[place]) for place in self._days[one.on]]
        for place, there in day:
            if _same(one, there):
                return "same", place
        for place, there in day:
            if _at_once(one, there):
                return "contradicts", place
        for place, there in day:
            untimed = one.minute is None or there.minute is None
            if untimed and place not in self._recognised:
                return "contradicts", place
        return "new", None

    def _of(self, fact: Fact) -> Result:
        """Read a fact once; it is kept as well, so that its number stays its own."""
        if id(fact) not in self._known:
            self._known[id(fact)] = fact, self._read(fact.value)
        return self._known[id(fact)][1]

    def _read(self, raw: Any) -> Result:
        return read_history({"answers": {self._name: [raw]}}, self._protocol).labs[self._name][0]


def _at_once(one: Result, other: Result) -> bool:
    return (one.on, one.minute) == (other.on, other.minute)


def _same(one: Result, there: Result) -> bool:
    """Say whether a result tells nothing that the one there does not."""
    timed = one.minute is None or there.minute is None or one.minute == there.minute
    tubes = not one.anticoagulant or not there.anticoagulant or one.anticoagulant == there.anticoagulant
    clumps = there.clumped or there.confirmed or not one.clumped
    smear = there.confirmed or not one.confirmed
    return one.on == there.on and timed and one.measure == there.measure and tubes and clumps and smear


def home_of(path: str, document: Mapping[str, Any], protocol: TrialProtocol) -> Home:
    """Give the home of what a path names, in a history whose worksheets and series are unwrapped."""
    head, _, rest = path.partition(".")
    if head == "subject":
        return Identity((document.get("subject") or {}).get(rest))
    data = (document.get("answers") or {}).get(head)
    if isinstance(protocol.field[head], LabField):
        return Series(head, data, protocol)
    return DatedAnswer(path, (data or {}).get(rest) if rest else data, protocol)


def read_alone(fact: Fact, protocol: TrialProtocol) -> History:
    """Read a fact by itself; InputError where the history has no such place, or not this value there."""
    head, _, rest = fact.field.partition(".")
    if head == "subject":
        return read_history({"subject": {rest: fact.value}}, protocol)
    asked = protocol.field.get(head)
    if isinstance(asked, LabField):
        return read_history({"answers": {head: [fact.value]}}, protocol)
    dated = {"value": fact.value, "on": fact.on}
    return read_history({"answers": {head: {rest: dated} if rest else dated}}, protocol)
