"""Gathering a study's dossier: what one copy may hold at its level of privacy, and nothing more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from secrets import token_hex

from screening import __version__
from screening.access import Permission
from screening.engine import Reason
from screening.ledger import Entry
from screening.log import (
    OLDEST,
    Assessed,
    Attempt,
    CaseRow,
    Consented,
    Dossier,
    Ended,
    Finding,
    Judged,
    LabResult,
    Moment,
    Privacy,
    Reply,
    Signature,
    Subject,
    Written,
    event_of,
)
from screening.patient import Answer, History, Result, read_history
from screening.protocol import DateField, LabField, Protocol
from screening.service.site import Site
from screening.wording import StudyDays, Words, reason_text, study_day

_SIGNED = ("confirmed", "declined", "acknowledged")


def dossier(site: Site, privacy: Privacy, words: Words) -> Dossier:
    """Gather the study at hand; only whoever may take coded copies out can."""
    with site.acting(Permission.EXPORT_CODED):
        return _Gathering(site, privacy, words).dossier()


class _Gathering:
    """A dossier in the making."""

    def __init__(self, site: Site, privacy: Privacy, words: Words) -> None:
        self._site, self._privacy, self._words = site, privacy, words
        self._named = privacy == "coded"
        self.dated = self._named and site.conduct.dates_leave()
        self._protocols: dict[str, Protocol] = {}

    def dossier(self) -> Dossier:
        head, made = self._site.head(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        rows: dict[str, list[CaseRow]] = defaultdict(list)
        for row in self._site.log():
            if row.state == "current":
                rows[row.person].append(row)
        subjects = tuple(self._subject(sorted(mine, key=_by_attempt)) for mine in rows.values())
        return Dossier(
            study=self._site.protocol.id,
            site=self._site.code if self._named else None,
            privacy=self._privacy,
            dated=self.dated,
            language=self._words.language,
            made=made,
            program=f"Eligo {__version__}",
            length=head.length,
            head=head.hash,
            protocols=tuple(self._protocols.values()),
            subjects=subjects,
        )

    def _subject(self, rows: list[CaseRow]) -> Subject:
        person = _Person(self, date.fromisoformat(rows[0].on_day), self._words)
        id = str(rows[0].number) if self._named else f"P-{token_hex(8)}"
        return Subject(id, rows[-1].sex, tuple(self._attempt(row, person, id) for row in rows))

    def _attempt(self, row: CaseRow, person: "_Person", id: str) -> Attempt:
        said = _assessed(self._site.reader.entry(row.seq))
        protocol = self._protocol(said.fingerprint)
        read = read_history({"answers": said.history.get("answers") or {}}, protocol)
        return Attempt(
            number=str(row.number) if self._named else f"{id}/{row.attempt}",
            ordinal=row.attempt,
            screened=person.moment(row.on_day),
            protocol=protocol,
            age=None if row.age is None else min(row.age, OLDEST + 1),
            consent=Consented(
                row.consent_given,
                person.moment(row.consent_on) if row.consent_on else None,
                row.consent_form if self._named else None,
            ),
            verdict=said.verdict,
            not_yet=row.not_yet,
            findings=tuple(person.finding(one, protocol) for one in said.criteria),
            replies=tuple(person.replies(read, protocol)),
            events={name: tuple(person.on(day) for day in days) for name, days in read.events.items()},
            labs=tuple(person.labs(read, protocol)),
            ended=self._ended(row, person),
            signature=self._signature(row, person),
            deviations=row.deviations,
            history=tuple(self._written(row, person)),
        )

    def _protocol(self, fingerprint: str) -> Protocol:
        if fingerprint not in self._protocols:
            self._protocols[fingerprint] = self._site.protocol_of(fingerprint)
        return self._protocols[fingerprint]

    def _ended(self, row: CaseRow, person: "_Person") -> Ended | None:
        if row.outcome is None or row.outcome_on is None:
            return None
        against = row.failed if row.outcome == "screen_failure" else ()
        number = row.subject_number if self._named else None
        return Ended(row.outcome, row.primary_reason, against, person.moment(row.outcome_on), number)

    def _signature(self, row: CaseRow, person: "_Person") -> Signature | None:
        if row.signed not in _SIGNED or row.signature is None or row.signed_at is None:
            return None
        entry = self._site.reader.entry(row.signature)
        name = row.signed_by if self._named else None
        return Signature(row.signed, name, entry.role, person.moment(row.signed_at), entry.seq)

    def _written(self, row: CaseRow, person: "_Person") -> Iterator[Written]:
        entries = self._site.reader.entries(study=row.study, person=row.person, kinds=(Assessed.kind,))
        for entry in entries:
            if entry.attempt == row.attempt and entry.seq <= row.seq:
                by = entry.actor if self._named else None
                yield Written(entry.seq, person.moment(entry.at), by, entry.role, _assessed(entry).why)


class _Person:
    """How the days of one person leave."""

    def __init__(self, gathering: _Gathering, first: date, words: Words) -> None:
        self._dated, self._named = gathering.dated, gathering._named
        self._first = first
        dated = Words(words.language)
        self._words = dated if self._dated else StudyDays(words.language, anchor=first)

    def moment(self, iso: str) -> Moment:
        """Give when something was, from a date or a date and time."""
        on = date.fromisoformat(iso[:10])
        left = iso if self._dated else None if self._named else iso[:4]
        return Moment(left, study_day(on, self._first))

    def on(self, day: int, minute: int | None = None) -> Moment:
        """Give when something was, from the engine's day and minute."""
        time = "" if minute is None else f"T{minute // 60:02d}:{minute % 60:02d}"
        return self.moment(f"{date.fromordinal(day).isoformat()}{time}")

    def finding(self, judged: Judged, protocol: Protocol) -> Finding:
        reasons = [Reason(code, values) for code, values in judged.reasons]
        told = self._words.joined([reason_text(one, protocol, self._words) for one in reasons])
        codes = tuple(one.code for one in reasons)
        return Finding(judged.id, judged.kind, judged.outcome, told, codes, judged.open_questions)

    def replies(self, read: History, protocol: Protocol) -> Iterator[Reply]:
        for field, answers in read.answers.items():
            for answer in answers:
                yield self._reply(field, answer, is_date=isinstance(protocol.field.get(field), DateField))

    def _reply(self, field: str, answer: Answer, *, is_date: bool) -> Reply:
        dated = None if answer.on is None else self.on(answer.on, answer.minute)
        if is_date and isinstance(answer.value, int):
            return Reply(field, None, self.on(answer.value), dated)
        return Reply(field, None if answer.value is None else str(answer.value), None, dated)

    def labs(self, read: History, protocol: Protocol) -> Iterable[LabResult]:
        for field, results in read.labs.items():
            asked = protocol.field[field]
            assert isinstance(asked, LabField)
            for one in results:
                yield self._lab(field, one, asked)

    def _lab(self, field: str, one: Result, asked: LabField) -> LabResult:
        return LabResult(
            field=field,
            given=one.given,
            given_unit=one.unit,
            sign=one.measure.sign,
            number=one.measure.number,
            unit=asked.unit,
            on=self.on(one.on, one.minute),
            anticoagulant=one.anticoagulant,
            clumped=one.clumped,
            plausible=one.plausible,
            lln=one.lln,
            uln=one.uln,
        )


def _assessed(entry: Entry) -> Assessed:
    said = event_of(entry)
    assert isinstance(said, Assessed)
    return said


def _by_attempt(row: CaseRow) -> int:
    return row.attempt
