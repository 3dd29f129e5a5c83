"""A laboratory value within a bound: `{ lab = "platelets", below = 75, good_for_days = 3 }`."""

from typing import Any

from tests.spec.table import check

PLATELETS: dict[str, Any] = {
    "platelets": {
        "kind": "lab",
        "unit": "10*9/L",
        "also": ["10*3/uL", "/uL", "10*4/uL", "G/L", "/mm3"],
        "plausible": [0, 1500],
    }
}
BELOW = {"lab": "platelets", "below": 75, "good_for_days": 3}
ALT: dict[str, Any] = {"alt": {"kind": "lab", "unit": "U/L"}}


def test_below_leaves_the_limit_out() -> None:
    """75 itself does not qualify, and what was measured is compared, not what a rounded display shows."""
    table = """
    platelets     | day   | outcome
    0 @11-24      | 11-24 | met
    24 @11-24     | 11-24 | met
    25 @11-24     | 11-24 | met
    29.9 @11-24   | 11-24 | met
    30 @11-24     | 11-24 | met
    49.9 @11-24   | 11-24 | met
    50 @11-24     | 11-24 | met
    74.9 @11-24   | 11-24 | met
    74.99 @11-24  | 11-24 | met
    74.999999999999 @11-24 | 11-24 | met
    75 @11-24     | 11-24 | not met
    75.0 @11-24   | 11-24 | not met
    75.1 @11-24   | 11-24 | not met
    85 @11-24     | 11-24 | not met
    99 @11-24     | 11-24 | not met
    100 @11-24    | 11-24 | not met
    200 @11-24    | 11-24 | not met
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_each_bound_says_what_it_does_with_the_limit() -> None:
    """`at_most`, `at_least` and `between` take the limit in; `below` and `above` leave it out."""
    for bound, below, exactly, over in (
        ({"below": 75}, "met", "not met", "not met"),
        ({"at_most": 75}, "met", "met", "not met"),
        ({"at_least": 75}, "not met", "met", "met"),
        ({"above": 75}, "not met", "not met", "met"),
        ({"between": [75, 75]}, "not met", "met", "not met"),
    ):
        table = f"""
        platelets    | day   | outcome
        74.9 @11-24  | 11-24 | {below}
        75 @11-24    | 11-24 | {exactly}
        75.1 @11-24  | 11-24 | {over}
        """
        check(table, rule={"lab": "platelets", **bound}, fields=PLATELETS)


def test_between_includes_both_ends() -> None:
    """30 to 75 is 30 and 75 too."""
    table = """
    platelets    | day   | outcome
    29.9 @11-24  | 11-24 | not met
    30 @11-24    | 11-24 | met
    75 @11-24    | 11-24 | met
    75.1 @11-24  | 11-24 | not met
    """
    check(table, rule={"lab": "platelets", "between": [30, 75]}, fields=PLATELETS)


def test_another_unit_converts_exactly() -> None:
    """One count, in the units that laboratories write; on the limit there is no rounding."""
    table = """
    platelets              | day   | outcome
    75000 /uL @11-24       | 11-24 | not met
    74999 /uL @11-24       | 11-24 | met
    68000 /mm3 @11-24      | 11-24 | met
    7.4 10*4/uL @11-24     | 11-24 | met
    7.4999 10*4/uL @11-24  | 11-24 | met
    7.5 10*4/uL @11-24     | 11-24 | not met
    75 K/uL @11-24         | 11-24 | not met
    74 10*3/uL @11-24      | 11-24 | met
    75 G/L @11-24          | 11-24 | not met
    74.9 10^9/L @11-24     | 11-24 | met
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_the_bound_may_have_its_own_unit() -> None:
    """A protocol that says "below 75,000/uL" is written as it says it."""
    table = """
    platelets              | day   | outcome
    74.9 @11-24            | 11-24 | met
    75 @11-24              | 11-24 | not met
    74999 /uL @11-24       | 11-24 | met
    """
    check(table, rule={"lab": "platelets", "below": 75000, "unit": "/uL"}, fields=PLATELETS)


def test_a_result_counts_on_its_own_day_and_so_many_after() -> None:
    """With `good_for_days = 3` a count of the 22nd counts up to the 25th, and is not yet known before the 22nd."""
    table = """
    platelets     | day   | outcome | asks      | why
                  | 11-22 | unknown | platelets | missing
    68 @11-22     | 11-21 | unknown | platelets | missing
    68 @11-22     | 11-22 | met     |           | lab.yes
    68 @11-22     | 11-25 | met     |           | lab.yes
    68 @11-22     | 11-26 | unknown | platelets | lab.expired
    80 @11-22     | 11-25 | not met |           | lab.no
    80 @11-22     | 11-26 | unknown | platelets | lab.expired
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_without_a_validity_a_result_counts_for_ever() -> None:
    """A result of last year is the latest one while there is none newer."""
    table = """
    platelets        | day   | outcome
    68 @2025-11-22   | 11-22 | met
    """
    check(table, rule={"lab": "platelets", "below": 75}, fields=PLATELETS)


def test_the_latest_result_counts() -> None:
    """An older one is passed over, whichever way it points; of one day the later time counts."""
    table = """
    platelets                          | day   | outcome
    80 @11-22; 68 @11-23               | 11-24 | met
    68 @11-22; 80 @11-23               | 11-24 | not met
    68 @11-22; 80 @11-23               | 11-22 | met
    80 @11-23 08:00; 68 @11-23 16:30   | 11-24 | met
    68 @11-23 16:30; 80 @11-23 08:00   | 11-24 | met
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_results_of_one_day_that_disagree_are_not_yet_known() -> None:
    """Without times nobody knows which is the later; on one side of the limit it makes no difference."""
    table = """
    platelets                                  | day   | outcome | why
    68 @11-23; 80 @11-23                       | 11-24 | unknown | lab.conflict
    68 @11-23 08:00; 80 @11-23                 | 11-24 | unknown | lab.conflict
    68 @11-23 08:00; 80 @11-23 08:00           | 11-24 | unknown | lab.conflict
    68 @11-23; 60 @11-23                       | 11-24 | met     | lab.yes
    80 @11-23; 90 @11-23                       | 11-24 | not met | lab.no
    68 @11-23; 80 @11-23; 70 @11-24            | 11-24 | met     | lab.yes
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_a_clumped_count_does_not_count() -> None:
    """With any anticoagulant; nor does what is older. A newer count without clumps does."""
    table = """
    platelets                                  | day   | outcome | asks      | why
    19 @11-23 EDTA clumped                     | 11-24 | unknown | platelets | lab.clumped
    19 @11-23 citrate clumped                  | 11-24 | unknown | platelets | lab.clumped
    68 @11-22; 19 @11-23 EDTA clumped          | 11-24 | unknown | platelets | lab.clumped
    19 @11-22 EDTA clumped; 68 @11-23 EDTA     | 11-24 | met     |           | lab.yes
    19 @11-23 08:00 clumped; 68 @11-23 16:30   | 11-24 | met     |           | lab.yes
    68 @11-23 08:00; 19 @11-23 16:30 clumped   | 11-24 | unknown | platelets | lab.clumped
    19 @11-23 clumped; 68 @11-23               | 11-24 | unknown | platelets | lab.clumped
    19 @11-23 08:00 clumped; 68 @11-23         | 11-24 | unknown | platelets | lab.clumped
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_citrate_or_a_smear_settles_clumps() -> None:
    """A citrate count without clumps of that day or later, at whatever time; or a smear that confirmed the count."""
    table = """
    platelets                                                  | day   | outcome | why
    19 @11-23 EDTA clumped; 230 @11-23 citrate                 | 11-24 | not met | lab.no
    60 @11-23 08:00 citrate; 19 @11-23 16:30 EDTA clumped      | 11-24 | met     | lab.yes
    19 @11-23 EDTA clumped; 230 @11-24 citrate                 | 11-24 | not met | lab.no
    230 @11-22 citrate; 19 @11-23 EDTA clumped                 | 11-24 | unknown | lab.clumped
    19 @11-23 EDTA clumped smear                               | 11-24 | met     | lab.yes
    19 @11-23 EDTA clumped; 60 @11-23 EDTA smear               | 11-24 | met     | lab.yes
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_a_doctor_may_decide_on_a_clumped_count() -> None:
    """On that count or later, from the day of the decision, as long as the count would be good for."""
    table = """
    platelets                          | decision       | day   | outcome | why
    19 @11-23 EDTA clumped             | met @11-23     | 11-24 | met     | lab.clumped_decided, decided
    19 @11-23 EDTA clumped             | not met @11-23 | 11-24 | not met | lab.clumped_decided, decided
    19 @11-23 EDTA clumped             | met @11-24     | 11-23 | unknown | lab.clumped
    19 @11-23 EDTA clumped             | met @11-22     | 11-24 | unknown | lab.clumped
    19 @11-23 EDTA clumped             | met @11-23     | 11-27 | unknown | lab.expired
    19 @11-23 EDTA clumped; 230 @11-24 | met @11-23     | 11-24 | not met | lab.no
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_a_decision_is_taken_nowhere_else() -> None:
    """Never where the answer is missing or implausible, never against a definite one."""
    table = """
    platelets     | decision       | day   | outcome | why
                  | met @11-23     | 11-24 | unknown | missing
    80 @11-23     | met @11-23     | 11-24 | not met | lab.no
    68 @11-23     | not met @11-23 | 11-24 | met     | lab.yes
    68000 @11-23  | met @11-23     | 11-24 | unknown | lab.implausible
    68 @11-20     | met @11-23     | 11-24 | unknown | lab.expired
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_an_implausible_count_is_asked_again() -> None:
    """A12: outside `plausible` a value is most likely in another unit; it is no error, and never guessed."""
    table = """
    platelets                          | day   | outcome | why
    68000 @11-23                       | 11-24 | unknown | lab.implausible
    1500 @11-23                        | 11-24 | not met | lab.no
    1500.1 @11-23                      | 11-24 | unknown | lab.implausible
    68 @11-22; 68000 @11-23            | 11-24 | unknown | lab.implausible
    68000 @11-22; 68 @11-23            | 11-24 | met     | lab.yes
    68000 @11-23; 68 @11-23 citrate    | 11-24 | met     | lab.yes
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_a_censored_value_is_anything_on_its_side() -> None:
    """`<5` is certainly below 75; `<100` may be on either side, so it must be repeated."""
    table = """
    platelets     | day   | outcome | why
    <5 @11-24     | 11-24 | met     | lab.yes
    <75 @11-24    | 11-24 | met     | lab.yes
    ≤75 @11-24    | 11-24 | unknown | lab.censored
    <75.1 @11-24  | 11-24 | unknown | lab.censored
    <100 @11-24   | 11-24 | unknown | lab.censored
    >74.9 @11-24  | 11-24 | unknown | lab.censored
    >75 @11-24    | 11-24 | not met | lab.no
    ≥75 @11-24    | 11-24 | not met | lab.no
    >1000 @11-24  | 11-24 | not met | lab.no
    """
    check(table, rule=BELOW, fields=PLATELETS)


def test_a_protocol_may_ask_for_a_repeat_of_every_censored_value() -> None:
    """With `censored = "repeat"` not even `<5` counts."""
    table = """
    platelets     | day   | outcome | asks
    <5 @11-24     | 11-24 | unknown | platelets
    5 @11-24      | 11-24 | met     |
    """
    check(table, rule={**BELOW, "censored": "repeat"}, fields=PLATELETS)


def test_a_limit_may_be_a_multiple_of_the_results_own_upper_limit_of_normal() -> None:
    """3 x ULN means three times what that laboratory called normal, in that result's unit."""
    table = """
    alt                  | day   | outcome | why
    119.9 @11-24 uln=40  | 11-24 | met     | lab.yes
    120 @11-24 uln=40    | 11-24 | not met | lab.no
    100 @11-24 uln=30    | 11-24 | not met | lab.no
    100 @11-24           | 11-24 | unknown | lab.no_uln
    """
    check(table, rule={"lab": "alt", "below": "3 x ULN"}, fields=ALT)


def test_a_limit_may_lie_so_far_from_normal() -> None:
    """ "LLN - 3" and "ULN + 3" stand so far outside the result's own limits, in the bound's unit."""
    table = """
    alt                  | day   | outcome | why
    17 @11-24 lln=20     | 11-24 | met     | lab.yes
    16.9 @11-24 lln=20   | 11-24 | not met | lab.no
    17 @11-24 uln=40     | 11-24 | unknown | lab.no_lln
    """
    check(table, rule={"lab": "alt", "at_least": "LLN - 3"}, fields=ALT)
    table = """
    platelets                       | day   | outcome
    43 @11-24 uln=40                | 11-24 | met
    43.1 @11-24 uln=40              | 11-24 | not met
    43000 /uL @11-24 uln=40000      | 11-24 | met
    43001 /uL @11-24 uln=40000      | 11-24 | not met
    """
    check(table, rule={"lab": "platelets", "at_most": "ULN + 3000", "unit": "/uL"}, fields=PLATELETS)


def test_a_limit_may_depend_on_another_answer() -> None:
    """5 x ULN with liver metastases, else 3 x; without that answer it holds only where both limits do."""
    liver = {"liver": {"kind": "choice", "options": {"yes": {}, "no": {}, "not_imaged": {"unknown": True}}}}
    when = {"choice": "liver", "one_of": ["yes"]}
    rule = {"lab": "alt", "below": {"when": when, "then": "5 x ULN", "otherwise": "3 x ULN"}}
    table = """
    alt                 | liver      | day   | outcome | asks       | why
    119 @11-24 uln=40   | no         | 11-24 | met     |            | lab.yes, choice
    120 @11-24 uln=40   | no         | 11-24 | not met |            | lab.no, choice
    120 @11-24 uln=40   | yes        | 11-24 | met     |            | lab.yes, choice
    200 @11-24 uln=40   | yes        | 11-24 | not met |            | lab.no, choice
    119 @11-24 uln=40   |            | 11-24 | met     |            | lab.yes, lab.yes
    120 @11-24 uln=40   | not_imaged | 11-24 | unknown | liver      | unknown
    200 @11-24 uln=40   |            | 11-24 | not met |            | lab.no, lab.no
                        | yes        | 11-24 | unknown | alt        | missing
                        |            | 11-24 | unknown | liver, alt | missing, missing
    """
    check(table, rule=rule, fields=ALT | liver)
