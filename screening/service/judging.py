"""A history judged on a day, ready to be placed in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from screening import __version__
from screening.engine import Assessment, age_on, assess
from screening.ledger import Draft
from screening.log import Assessed, Consent, Event, judged, taken_apart
from screening.patient import read_history, unwrapped
from screening.protocol import Protocol
from screening.service.book import Book
from screening.service.placing import Place, Why
from screening.settings import today

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


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
