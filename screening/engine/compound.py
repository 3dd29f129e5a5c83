"""All, any, not, and limits that depend on another answer."""

from collections.abc import Callable, Iterable, Sequence

from screening.engine.findings import Finding, Leaf, Reason, Scope
from screening.engine.shapes import compiled, shape
from screening.patient import History
from screening.protocol.rules import AllRule, AnyRule, Depending, NotRule
from screening.truth import FALSE, TRUE, Course, Truth, course_and, course_not, course_or


@shape(AllRule)
def _all(rule: AllRule, scope: Scope) -> Leaf:
    return all_of([compiled(one, scope) for one in rule.all])


@shape(AnyRule)
def _any(rule: AnyRule, scope: Scope) -> Leaf:
    return any_of([compiled(one, scope) for one in rule.any])


@shape(NotRule)
def _not(rule: NotRule, scope: Scope) -> Leaf:
    return not_(compiled(rule.not_, scope))


def all_of(leaves: Sequence[Leaf]) -> Leaf:
    """Hold where every one of them holds."""
    return _joined(leaves, course_and, FALSE)


def any_of(leaves: Sequence[Leaf]) -> Leaf:
    """Hold where any of them holds."""
    return _joined(leaves, course_or, TRUE)


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
    return any_of([all_of([when, then]), all_of([not_(when), otherwise]), all_of([then, otherwise])])


def _joined(leaves: Sequence[Leaf], join: Callable[[Sequence[Course]], Course], final: Truth) -> Leaf:
    def find(history: History, on: int) -> Finding:
        found = [leaf(history, on) for leaf in leaves]
        course = join([one.course for one in found])
        kept = any(one.held is not one.course for one in found)
        held = join([one.held for one in found]) if kept else course
        now = course[0][1]
        telling = _telling(found, now, final)
        asking = now is not TRUE and now is not FALSE
        return Finding(
            course,
            held,
            _distinct([reason for one in telling for reason in one.reasons]),
            tuple(dict.fromkeys([question for one in telling for question in one.questions])) if asking else (),
            tuple([lapse for one in found for lapse in one.lapses]),
        )

    return find


def _telling(found: Sequence[Finding], now: Truth, final: Truth) -> Sequence[Finding]:
    """Pick the parts that decide.

    The final ones where there is one, all of them where they agree on the other, and the open ones where the answer is
    open: a settled part of an open answer no longer matters.
    """
    if now is final:
        return [one for one in found if one.course[0][1] is final]
    if now is TRUE or now is FALSE:
        return found
    return [one for one in found if one.course[0][1] not in (TRUE, FALSE)]


def _distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    told: list[Reason] = []
    for reason in reasons:
        if reason not in told:
            told.append(reason)
    return tuple(told)
