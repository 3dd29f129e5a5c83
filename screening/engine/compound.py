"""All, any, not, and limits that depend on another answer."""

from collections.abc import Callable, Iterable, Sequence

from screening.engine.findings import Finding, Leaf, Reason, Scope
from screening.engine.shapes import compiled, shape
from screening.patient import History
from screening.protocol.rules import AllRule, AnyRule, NotRule
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
        return found._replace(course=course_not(found.course), held=course_not(found.held))

    return find


def _joined(leaves: Sequence[Leaf], join: Callable[[Sequence[Course]], Course], final: Truth) -> Leaf:
    def find(history: History, on: int) -> Finding:
        found = [leaf(history, on) for leaf in leaves]
        course = join([one.course for one in found])
        same = all(one.held is one.course for one in found)
        held = course if same else join([one.held for one in found])
        now = course[0][1]
        # The parts that decide: the one final truth where there is one, all of them where they agree on the other,
        # and the open ones where the answer is open. A settled part of an open answer no longer matters.
        if now is final:
            telling = [one for one in found if one.now is final]
        elif now in (TRUE, FALSE):
            telling = found
        else:
            telling = [one for one in found if one.now not in (TRUE, FALSE)]
        questions = () if now in (TRUE, FALSE) else _distinct(q for one in telling for q in one.questions)
        lapses = () if same else tuple([lapse for one in found for lapse in one.lapses])
        return Finding(course, held, _told(telling), questions, lapses)

    return find


def _told(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    told: list[Reason] = []
    for finding in findings:
        told += [reason for reason in finding.reasons if reason not in told]
    return tuple(told)


def _distinct(questions: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(questions))
