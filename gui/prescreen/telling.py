"""A run in words: the steps of its funnel, whom each of them leads to, and what was wrong with a row."""

from collections.abc import Iterator

from gui.kit.tokens import Status
from gui.prescreen.funnel import Step
from screening.cohort.run import BadCount, BadRow, Run, Tally, Which
from screening.protocol import Criterion
from screening.wording import Words

HOPEFUL, READ, REFUSED = "hopeful", "read", "refused"
_AT = "at."
_HEADED = (HOPEFUL, READ)
_WHICH = {
    HOPEFUL: Which(hopeful=True),
    "eligible": Which(verdict="eligible"),
    "undetermined": Which(verdict="undetermined"),
    "not_yet": Which(hopeful=True, verdict="ineligible"),
    READ: Which(),
    "ineligible": Which(verdict="ineligible"),
}


def which(step: str) -> Which | None:
    """Say whom a step leads to; None for the rows that could not be read, who are nobody."""
    if step.startswith(_AT):
        return Which(fell_at=step.removeprefix(_AT))
    return _WHICH.get(step)


def step_name(step: str, words: Words) -> str:
    """Name a step."""
    if step.startswith(_AT):
        return words.text("prescreen.step.at", id=step.removeprefix(_AT))
    return words.text(f"prescreen.step.{step}")


def grouped(number: int) -> str:
    """Write a number that may be large."""
    return f"{number:,}"


def steps(run: Run, words: Words) -> list[Step]:
    """Tell a run from whoever may qualify, and how it came to that, each person once."""
    return list(_Steps(run, words))


class _Steps:
    """The steps in their order."""

    def __init__(self, run: Run, words: Words) -> None:
        self._run, self._words = run, words

    def __iter__(self) -> Iterator[Step]:
        run = self._run
        hopeful = run.verdicts.get("eligible", 0) + run.verdicts.get("undetermined", 0) + run.not_yet
        yield self._step(HOPEFUL, hopeful, Status.NEUTRAL)
        yield self._step("eligible", run.verdicts.get("eligible", 0), Status.MET)
        yield self._step("undetermined", run.verdicts.get("undetermined", 0), Status.UNKNOWN)
        yield self._step("not_yet", run.not_yet, Status.NOT_YET)
        yield self._step(READ, run.rows, Status.NEUTRAL)
        if run.refused:
            yield self._step(REFUSED, run.refused, Status.UNKNOWN)
        note = self._words.text("prescreen.step.waiting", n=grouped(run.not_yet)) if run.not_yet else ""
        yield self._step("ineligible", run.verdicts.get("ineligible", 0), Status.FAILED, note)
        yield from map(self._criterion, run.criteria)

    def _step(self, id: str, number: int, status: Status, note: str = "") -> Step:
        share = number / self._run.rows if self._run.rows else 0
        label = self._words.text(f"prescreen.step.{id}")
        heading = self._words.text(f"prescreen.heading.{id}") if id in _HEADED else ""
        return Step(id, label, grouped(number), share, status, note, heading=heading)

    def _criterion(self, one: Tally) -> Step:
        criterion: Criterion = next(rule for rule in self._run.protocol.criterion if rule.id == one.id)
        label = f"{one.id}  {criterion.text.in_(self._words.language)}"
        share = one.fell / self._run.rows if self._run.rows else 0
        return Step(f"{_AT}{one.id}", label, grouped(one.fell), share, Status.FAILED, self._note(one), within=True)

    def _note(self, one: Tally) -> str:
        against = one.outcomes.get("not_met", 0) + one.outcomes.get("excludes", 0)
        told = [self._words.text("prescreen.step.in_all", n=grouped(against))] if against != one.fell else []
        if unknown := one.outcomes.get("unknown", 0):
            told.append(self._words.text("prescreen.step.unknown", n=grouped(unknown)))
        return self._words.listed(told)


def fault_text(one: BadRow | BadCount, words: Words) -> str:
    """Say what is wrong with a row; a fault without words of its own is told by its code."""
    key = f"cohort.bad.{one.code}"
    return words.text(key, **one.values) if words.has(key) else one.code
