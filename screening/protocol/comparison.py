"""Two versions of a protocol side by side, as data: what was added, dropped and changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from screening.protocol.document import Assumption, Criterion, Protocol
from screening.protocol.fields import FormField
from screening.protocol.text import Model

_Part = TypeVar("_Part", bound=Model)

SETTINGS = ("consent", "rescreening", "most_attempts")
"""The keys of the header that say how people are screened, not what the protocol is."""


@dataclass(frozen=True)
class Change(Generic[_Part]):
    """One criterion, field or assumption that differs; `keys` are the parts of it that do."""

    name: str
    what: Literal["added", "dropped", "changed"]
    before: _Part | None
    after: _Part | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """How one version differs from another; criteria and fields are matched by their ids."""

    before: Protocol
    after: Protocol
    header: tuple[str, ...]
    criteria: tuple[Change[Criterion], ...]
    fields: tuple[Change[FormField], ...]
    assumptions: tuple[Change[Assumption], ...]

    @property
    def followed_otherwise(self) -> bool:
        """Say whether those enrolled are followed up otherwise."""
        return self.before.follow_up != self.after.follow_up

    @property
    def settings(self) -> tuple[tuple[str, object, object], ...]:
        """List how people are screened otherwise: the setting, and its value before and after."""
        sides = self.before.protocol, self.after.protocol
        return tuple((name, *(getattr(side, name) for side in sides)) for name in SETTINGS if name in self.header)

    @property
    def same(self) -> bool:
        """Say whether both ask and decide the same; the header alone may differ."""
        return not (self.criteria or self.fields or self.assumptions)


def compare(before: Protocol, after: Protocol) -> Comparison:
    """Set two protocols side by side, in the order of the later one, what was dropped last."""
    return Comparison(
        before,
        after,
        _differing(before.protocol, after.protocol),
        _changes(
            {one.id: one for one in before.criterion},
            {one.id: one for one in after.criterion},
            ignoring=("examples",),
        ),
        _changes(before.field, after.field),
        _changes(_by_text(before.assumption), _by_text(after.assumption)),
    )


def decided_anew(before: Protocol, after: Protocol) -> frozenset[str]:
    """Name the criteria on which a doctor's decision under one version can't stand under the other.

    Their words or their rules differ.
    """
    known = {one.id: one for one in before.criterion}
    return frozenset(
        one.id
        for one in after.criterion
        if one.id in known and _differing(known[one.id], one, ignoring=("examples", "where"))
    )


def _changes(
    before: Mapping[str, _Part], after: Mapping[str, _Part], ignoring: tuple[str, ...] = ()
) -> tuple[Change[_Part], ...]:
    found: list[Change[_Part]] = []
    for name, new in after.items():
        old = before.get(name)
        if old is None:
            found.append(Change(name, "added", None, new))
        elif keys := _differing(old, new, ignoring):
            found.append(Change(name, "changed", old, new, keys))
    found += [Change(name, "dropped", old, None) for name, old in before.items() if name not in after]
    return tuple(found)


def _differing(before: Model, after: Model, ignoring: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Name the keys in which two models differ, in the order of the models; a changed kind is a change of all."""
    names = dict.fromkeys([*type(before).model_fields, *type(after).model_fields])
    return tuple(
        name for name in names if name not in ignoring and getattr(before, name, None) != getattr(after, name, None)
    )


def _by_text(assumptions: tuple[Assumption, ...]) -> dict[str, Assumption]:
    """Key assumptions by criterion and wording: one that was reworded is another."""
    return {f"{one.on or ''}: {one.text.in_('en')}": one for one in assumptions}
