"""What a case can need, by when, and what the calendar of its assessment asks for: no flag that someone must set."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple, get_args

from screening.engine.assessment import Assessment, Possible
from screening.engine.findings import RUN_OUT
from screening.engine.windows import running_out

NeedKind = Literal[
    "assess",
    "save",
    "answer",
    "repeat",
    "decide",
    "query",
    "query_answered",
    "judge_again",
    "rescreen",
    "sign_again",
    "conclude_again",
    "sign",
    "enrol",
    "consent",
    "opens",
    "could_open",
    "outcome",
    "deviation",
    "declined",
    "refused",
    "end",
    "forgotten",
    "unread",
    "backup",
]
NEEDS: tuple[NeedKind, ...] = get_args(NeedKind)
"""In the order in which they stand on one day."""

Urgency = Literal["today", "tomorrow", "week", "later", "waiting"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)

WEEK = 7
"""Days ahead that count as within a week."""

_WAITING = frozenset(("sign", "decide", "consent", "conclude_again"))
"""What somebody else does: the investigator, the patient."""


class Need(NamedTuple):
    """One thing that a case needs, or that happens to it.

    `by` is the last day on which it helps or the first on which a window is open, None where no day presses. `fields`
    name what is missing, the most useful first. The window, `start` to `until`, are the days on which the patient could
    qualify then, and `runs_out` the results that end it.
    """

    kind: NeedKind
    by: date | None = None
    fields: tuple[str, ...] = ()
    start: date | None = None
    until: date | None = None
    runs_out: tuple[str, ...] = ()

    def urgency(self, today: date) -> Urgency:
        """Say how soon it is needed."""
        ahead = None if self.by is None else (self.by - today).days
        if ahead is None or ahead > WEEK:
            return "waiting" if self.kind in _WAITING else "later"
        return "today" if ahead <= 0 else "tomorrow" if ahead == 1 else "week"

    def rank(self, today: date) -> tuple[int, date, int]:
        """Give what needs are sorted by: the most urgent first."""
        return URGENCIES.index(self.urgency(today)), self.by or date.max, NEEDS.index(self.kind)


def holding(assessment: Assessment, kind: NeedKind) -> Need:
    """Say what comes next for somebody who qualifies today, as long as they do."""
    until = assessment.calendar[0].until
    by = assessment.on if kind == "assess" else None if kind == "declined" else until
    return Need(kind, by, (), assessment.on, until, running_out(assessment.possible, until))


def lacking(assessment: Assessment) -> tuple[Need, ...]:
    """Say what comes next for somebody who doesn't qualify today: what is missing, or what opens by waiting alone."""
    if not assessment.possible:
        return (Need("end"),)
    return _missing(assessment) or (_opening(assessment),)


def _missing(assessment: Assessment) -> tuple[Need, ...]:
    """List what keeps somebody who could qualify: answers, results to be repeated, a doctor's decision."""
    window = assessment.possible[0]
    asked = assessment.open_questions
    spent = _spent(assessment)
    decisions = tuple(name for name in asked if name.startswith("decisions."))
    repeated = (*window.needs, *(name for name in asked if name in spent and name not in window.needs))
    answers = tuple(name for name in asked if name not in (*decisions, *repeated))
    # Where the window is still to open, all must be there by then; else while it lasts.
    by = window.start if window.start > assessment.on else window.until
    alone = window.start == assessment.on and not (answers or decisions)
    wanted: Sequence[tuple[NeedKind, tuple[str, ...], date | None]] = (
        ("answer", answers, by),
        ("repeat", repeated, assessment.on if alone else by),
        ("decide", decisions, by),
    )
    return tuple(_within(assessment, window, kind, by, fields) for kind, fields, by in wanted if fields)


def _spent(assessment: Assessment) -> set[str]:
    """Name what was answered by results that don't count: they ran out, are clumped, implausible or contradict."""
    reasons = [reason for one in assessment.criteria if one.open_questions for reason in one.reasons]
    return {str(one.values.get("field")) for one in reasons if one.code in RUN_OUT or one.code.startswith("lab.")}


def _opening(assessment: Assessment) -> Need:
    """Say from when somebody will qualify, or could, for whom nothing is missing."""
    first = next((one for one in assessment.calendar if one.verdict == "eligible"), None)
    if first is None:
        window = assessment.possible[0]
        return _within(assessment, window, "could_open", window.start, ())
    return _within(assessment, Possible(first.start, first.until, ()), "opens", first.start, ())


def _within(assessment: Assessment, window: Possible, kind: NeedKind, by: date | None, fields: tuple[str, ...]) -> Need:
    out = () if window.needs else running_out(assessment.possible, window.until)
    return Need(kind, by, fields, window.start, window.until, out)
