"""What is wrong with datasets by CDISC's conformance rules and our own; nothing is written that breaks one."""

from collections.abc import Iterable

from screening.formats.cdisc import core_rules, own_rules
from screening.formats.cdisc.datasets import Dataset
from screening.formats.cdisc.rule import Problem
from screening.wording import refused

RULES = (*core_rules.RULES, *own_rules.RULES)


def problems(datasets: Iterable[Dataset]) -> list[Problem]:
    """List every place in which a rule is broken."""
    known = {one.name: one for one in datasets}
    return [Problem(rule, place) for rule in RULES for place in rule.check(known)]


def require_conformance(datasets: Iterable[Dataset]) -> None:
    """Refuse datasets that break a rule, naming every place.

    Each says whose it is: the protocol's, where two criteria have the same words; or a fault of the program.
    """
    found = problems(datasets)
    if found:
        raise refused("sdtm.conformance", count=len(found), found="\n".join(map(str, found)))
