"""A criterion in terms of the patient: what speaks for eligibility is TRUE, whichever kind it is of."""

from collections.abc import Sequence
from typing import NamedTuple

from screening.cohort.sql.investigator import decided_by_investigator
from screening.cohort.sql.operators import Sql, any_holds, at_least, case, column, negated, text
from screening.cohort.sql.shapes import Compiled, Program, Scope, compiled
from screening.protocol import Criterion

HOLDS = "holds"
"""The column that says whether all of them do; that of one has its id besides."""


class Judged(NamedTuple):
    """A criterion and its rule; the rule is compiled as the protocol has it."""

    criterion: Criterion
    rule: Compiled

    @property
    def name(self) -> str:
        """Name the column of its truth on the day assessed."""
        return f"{HOLDS} {self.criterion.id}"

    @property
    def now(self) -> Sql:
        """Say whether it speaks for the patient on the day assessed."""
        return self._speaks(self.rule.now)

    def held(self, later: Sql) -> Sql:
        """Say so of a later day, if what counts kept its value."""
        return self._speaks(self.rule.held(later))

    def left(self, later: Sql) -> Sql:
        """Say so of a later day, if what counts runs out."""
        return self._speaks(self.rule.left(later))

    def lapsed(self, field: str, later: Sql) -> Sql:
        """Say that something of a field is missed on a later day."""
        return any_holds(at_least(later, lapse.day) for lapse in self.rule.lapses if lapse.field == field)

    @property
    def rests_on(self) -> Sequence[str]:
        """Name the fields of which something may be missed on later days."""
        return list(dict.fromkeys(lapse.field for lapse in self.rule.lapses))

    def outcome(self) -> Sql:
        """Name the outcome."""
        now = column(self.name)
        good, bad = text(self.criterion.good), text(self.criterion.bad)
        return case((now, good), (negated(now), bad), default=text("unknown"))

    def _speaks(self, one: Sql) -> Sql:
        return negated(one) if self.criterion.kind == "exclusion" else one


def judged(criterion: Criterion, program: Program) -> Judged:
    """Compile a criterion."""
    scope, rule = Scope(program, criterion.id), criterion.rule
    return Judged(criterion, decided_by_investigator(criterion, scope) if rule is None else compiled(rule, scope))
