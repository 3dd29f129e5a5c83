"""The answer is one of these: `{ choice = "tumour_type", one_of = ["solid", "both"] }`."""

from typing import Any

from tests.spec.table import check

TUMOUR: dict[str, Any] = {
    "tumour": {"kind": "choice", "options": {"solid": {}, "blood": {}, "both": {}, "not_confirmed": {"unknown": True}}}
}
BRAIN: dict[str, Any] = {
    "brain": {
        "kind": "choice",
        "options": {
            "none": {},
            "untreated": {},
            "progressing": {"investigator": True},
            "not_imaged": {"unknown": True},
        },
    }
}
RULE = {"choice": "tumour", "one_of": ["solid", "both"]}
UNTREATED = {"choice": "brain", "one_of": ["untreated"]}


def test_one_of_the_answers_named() -> None:
    """Any of them holds, any other does not; an option listed as unknown leaves it open, and so does silence."""
    table = """
    tumour        | day   | outcome | asks   | why
    solid         | 11-24 | met     |        | choice
    both          | 11-24 | met     |        | choice
    blood         | 11-24 | not met |        | choice
    not_confirmed | 11-24 | unknown | tumour | unknown
                  | 11-24 | unknown | tumour | missing
    """
    check(table, rule=RULE, fields=TUMOUR)


def test_an_exclusion_excludes_where_its_rule_holds() -> None:
    """The words are clear and excludes; not to have asked is never clear."""
    table = """
    brain       | day   | outcome
    none        | 11-24 | clear
    untreated   | 11-24 | excludes
    not_imaged  | 11-24 | unknown
                | 11-24 | unknown
    """
    check(table, rule=UNTREATED, fields=BRAIN, kind="exclusion")


def test_the_newest_answer_known_on_the_day_counts() -> None:
    """What is dated later is not known yet; an answer that was taken back is none, though an older one stands."""
    table = """
    tumour                       | day   | outcome
    blood @11-20; solid @11-23   | 11-22 | not met
    blood @11-20; solid @11-23   | 11-23 | met
    solid @11-23                 | 11-22 | unknown
    solid @11-23                 | 11-23 | met
    solid; blood @11-23          | 11-22 | met
    solid @11-20; - @11-23       | 11-24 | unknown
    solid; not_confirmed @11-23  | 11-24 | unknown
    """
    check(table, rule=RULE, fields=TUMOUR)


def test_an_answer_may_go_out_of_date() -> None:
    """A brain scan with `good_for_days = 28` counts on its own day and the 28 after."""
    table = """
    brain         | day   | outcome  | why
    none @10-27   | 11-24 | clear    | choice
    none @10-27   | 11-25 | unknown  | expired
    none          | 11-24 | unknown  | undated
    """
    check(table, rule={**UNTREATED, "good_for_days": 28}, fields=BRAIN, kind="exclusion")


def test_an_answer_for_the_investigator_waits_for_the_decision() -> None:
    """It is taken from its own day, and only where it was made on this answer or later."""
    table = """
    brain              | decision        | day   | outcome  | asks         | why
    progressing        |                 | 11-24 | unknown  | decisions.C1 | referred
    progressing        | clear @11-20    | 11-24 | clear    |              | choice, decided
    progressing        | excludes @11-20 | 11-24 | excludes |              | choice, decided
    progressing        | clear @11-25    | 11-24 | unknown  | decisions.C1 | referred
    progressing        | clear @11-25    | 11-25 | clear    |              | choice, decided
    progressing @11-23 | clear @11-20    | 11-24 | unknown  | decisions.C1 | referred
    progressing @11-23 | clear @11-23    | 11-24 | clear    |              | choice, decided
    """
    check(table, rule=UNTREATED, fields=BRAIN, kind="exclusion")


def test_a_decision_is_taken_nowhere_else() -> None:
    """Never where the answer is missing, never against a definite one."""
    table = """
    brain       | decision        | day   | outcome  | asks
                | clear @11-20    | 11-24 | unknown  | brain
    not_imaged  | clear @11-20    | 11-24 | unknown  | brain
    untreated   | clear @11-20    | 11-24 | excludes |
    none        | excludes @11-20 | 11-24 | clear    |
    """
    check(table, rule=UNTREATED, fields=BRAIN, kind="exclusion")
