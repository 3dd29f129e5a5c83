"""Ages, birthdays and calendar months, as people count them."""

from calendar import monthrange
from datetime import date


def birthday(birth: date, years: int) -> int:
    """Give the day on which someone turns so many years; 29 February has its birthday on 1 March."""
    year = birth.year + years
    if (birth.month, birth.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1).toordinal()
    return date(year, birth.month, birth.day).toordinal()


def age_on(birth: date, day: int) -> int:
    """Give the age in completed years on a day; negative before birth."""
    years = date.fromordinal(day).year - birth.year
    return years if birthday(birth, years) <= day else years - 1


def months_before(day: int, months: int) -> int:
    """Give the day so many calendar months earlier; the last of a shorter month where that day is missing."""
    at = date.fromordinal(day)
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    if year < 1:
        return 0  # before every day there is
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])).toordinal()
