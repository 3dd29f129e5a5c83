"""A history judged on a day, ready to be placed in the log."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from screening import __version__
from screening.engine import Assessment, Reckoned, Verdict, age_on, assess, reckoned
from screening.errors import InputError
from screening.ledger import Draft
from screening.log import Assessed, Consent, Event, judged, taken_apart
from screening.patient import History, read_history, unwrapped
from screening.protocol import Protocol
from screening.service.book import Book
from screening.service.placing import Place, Why
from screening.settings import today

if TYPE_CHECKING:
    from screening.engine.fragility import Fragility
    from screening.service.intake import Reckoning


def second_look(protocol: Protocol, history: Mapping[str, Any], on: date) -> "Fragility":
    """Say what would change the verdict on a day; nothing is written. InputError names every faulty place."""
    from screening.engine.fragility import fragility

    return fragility(protocol, read_history(history, protocol), on)


def second_look_back(protocol: Protocol, history: Mapping[str, Any], on: date, verdict: Verdict) -> "Fragility | None":
    """Say what would have changed a recorded verdict; None where the answers alone, or today's engine, don't give it.

    Coded answers may lack what it hung on, such as a birth date. Who decided, and why, it does not hang on.
    """
    decisions = {name: {"by": "?", "why": "?", **one} for name, one in (history.get("decisions") or {}).items()}
    try:
        found = second_look(protocol, {**history, "decisions": decisions}, on)
    except InputError:
        return None
    return found if found.verdict == verdict else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a save will say, but for its place: `private` is kept apart, `subject` says who it is."""

    assessment: Assessment
    consent: Consent
    subject: Mapping[str, Any] = field(repr=False)
    private: Mapping[str, Any] = field(repr=False)
    history: Mapping[str, Any] = field(repr=False)
    """As it was entered, unwrapped."""
    _said: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, protocol: Protocol, history: Mapping[str, Any], on: date, reason: str) -> Self:
        """Judge a history; InputError names every faulty place."""
        read = read_history(history, protocol)
        assessment = assess(protocol, read, on)
        subject = dict(history.get("subject") or {})
        consent = Consent(**(subject.get("consent") or {}))
        whole = unwrapped(history, protocol)
        coded, private = taken_apart(whole)
        if reason:
            private["reason"] = reason
        said = {
            "reasoned": bool(reason),
            "on": on.isoformat(),
            "recorded_on": today().isoformat(),
            "protocol": protocol.id,
            "protocol_version": protocol.version,
            "fingerprint": protocol.fingerprint,
            "engine": __version__,
            "age": age_on(read.birth_date, on.toordinal()) if read.birth_date else None,
            "sex": subject.get("sex"),
            "consent": consent,
            "history": coded,
            **judged(assessment),
        }
        return cls(assessment, consent, subject, private, whole, said)

    def consented(self, *, unstated: bool) -> bool:
        """Say whether the person enters the log; `unstated` says what holds where nothing was recorded."""
        return self.consent.given is True or (unstated and self.consent.given is None)

    def drafts(
        self, book: Book, place: Place, former: int | None, corrects: bool, imports: "Sequence[Reckoning]"
    ) -> list[Draft]:
        """Say it in its place: first each file that it came from, last the case itself."""
        files = [(one.event(place.number, self.history), one.private()) for one in imports]
        case = self._event(place, former, place.why(former, corrects))
        said: list[tuple[Event, Mapping[str, Any]]] = [*files, (case, self.private)]
        return [book.draft(event, place.person, place.attempt, private) for event, private in said]

    def _event(self, place: Place, former: int | None, why: Why) -> Assessed:
        return Assessed(number=place.number, former=former, earlier=place.earlier, why=why, **self._said)


class Readable(NamedTuple):
    """What a history comes to, but for the places, such as `answers.platelets`, that were `refused`.

    `values` are those of the protocol's formulas.
    """

    assessment: Assessment
    refused: frozenset[str]
    values: tuple[Reckoned, ...]


def assess_readable(protocol: Protocol, history: Mapping[str, Any], on: date) -> tuple[Assessment, frozenset[str]]:
    """Judge what can be read of a history; give also the places, such as `answers.platelets`, that were left out.

    InputError where it can't be read at all.
    """
    read, refused = _readable(protocol, history)
    return assess(protocol, read, on), refused


def judge_readable(protocol: Protocol, history: Mapping[str, Any], on: date) -> Readable:
    """Judge what can be read of a history, and reckon the protocol's formulas; InputError where nothing can be."""
    read, refused = _readable(protocol, history)
    return Readable(assess(protocol, read, on), refused, reckoned(protocol, read, on))


def _readable(protocol: Protocol, history: Mapping[str, Any]) -> tuple[History, frozenset[str]]:
    """Read what can be read of a history; give also the places that were left out."""
    try:
        return read_history(history, protocol), frozenset()
    except InputError as error:
        refused = refused_places(error)
    return read_history(without(history, refused), protocol), refused


_PLACE = re.compile(r"(?P<part>answers|subject|decisions)\.(?P<name>[^.\[]+)")


def refused_places(error: InputError) -> frozenset[str]:
    """Name the answers that an error speaks of."""
    found = (_PLACE.match(problem.place) for problem in error.problems)
    return frozenset(match[0] for match in found if match)


def without(history: Mapping[str, Any], places: frozenset[str]) -> dict[str, Any]:
    """Give a history without these answers."""
    return {
        part: {name: data for name, data in said.items() if f"{part}.{name}" not in places}
        for part, said in history.items()
    }
