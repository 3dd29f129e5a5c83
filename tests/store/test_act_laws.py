"""Whatever people try in whatever order: the laws of the sequence hold, and the numbers come out even."""

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from screening.errors import AccessError, InputError
from screening.ledger import Entry
from screening.log import OUTCOMES, reason_codes
from tests.store.act_samples import DAY, LIN, OTHER, PASSWORD, VERDICTS, WU, answered, at_work, staffed
from tests.store.service_samples import ON, someone

# Which of the entries saved last is meant, also one that speaks for nobody any more.
WHICH = st.sampled_from([0, 0, 1, 1, 2, 3, 4])
VERDICT = st.sampled_from([*VERDICTS, "eligible", "eligible"])
CONSENT = st.sampled_from([True, True, True, False, None])
WHO = st.sampled_from([WU, WU, LIN, OTHER])

reached: Counter[str] = Counter()


class Acts(RuleBasedStateMachine):
    """A site at which everything is tried, and an audit of what was written that knows nothing of the rules' code."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="eligo-acts-"))
        self.site = staffed(self.folder / "data")
        self.seqs: list[int] = []

    def teardown(self) -> None:
        assert self.site.verify().ok
        before = self.site.log(current_only=False), self.site.outcomes.counts()
        self.site.rebuild()
        assert (self.site.log(current_only=False), self.site.outcomes.counts()) == before
        self.site.close()
        shutil.rmtree(self.folder)

    def tried(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Try an act; a refusal writes nothing."""
        head = self.site.head()
        try:
            return act(*arguments, **named)
        except (InputError, AccessError):
            assert self.site.head() == head
            return None

    def entry(self, which: int) -> int:
        return self.seqs[-1 - which % len(self.seqs)]

    def save(self, verdict: str, consent: bool | None, **named: Any) -> None:
        data = answered(
            verdict, someone(str(len(self.seqs)), consent={"given": consent} if consent is not None else {})
        )
        saved = self.tried(self.site.save, data, ON, consent_unstated=consent is None, **named)
        if saved is not None:
            self.seqs.append(saved.seq)

    # What people try

    @initialize()
    def a_morning(self) -> None:
        """Begin with a case of each kind."""
        for verdict in ("undetermined", "not_yet", "ineligible", "eligible"):
            self.as_usual(verdict, True)
        self.as_usual("eligible", None)

    @rule(verdict=st.sampled_from(["eligible", "eligible", "ineligible", "undetermined"]), consent=CONSENT)
    def as_usual(self, verdict: str, consent: bool | None) -> None:
        """Bring a case near its end, where most can go wrong."""
        self.save(verdict, consent)
        self.sign(0, WU, "confirms" if verdict == "eligible" else "acknowledges")

    @rule(which=WHICH)
    def end_as_usual(self, which: int) -> None:
        if self.seqs:
            eligible = self.site.record(self.entry(which)).row.verdict == "eligible"
            self.end(which, "enrolled" if eligible else "screen_failure", False)

    @rule(verdict=VERDICT, consent=CONSENT)
    def begin(self, verdict: str, consent: bool | None) -> None:
        self.save(verdict, consent)

    @rule(which=WHICH, verdict=VERDICT, consent=CONSENT, corrects=st.booleans())
    def go_on(self, which: int, verdict: str, consent: bool | None, corrects: bool) -> None:
        if self.seqs:
            self.save(verdict, consent, former=self.entry(which), corrects=corrects, reason="x" if corrects else "")

    @rule(which=WHICH, verdict=VERDICT)
    def screen_again(self, which: int, verdict: str) -> None:
        if self.seqs:
            self.save(verdict, True, person=self.site.record(self.entry(which)).person.id)

    @rule(which=WHICH, who=WHO, meaning=st.sampled_from(["confirms", "confirms", "declines", "acknowledges"]))
    def sign(self, which: int, who: Any, meaning: Any) -> None:
        if self.seqs:
            at_work(self.site, who)
            self.tried(self.site.signatures.sign, self.entry(which), meaning, PASSWORD, why="x")
            at_work(self.site, LIN)

    @rule(
        which=WHICH,
        outcome=st.sampled_from([*OUTCOMES, "enrolled", "enrolled", "screen_failure"]),
        definitely=st.booleans(),
    )
    def end(self, which: int, outcome: Any, definitely: bool) -> None:
        if not self.seqs:
            return
        seq = self.entry(which)
        failed = self.site.record(seq).row.failed
        reasons = failed if outcome == "screen_failure" else reason_codes(outcome)
        primary = reasons[0] if reasons else None
        entry = self.tried(self.site.outcomes.record, seq, outcome, on=DAY, primary=primary, definitely=definitely)
        if entry is not None:
            reached[outcome] += 1
            self.audit(entry, definitely)

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        if self.seqs:
            self.tried(self.site.outcomes.take_back, self.entry(which), "x")

    @rule(which=WHICH)
    def strike(self, which: int) -> None:
        if self.seqs:
            self.tried(self.site.strike, self.entry(which), "x")

    @rule(which=WHICH)
    def deviate(self, which: int) -> None:
        if self.seqs:
            self.tried(self.site.outcomes.deviation, self.entry(which), "I1", DAY, "x")

    @rule(which=WHICH)
    def forget(self, which: int) -> None:
        if self.seqs:
            self.tried(self.site.forgetting.forget, self.site.record(self.entry(which)).person.id, "asked")

    # What must hold

    def audit(self, ended: Entry, definitely: bool) -> None:
        """Hold an outcome against everything that was written before it."""
        before = [entry for entry in self.site._book.ledger.entries() if entry.seq < ended.seq]
        (about,) = [entry for entry in before if entry.seq == ended.payload["about"]]
        said: Any = about.payload
        assert not [one for one in before if one.kind == "assessed" and one.payload["former"] == about.seq]
        assert not [one for one in before if one.kind == "entered_in_error" and one.payload["struck"] == about.seq]
        if ended.payload["outcome"] == "enrolled":
            decided = [
                one
                for one in before
                if one.kind == "signed"
                and one.payload["entry"] == about.seq
                and one.payload["meaning"] in ("confirms", "declines")
            ]
            assert decided[-1].payload["meaning"] == "confirms" and decided[-1].actor == "Wu Ke"
            assert said["consent"]["given"] is True and said["verdict"] == "eligible"
            assert [one.genuine for one in self.site.signatures.of(about.seq) if one.seq == decided[-1].seq] == [True]
        if ended.payload["outcome"] == "screen_failure":
            against = [one["id"] for one in said["criteria"] if one["outcome"] in ("not_met", "excludes")]
            assert said["verdict"] == "ineligible" and (definitely or not said["possible"])
            assert ended.payload["criteria"] == against and ended.payload["primary"] in against

    @invariant()
    def the_numbers_come_out_even(self) -> None:
        """The counts are those of the bare entries; an outcome follows another only once that was taken back."""
        last: dict[tuple[str | None, int | None], Entry] = {}
        outcome: dict[tuple[str | None, int | None], str | None] = defaultdict(lambda: None)
        struck: set[object] = set()
        for entry in self.site._book.ledger.entries():
            attempt = entry.person, entry.attempt
            if entry.kind == "assessed":
                last[attempt] = entry
            elif entry.kind == "entered_in_error":
                struck.add(entry.payload["struck"])
            elif entry.kind == "outcome_recorded":
                assert outcome[attempt] is None
                outcome[attempt] = str(entry.payload["outcome"])
            elif entry.kind == "outcome_taken_back":
                assert outcome[attempt] is not None
                outcome[attempt] = None
        numbered = {one: entry for one, entry in last.items() if entry.payload["number"] is not None}
        expected = Counter(
            "struck" if entry.seq in struck else outcome[one] or "pending" for one, entry in numbered.items()
        )
        counts = self.site.outcomes.counts()
        assert counts.reconciles and counts.begun == len(last)
        for name in (*OUTCOMES, "pending", "struck"):
            assert getattr(counts, name) == expected[name]


def test_no_order_of_acts_breaks_the_laws() -> None:
    """S4, R11: nobody is enrolled without consent, all criteria met and a signature that holds; unknown never fails."""
    reached.clear()
    run_state_machine_as_test(
        Acts, settings=settings(max_examples=max(25, settings().max_examples // 16), stateful_step_count=25)
    )
    assert {"enrolled", "screen_failure", "declined"} <= reached.keys()
