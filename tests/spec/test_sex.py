"""The patient's sex: `{ sex = "female" }`."""

from tests.spec.table import check


def test_sex_is_read_from_the_subject() -> None:
    """Neither of the two, or nothing, leaves a rule about sex open."""
    table = """
    sex     | day   | outcome | asks
    female  | 11-24 | met     |
    male    | 11-24 | not met |
    other   | 11-24 | unknown | subject.sex
    unknown | 11-24 | unknown | subject.sex
            | 11-24 | unknown | subject.sex
    """
    check(table, rule={"sex": "female"})
