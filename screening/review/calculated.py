"""What is worth trying on a formula: a patient of fifty whose one answer moves the value past each limit."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from screening.engine.calculated import Watch
from screening.engine.findings import Scope
from screening.patient import read_history
from screening.protocol import LabField, Protocol
from screening.protocol.formulas import CREATININE, HEIGHT, WEIGHT
from screening.protocol.rules import Depending, FormulaRule
from screening.review.measured import normals
from screening.review.trials import LONG_AGO, Series, Trial, trying

_YEARS = 50
_USUAL = {WEIGHT: Decimal(130), HEIGHT: Decimal(170)}
"""Heavy: where a limit of creatinine is an alternative to a clearance, the clearance then decides."""
_HUNDREDTH = Decimal("0.01")


@trying(FormulaRule)
def _formula(rule: FormulaRule, protocol: Protocol, on: date) -> list[Series]:
    limit = rule.limit
    first, *others = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
    found = [_Formula(rule, protocol, on, first)]
    found += [_Formula(rule, protocol, on, one) for one in others]
    return [[*one.limits(), *(one.rest() if place == 0 else ())] for place, one in enumerate(found)]


class _Formula:
    """A patient around one limit of a rule; the creatinine moves, or without one the weight."""

    def __init__(self, rule: FormulaRule, protocol: Protocol, on: date, limit: Any) -> None:
        self.rule, self.protocol, self.on = rule, protocol, on
        self.ends: tuple[Decimal, ...] = limit if isinstance(limit, tuple) else (limit,)
        self.moving = CREATININE if rule.creatinine is not None else WEIGHT
        self.watch = Watch(rule, Scope(protocol, ""), limit)

    def limits(self) -> Iterator[Trial]:
        """Try just below, at and just above each end."""
        for place, end in enumerate(self.ends):
            name = "" if len(self.ends) == 1 else ("low_", "high_")[place]
            for code, number in self._around(end):
                yield self._trial(f"{name}{code}", number, core=True)

    def rest(self) -> Iterator[Trial]:
        """Try a result that has run out, one that can't be, and each input missing."""
        some = next((number for code, number in self._around(self.ends[0]) if code == "at"), self._span[0])
        if self.rule.creatinine is not None:
            days = self.rule.good_for_days
            past = (("last_day", days), ("last_day_after", days + 1)) if days is not None else (("old", LONG_AGO),)
            yield from (self._trial(code, some, ago=ago) for code, ago in past)
        yield self._trial("implausible", self._span[1] + 1)
        whole = self._trial("missing", some)
        for key in self.rule.published.takes:
            yield Trial("missing", {**whole.answers, getattr(self.rule, key): None}, whole.subject)
        yield from (Trial("missing", whole.answers, {**whole.subject, part: None}) for part in whole.subject)

    @property
    def _span(self) -> tuple[Decimal, Decimal]:
        span = getattr(self.protocol.field[getattr(self.rule, self.moving)], "plausible", None)
        assert span is not None, "a formula's inputs have a plausible range, or the protocol is refused"
        return span  # type: ignore[no-any-return]

    def _around(self, end: Decimal) -> Iterator[tuple[str, Decimal]]:
        """Look for the hundredths at which the value passes an end: it falls with creatinine, rises with weight."""
        low, high = (int(one / _HUNDREDTH) for one in self._span)
        numbers = range(low, high + 1)
        falls = self.moving == CREATININE

        def first(holds: Callable[[Decimal], bool]) -> int:
            return bisect_left(numbers, True, key=lambda number: holds(self._value(number * _HUNDREDTH)))

        reached = first((lambda value: value < end) if falls else (lambda value: value >= end))
        passed = first((lambda value: value <= end) if falls else (lambda value: value > end))
        below, at, above = (reached, reached - 1, passed - 1) if falls else (reached - 1, reached, passed)
        for code, place in (("below", below), ("at", at), ("above", above)):
            if 0 <= place < len(numbers):
                yield code, numbers[place] * _HUNDREDTH

    def _value(self, number: Decimal) -> Decimal:
        trial = self._trial("", number)
        history = read_history({"answers": trial.answers, "subject": trial.subject}, self.protocol)
        found = self.watch.value_on(history, self.on.toordinal())
        assert found is not None, "whatever is plausible has a value"
        return found

    def _trial(self, code: str, number: Decimal, core: bool = False, ago: int = 0) -> Trial:
        subject = (
            {"birth_date": f"{self.on.year - _YEARS}-01-01", "sex": "female"} if self.rule.published.adults else {}
        )
        answers = {
            getattr(self.rule, key): self._answer(key, number if key == self.moving else _USUAL[key], ago)
            for key in self.rule.published.takes
        }
        return Trial(code, answers, subject, {"days": ago} if ago else {}, core=core)

    def _answer(self, key: str, number: Decimal, ago: int) -> Any:
        field = self.protocol.field[getattr(self.rule, key)]
        if not isinstance(field, LabField):
            return f"{number:f}"
        told = {"value": f"{number:f}", "unit": field.unit, "on": (self.on - timedelta(days=ago)).isoformat()}
        return [told | normals(self.protocol, getattr(self.rule, key), field.unit)]
