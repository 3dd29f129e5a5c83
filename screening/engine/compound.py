"""All, any, at least so many, not, and limits that depend on another answer."""

from collections.abc import Callable, Sequence
from functools import partial

from screening.engine.findings import Finding, Leaf, Reason, Scope
from screening.engine.shapes import compiled, shape
from screening.patient import History
from screening.protocol.rules import AllRule, AnyRule, AtLeastRule, Depending, NotRule
from screening.truth import FALSE, TRUE, Course, Truth, course_and, course_at_least, course_not, course_or


@shape(AllRule)
def _all(rule: AllRule, scope: Scope) -> Leaf:
    return all_of([compiled(one, scope) for one in rule.all])


@shape(AnyRule)
def _any(rule: AnyRule, scope: Scope) -> Leaf:
    return any_of([compiled(one, scope) for one in rule.any])


@shape(AtLeastRule)
def _at_least(rule: AtLeastRule, scope: Scope) -> Leaf:
    leaves = [compiled(one, scope) for one in rule.of]
    return _joined(leaves, partial(course_at_least, number=rule.at_least))


@shape(NotRule)
def _not(rule: NotRule, scope: Scope) -> Leaf:
    return not_(compiled(rule.not_, scope))


def all_of(leaves: Sequence[Leaf]) -> Leaf:
    """Hold where every one of them holds."""
    return _joined(leaves, course_and)


def any_of(leaves: Sequence[Leaf]) -> Leaf:
    """Hold where any of them holds."""
    return _joined(leaves, course_or)


def not_(leaf: Leaf) -> Leaf:
    """Hold where it does not hold."""

    def find(history: History, on: int) -> Finding:
        found = leaf(history, on)
        course = course_not(found.course)
        held = course if found.held is found.course else course_not(found.held)
        return found._replace(course=course, held=held)

    return find


def depending(limit: Depending, scope: Scope, bounded: Callable[[object], Leaf]) -> Leaf:
    """Hold where the limit for the answer given holds; where it isn't given, where both limits hold."""
    when = compiled(limit.when, scope)
    then, otherwise = bounded(limit.then), bounded(limit.otherwise)

    def find(history: History, on: int) -> Finding:
        found = [leaf(history, on) for leaf in (when, then, otherwise)]
        course = _either(*[one.course for one in found])
        held = course if _unheld(found) else _either(*[one.held for one in found])
        if not _settled(course[0][1]):
            return _finding(course, held, found, _open_only(_bearing(*found)))
        return _finding(course, held, found, _bearing(*found) if _settled(found[0].course[0][1]) else found[1:])

    return find


def _bearing(when: Finding, then: Finding, otherwise: Finding) -> Sequence[Finding]:
    """Pick the limit that the answer chooses, and the answer; all of them while it chooses none."""
    chosen = when.course[0][1]
    if not _settled(chosen):
        return [when, then, otherwise]
    return [then if chosen is TRUE else otherwise, when]


def _either(when: Course, then: Course, otherwise: Course) -> Course:
    by_answer = [course_and([when, then]), course_and([course_not(when), otherwise])]
    return course_or([*by_answer, course_and([then, otherwise])])


def _joined(leaves: Sequence[Leaf], join: Callable[[Sequence[Course]], Course]) -> Leaf:
    def find(history: History, on: int) -> Finding:
        found = [leaf(history, on) for leaf in leaves]
        course = join([one.course for one in found])
        held = course if _unheld(found) else join([one.held for one in found])
        return _finding(course, held, found, _telling(found, course[0][1]))

    return find


def _unheld(found: Sequence[Finding]) -> bool:
    """Say whether no part would be another one if results did not expire."""
    return all([one.held is one.course for one in found])  # noqa: C419  (a list is the faster of the two here)


def _finding(course: Course, held: Course, found: Sequence[Finding], telling: Sequence[Finding]) -> Finding:
    """Join what the telling parts say with what any part misses."""
    asking = not _settled(course[0][1])
    return Finding(
        course,
        held,
        _distinct([reason for one in telling for reason in one.reasons]),
        tuple(dict.fromkeys([question for one in telling for question in one.questions])) if asking else (),
        tuple([lapse for one in found for lapse in one.lapses]),
    )


def _telling(found: Sequence[Finding], now: Truth) -> Sequence[Finding]:
    """Pick the parts that decide: those that say what the whole says, or the open ones where that is open.

    A settled part of an open answer no longer matters.
    """
    return [one for one in found if one.course[0][1] is now] if _settled(now) else _open_only(found)


def _open_only(found: Sequence[Finding]) -> Sequence[Finding]:
    return [one for one in found if not _settled(one.course[0][1])]


def _settled(truth: Truth) -> bool:
    return truth is TRUE or truth is FALSE


def _distinct(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    told: list[Reason] = []
    for reason in reasons:
        if reason not in told:
            told.append(reason)
    return tuple(told)
