"""What the preview of an import shows, as plain values in the words of a language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from screening.engine import Reason
from screening.formats.proposal import Person, Place
from screening.protocol import Protocol
from screening.service.intake import Intake, Offer, Reckoning, in_form_order, order_of
from screening.service.intake.telling import remarks, told_offer
from screening.wording import Words, reason_text
from screening.wording.importing import question, told_row, told_source, told_subject


@dataclass(frozen=True, slots=True)
class ToldOffer:
    """One answer to take or to leave: `place` names the offer; `spoken` is all of it, for who does not see it."""

    place: int
    text: str = field(repr=False)
    spoken: str = field(repr=False)
    standing: str
    remarks: tuple[str, ...] = field(repr=False)
    sources: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """A question of the form, what the files answer to it, and what bears on it: in words, and where it stands."""

    name: str
    title: str
    offers: tuple[ToldOffer, ...]
    bearing: tuple[tuple[str, str], ...] = field(repr=False)


def told_questions(intake: Intake, offers: Sequence[Offer], protocol: Protocol, words: Words) -> list[ToldQuestion]:
    """Tell every question that the files say something about, in the order of the form."""
    answers = dict(in_form_order(offers, protocol))
    bearing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for hint in intake.proposal.hints:
        why = reason_text(hint.reason, protocol, words)
        said = words.text("importing.hint", seen=_dated(hint.seen, hint.on, words), why=why)
        bearing[hint.field].append((said, _source(hint.place, words)))
    names = sorted({*answers, *bearing}, key=lambda name: order_of(name, protocol))
    told = [
        ToldQuestion(
            name,
            question(name, protocol, words),
            tuple(_offer(place, offers, protocol, words) for place in answers.get(name, ())),
            tuple(bearing.get(name, ())),
        )
        for name in names
    ]
    return _who_together(told, words)


def _who_together(told: list[ToldQuestion], words: Words) -> list[ToldQuestion]:
    """Make one question of all that the files say of who it is."""
    who = [one for one in told if one.name.startswith("subject.")]
    if not who:
        return told
    offers = [
        replace(offer, text=words.text("importing.part", part=one.title, value=offer.text))
        for one in who
        for offer in one.offers
    ]
    bearing = [pair for one in who for pair in one.bearing]
    whole = ToldQuestion("subject", words.text("screen.who.card"), tuple(offers), tuple(bearing))
    return [whole, *told[len(who) :]]


def _offer(place: int, offers: Sequence[Offer], protocol: Protocol, words: Words) -> ToldOffer:
    offer = offers[place]
    text = told_offer(offer, protocol, words)
    against = tuple(remarks(offer, offers, protocol, words))
    sources = tuple(told_source(one.place.file.name, one.place.row, one.seen, words) for one in offer.facts)
    standing = words.text(f"importing.standing.{offer.standing}")
    spoken = ". ".join((question(offer.field, protocol, words), text, standing, *against, *sources))
    return ToldOffer(place, text, spoken, offer.standing, against, sources)


def told_files(intake: Intake, words: Words) -> list[str]:
    """Tell of every file what kind it is and whom it speaks of."""
    return [
        words.text(
            "importing.cli.file",
            name=file.name,
            kind=words.text(f"importing.kind.{intake.formats[file.sha256]}"),
            who=told_subject(intake.whose[file.sha256], words) or words.text("importing.nobody_named"),
        )
        for file in intake.proposal.files
    ]


def told_form(document: Mapping[str, Any], words: Words) -> str:
    """Tell who is on the form."""
    who = told_subject(document.get("subject") or {}, words)
    return words.text("importing.on_form", who=who or words.text("importing.nobody_yet"))


def told_person(person: Person, words: Words) -> str:
    """Tell whom a file names, and how many rows it has of them."""
    who = told_subject(person.subject, words) or person.key
    return words.text("importing.person", who=who, rows=words.count("row", person.rows))


def told_noted(imports: Iterable[Reckoning], protocol: Protocol, words: Words) -> dict[str, str]:
    """Tell what files had on record that bears on a question, by the question's path."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in imports:
        for row in one.bearing():
            why = reason_text(Reason(row.why, dict(row.values or {})), protocol, words)
            seen = words.text("importing.on_record", seen=_dated(row.seen, row.on, words), why=why)
            if seen not in found[row.field]:
                found[row.field].append(seen)
    return {path: "\n".join(lines) for path, lines in found.items()}


def _dated(seen: str, on: str | None, words: Words) -> str:
    return words.listed([seen, words.day(on)]) if on else seen


def _source(place: Place, words: Words) -> str:
    return words.text("importing.source", file=place.file.name, row=told_row(place.row, words))
