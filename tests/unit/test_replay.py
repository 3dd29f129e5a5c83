"""Cases are read again under another version: who would change, by which line, on its day and today."""

from datetime import date, timedelta
from typing import Any

from screening.engine import assess
from screening.patient import read_history
from screening.protocol import Protocol
from screening.review.replay import Recorded, Replay, Replayed, Tally, standing_of
from tests.amended import amended, asking_more, published
from tests.store.service_samples import ON, history, with_answer

LATER = ON + timedelta(days=30)


def counted(value: str) -> dict[str, Any]:
    return with_answer(history(), platelets=[{"value": value, "unit": "10*9/L", "on": "2026-11-22"}])


def read(data: dict[str, Any], after: Protocol, *, failed: bool = True, today: date = LATER) -> Replayed:
    standing = standing_of(assess(published(), read_history(data, published()), ON))
    return Replay(published(), after, today).read(Recorded(7, ON, standing, failed, data))


def test_a_failure_by_the_former_limit_is_none_under_the_new_one() -> None:
    """On its day all criteria would have been met; today the count has expired under both."""
    found = read(counted("80"), amended())
    assert (found.case.standing, found.then.before, found.then.after) == ("ineligible", "ineligible", "eligible")
    assert [(line.id, line.before and line.before.outcome, line.after and line.after.outcome) for line in found.then.by]
    assert [line.id for line in found.then.by] == ["I3"]
    assert (found.now.before, found.now.after, found.now.by) == ("undetermined", "undetermined", ())
    assert found.saved == "met" and found.changes


def test_who_does_not_change_is_said_not_to() -> None:
    for value in ("70", "120"):
        found = read(counted(value), amended())
        assert (found.changes, found.saved, found.then.by) == (False, None, ())


def test_an_open_case_may_lose_what_it_had() -> None:
    found = read(counted("70"), amended(limit=50), failed=False)
    assert (found.then.before, found.then.after, found.saved) == ("eligible", "ineligible", None)
    assert [line.id for line in found.then.by] == ["I3"]


def test_a_question_that_nobody_asked_leaves_it_open() -> None:
    found = read(counted("70"), asking_more(), failed=False)
    assert (found.then.before, found.then.after) == ("eligible", "undetermined")
    assert [(line.id, line.before) for line in found.then.by] == [("E4", None)]


def test_answers_that_the_version_cannot_read_are_named() -> None:
    data = with_answer(counted("70"), active_infection="no")
    found = Replay(asking_more(), published(), ON).read(Recorded(7, ON, "eligible", False, data))
    assert (found.left_out, found.changes) == (("answers.active_infection",), False)


def test_the_counts_say_how_many_failures_a_version_would_have_saved() -> None:
    tally = Tally()
    for data in (counted("80"), counted("90"), counted("120"), counted("70")):
        tally.count(read(data, amended(), failed=data != counted("70")))
    assert (tally.read, tally.open, tally.failed, tally.saved_met, tally.saved_open) == (4, 1, 3, 2, 0)
    assert tally.by == {"I3": 2} and tally.then == {("ineligible", "eligible"): 2}
