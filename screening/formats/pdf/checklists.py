"""The eligibility checklist of one patient: every criterion with what it rests on, and who answers for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from screening import __version__
from screening.engine import Assessment, CriterionResult
from screening.engine.fragility import Fragility
from screening.formats.pdf.typesetting import compile, page_words
from screening.log import CONCLUSIONS, OLDEST, CaseRow, Meaning, Person
from screening.protocol import Criterion, Protocol
from screening.wording import StudyDays, Words, criterion_text, field_name, headline, outcome_text, primary_text, span
from screening.wording import windows as windows_text
from screening.wording.causes import Cause, OnRecord, Worksheet
from screening.wording.evidence import Evidence, Witness, asked
from screening.wording.fragility import effect_text, margin_lines, second_look, slip_text, source_text
from screening.wording.moments import at_site, moment_text
from screening.wording.papers import titled

_SIGNS = {"met": "✓", "clear": "✓", "not_met": "✗", "excludes": "✗", "unknown": "?", "not_yet": "○"}
_LOOKS = {"met": "met", "clear": "met", "not_met": "failed", "excludes": "failed"}
_VERDICTS = {"eligible": "met", "ineligible": "not_met", "undetermined": "unknown", "not_yet": "not_yet"}

_SHORT = 1500
"""Signs of a criterion that is never parted by the end of a page."""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signature on a case: by whom, meaning what, when (UTC, and the zone of the place).

    `genuine` says that it was checked and holds; `current` that neither a later entry nor a later signature
    supersedes it.
    """

    name: str
    role: str
    meaning: Meaning
    at: str
    zone: str
    entry: int
    genuine: bool
    current: bool
    why: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Checklist:
    """One case as its entry has it, ready to be printed.

    `history` and `person` hold what may leave in this edition: coded, the history is without free text and `person` is
    None. `anchor` is the day from which study days count where dates may not leave, None where they may. `code` is the
    head of the ledger before this copy, `made` the copy's own moment at the site.
    """

    study: str
    practice: bool
    row: CaseRow
    engine: str
    assessment: Assessment = field(repr=False)
    history: Mapping[str, Any] = field(repr=False)
    person: Person | None = field(repr=False)
    signatures: tuple[SignedBy, ...]
    anchor: date | None
    code: str
    made: datetime
    made_by: str
    second_look: Fragility | None = field(repr=False, default=None)
    struck_because: str | None = field(repr=False, default=None)
    corrected_because: str | None = field(repr=False, default=None)
    on_record: tuple[OnRecord, ...] = field(repr=False, default=())


def checklist_pdf(checklist: Checklist, words: Words) -> bytes:
    """Set a checklist: A4, upright."""
    anchor = checklist.anchor
    told = words if anchor is None else StudyDays(words.language, anchor=anchor)
    return compile("checklist", _Page(checklist, told, words).data(), at=checklist.made)


class _Page:
    """A checklist as the template reads it."""

    def __init__(self, checklist: Checklist, words: Words, plain: Words) -> None:
        self._of, self._words, self._plain = checklist, words, plain
        self._row, self._assessment = checklist.row, checklist.assessment
        # A page that stands for 25 years writes every year out.
        self._dated = checklist.assessment._replace(on=date.min)
        self._protocol: Protocol = checklist.assessment.protocol
        self._witness = Witness(checklist.history, self._protocol, words)

    def data(self) -> Mapping[str, Any]:
        """Give all of it."""
        return {
            "page": page_words(self._words),
            "title": titled(self._text("title"), self._words, practice=self._of.practice),
            "number": self._row.number or self._text("no_number"),
            "level": self._words.text(f"export.level.{'coded' if self._of.person is None else 'identified'}"),
            "code": self._words.text("paper.code", code=self._of.code),
            "notices": list(self._notices()),
            "about": [[label, value] for label, value in self._about() if value],
            "verdict": self._verdict(),
            "heads": [self._text(f"head.{name}") for name in ("id", "criterion", "outcome")],
            "parts": [self._part("inclusion"), self._part("exclusion")],
            "causes": _Causes(self._of, self._words).data(),
            "missing": {"title": self._text("missing"), "items": list(self._missing())},
            "second_look": {"title": self._words.text("fragility.title"), "items": list(self._second_look())},
            "calendar": self._calendar(),
            "assumptions": self._assumptions(),
            "signatures": self._signatures(),
            "origin": {"title": self._text("origin"), "facts": list(self._origin())},
            "support": self._words.text("cli.assess.support"),
        }

    def _text(self, key: str, **values: object) -> str:
        return self._words.text(f"checklist.{key}", **values)

    # The head

    def _notices(self) -> Iterator[str]:
        """Say first of all what makes this no checklist to rely on."""
        if self._of.practice:
            yield self._text("practice")
        if self._row.struck_by is not None:
            yield self._text("struck", entry=self._row.struck_by)
            if self._of.struck_because:
                yield self._words.text("signature.because", reason=self._of.struck_because)
        elif self._row.superseded_by is not None:
            yield self._text("superseded", entry=self._row.superseded_by)
        if self._row.forgotten_by is not None:
            yield self._text("forgotten", entry=self._row.forgotten_by)

    def _about(self) -> Iterator[tuple[str, str]]:
        row, header = self._row, self._protocol.protocol
        yield self._text("fact.study"), self._of.study
        yield self._text("fact.protocol"), f"{header.title.in_(self._words.language)} ({header.id}, {header.version})"
        yield from self._who()
        yield self._text("fact.on"), self._words.day(row.on_day)
        yield self._text("fact.recorded"), self._recorded()
        yield self._text("fact.entry"), self._text("entry", entry=row.seq, attempt=row.attempt)
        if self._of.corrected_because:
            yield self._text("fact.corrected"), self._of.corrected_because
        yield self._text("fact.outcome"), self._outcome()

    def _who(self) -> Iterator[tuple[str, str]]:
        row, who = self._row, self._of.person
        if who is not None:
            yield self._text("fact.name"), who.name
            yield self._text("fact.hospital_number"), who.hospital_number
            yield self._text("fact.birth_date"), self._words.day(who.birth_date) if who.birth_date else ""
        yield self._text("fact.age"), self._age()
        yield self._text("fact.sex"), self._words.text(f"sex.{row.sex}") if row.sex else ""
        yield self._text("fact.consent"), self._consent()

    def _age(self) -> str:
        age = self._row.age
        if age is None:
            return ""
        if age > OLDEST and self._of.person is None:
            return self._words.text("column.oldest", n=OLDEST + 1)
        return str(age)

    def _consent(self) -> str:
        row = self._row
        if not row.consent_given:
            return self._text("consent.no" if row.consent_given is False else "consent.unstated")
        on = self._day_and_time(row.consent_on) if row.consent_on else ""
        form = self._text("consent.form", form=row.consent_form) if row.consent_form else ""
        return self._words.listed(list(filter(None, (self._text("consent.yes"), on, form))))

    def _recorded(self) -> str:
        row = self._row
        moment = _moment(row.at, row.zone, self._words)
        told = self._text("by", moment=moment, name=row.actor, role=_role(row.role, self._words))
        return self._words.joined([told, self._text("late")]) if row.late else told

    def _outcome(self) -> str:
        row = self._row
        if row.outcome is None:
            return ""
        why = row.subject_number or primary_text(row.outcome, row.primary_reason, self._words)
        on = self._day_and_time(row.outcome_on) if row.outcome_on else ""
        return self._words.listed(list(filter(None, (outcome_text(row.outcome, self._words), why, on))))

    # The verdict

    def _verdict(self) -> Mapping[str, str]:
        one = self._assessment
        state = _VERDICTS["not_yet" if one.not_yet else one.verdict]
        signed = next((by.meaning for by in reversed(self._of.signatures) if self._decides(by)), None)
        key = {"confirms": "confirmed", "declines": "declined"}.get(signed or "")
        told = self._text(key) if key and one.verdict == "eligible" else headline(self._dated, self._words)
        return {"sign": _SIGNS[state], "look": self._look(state), "headline": told, "detail": self._windows()}

    def _windows(self) -> str:
        """Say when the patient qualifies, or could; the headline says it of a "not yet"."""
        one = self._assessment
        if one.not_yet:
            return ""
        if not one.possible:
            return self._text("never")
        told = windows_text(self._dated, self._words)
        if one.verdict == "eligible":
            return self._text("qualifies", windows=told)
        return self._words.text("verdict.possible_headline", windows=told)

    # The criteria

    def _part(self, kind: str) -> Mapping[str, Any]:
        criteria = {one.id: one for one in self._protocol.criterion}
        rows = [self._criterion(one, criteria[one.id]) for one in self._assessment.criteria if one.kind == kind]
        return {"title": self._text(f"part.{kind}"), "rows": rows}

    def _criterion(self, result: CriterionResult, asked: Criterion) -> Mapping[str, Any]:
        state = "not_yet" if result.waits_until else result.outcome
        text = asked.text.in_(self._words.language)
        evidence = [self._evidence(one) for one in self._witness.of(asked)]
        return {
            "id": result.id,
            "text": text,
            "where": asked.where or "",
            "reason": criterion_text(result, self._protocol, self._words),
            "evidence": evidence,
            "short": len(text) + len(repr(evidence)) < _SHORT,
            "sign": _SIGNS[state],
            "look": self._look(state),
            "outcome": self._words.text(f"outcome.{state}"),
        }

    def _evidence(self, one: Evidence) -> Mapping[str, Any]:
        answers = [[told.value, told.origin] for told in one.answers]
        unanswered = [[self._words.text("evidence.unanswered"), ""]]
        return {"question": asked(one.question, self._words), "answers": answers or unanswered}

    @staticmethod
    def _look(state: str) -> str:
        return _LOOKS.get(state, state)

    # What is open, and when

    def _missing(self) -> Iterator[str]:
        for question in self._assessment.open_questions:
            name = field_name(self._protocol, self._words, question)
            ids = [one.id for one in self._assessment.criteria if question in one.open_questions]
            yield self._text("missing_for", name=name, criteria=self._words.listed(ids))

    def _second_look(self) -> Iterator[str]:
        """Tell whether the verdict is solid, the slips that would reverse it, and how far the limits are."""
        found, protocol, words = self._of.second_look, self._protocol, self._words
        if found is None:
            return
        yield second_look(found, protocol, words)
        for one in found.reversals:
            slip, effect = slip_text(one.slip, protocol, words), effect_text(one, words)
            yield words.joined([slip, effect, source_text(one.slip, words)])
        for name, told in margin_lines(found, protocol, words):
            yield words.text("fragility.criterion", id=name, told=told)

    def _calendar(self) -> Mapping[str, Any]:
        one, words = self._dated, self._words
        rows = [
            [span(part.start, part.until, one.on, words), words.text(f"checklist.verdict.{part.verdict}")]
            for part in one.calendar
        ]
        heads = [self._text("head.days"), self._text("head.verdict")]
        return {"title": self._text("calendar"), "heads": heads, "rows": rows}

    def _assumptions(self) -> Mapping[str, Any]:
        header = self._protocol.protocol
        status = self._text(f"status.{header.status}", name=header.verified_by or "")
        return {
            "title": self._text("assumptions"),
            "status": status,
            "items": self._protocol.assumptions(self._words.language),
        }

    # Who answers for it

    def _signatures(self) -> Mapping[str, Any]:
        signed = [self._signature(one) for one in self._of.signatures]
        decided = any(map(self._decides, self._of.signatures))
        hand = None if decided or self._row.state != "current" else self._by_hand()
        none = None if signed or hand else self._text("not_signed")
        return {"title": self._text("signature"), "signed": signed, "by_hand": hand, "none": none}

    @staticmethod
    def _decides(one: SignedBy) -> bool:
        """Say whether a signature is a decision on the case that holds."""
        return one.current and one.genuine and one.meaning in ("confirms", "declines")

    def _signature(self, one: SignedBy) -> Mapping[str, Any]:
        facts = [
            ("printed_name", self._words.text("logpage.by", name=one.name, role=_role(one.role, self._words))),
            ("meaning", self._words.text(f"acts.meaning.{one.meaning}")),
            ("signed_at", _moment(one.at, one.zone, self._words)),
            ("signed_state", self._text(f"signed.{_held(one)}", entry=one.entry)),
            ("why", one.why),
        ]
        return {
            "holds": one.genuine and one.current,
            "facts": [[self._text(f"fact.{name}"), value] for name, value in facts if value],
        }

    def _by_hand(self) -> Mapping[str, Any]:
        lines = [self._words.text("paper.name"), self._text("date_time"), self._words.text("paper.signature")]
        return {
            "intro": self._text("by_hand"),
            "ticks": [self._text("tick.confirms"), self._text("tick.declines")],
            "lines": lines,
        }

    def _origin(self) -> Iterator[list[str]]:
        header = self._protocol.protocol
        # Never as a study day: beside the file's own date it would give every day of the patient's away.
        made = self._text("made", moment=moment_text(self._of.made, self._plain), name=self._of.made_by)
        yield [self._text("fact.source"), header.source]
        yield [self._text("fact.fingerprint"), self._protocol.fingerprint]
        yield [self._text("fact.engine"), self._text("engine", version=self._of.engine)]
        yield [self._text("fact.printed"), self._words.joined([made, self._text("engine", version=__version__)])]
        yield [self._text("fact.code"), self._of.code]
        yield ["", self._text("code_how", code=self._of.code)]

    # Words

    def _day_and_time(self, iso: str) -> str:
        """Write a date, or a date and time of the site's day."""
        return f"{self._words.day(iso)} {iso[11:16]}".strip()


def _held(one: SignedBy) -> str:
    """Say whether a signature holds, in a code."""
    return "broken" if not one.genuine else "holds" if one.current else "superseded"


def _role(role: str, words: Words) -> str:
    return words.text(f"role.{role}") if words.has(f"role.{role}") else role


def _moment(at: str, zone: str, words: Words) -> str:
    return moment_text(at_site(at, zone), words)


class _Causes:
    """The block of the other causes as the template reads it; no rows where the protocol asks for none."""

    def __init__(self, checklist: Checklist, words: Words) -> None:
        self._words = words
        protocol = checklist.assessment.protocol
        self._sheet = Worksheet(checklist.history, protocol, words, checklist.on_record)
        self._signed = [one for one in checklist.signatures if one.meaning in CONCLUSIONS]

    def data(self) -> Mapping[str, Any]:
        """Give each cause with its answer and what bears on it, and what was concluded."""
        text = self._words.text
        return {
            "title": text("causes.title"),
            "heads": [text(f"causes.head.{name}") for name in ("cause", "facts", "answer")],
            "rows": [self._cause(one) for one in self._sheet.causes()],
            "conclusions": [self._conclusion(one) for one in self._signed] or [text("causes.not_concluded")],
        }

    def _cause(self, one: Cause) -> Mapping[str, Any]:
        facts = [[fact.value, fact.origin] for fact in one.facts] or [["", self._words.text("causes.no_facts")]]
        return {"name": one.name, "answer": one.answer.value, "origin": one.answer.origin, "facts": facts}

    def _conclusion(self, one: SignedBy) -> str:
        text, moment = self._words.text, _moment(one.at, one.zone, self._words)
        told = text("checklist.by", moment=moment, name=one.name, role=_role(one.role, self._words))
        held = text(f"checklist.signed.{_held(one)}", entry=one.entry)
        return self._words.joined([text(f"acts.meaning.{one.meaning}"), told, one.why, held])
