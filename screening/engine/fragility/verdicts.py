"""A verdict beside those that its history would have got after an ordinary slip."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from screening.engine.assessment import Verdict, assess, outcomes_with, verdict_of
from screening.engine.findings import Reason, Scope
from screening.engine.fragility.day_slips import event_trials, exposure_trials, span_trials
from screening.engine.fragility.lab_slips import LabSlips, Rule, series_of
from screening.engine.fragility.margins import margins
from screening.engine.fragility.slips import Slip, Trial
from screening.patient import History
from screening.protocol import LabField, Protocol
from screening.protocol.days import DaysRule, EventRule, ExposureRule
from screening.protocol.rules import FormulaRule, LabRule, NoResultRule, RepeatedLabRule


class Reversal(NamedTuple):
    """A slip that would give another verdict, and the criteria through which it would."""

    slip: Slip
    verdict: Verdict
    criteria: tuple[str, ...]


class Fragility(NamedTuple):
    """What would change a verdict: every criterion's margins, and the slips that would reverse it.

    A verdict that is not yet known has margins alone: nothing is decided that a slip could reverse.
    """

    verdict: Verdict
    margins: Mapping[str, tuple[Reason, ...]]
    reversals: tuple[Reversal, ...]

    @property
    def silent(self) -> bool:
        """Say whether there is nothing to tell: no verdict yet, and nothing answered that has a limit."""
        return self.verdict == "undetermined" and not any(self.margins.values())

    @property
    def solid(self) -> bool:
        """Say whether there is a verdict, and none of the ordinary slips would change it."""
        return self.verdict != "undetermined" and not self.reversals


def fragility(protocol: Protocol, history: History, on: date) -> Fragility:
    """Say what would change the verdict on a day."""
    day = on.toordinal()
    now = assess(protocol, history, on)
    found: dict[tuple[str, str, str], Reversal] = {}
    for slip, changed in trials(protocol, history, day) if now.verdict != "undetermined" else ():
        key = (slip.code, slip.field, slip.on)
        then = outcomes_with(now, changed, slip.field)
        verdict = verdict_of(then.values())
        if verdict != now.verdict and key not in found:
            turned = tuple([one.id for one in now.criteria if one.outcome != then[one.id]])
            found[key] = Reversal(slip, verdict, turned)
    return Fragility(now.verdict, margins(protocol, history, day), tuple(found.values()))


def trials(protocol: Protocol, history: History, on: int) -> Iterator[Trial]:
    """Yield every ordinary slip that the facts around it speak for, with the history as it would be."""
    by_series: dict[str, list[Rule]] = {}
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            if isinstance(rule, LabRule | RepeatedLabRule | NoResultRule | FormulaRule):
                if (name := series_of(rule)) is not None:
                    by_series.setdefault(name, []).append(rule)
            elif isinstance(rule, DaysRule):
                yield from span_trials(rule, Scope(protocol, criterion.id), history, on)
            elif isinstance(rule, EventRule):
                yield from event_trials(rule, history, on)
            elif isinstance(rule, ExposureRule):
                yield from exposure_trials(rule, history, on)
    for name, rules in by_series.items():
        field = protocol.field[name]
        assert isinstance(field, LabField)
        yield from LabSlips(name, field, rules, history, on).trials()
