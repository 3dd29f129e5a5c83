"""The few figures of a trial's summary, computed with statsmodels, which is imported where a figure is asked for."""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

from screening.wording import refused

Counts = tuple[int, int]
"""How many have it, of how many."""


class Estimate(NamedTuple):
    """A figure with its 95 % interval; None where it can't be told, such as an odds ratio with an empty cell."""

    value: float | None
    low: float | None
    high: float | None


_TINY = 1e-9
NOTHING = Estimate(None, None, None)


def proportion(counts: Counts) -> Estimate:
    """Give a proportion with its exact interval (Clopper-Pearson)."""
    have, of = counts
    if of == 0:
        return NOTHING
    low, high = _stats("proportion").proportion_confint(have, of, alpha=0.05, method="beta")
    return Estimate(have / of, float(low), float(high))


def odds_ratio(one: Counts, reference: Counts) -> Estimate:
    """Give the crude odds ratio with its interval on the scale of logarithms (Woolf)."""
    table = _table(one, reference)
    if not all(cell for row in table for cell in row):
        return NOTHING
    found = _stats("contingency_tables").Table2x2(table)
    return Estimate(float(found.oddsratio), *map(float, found.oddsratio_confint(0.05)))


def pooled_odds_ratio(strata: Sequence[tuple[Counts, Counts]]) -> Estimate:
    """Give the odds ratio over strata (Mantel-Haenszel) with its interval (Robins, Breslow and Greenland).

    A stratum without anybody in one of the arms says nothing and is left out.
    """
    tables = [_table(one, reference) for one, reference in strata if one[1] and reference[1]]
    if not tables or not _estimable(tables):
        return NOTHING
    import numpy

    found = _stats("contingency_tables").StratifiedTable([numpy.array(one, dtype=float) for one in tables])
    return Estimate(float(found.oddsratio_pooled), *map(float, found.oddsratio_pooled_confint(0.05)))


def median_days(times: Sequence[tuple[int, bool]]) -> Estimate:
    """Give the median of days, some of them censored (Kaplan-Meier), with its interval; None where not reached.

    Where the curve is level at one half it is the middle of that stretch, as R and SAS have it: half of 7 and 8 is 7.5.
    """
    if not any(not censored for _, censored in times):
        return NOTHING
    duration = _library("statsmodels.duration.survfunc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # at a survival of 0 or 1 the transformed interval is open
        found = duration.SurvfuncRight([day for day, _ in times], [int(not censored) for _, censored in times])
        low, high = found.quantile_ci(0.5)
        return Estimate(_middle(found.surv_times, found.surv_prob), _finite(low), _finite(high))


def _middle(times: Sequence[float], alive: Sequence[float]) -> float | None:
    """Give the day on which a curve reaches one half, None where it never does."""
    half = [(float(day), float(share)) for day, share in zip(times, alive, strict=True) if share <= 0.5 + _TINY]
    if not half:
        return None
    day, share = half[0]
    below = next((later for later, left in half if left < 0.5 - _TINY), None)
    return (day + below) / 2 if share > 0.5 - _TINY and below is not None else day


def _estimable(tables: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Say whether both halves of the pooled ratio are above zero."""
    return any(t[0][0] * t[1][1] for t in tables) and any(t[0][1] * t[1][0] for t in tables)


def _table(one: Counts, reference: Counts) -> list[list[int]]:
    return [[one[0], one[1] - one[0]], [reference[0], reference[1] - reference[0]]]


def _finite(value: Any) -> float | None:
    number = float(value)
    return number if abs(number) != float("inf") and number == number else None


def _stats(name: str) -> Any:
    return _library(f"statsmodels.stats.{name}")


def _library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise refused("follow.no_library") from None
