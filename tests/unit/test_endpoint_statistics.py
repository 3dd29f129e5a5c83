"""The figures of the technical guide, from its counts: exact intervals and crude odds ratios."""

import pytest

from screening.service.endpoints.statistics import (
    NOTHING,
    Counts,
    median_days,
    odds_ratio,
    pooled_odds_ratio,
    proportion,
)


@pytest.mark.parametrize(
    ("counts", "share", "low", "high"),
    [
        ((17, 28), 60.7, 40.6, 78.5),
        ((4, 31), 12.9, 3.6, 29.8),
        ((24, 28), 85.7, 67.3, 96.0),
        ((15, 31), 48.4, 30.2, 66.9),
        ((0, 10), 0.0, 0.0, 30.8),
        ((10, 10), 100.0, 69.2, 100.0),
    ],
)
def test_a_proportion_has_its_exact_interval(counts: Counts, share: float, low: float, high: float) -> None:
    """Clopper and Pearson's, as it stands in the reference tables; also where nobody, or everybody, has it."""
    assert [round(100 * (one or 0.0), 1) for one in proportion(counts)] == [share, low, high]


@pytest.mark.parametrize(
    ("one", "reference", "value", "low", "high"),
    [((17, 28), (4, 31), 10.43, 2.86, 38.10), ((24, 28), (15, 31), 6.40, 1.79, 22.82)],
)
def test_the_crude_odds_ratio_is_that_of_the_counts(
    one: Counts, reference: Counts, value: float, low: float, high: float
) -> None:
    """Woolf's interval. The published 10.44 and 6.21 are adjusted: no count gives them, and nothing says it does."""
    found = [round(part or 0.0, 2) for part in odds_ratio(one, reference)]
    assert found == [value, low, high]
    assert found[0] not in (10.44, 6.21)


def test_an_empty_cell_gives_no_odds_ratio() -> None:
    """Nothing is added to it in silence."""
    assert odds_ratio((3, 3), (1, 4)) == NOTHING
    assert pooled_odds_ratio([((3, 3), (0, 4))]) == NOTHING
    assert proportion((0, 0)) == NOTHING


def test_one_stratum_gives_the_crude_value_and_several_weigh_each_other() -> None:
    """Mantel and Haenszel's estimate, reckoned by hand; a stratum without one of the arms is left out."""
    assert pooled_odds_ratio([((17, 28), (4, 31))]).value == pytest.approx(odds_ratio((17, 28), (4, 31)).value)
    strata: list[tuple[Counts, Counts]] = [((5, 8), (6, 12)), ((8, 10), (5, 10))]
    found = pooled_odds_ratio(strata)
    assert found.value == pytest.approx((5 * 6 / 20 + 8 * 5 / 20) / (3 * 6 / 20 + 2 * 5 / 20))
    assert None not in found and (found.low or 0) < (found.value or 0) < (found.high or 0)
    assert pooled_odds_ratio([*strata, ((1, 2), (0, 0))]) == found


def test_a_median_waits_for_those_who_are_censored() -> None:
    """Kaplan and Meier's: censored people count as long as they were seen; it may not be reached at all."""
    assert median_days([(7, False), (8, False), (13, False)]).value == 8
    assert median_days([(7, False), (8, False)]).value == 7.5
    assert median_days([(7, False), (8, True)]).value == 7
    assert median_days([(3, False), (5, True), (7, False), (9, True)]).value == 7
    assert median_days([(3, False), (9, True), (9, True), (9, True)]).value is None
    assert median_days([(9, True)]) == NOTHING
