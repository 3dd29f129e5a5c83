"""Two versions of a protocol side by side, in words: what was added, dropped and changed, and what that does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from screening.protocol import Assumption, Criterion, Protocol
from screening.protocol.comparison import Change, Comparison
from screening.review.asked import facts_of
from screening.review.effects import Effect, Turned, effects
from screening.wording import Words, criterion_text
from screening.wording.differences import Piece, word_changes
from screening.wording.histories import told_history
from screening.wording.rules import criterion_rule

What = Literal["added", "dropped", "changed"]
Lines = tuple[tuple[int, str], ...]
"""Lines of a rule, each with how deep it stands."""


@dataclass(frozen=True, slots=True)
class ToldFact:
    """One thing that is said of a part, before and after; blank where nothing is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldEffect:
    """One patient in words, and what each version answers with its reason; blank where it doesn't ask."""

    entered: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One criterion, question or assumption that differs: its words piece by piece, and what else is said of it.

    `rule` is what it hangs on, before and after, where that differs.
    """

    name: str
    what: What
    pieces: tuple[Piece, ...]
    facts: tuple[ToldFact, ...] = ()
    rule: tuple[Lines, Lines] | None = None
    effects: tuple[ToldEffect, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Everything that differs between two versions, in a language."""

    before: str
    after: str
    settings: tuple[ToldFact, ...]
    criteria: tuple[ToldChange, ...]
    fields: tuple[ToldChange, ...]
    assumptions: tuple[ToldChange, ...]
    followed_otherwise: bool = False
    """Whether the follow-up of those enrolled differs, which changes nobody's screening."""

    @property
    def same(self) -> bool:
        """Say whether both ask and decide the same."""
        return not (self.criteria or self.fields or self.assumptions)


def side_by_side(compared: Comparison, words: Words) -> SideBySide:
    """Tell a comparison; each case near a limit is judged under both versions for it."""
    found = {} if compared.same else effects(compared)
    changed = {one.name: one for one in compared.criteria}
    # A criterion that reads as before may judge otherwise all the same, where a question of its was changed.
    names = [*(name for name in found if name not in changed), *changed]
    order = [one.id for one in (*compared.after.criterion, *compared.before.criterion)]
    criteria = [
        _criterion(compared, name, changed.get(name), found.get(name), words) for name in sorted(names, key=order.index)
    ]
    return SideBySide(
        compared.before.version,
        compared.after.version,
        tuple(ToldFact(name, *(_setting(one, words) for one in sides)) for name, *sides in compared.settings),
        tuple(criteria),
        tuple(_field(compared, one.name, one.what, words) for one in compared.fields),
        tuple(_assumptions(compared.assumptions, words)),
        compared.followed_otherwise,
    )


def _setting(value: object, words: Words) -> str:
    return words.text("rescreening.no_limit") if value is None else str(value)


def _criterion(
    compared: Comparison, name: str, change: Change[Criterion] | None, effect: Effect | None, words: Words
) -> ToldChange:
    before, after = _named(compared.before, name), _named(compared.after, name)
    texts = [one.text.in_(words.language) if one else "" for one in (before, after)]
    rules = [
        tuple(criterion_rule(one, version, words).lines()) if one else ()
        for one, version in ((before, compared.before), (after, compared.after))
    ]
    return ToldChange(
        name,
        change.what if change else "changed",
        word_changes(*texts),
        tuple(_criterion_facts(before, after, words)),
        (rules[0], rules[1]) if rules[0] != rules[1] else None,
        # Cases that read alike, such as one on two days, are told once.
        tuple(dict.fromkeys(_effect(compared, one, words) for one in effect.cases)) if effect else (),
        effect.more if effect else 0,
    )


def _named(protocol: Protocol, name: str) -> Criterion | None:
    return next((one for one in protocol.criterion if one.id == name), None)


def _criterion_facts(before: Criterion | None, after: Criterion | None, words: Words) -> Iterator[ToldFact]:
    if before is not None and after is not None:
        if before.kind != after.kind:
            yield ToldFact(words.text("compare.kind"), *(words.text(f"kind.{one.kind}") for one in (before, after)))
        if before.where != after.where:
            yield ToldFact(words.text("compare.where"), before.where or "", after.where or "")


def _effect(compared: Comparison, turned: Turned, words: Words) -> ToldEffect:
    told = told_history(turned.case.data, turned.origin, words)
    entered = words.joined([f"{name}{words.text('pack.colon')}{answer}" for name, answer in told])
    before, after = (words.text(f"outcome.{one.outcome}") if one else "" for one in (turned.before, turned.after))
    # The later version says why; of a criterion that it doesn't have, the former one.
    result, version = (turned.after, compared.after) if turned.after else (turned.before, compared.before)
    assert result is not None  # one of them has the criterion
    return ToldEffect(entered or words.text("pack.nothing"), before, after, criterion_text(result, version, words))


def _field(compared: Comparison, name: str, what: What, words: Words) -> ToldChange:
    sides = [version if name in version.field else None for version in (compared.before, compared.after)]
    asks = [one.field[name].ask.in_(words.language) if one else "" for one in sides]
    facts = [dict(facts_of(one, name, words)) if one else {} for one in sides]
    labels = dict.fromkeys([*facts[0], *facts[1]])
    told = (ToldFact(label, *(one.get(label, "") for one in facts)) for label in labels)
    return ToldChange(name, what, word_changes(*asks), tuple(one for one in told if one.before != one.after))


def _assumptions(changes: Sequence[Change[Assumption]], words: Words) -> Iterator[ToldChange]:
    """Tell assumptions; one that was dropped and one that was added on the same criterion are one reworded."""
    gone = [one.before for one in changes if one.before is not None]
    for one in (one.after for one in changes if one.after is not None):
        former = next((other for other in gone if other.on == one.on), None)
        if former is not None:
            gone.remove(former)
        yield _assumption(former, one, words)
    for one in gone:
        yield _assumption(one, None, words)


def _assumption(before: Assumption | None, after: Assumption | None, words: Words) -> ToldChange:
    texts = [one.text.in_(words.language) if one else "" for one in (before, after)]
    what: What = "added" if before is None else "dropped" if after is None else "changed"
    on = next((one.on for one in (after, before) if one is not None), None)
    return ToldChange(on or "", what, word_changes(*texts))
