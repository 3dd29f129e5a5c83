"""What every proposal has to be, whatever it was read from."""

from screening.formats.proposal import Proposal
from screening.patient import read_history
from screening.protocol import Protocol
from screening.wording import Words, reason_text

WORDS = Words("zh_CN")


def hold(proposal: Proposal, protocol: Protocol) -> None:
    """Demand that it comes out, tells itself in words and reads as a history."""
    assert proposal.reconciles()
    reasons = [*(one.reason for one in proposal.left_out), *(one.reason for one in proposal.hints), *proposal.notes]
    assert all(reason_text(reason, protocol, WORDS) for reason in reasons)
    for fact in proposal.facts:
        if fact.field.startswith("subject."):
            read_history({"subject": {fact.field.partition(".")[2]: fact.value}}, protocol)
        else:
            read_history({"answers": {fact.field: [fact.value]}}, protocol)
            assert fact.on == fact.value["on"]
        assert fact.seen.isprintable() and fact.place.row.isprintable()
