"""What of a proposal can be taken: a fact that this protocol can't read, or that settles nothing, is left out."""

from dataclasses import replace

from screening.engine import Reason
from screening.errors import InputError, again
from screening.formats.proposal import Fact, Hint, LeftOut, Proposal
from screening.protocol import EventsField, PeriodsField, Protocol
from screening.service.intake.homes import open_answers, read_alone


def sifted(proposal: Proposal, protocol: Protocol) -> Proposal:
    """Give a proposal whose every fact can be taken; each of its rows still ends in one place."""
    facts: list[Fact] = []
    hints: list[Hint] = list(proposal.hints)
    refused: list[LeftOut] = []
    for fact in proposal.facts:
        reason = _why_not(fact, protocol)
        if reason is None:
            facts.append(fact)
        elif isinstance(protocol.field.get(fact.field), EventsField | PeriodsField):
            hints.append(Hint(fact.field, fact.place, fact.seen, reason, fact.on))
        else:
            refused.append(LeftOut(fact.place, fact.seen, reason))
    used = {one.place for one in facts} | {one.place for one in hints}
    once = {one.place: one for one in refused if one.place not in used}
    out = [_nobody_s_business(one) for one in proposal.left_out]
    made = replace(proposal, facts=facts, hints=hints, left_out=[*out, *once.values()])
    assert made.reconciles(), "a reader lost a row, or counted it twice"
    return made


def _nobody_s_business(one: LeftOut) -> LeftOut:
    """Leave out what somebody else's row held: it is kept with this person."""
    return replace(one, seen="") if one.reason.code.endswith(".other_patient") else one


def _why_not(fact: Fact, protocol: Protocol) -> Reason | None:
    if isinstance(protocol.field.get(fact.field), EventsField | PeriodsField):
        # A list of events that is present is complete, which no single row can say.
        return Reason("intake.event", {})
    try:
        read_alone(fact, protocol)
    except InputError as error:
        return Reason("intake.unfit", {"problem": again(error.problems[0])})
    asked = isinstance(fact.value, str) and not fact.field.startswith("subject.")
    if asked and fact.value in open_answers(fact.field, protocol):
        return Reason("intake.settles_nothing", {})
    return None
