"""The latest results of one series of one patient, by maxima alone: one pass, whatever the order, and no join.

Of the newest day those results may be the latest that have no time, and the last that have one. One that is not valid
leaves the series open if it may be the latest, unless another of that day settles the matter. So does a bound on which
they disagree, or of which one of them can't tell.

A result's *rank* is four times its moment, so that its *standing* to a bound fits in: 2 keeps to it, 1 can't tell, 0
breaks it. The greatest of `rank + standing` has the latest moment and its best standing, the greatest of
`rank + (2 - standing)` the same moment and its worst. If best and worst are one, all of them agree.

Where a rule needs the least and the most that the latest may be, the number itself stands behind the rank.
"""

from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    below,
    case,
    column,
    digits,
    greater,
    is_one_of,
    is_open,
    maximum,
    minus,
    moment,
    negated,
    not_known,
    number,
    otherwise,
    plus,
    remainder,
    same,
    times,
    truth,
)

_RANKS = 4
WHOLE = 13
"""Digits before the point, so that no product is cut short."""
BEYOND = 10**9 - 1
"""More than any result: a staged number has nine digits before the point."""
_WIDTH = BEYOND + 1
_RANK_DIGITS = 12
_BREAKS, _OPEN, _KEEPS = 0, 1, 2
_UNTIMED, _TIMED = "untimed", "timed"


def rank(taken: Sql, minute: Sql) -> Sql:
    """Rank a result by when it was taken."""
    return times(moment(taken, minute), _RANKS)


def standing(keeps: Sql) -> Sql:
    """Say how a result stands to a bound."""
    return case((keeps, number(_KEEPS)), (negated(keeps), number(_BREAKS)), default=number(_OPEN))


def of_series() -> dict[str, Sql]:
    """Find the newest day, whether a result of it settles doubts, and which doubts there are."""
    valid, timed, taken = column("valid"), column("timed"), column("on")
    return {
        "on": maximum(taken),
        "settled": maximum(taken, all_hold([valid, column("settling")])),
        f"{_UNTIMED} doubt": maximum(taken, all_hold([negated(valid), negated(timed)])),
        f"{_TIMED} doubt": maximum(column("rank"), all_hold([negated(valid), timed])),
        f"{_TIMED} valid": maximum(column("rank"), all_hold([valid, timed])),
    }


def of_bound(slot: int) -> dict[str, Sql]:
    """Find the best and the worst standing to a bound of the latest valid results, without and with a time."""
    stands = column(f"standing {slot}")
    found: dict[str, Sql] = {}
    for name, which in ((_UNTIMED, negated(column("timed"))), (_TIMED, column("timed"))):
        where = all_hold([column("valid"), which])
        found[f"{name} best {slot}"] = maximum(plus(column("rank"), stands), where)
        found[f"{name} worst {slot}"] = maximum(plus(column("rank"), minus(number(_KEEPS), stands)), where)
    return found


def keeps(slot: int) -> Sql:
    """Say whether the latest results keep to a bound."""
    return case(
        (_doubtful(), not_known()),
        (all_hold(_all_stand(name, slot, _KEEPS) for name in (_UNTIMED, _TIMED)), truth(True)),
        (all_hold(_all_stand(name, slot, _BREAKS) for name in (_UNTIMED, _TIMED)), truth(False)),
    )


def extremes(value: Sql, sign: Sql, after: int) -> dict[str, Sql]:
    """Give the least and the most that a result, of so many decimal places, may stand for."""
    least = case((is_one_of(sign, ("<", "≤")), number(0)), default=value)
    most = case((is_one_of(sign, (">", "≥")), number(BEYOND)), default=value)
    return {"least": digits(least, WHOLE, after), "most": digits(most, WHOLE, after)}


def of_extremes() -> dict[str, Sql]:
    """Find the least and the most that the latest valid results may stand for, without and with a time."""
    before = _before(column("rank"))
    found: dict[str, Sql] = {}
    for name, which in ((_UNTIMED, negated(column("timed"))), (_TIMED, column("timed"))):
        where = all_hold([column("valid"), which])
        found[f"{name} least"] = maximum(plus(before, minus(number(_WIDTH), column("least"))), where)
        found[f"{name} most"] = maximum(plus(before, column("most")), where)
    return found


def least() -> Sql:
    """Give the least that the latest results may stand for; not known where one of them is in doubt."""
    return case((negated(_doubtful_or_none()), minus(number(_WIDTH), _farthest("least"))))


def most() -> Sql:
    """Give the most that the latest results may stand for; not known where one of them is in doubt."""
    return case((negated(_doubtful_or_none()), _farthest("most")))


def _farthest(end: str) -> Sql:
    """Take the rank away from the farthest of the latest day's last results."""
    found = []
    for name, ranked in ((_UNTIMED, _newest()), (_TIMED, column(f"{_TIMED} valid"))):
        packed = column(f"{name} {end}")
        of_the_day = at_least(packed, _before(_newest()))
        found.append(case((of_the_day, minus(packed, _before(ranked))), default=number(0)))
    return greater(*found)


def _before(ranked: Sql) -> Sql:
    """Make room behind a rank for a number; as a decimal, since a whole number of 32 bits would run over."""
    return times(digits(ranked, _RANK_DIGITS, 0), _WIDTH)


def _doubtful_or_none() -> Sql:
    return otherwise(_doubtful(), truth(False))


def _doubtful() -> Sql:
    """Say whether a result that is not valid may be the latest, and none of its day settles the matter."""
    doubt = column(f"{_TIMED} doubt")
    last = all_hold([at_least(doubt, _newest()), at_least(doubt, otherwise(column(f"{_TIMED} valid"), number(0)))])
    open_ = any_holds([same(column(f"{_UNTIMED} doubt"), column("on")), last])
    return all_hold([negated(otherwise(same(column("settled"), column("on")), truth(False))), open_])


def _all_stand(name: str, slot: int, stands: int) -> Sql:
    """Say that all of the latest day's last results, with or without a time, stand so; or that there are none."""
    best, worst = column(f"{name} best {slot}"), column(f"{name} worst {slot}")
    alike = [same(remainder(best, _RANKS), number(stands)), same(remainder(worst, _RANKS), number(_KEEPS - stands))]
    return any_holds([is_open(best), below(best, _newest()), all_hold(alike)])


def _newest() -> Sql:
    """Give the rank with which the newest day begins."""
    return rank(column("on"), number(0))
