"""What each answer of a proposal is against what a history says already: new, the same, or in contradiction to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from screening.formats.proposal import Fact, Proposal
from screening.patient import unwrapped
from screening.protocol import LabField, Protocol
from screening.service.intake.homes import Home, Standing, home_of

_SUBJECT = ("name", "hospital_number", "birth_date", "sex")


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """One answer that rows give; several rows that say the same are one.

    `there` is what the history has in its place, as its own JSON value, None where it has nothing; `rivals` are the
    offers of the same files of which only one can be taken; `outweighed` says that what is there is newer, so that it
    would go on counting. An offer is named by its place in the sequence, which the history has no part in.
    """

    field: str
    value: Any
    on: str | None
    facts: tuple[Fact, ...]
    standing: Standing
    there: Any = None
    rivals: tuple[int, ...] = ()
    outweighed: bool = False

    @property
    def first(self) -> Fact:
        """Give the row that gives it, the earliest one where there are several."""
        return self.facts[0]


def standing(proposal: Proposal, document: Mapping[str, Any], protocol: Protocol) -> tuple[Offer, ...]:
    """Say of everything that a proposal gives how it stands to a sound history; each fact is in one offer."""
    homes = homes_for(proposal, document, protocol)
    offers = [_offer(group, homes[group[0].field]) for group in _grouped(proposal.facts, homes)]
    return tuple(_among_themselves(offers, homes))


def homes_for(proposal: Proposal, document: Mapping[str, Any], protocol: Protocol) -> dict[str, Home]:
    """Give the home of everything that a proposal gives, by field."""
    known = unwrapped(document, protocol)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in proposal.facts:
        facts[fact.field].append(fact)
    homes = {name: home_of(name, known, protocol) for name in facts}
    for name, home in homes.items():
        home.expect(facts[name])
    return homes


def _grouped(facts: Sequence[Fact], homes: Mapping[str, Home]) -> list[list[Fact]]:
    """Put together what says the same; where the answers to a question differ, those of different days stay apart."""
    meanings = [homes[fact.field].meaning(fact) for fact in facts]
    said: dict[str, set[object]] = defaultdict(set)
    for fact, meaning in zip(facts, meanings, strict=True):
        said[fact.field].add(meaning)
    groups: dict[object, list[Fact]] = {}
    for fact, meaning in zip(facts, meanings, strict=True):
        day = fact.on if len(said[fact.field]) > 1 else None
        groups.setdefault((fact.field, meaning, day), []).append(fact)
    # What was known from an earlier day on was known then.
    return [sorted(group, key=lambda one: (one.on is None, one.on or "")) for group in groups.values()]


def _offer(group: list[Fact], home: Home) -> Offer:
    first = group[0]
    found, there = home.against(first)
    outweighed = found != "same" and home.outweighs(first)
    return Offer(first.field, first.value, first.on, tuple(group), found, there, outweighed=outweighed)


def _among_themselves(offers: Sequence[Offer], homes: Mapping[str, Home]) -> Iterable[Offer]:
    """Let what the files say in different ways be a contradiction, and name those of which only one can stand."""
    together: dict[object, list[int]] = defaultdict(list)
    for place, offer in enumerate(offers):
        together[offer.field, homes[offer.field].when(offer.first)].append(place)
    for place, offer in enumerate(offers):
        home = homes[offer.field]
        others = [
            at
            for at in together[offer.field, home.when(offer.first)]
            if at != place and home.disagree(offer.first, offers[at].first)
        ]
        rivals = tuple(at for at in others if home.exclude(offer.first, offers[at].first))
        disputed = bool(others) and offer.standing == "new"
        yield replace(offer, rivals=rivals, standing="contradicts" if disputed else offer.standing)


def in_form_order(offers: Sequence[Offer], protocol: Protocol) -> list[tuple[str, list[int]]]:
    """Give the offers by question, in the order of the form; of a series the newest first."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, offer in enumerate(offers):
        found[offer.field].append(place)
    for name, places in found.items():
        if isinstance(protocol.field.get(name), LabField):
            places.sort(key=lambda place: str(offers[place].value.get("on")), reverse=True)
    return sorted(found.items(), key=lambda one: order_of(one[0], protocol))


def order_of(name: str, protocol: Protocol) -> tuple[int, int]:
    """Say where the form asks a question: who it is comes first, what it does not ask last."""
    head, _, item = name.partition(".")
    if head == "subject":
        return -1, _SUBJECT.index(item) if item in _SUBJECT else len(_SUBJECT)
    items = list(getattr(protocol.field.get(head), "items", ()))
    return protocol.order.get(head, len(protocol.order)), items.index(item) if item in items else -1
