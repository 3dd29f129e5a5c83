"""The registry of rule shapes: how each one becomes a function of a history and a day."""

from collections.abc import Callable
from typing import Any

from screening.engine.findings import Leaf, Scope

_COMPILERS: dict[type, Callable[[Any, Scope], Leaf]] = {}


def shape(rule: type) -> Callable[[Callable[[Any, Scope], Leaf]], Callable[[Any, Scope], Leaf]]:
    """Register the function that compiles a rule shape."""

    def keep(compiler: Callable[[Any, Scope], Leaf]) -> Callable[[Any, Scope], Leaf]:
        _COMPILERS[rule] = compiler
        return compiler

    return keep


def compiled(rule: Any, scope: Scope) -> Leaf:
    """Compile a rule."""
    return _COMPILERS[type(rule)](rule, scope)


def known_shapes() -> set[type]:
    """List the shapes that have a meaning."""
    return set(_COMPILERS)
