"""A criterion that a person decides on listed evidence: `decided_by = "investigator"`."""

from typing import Any

from tests.spec.table import check

HEART: dict[str, Any] = {
    "nyha": {"kind": "choice", "options": {"one": {}, "two": {}, "not_documented": {"unknown": True}}},
    "scan": {"kind": "lab", "unit": "%"},
    "stays": {"kind": "events"},
    "risks": {"kind": "worksheet", "items": {"smoking": {}}},
}


def test_the_decision_is_taken_once_the_evidence_is_there() -> None:
    """What is missing of the evidence is asked first, then the decision."""
    table = """
    nyha           | decision     | day   | outcome  | asks         | why
    one            | clear @11-20 | 11-24 | clear    |              | evidence.complete, decided
    two            | clear @11-20 | 11-24 | clear    |              | evidence.complete, decided
    one            | clear @11-25 | 11-24 | unknown  | decisions.C1 | undecided
    one            |              | 11-24 | unknown  | decisions.C1 | undecided
                   | clear @11-20 | 11-24 | unknown  | nyha         | evidence
    not_documented | clear @11-20 | 11-24 | unknown  | nyha         | evidence
    one @11-25     | clear @11-20 | 11-24 | unknown  | nyha         | evidence
    """
    check(table, rule=None, fields={"nyha": HEART["nyha"]}, kind="exclusion", evidence=["nyha"])


def test_evidence_of_every_kind() -> None:
    """Any result, any list of events, every item of a worksheet."""
    table = """
    scan      | stays      | risks             | decision   | day   | outcome | asks
    55 @11-20 | none       | smoking ruled_out | met @11-20 | 11-24 | met     |
    55 @11-20 | 11-01      | smoking present   | met @11-20 | 11-24 | met     |
    55 @11-25 | none       | smoking present   | met @11-20 | 11-24 | unknown | scan
    55 @11-20 |            | smoking present   | met @11-20 | 11-24 | unknown | stays
    55 @11-20 | none @11-25| smoking present   | met @11-20 | 11-24 | unknown | stays
    55 @11-20 | none       |                   | met @11-20 | 11-24 | unknown | risks.smoking
    """
    fields = {name: HEART[name] for name in ("scan", "stays", "risks")}
    check(table, rule=None, fields=fields, evidence=["scan", "stays", "risks"])


def test_without_evidence_the_decision_alone_is_asked() -> None:
    """A criterion such as "able to comply" lists nothing."""
    table = """
    decision       | day   | outcome | asks
    met @11-20     | 11-24 | met     |
    not met @11-20 | 11-24 | not met |
                   | 11-24 | unknown | decisions.C1
    """
    check(table, rule=None)
