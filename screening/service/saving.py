"""Saving histories into the log: each judged, placed, numbered and written, all of them in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from screening.access import Permission
from screening.collecting import uncollected
from screening.engine import Assessment
from screening.errors import InputError
from screening.ledger import Draft, Head, Reader
from screening.log import Person, PersonIdentified, identity_of, person_of
from screening.protocol import Protocol
from screening.service.book import Book
from screening.service.conduct import refuse_when_closed
from screening.service.judging import Judgement
from screening.service.placing import Place, place_anew, place_beside
from screening.service.versions import judging, refuse_outdated
from screening.wording import refused

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


@dataclass(frozen=True, slots=True)
class Case:
    """A history to be saved as of a day.

    `former` is the entry that it continues or, with a `reason`, corrects; `person` an earlier one. Whoever has not
    consented gets no number and stands in the pre-screening list; `consent_unstated` says that the history comes from
    elsewhere and consent was not asked for here; `imports` from which files it was taken. `name` is what it is called
    where several are saved and something is wrong with one. A correction is judged by the version that judged what it
    corrects, all else by the one in use.
    """

    history: Mapping[str, Any] = field(repr=False)
    on: date
    former: int | None = None
    person: str | None = None
    corrects: bool = False
    reason: str = field(default="", repr=False)
    consent_unstated: bool = False
    imports: "Sequence[Reckoning]" = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save gave: the entry, and the screening number (None in the pre-screening list)."""

    seq: int
    number: str | None
    person: str
    attempt: int
    assessment: Assessment
    unended: str | None = None
    """The number of an earlier attempt of the person's that has no outcome yet."""


class OvertakenError(Exception):
    """Somebody else wrote into the book between a look at it and the writing; nothing was written."""


JudgedCase = tuple[Case, Judgement]


class Saving:
    """Saves cases into the log of the study at hand; whoever calls it has asked for permission."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def save(self, cases: Sequence[Case]) -> list[Saved]:
        """Judge cases and write them, all of them or none; InputError names all that is wrong with any."""
        with uncollected():
            return self.write(self.judge(cases))

    def judge(self, cases: Sequence[Case]) -> list[JudgedCase]:
        """Judge cases, without writing any."""
        found, failures = list[JudgedCase](), Failures(cases)
        for case in cases:
            with failures.of(case):
                if case.corrects and not case.reason.strip():
                    raise refused("why_corrected", "reason")
                protocol = judging(self._book, case.former if case.corrects else None)
                _refuse_unusable(protocol)
                judgement = Judgement.of(protocol, case.history, case.on, case.reason.strip())
                found.append((case, judgement))
        failures.tell()
        return found

    def write(self, judged: Sequence[JudgedCase], as_of: Head | None = None) -> list[Saved]:
        """Write judged cases in one transaction, each placed in the log with those before it.

        OvertakenError where the book has grown since it ended with `as_of`.
        """
        saved = list[Saved]()

        def drafts(reader: Reader) -> Iterable[Draft]:
            if as_of is not None and reader.head() != as_of:
                raise OvertakenError
            self._refuse_by_standing(reader, judged)
            return self._drafts(reader, judged, saved)

        if judged:
            self._book.write(drafts)
        return saved

    def _drafts(self, reader: Reader, judged: Sequence[JudgedCase], saved: list[Saved]) -> Iterator[Draft]:
        """Give the drafts of one case after another, and note each once it is written."""
        failures = Failures([case for case, _ in judged])
        for case, judgement in judged:
            with failures.of(case):
                place = self._place(reader, case, judgement)
                yield from self._said(reader, case, judgement, place)
                seq, assessment = reader.head().length, judgement.assessment
                saved.append(Saved(seq, place.number, place.person, place.attempt, assessment, place.unended))
        failures.tell()

    def _refuse_by_standing(self, reader: Reader, judged: Sequence[JudgedCase]) -> None:
        """Refuse where nothing more goes into the log, or nobody new does."""
        refuse_outdated(reader, self._book)
        now = refuse_when_closed(reader, self._book.study)
        if now.state == "paused" and any(case.former is None for case, _ in judged):
            raise refused("conduct.paused")

    def _place(self, reader: Reader, case: Case, judgement: Judgement) -> Place:
        settings = self._book.protocol.protocol
        consented = judgement.consented(unstated=case.consent_unstated or settings.consent == "not_asked")
        where = (reader, self._book.study, self._book.code, settings)
        if case.former is not None:
            return place_beside(*where, case.former, consented, corrects=case.corrects)
        return place_anew(*where, case.person, consented)

    def _said(self, reader: Reader, case: Case, judgement: Judgement, place: Place) -> list[Draft]:
        """Say it: the files that it came from, who it is where that is news, and the case, which tells the number."""
        made = judgement.drafts(self._book, place, case.former, case.corrects, case.imports)
        identity = self._identity(reader, case, judgement, place)
        if identity:
            who = PersonIdentified(sex=judgement.subject.get("sex"))
            made.insert(-1, self._book.draft(who, person=place.person, private=identity))
        return made

    def _identity(self, reader: Reader, case: Case, judgement: Judgement, place: Place) -> dict[str, Any]:
        """Give who a person is now, empty where that is known already; only a correction takes a part away."""
        given = identity_of(judgement.subject)
        if case.former is None and case.person is None:
            return given
        known = identity_of(asdict(self._known(reader, place.person)))
        now = given if case.corrects else known | given
        return now if now != known else {}

    def _known(self, reader: Reader, person: str) -> Person:
        may = self._book.permits(Permission.READ_IDENTIFIED)
        return person_of(reader, self._book.study, person) if may else Person(person)


class Failures:
    """What is wrong with some of several cases, told together; with one alone as it came."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._single = len(cases) == 1
        self._found: list[InputError] = []

    @contextmanager
    def of(self, case: Case) -> Iterator[None]:
        """Take note of what is wrong with a case."""
        try:
            yield
        except InputError as error:
            if self._single:
                raise
            error.source = case.name
            self._found.append(error)

    def tell(self) -> None:
        """Raise what was found, if anything was."""
        if self._found:
            raise InputError.joined(self._found)


def _refuse_unusable(protocol: Protocol) -> None:
    why = protocol.protocol.unusable
    if why is not None:
        raise refused("unusable", protocol=f"{protocol.id}@{protocol.version}", why=why)
