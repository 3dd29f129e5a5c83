"""The people of a study, each counted once: read from a book in which they come back, end and are struck through."""

from datetime import timedelta
from pathlib import Path

from screening.log import BOXES, failures, lacking, waits
from tests.store.act_samples import DAY, VERDICTS, answered, enrolled, saved, staffed
from tests.store.service_samples import ON, someone


def test_people_are_counted_once_by_their_last_attempt(tmp_path: Path) -> None:
    """R11: who came back counts as they stand now; who was struck through is nobody."""
    with staffed(tmp_path / "data") as site:
        enrolled(site, "A")
        site.outcomes.record(saved(site, "ineligible", "B"), "screen_failure", on=DAY, primary="E3")
        site.outcomes.record(saved(site, number="C"), "withdrew", on=DAY, primary="health_worse")
        for number, verdict in zip("GHIJ", VERDICTS, strict=True):
            saved(site, verdict, number)
        site.strike(saved(site, number="K"), "wrong")
        before = site.save(someone("L", consent={"given": False}), ON).seq
        site.outcomes.record(before, "declined", on=DAY, primary="not_interested")
        found = site.outcomes.flow()
        assert found.steps == {"screened": 8, "consented": 7, "assessed": 6, "meeting": 3, "enrolled": 1}
        assert [found.out(box) for box in BOXES] == [1, 1, 1] and found.reconciles and found.few
        assert found.pending == {"awaiting": 1, "not_yet": 1, "unknown": 1, "unrecorded": 1}
        version = site.protocol.version
        assert [(one.criterion, one.version) for one in found.failed] == [(one, version) for one in ("E1", "E3", "I1")]
        again = site.cases_of(site.same_person({"hospital_number": "B"})[0].id)[0]
        site.save(answered("eligible", someone("B")), ON, person=again.person)
        later = site.outcomes.flow()
        assert (later.screened, later.out("not_meeting_criteria"), later.failed) == (8, 0, ())
        assert later.pending["awaiting"] == 2 and later.reconciles
        assert site.outcomes.counts().screened == 8, "attempts, of whom one is a second one"


def test_ways_are_read_from_the_book(tmp_path: Path) -> None:
    """Days count from the first assessment of an attempt, a correction is no second person, fields are named."""
    with staffed(tmp_path / "data") as site:
        data = answered("ineligible", someone("B"))
        first = site.save(data, ON - timedelta(6))
        later = site.save(data, ON, former=first.seq, corrects=True, reason="misread")
        site.outcomes.record(later.seq, "screen_failure", on=DAY, primary="E3")
        saved(site, "undetermined", "C")
        site.strike(saved(site, "undetermined", "D"), "wrong")
        found = site.outcomes.ways()
        assert sum(found.values()) == 2
        took = waits(found)
        assert (took.median, took.waiting, sum(took.people)) == (6, 1, 1)
        missing = lacking(found)
        assert missing.fields == {(site.protocol.version, "brain_metastases"): 1}
        assert (missing.unknown, missing.pending) == (1, 1)
        _, periods = failures(found)
        assert [(one.first, one.screened, dict(one.failed)) for one in periods] == [
            (DAY[:7], 2, {(site.protocol.version, "E3"): 1})
        ]
