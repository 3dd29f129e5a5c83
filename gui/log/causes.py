"""The worksheet of causes of a stored case: each answer with the facts that bear on it, and the conclusion signed."""

from collections.abc import Sequence

from gui.kit.facts import Fact
from gui.log.decided import standing_conclusions, told_signature
from screening.log import CONCLUSIONS
from screening.protocol import CAUSES, RULED_OUT
from screening.service import Record, Signature
from screening.wording import Words
from screening.wording.causes import Cause, OnRecord, Worksheet, told_fact

PRESENT_OR_OUT = ("present", RULED_OUT)


def told_causes(
    record: Record, on_record: Sequence[OnRecord], signatures: Sequence[Signature], words: Words
) -> list[Fact]:
    """Tell each cause, and at the end what was concluded; nothing where the protocol asks for no causes."""
    causes = cause_facts(record, on_record, words)
    return [*causes, _conclusion(record, signatures, words)] if causes else []


def cause_facts(record: Record, on_record: Sequence[OnRecord], words: Words) -> list[Fact]:
    """Tell each cause: its answer, where that came from, and below it what bears on it."""
    sheet = Worksheet(record.history, record.protocol, words, on_record)
    return [_fact(one, words) for one in sheet.causes()]


def _fact(one: Cause, words: Words) -> Fact:
    lines = [one.answer.origin, *map(told_fact, one.facts)]
    value = one.answer.value if one.state else words.text("logpage.not_answered")
    return Fact(one.name, value, "\n".join(filter(None, lines)), quiet=not one.state, key=f"answers.{CAUSES}.{one.id}")


def _conclusion(record: Record, signatures: Sequence[Signature], words: Words) -> Fact:
    """Tell the conclusion that stands; else what is to be assessed before there can be one."""
    name = words.text("causes.conclusion")
    standing = standing_conclusions(signatures)
    signed = [one for one in signatures if one.meaning in CONCLUSIONS]
    if signed:
        newest = signed[-1]
        return Fact(name, words.text(f"acts.meaning.{newest.meaning}"), told_signature(newest, words), not standing)
    causes = Worksheet(record.history, record.protocol, words).causes()
    open_ = [one.name for one in causes if one.state not in PRESENT_OR_OUT]
    if open_ and all(one.state != "present" for one in causes):
        return Fact(name, words.text("causes.open", causes=words.listed(open_)), quiet=True)
    return Fact(name, words.text("causes.none_yet"), quiet=True)
