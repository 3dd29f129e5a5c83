"""`eligo protocol compare`: two versions side by side, in words and in what they do."""

from collections.abc import Iterator

from screening.cli import terminal
from screening.protocol import Protocol
from screening.protocol.comparison import compare
from screening.review.side_by_side import Lines, SideBySide, ToldChange, ToldEffect, ToldFact, side_by_side
from screening.wording import Words
from screening.wording.differences import Piece, marked


def say_comparison(before: Protocol, after: Protocol, words: Words) -> None:
    """Print how one version differs from another."""
    found = side_by_side(compare(before, after), words)
    names = [f"{one.id}@{one.version}" for one in (before, after)]
    terminal.say(terminal.painted(words.text("cli.compare.title", before=names[0], after=names[1]), "bold"))
    if found.same:
        terminal.say(words.text("cli.compare.same"))
    if found.followed_otherwise:
        terminal.say(words.text("cli.compare.follow_up"))
    for line in _lines(found, words):
        terminal.say(line)


def _lines(found: SideBySide, words: Words) -> Iterator[str]:
    for one in found.settings:
        text = words.text("rescreening.differs", name=one.label, before=one.before, after=one.after)
        yield from terminal.wrapped(text, 4, "  ")
    parts = (("criteria", found.criteria), ("fields", found.fields), ("assumptions", found.assumptions))
    for name, changes in parts:
        if changes:
            yield from ("", terminal.painted(words.text(f"cli.compare.{name}"), "bold"))
            for change in changes:
                yield from _change(change, words)


def _change(change: ToldChange, words: Words) -> Iterator[str]:
    yield from terminal.wrapped(f"{change.name} {words.text(f'cli.compare.{change.what}')}".strip(), 4, "  ")
    mark = {"added": "+ ", "dropped": "− "}.get(change.what, "")
    pieces = change.pieces if change.what == "changed" else tuple(Piece(one.text, "same") for one in change.pieces)
    yield from terminal.wrapped(marked(pieces), 6 + len(mark), f"    {mark}")
    for fact in change.facts:
        yield from terminal.wrapped(_fact(fact, words), 6, "    ")
    if change.rule is not None:
        yield from _rule(change.rule, words)
    if change.effects:
        yield from terminal.wrapped(words.text("compare.effect"), 4)
        for effect in change.effects:
            yield from terminal.wrapped(_effect(effect, words), 8, "      · ")
        if change.more:
            yield from terminal.wrapped(words.text("compare.more", n=change.more), 8)


def _fact(fact: ToldFact, words: Words) -> str:
    nothing = words.text("pack.nothing")
    return words.text(
        "rescreening.differs", name=fact.label, before=fact.before or nothing, after=fact.after or nothing
    )


def _rule(rule: tuple[Lines, Lines], words: Words) -> Iterator[str]:
    for name, lines in zip(("before", "after"), rule, strict=True):
        if lines:
            yield from terminal.wrapped(words.text(f"compare.rule_{name}"), 4)
        for depth, line in lines:
            yield from terminal.wrapped(line, 6 + 2 * depth)


def _effect(effect: ToldEffect, words: Words) -> str:
    return words.text(
        "compare.turns",
        entered=effect.entered,
        before=effect.before or words.text("compare.not_asked"),
        after=effect.after or words.text("compare.not_asked"),
        reason=effect.reason,
    )
