"""Age in completed years: `{ age_at_least = 18, age_at_most = 75 }`, today or at another day."""

from tests.spec.table import check

CONSENT = {"consent": {"kind": "date", "options": {"not_signed": {}, "not_documented": {"unknown": True}}}}


def test_the_birthday_counts_and_the_last_year_is_included() -> None:
    """18 to 75: from the 18th birthday to the day before the 76th."""
    table = """
    born       | day   | outcome | asks
    2008-11-25 | 11-24 | not met |
    2008-11-24 | 11-24 | met     |
    1950-11-25 | 11-24 | met     |
    1950-11-24 | 11-24 | not met |
               | 11-24 | unknown | subject.birth_date
    """
    check(table, rule={"age_at_least": 18, "age_at_most": 75})


def test_each_bound_stands_alone() -> None:
    """At least 18, or at most 17."""
    table = """
    born       | day   | outcome | why
    2008-11-25 | 11-24 | not met | age.no
    2008-11-24 | 11-24 | met     | age.yes
    """
    check(table, rule={"age_at_least": 18})
    table = """
    born       | day   | outcome
    2008-11-25 | 11-24 | met
    2008-11-24 | 11-24 | not met
    """
    check(table, rule={"age_at_most": 17})


def test_a_birth_date_still_to_come_is_a_slip() -> None:
    """2064 for 1964 is asked again; it is no age, and excludes nobody."""
    table = """
    born       | day   | outcome | why    | asks
    2064-05-17 | 11-24 | unknown | unborn | subject.birth_date
    2026-11-25 | 11-24 | unknown | unborn | subject.birth_date
    2026-11-24 | 11-24 | not met | age.no |
    """
    check(table, rule={"age_at_least": 18})


def test_who_is_born_on_29_february_has_the_birthday_on_1_march() -> None:
    """In a year without that day; in a leap year it is the day itself."""
    table = """
    born       | day        | outcome
    2008-02-29 | 2026-02-28 | not met
    2008-02-29 | 2026-03-01 | met
    2006-02-28 | 2024-02-28 | met
    2006-03-01 | 2024-02-29 | not met
    """
    check(table, rule={"age_at_least": 18})
    table = """
    born       | day        | outcome
    2004-02-29 | 2024-02-28 | not met
    2004-02-29 | 2024-02-29 | met
    """
    check(table, rule={"age_at_least": 20})


def test_another_day_may_count() -> None:
    """Age at consent stays what it was; without the day of consent it is not known."""
    table = """
    born       | consent               | day        | outcome | asks
    2008-11-24 | 11-23                 | 11-24      | not met |
    2008-11-24 | 11-24                 | 11-24      | met     |
    2008-11-24 | 11-23                 | 2030-01-01 | not met |
    2008-11-24 |                       | 11-24      | unknown | consent
    2008-11-24 | not_signed            | 11-24      | unknown | consent
    2008-11-24 | not_documented        | 11-24      | unknown | consent
    2008-11-24 | 11-24 @11-25          | 11-24      | unknown | consent
               | 11-24                 | 11-24      | unknown | subject.birth_date
               |                       | 11-24      | unknown | subject.birth_date, consent
    """
    check(table, rule={"age_at_least": 18, "at": "consent"}, fields=CONSENT)
