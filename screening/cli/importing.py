"""`eligo import`: what files offer for one patient, held against a history; written is only what is asked for."""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from screening.cli import terminal
from screening.cli.assessing import read_plain
from screening.cli.columns import recall_by
from screening.cli.naming import chosen as chosen_protocol
from screening.engine import Reason
from screening.errors import UsageError
from screening.formats.proposal import Fact, Hint, LeftOut, Person
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.intake import (
    Intake,
    accepted,
    counted,
    doubts,
    in_form_order,
    propose,
    reckoned,
    standing,
)
from screening.service.intake.reading import Recall
from screening.service.intake.telling import remarks, told_offer, told_rest
from screening.service.leaving import put
from screening.wording import Words, reason_text, refused
from screening.wording.importing import question, told_doubt, told_reckoning, told_row, told_source, told_subject


def run(options: argparse.Namespace, words: Words) -> int:
    """Show what the files offer; write the history with what is taken of it where `-o` names one."""
    protocol = chosen_protocol(options.protocol)
    document = _document(options.into, protocol)
    recall = recall_by(options, protocol)
    intake = propose(options.files, protocol, person=_person(options, protocol, recall), recall=recall)
    shown = _Shown(intake, document, protocol, options)
    if options.output is not None:
        shown.refuse_unless_clear(options)
    if options.json:
        terminal.say(json.dumps(shown.as_json(words), ensure_ascii=False, default=str))
    else:
        for line in shown.lines(words):
            terminal.say(line)
    if options.output is not None:
        made = accepted(document, intake.proposal, shown.taken, protocol, by=options.by or "")
        put(options.output, f"{json.dumps(made, ensure_ascii=False, indent=2, default=str)}\n".encode())
        if not options.json:
            said = words.text("importing.cli.written", path=terminal.shown(str(options.output)))
            terminal.say(terminal.painted(said, "bold"))
    return 0


def _document(into: str | None, protocol: Protocol) -> dict[str, Any]:
    if into is None:
        return {}
    document = read_plain(into)
    read_history(document, protocol, "" if into == "-" else into)
    return dict(document)


def _person(options: argparse.Namespace, protocol: Protocol, recall: Recall | None) -> str | None:
    """Give the key of the person wanted; where a number is given, that of the one who stands there in the list."""
    wanted: str | None = options.patient
    if wanted is None or not wanted.isdecimal() or len(wanted) > 4:
        return wanted
    people = propose(options.files, protocol, recall=recall).people
    keys = [one.key for one in people]
    return keys[int(wanted) - 1] if wanted not in keys and 0 < int(wanted) <= len(keys) else wanted


class _Shown:
    """What files offer, and what of it would be taken."""

    def __init__(
        self, intake: Intake, document: dict[str, Any], protocol: Protocol, options: argparse.Namespace
    ) -> None:
        self._intake, self._protocol = intake, protocol
        self._offers = standing(intake.proposal, document, protocol)
        self._doubts = doubts(intake, document)
        new = {place for place, offer in enumerate(self._offers) if offer.standing == "new"}
        self.taken = (new | self._named(options.take)) - self._named(options.leave)
        files = reckoned(intake.proposal, self._offers, self.taken, intake.formats, options.by or "")
        self._counts = counted(files)

    def refuse_unless_clear(self, options: argparse.Namespace) -> None:
        """Refuse to write where it is not clear whose answers these are."""
        if self._intake.people and options.patient is None:
            raise refused("intake_whose")
        if self._doubts and not options.same_person:
            raise refused("intake_doubts", parts=", ".join(one.part for one in self._doubts))

    def _named(self, names: Sequence[str] | None) -> set[int]:
        """Give the offers that are named, by their number or by their question."""
        found: set[int] = set()
        for name in (part.strip() for one in names or () for part in one.split(",")):
            here = {place for place, one in enumerate(self._offers) if name in (str(place + 1), one.field)}
            if not here:
                raise UsageError(Words().text("importing.cli.no_offer", name=name))
            found |= here
        return found

    # For people

    def lines(self, words: Words) -> Iterator[str]:
        """Lay it out as lines."""
        yield from self._who(words)
        grouped = {kind: list(self._of(kind)) for kind in ("new", "contradicts", "same")}
        for kind, places in grouped.items():
            if places:
                yield from _heading(words.text(f"importing.standing.{kind}"))
            for place in places:
                yield from self._offer(place, words)
        yield from self._hints(words)
        yield from self._left_out(words)
        yield ""
        yield from terminal.wrapped(told_reckoning(self._intake.proposal.rows, self._counts, words))

    def _of(self, kind: str) -> Iterator[int]:
        for _, places in in_form_order(self._offers, self._protocol):
            yield from (place for place in places if self._offers[place].standing == kind)

    def _who(self, words: Words) -> Iterator[str]:
        intake = self._intake
        for file in intake.proposal.files:
            kind = words.text(f"importing.kind.{intake.formats[file.sha256]}")
            who = told_subject(intake.whose[file.sha256], words) or words.text("importing.nobody_named")
            line = words.text("importing.cli.file", name=file.name, kind=kind, who=who)
            yield from (terminal.painted(one, "bold") for one in terminal.wrapped(line))
        if self._doubts:
            told = [told_doubt(doubt.part, doubt.said, words) for doubt in self._doubts]
            yield terminal.painted(words.text("importing.doubt.ask"), "open", "bold")
            yield from (terminal.painted(line, "open") for one in told for line in terminal.wrapped(one, 4, "  "))
        for note in intake.proposal.notes:
            yield from terminal.wrapped(reason_text(note, self._protocol, words))
        if intake.people:
            yield from _heading(words.text("importing.cli.people"))
        for place, person in enumerate(intake.people, 1):
            yield from terminal.wrapped(_told_person(person, words), 6, f"  {place:>2}  ")

    def _offer(self, place: int, words: Words) -> Iterator[str]:
        offer, protocol = self._offers[place], self._protocol
        name = question(offer.field, protocol, words)
        taken = "✓" if place in self.taken and offer.standing != "same" else " "
        said = words.text("importing.cli.offer", field=name, value=told_offer(offer, protocol, words))
        yield from terminal.wrapped(said, 8, f"{taken} {f'[{place + 1}]':>5} ")
        for line in remarks(offer, self._offers, protocol, words):
            yield from terminal.wrapped(line, 10, " " * 8)
        for fact in offer.facts:
            source = told_source(fact.place.file.name, fact.place.row, fact.seen, words)
            yield from (terminal.painted(one, "dim") for one in terminal.wrapped(source, 10, " " * 8))

    def _hints(self, words: Words) -> Iterator[str]:
        hints = self._intake.proposal.hints
        if hints:
            yield from _heading(words.text("importing.bears"))
        for hint in hints:
            name = question(hint.field, self._protocol, words)
            why = reason_text(hint.reason, self._protocol, words)
            yield from terminal.wrapped(words.text("importing.cli.hint", field=name, seen=hint.seen, why=why), 4, "  ")
            source = words.text("importing.source", file=hint.place.file.name, row=told_row(hint.place.row, words))
            yield from (terminal.painted(one, "dim") for one in terminal.wrapped(source, 6, "    "))

    def _left_out(self, words: Words) -> Iterator[str]:
        """Tell what was left out, by the reason; of each row a line."""
        rest = told_rest(self._intake.proposal.left_out, self._protocol, words)
        if rest:
            yield from _heading(words.text("importing.left_out"))
        for one in rest:
            yield from terminal.wrapped(words.text("importing.counted", n=len(one.rows), why=one.why), 4, "  ")
            for row in one.rows:
                yield from (terminal.painted(line, "dim") for line in terminal.wrapped(row, 6, "    "))

    # For programs

    def as_json(self, words: Words) -> dict[str, Any]:
        """Give everything as plain values; reasons in words beside their codes."""
        proposal = self._intake.proposal

        def why(reason: Reason) -> dict[str, Any]:
            return {"code": reason.code, "text": reason_text(reason, self._protocol, words)}

        return {
            "files": [
                {"name": one.name, "sha256": one.sha256, "kind": self._intake.formats[one.sha256],
                 "subject": dict(self._intake.whose[one.sha256])}
                for one in proposal.files
            ],
            "people": [{"key": one.key, "name": one.name, "hospital_number": one.hospital_number,
                        "birth_date": one.birth_date, "sex": one.sex, "rows": one.rows} for one in self._intake.people],
            "doubts": [{"part": one.part, "said": [list(pair) for pair in one.said]} for one in self._doubts],
            "offers": [
                {"n": place + 1, "field": one.field, "value": one.value, "on": one.on, "standing": one.standing,
                 "there": one.there, "outweighed": one.outweighed, "rivals": [rival + 1 for rival in one.rivals],
                 "taken": place in self.taken and one.standing != "same", "from": [_place(fact) for fact in one.facts]}
                for place, one in enumerate(self._offers)
            ],
            "bears_on": [
                {"field": one.field, "on": one.on, **_place(one), "why": why(one.reason)} for one in proposal.hints
            ],
            "left_out": [{**_place(one), "why": why(one.reason)} for one in proposal.left_out],
            "notes": [why(one) for one in proposal.notes],
            "rows": proposal.rows,
            "reckoning": self._counts,
        }  # fmt: skip


def _place(one: Fact | Hint | LeftOut) -> dict[str, str]:
    return {"file": one.place.file.name, "row": one.place.row, "seen": one.seen}


def _heading(text: str) -> list[str]:
    return ["", *(terminal.painted(line, "bold") for line in terminal.wrapped(text))]


def _told_person(person: Person, words: Words) -> str:
    who = told_subject(person.subject, words) or person.key
    return words.text("importing.person", who=who, rows=words.count("row", person.rows))
