"""The worksheet of other causes, in words: each with its answer and with the facts that bear on it, and where from."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from screening.patient import Result
from screening.protocol import CAUSES, EventsField, FormField, PeriodsField, Protocol, WorksheetField
from screening.wording.evidence import Told, Witness, asked
from screening.wording.words import Words


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What a file had on record that bears on a question, by its path, which only a person can answer.

    `source` says in which file and row it stood; `on` is its ISO day, or day and time.
    """

    place: str
    seen: str = field(repr=False)
    on: str | None = None
    source: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Cause:
    """A line of the worksheet: its answer, the `state` as a code ("" where there is none), and what bears on it."""

    id: str
    name: str
    state: str
    answer: Told = field(repr=False)
    facts: tuple[Told, ...] = field(repr=False)


def bearing_on_causes(protocol: Protocol) -> frozenset[str]:
    """Name the fields whose answers bear on a cause that a protocol asks for; none where it asks for none."""
    sheet = protocol.field.get(CAUSES)
    if not isinstance(sheet, WorksheetField):
        return frozenset()
    return frozenset(name for item in sheet.items for name in _bearing(item) if name in protocol.field)


class Worksheet:
    """Tells one history's causes. Of a coded history the origins stay untold but for their days."""

    def __init__(
        self, history: Mapping[str, Any], protocol: Protocol, words: Words, on_record: Iterable[OnRecord] = ()
    ) -> None:
        self._protocol, self._words = protocol, words
        self._on_record = tuple(on_record)
        self._witness = Witness(history, protocol, words)

    def causes(self) -> list[Cause]:
        """Tell every cause that the protocol asks for, in its order; none where it asks for none."""
        sheet = self._protocol.field.get(CAUSES)
        if not isinstance(sheet, WorksheetField):
            return []
        return [self._cause(item, line.label.in_(self._words.language)) for item, line in sheet.items.items()]

    def facts(self, item: str) -> list[Told]:
        """Tell what was entered that bears on a cause, then what files had on record about it."""
        entered = [told for name, results in _bearing(item).items() for told in self._entered(name, results)]
        return [*entered, *self._recorded(f"{CAUSES}.{item}")]

    def _cause(self, item: str, name: str) -> Cause:
        state, answer = self._witness.state_of(CAUSES, item)
        return Cause(item, name, state, answer, tuple(self.facts(item)))

    def _entered(self, name: str, results: str) -> Iterator[Told]:
        field = self._protocol.field.get(name)
        if field is None or isinstance(field, WorksheetField):
            return
        name_of, found = field.ask.in_(self._words.language), list(_WANTED[results](self._witness, name, field))
        question = self._words.text(f"causes.{results}", name=name_of) if results == "earliest" else name_of
        for told in found:
            yield Told(asked(question, self._words) + told.value, told.origin)

    def _recorded(self, place: str) -> Iterator[Told]:
        for one in self._on_record:
            if one.place == place:
                seen = self._words.text("causes.on_record", seen=one.seen)
                yield Told(seen, " · ".join(filter(None, (self._words.day(one.on) if one.on else "", one.source))))


def told_fact(fact: Told) -> str:
    """Tell a fact in one line, its origin behind it."""
    return " · ".join(filter(None, (fact.value, fact.origin)))


def _newest(witness: Witness, name: str, field: FormField) -> Iterator[Told]:
    """Tell the newest answer; of events and periods each is one."""
    return islice(witness.answers_to(name), None if isinstance(field, EventsField | PeriodsField) else 1)


def _doubtful(witness: Witness, name: str, _field: FormField) -> Iterator[Told]:
    def bears(one: Result) -> bool:
        return one.clumped or one.confirmed or one.anticoagulant not in (None, "EDTA")

    return witness.results(name, bears)


def _earliest(witness: Witness, name: str, _field: FormField) -> Iterator[Told]:
    told = list(witness.results(name, lambda one: one.valid))
    return iter(told[-1:] if len(told) > 1 else ())


_WANTED: Mapping[str, Callable[[Witness, str, FormField], Iterator[Told]]] = {
    "": _newest,
    "doubtful": _doubtful,
    "earliest": _earliest,
}


def _bearing(item: str) -> Mapping[str, str]:
    """Give the fields that bear on a cause, each with which of its results are told; "" the newest."""
    found = _lists().get(item, {})
    return {**dict.fromkeys(found.get("answers", ()), ""), **found.get("results", {})}


@cache
def _lists() -> Mapping[str, Any]:
    content = files("resources").joinpath("codelists", "causes.toml").read_text("utf-8")
    return tomllib.loads(content)[CAUSES]  # type: ignore[no-any-return]
