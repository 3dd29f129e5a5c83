"""Gathering a study's dossier: what one copy may hold at its level of privacy, and nothing more."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from secrets import token_hex
from typing import Literal

from screening import __version__
from screening.access import Permission
from screening.engine import Reason
from screening.ledger import Entry
from screening.log import (
    CONCLUSIONS,
    OLDEST,
    Act,
    Assessed,
    Attempt,
    CaseRow,
    Consent,
    Consented,
    DeviationRecorded,
    Dossier,
    Ended,
    Finding,
    Judged,
    LabResult,
    Moment,
    OutcomeRecorded,
    OutcomeTakenBack,
    Privacy,
    ProtocolActivated,
    Reply,
    Said,
    Signature,
    Signed,
    Subject,
    Taken,
    Written,
    conclusion_stands,
    event_of,
)
from screening.patient import Answer, History, Period, Result, read_history
from screening.protocol import DateField, LabField, Protocol
from screening.service.site import Site
from screening.wording import StudyDays, Words, reason_text, study_day

Each = Callable[[Iterable[list[CaseRow]]], Iterable[list[CaseRow]]]

_SIGNED = ("confirmed", "declined", "acknowledged")
_ACTS: Mapping[str, Literal["ended", "taken_back", "deviation"]] = {
    OutcomeRecorded.kind: "ended",
    OutcomeTakenBack.kind: "taken_back",
    DeviationRecorded.kind: "deviation",
}


def dossier(site: Site, privacy: Privacy, words: Words, each: Each = iter) -> Dossier:
    """Gather the study at hand; only whoever may take coded copies out can. `each` goes through the people."""
    with site.acting(Permission.EXPORT_CODED):
        return _Gathering(site, privacy, words).dossier(each)


class _Gathering:
    """A dossier in the making."""

    def __init__(self, site: Site, privacy: Privacy, words: Words) -> None:
        self._site, self._privacy, self._words = site, privacy, words
        self.named = privacy == "coded"
        self.dated = self.named and site.conduct.dates_leave()
        self._protocols: dict[str, Protocol] = {}

    def dossier(self, each: Each) -> Dossier:
        head, made = self._site.head(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        rows: dict[str, list[CaseRow]] = defaultdict(list)
        for row in self._site.log():
            if row.state == "current":
                rows[row.person].append(row)
        subjects = tuple(self._subject(sorted(mine, key=_by_attempt)) for mine in each(rows.values()))
        since = self._since()
        return Dossier(
            study=self._site.protocol.id,
            site=self._site.code if self.named else None,
            privacy=self._privacy,
            dated=self.dated,
            language=self._words.language,
            made=made,
            program=f"Eligo {__version__}",
            length=head.length,
            head=head.hash,
            protocols=tuple(self._protocols[one] for one in {**since, **self._protocols}),
            subjects=subjects,
            since=since,
        )

    def _since(self) -> dict[str, str]:
        """Say from which day each version that judged anybody was in use, the first one first."""
        since: dict[str, str] = {}
        for entry in self._site.reader.entries(kinds=(ProtocolActivated.kind,), study=self._site.study):
            fingerprint = str(entry.payload["fingerprint"])
            if fingerprint in self._protocols:
                since.setdefault(fingerprint, local_time(entry).date().isoformat())
        return since

    def protocol(self, fingerprint: str) -> Protocol:
        if fingerprint not in self._protocols:
            self._protocols[fingerprint] = self._site.protocol_of(fingerprint)
        return self._protocols[fingerprint]

    def _subject(self, rows: list[CaseRow]) -> Subject:
        person = _Person(self, date.fromisoformat(rows[0].on_day), self._words)
        id = str(rows[0].number) if self.named else f"P-{token_hex(8)}"
        kinds = (Assessed.kind, Signed.kind, *_ACTS)
        found = list(self._site.reader.entries(study=rows[0].study, person=rows[0].person, kinds=kinds))
        return Subject(id, rows[-1].sex, tuple(self._attempt(row, person, id, found) for row in rows))

    def _attempt(self, row: CaseRow, person: "_Person", id: str, found: list[Entry]) -> Attempt:
        mine = [entry for entry in found if entry.attempt == row.attempt]
        entries = [entry for entry in mine if entry.kind == Assessed.kind and entry.seq <= row.seq]
        versions = tuple(person.said(entry) for entry in entries)
        newest = {one.name: getattr(versions[-1], one.name) for one in fields(Said)}
        return Attempt(
            number=str(row.number) if self.named else f"{id}/{row.attempt}",
            ordinal=row.attempt,
            **newest,
            ended=self._ended(row, person, entries[-1].zone),
            signature=self._signature(row, person),
            deviations=row.deviations,
            history=tuple(person.written(entry) for entry in entries),
            versions=versions,
            acts=tuple(person.act(entry) for entry in mine if entry.kind in _ACTS),
            conclusions=tuple(self._conclusions(mine, person)),
        )

    def _ended(self, row: CaseRow, person: "_Person", zone: str) -> Ended | None:
        if row.outcome is None or row.outcome_on is None:
            return None
        against = row.failed if row.outcome == "screen_failure" else ()
        number = row.subject_number if self.named else None
        return Ended(row.outcome, row.primary_reason, against, person.moment(row.outcome_on, zone), number)

    def _signature(self, row: CaseRow, person: "_Person") -> Signature | None:
        if row.signed not in _SIGNED or row.signature is None:
            return None
        entry = self._site.reader.entry(row.signature)
        name = row.signed_by if self.named else None
        return Signature(row.signed, name, entry.role, person.instant(entry), entry.seq)

    def _conclusions(self, mine: Iterable[Entry], person: "_Person") -> Iterator[Signature]:
        """Give the conclusions on the other causes that stand."""
        for entry in mine:
            said = entry.payload
            if entry.kind != Signed.kind or said["meaning"] not in CONCLUSIONS:
                continue
            if conclusion_stands(self._site.reader, entry, self.protocol):
                name = str(said["name"]) if self.named else None
                yield Signature(str(said["meaning"]), name, entry.role, person.instant(entry), entry.seq)


class _Person:
    """How what the book says of one person leaves."""

    def __init__(self, gathering: _Gathering, first: date, words: Words) -> None:
        self._gathering, self._first = gathering, first
        self._dated, self._named = gathering.dated, gathering.named
        dated = Words(words.language)
        self._words = dated if self._dated else StudyDays(words.language, anchor=first)

    def moment(self, iso: str, zone: str) -> Moment:
        """Give when something was, from a date or a date and time of the site's."""
        on = date.fromisoformat(iso[:10])
        left = iso if self._dated else None if self._named else iso[:4]
        return Moment(left, study_day(on, self._first), zone if self._dated and "T" in iso else None)

    def instant(self, entry: Entry) -> Moment:
        """Give when an entry was written: a time in UTC, on the site's day."""
        local = local_time(entry)
        left = entry.at if self._dated else None if self._named else f"{local.year}"
        return Moment(left, study_day(local.date(), self._first))

    def said(self, entry: Entry) -> Said:
        """Give what an entry said, as it may leave."""
        said = _assessed(entry)
        protocol = self._gathering.protocol(said.fingerprint)
        history = read_history({"answers": said.history.get("answers") or {}}, protocol)
        told = _Told(self, history, protocol, entry.zone)
        return Said(
            screened=self.moment(said.on, entry.zone),
            protocol=protocol,
            age=None if said.age is None else min(said.age, OLDEST + 1),
            consent=self._consent(said.consent, entry.zone),
            verdict=said.verdict,
            not_yet=said.verdict == "ineligible" and bool(said.possible),
            findings=tuple(self._finding(one, protocol) for one in said.criteria),
            replies=tuple(told.replies()),
            events={name: tuple(told.on(day) for day in days) for name, days in history.events.items()},
            periods={name: tuple(map(told.taken, periods)) for name, periods in history.periods.items()},
            labs=tuple(told.labs()),
        )

    def written(self, entry: Entry) -> Written:
        """Say who wrote an entry, when and why."""
        by = entry.actor if self._named else None
        return Written(entry.seq, self.instant(entry), by, entry.role, _assessed(entry).why)

    def act(self, entry: Entry) -> Act:
        """Say what became of an attempt in an entry."""
        by, said = entry.actor if self._named else None, event_of(entry)
        ended = criterion = None
        if isinstance(said, OutcomeRecorded):
            number = said.subject_number if self._named else None
            ended = Ended(said.outcome, said.primary, said.criteria, self.moment(said.on, entry.zone), number)
        elif isinstance(said, DeviationRecorded):
            criterion = said.criterion
        return Act(_ACTS[entry.kind], entry.seq, self.instant(entry), by, entry.role, ended, criterion)

    def _consent(self, said: Consent, zone: str) -> Consented:
        on = self.moment(said.on, zone) if said.on else None
        return Consented(said.given, on, said.form if self._named else None)

    def _finding(self, judged: Judged, protocol: Protocol) -> Finding:
        reasons = [Reason(code, values) for code, values in judged.reasons]
        told = self._words.joined([reason_text(one, protocol, self._words) for one in reasons])
        codes = tuple(one.code for one in reasons)
        return Finding(judged.id, judged.kind, judged.outcome, told, codes, judged.open_questions)


class _Told:
    """The answers of one entry, as they may leave."""

    def __init__(self, person: _Person, read: History, protocol: Protocol, zone: str) -> None:
        self._person, self._read, self._protocol, self._zone = person, read, protocol, zone

    def on(self, day: int, minute: int | None = None) -> Moment:
        """Give when something was, from the engine's day and minute."""
        time = "" if minute is None else f"T{minute // 60:02d}:{minute % 60:02d}"
        return self._person.moment(f"{date.fromordinal(day).isoformat()}{time}", self._zone)

    def taken(self, one: Period) -> Taken:
        """Give when something was taken."""
        first, last = (None if day is None else self.on(day) for day in (one.first, one.last))
        return Taken(first, last, one.ongoing)

    def replies(self) -> Iterator[Reply]:
        for field, answers in self._read.answers.items():
            is_date = isinstance(self._protocol.field.get(field), DateField)
            for answer in answers:
                yield self._reply(field, answer, is_date=is_date)

    def _reply(self, field: str, answer: Answer, *, is_date: bool) -> Reply:
        dated = None if answer.on is None else self.on(answer.on, answer.minute)
        if is_date and isinstance(answer.value, int):
            return Reply(field, None, self.on(answer.value), dated)
        return Reply(field, None if answer.value is None else _plain(answer.value), None, dated)

    def labs(self) -> Iterator[LabResult]:
        for field, results in self._read.labs.items():
            asked = self._protocol.field[field]
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
            confirmed=one.confirmed,
        )


def _plain(value: str | int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def local_time(entry: Entry) -> datetime:
    """Give when an entry was written by the site's clock."""
    return datetime.fromisoformat(entry.at).astimezone(datetime.strptime(entry.zone, "%z").tzinfo)


def _assessed(entry: Entry) -> Assessed:
    said = event_of(entry)
    assert isinstance(said, Assessed)
    return said


def _by_attempt(row: CaseRow) -> int:
    return row.attempt
