"""Who signs what, when nothing else comes first; and what a signature is worth where somebody has the book's key."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, InputError, RefusedError
from screening.ledger import Signer
from screening.log import AccountClosed, Delegated, DelegationEnded, Signed, SignerKnown, event_of
from screening.service import Signature, Site, today
from screening.wording import Words
from tests.store.act_samples import (
    DAY,
    LIN,
    MO,
    OTHER,
    PASSWORD,
    WU,
    answered,
    at_work,
    code_of,
    confirmed,
    enrolled,
    rewritten,
    saved,
    staffed,
)
from tests.store.service_samples import ON, begun, history, someone


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "data") as opened:
        yield opened


def kinds(site: Site) -> list[str]:
    return [entry.kind for entry in site._book.ledger.entries()]


def one(site: Site, seq: int) -> Signature:
    (only,) = site.signatures.of(seq)
    return only


def test_an_investigator_confirms_the_proposal(site: Site) -> None:
    """S6: who, when, meaning what, in the book, in the view and for whoever asks."""
    seq = saved(site)
    made = at_work(site, WU).signatures.sign(seq, "confirms", PASSWORD)
    assert (made.name, made.role, made.meaning, made.state, made.genuine, made.about, made.why) == (
        *("Wu Ke", "investigator", "confirms", "current", True, seq, None),
    )
    entry = site._book.ledger.entry(made.seq)
    assert (entry.kind, entry.actor, entry.role) == ("signed", "Wu Ke", "investigator")
    row = site.record(seq).row
    assert (row.signed, row.signed_by, row.signed_at, row.signature) == ("confirmed", "Wu Ke", made.at, made.seq)
    assert row.signed_at is not None and row.signed_at.endswith("Z")
    assert site.signatures.of(seq) == [made] and site.verify().ok


def test_declining_says_why_in_nobody_s_sight(site: Site) -> None:
    """The reason lies with the person's private values; the chain says only that there is one."""
    seq = saved(site)
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "declines", PASSWORD, why=" \n") == "why_declined"
    made = site.signatures.sign(seq, "declines", PASSWORD, why=" Too frail for Dr Quill ")
    assert (made.why, made.genuine, site.record(seq).row.signed) == ("Too frail for Dr Quill", True, "declined")
    assert "Quill" not in str(dict(site._book.ledger.entry(made.seq).payload)) + repr(made)
    assert one(at_work(site, MO), seq).why == ""


def test_a_wrong_password_signs_nothing(site: Site) -> None:
    """S12: it is asked for each time; right once is not right for ever."""
    first, second = saved(site, number="A"), saved(site, number="B")
    at_work(site, WU).signatures.sign(first, "confirms", PASSWORD)
    before = site.head()
    assert code_of(site.signatures.sign, second, "confirms", "guessed") == "wrong"
    assert site.head() == before


@pytest.mark.parametrize("actor", [LIN, MO])
def test_only_an_investigator_signs(site: Site, actor: Any) -> None:
    """R12: whatever password somebody else knows."""
    seq = saved(site)
    at_work(site, actor)
    assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "not_permitted.sign"
    assert isinstance(site.signatures.in_the_way(seq, "confirms"), AccessError)


def test_without_accounts_nobody_signs(tmp_path: Path) -> None:
    with begun(tmp_path) as site:
        seq = site.save(history(), ON).seq
        assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "no_accounts"


def test_a_closed_account_signs_nothing(site: Site) -> None:
    seq = saved(site)
    site.note(AccountClosed(account="A1", why="left"))
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "disabled"


# --- delegation ---


def test_whoever_is_not_delegated_today_does_not_sign(site: Site) -> None:
    """Neither before nor after the days named, nor in another study."""
    seq = saved(site)
    at_work(site, OTHER)
    days = {name: (today() + timedelta(days=n)).isoformat() for name, n in (("before", -1), ("today", 0), ("after", 1))}

    def refusal() -> str:
        return code_of(site.signatures.sign, seq, "confirms", PASSWORD)

    assert refusal() == "acts.not_delegated"
    site.note(Delegated(account="A4", principal=False, since=days["after"]))
    site.note(Delegated(account="A4", principal=False, since="2026-01-01", until=days["before"]))
    assert refusal() == "acts.not_delegated"
    site.note(Delegated(account="A4", principal=False, since=days["before"], until=days["today"]))
    site.note(DelegationEnded(account="A4", on=days["before"]))
    assert refusal() == "acts.not_delegated"
    site.note(Delegated(account="A4", principal=False, since=days["today"]))
    assert site.signatures.in_the_way(seq, "confirms") is None
    assert site.signatures.sign(seq, "confirms", PASSWORD).name == "Zhao Yi"


def test_a_new_principal_investigator_ends_the_time_of_the_former(site: Site) -> None:
    """There is one at a time; what the former signed stays good."""
    first, second = saved(site, number="A"), saved(site, number="B")
    confirmed(site, first)
    site.note(Delegated(account="A4", principal=True, since=today().isoformat()))
    at_work(site, WU)
    assert code_of(site.signatures.sign, second, "confirms", PASSWORD) == "acts.not_delegated"
    assert at_work(site, OTHER).signatures.sign(second, "confirms", PASSWORD).genuine
    assert one(site, first).genuine and one(site, first).state == "current"


def test_a_book_without_delegations_knows_who_set_it_up(tmp_path: Path) -> None:
    """The first account answers for the study; any other has to be named."""
    with staffed(tmp_path, delegated=False) as site:
        first, second = saved(site, number="A"), saved(site, number="B")
        at_work(site, OTHER)
        assert code_of(site.signatures.sign, first, "confirms", PASSWORD) == "acts.no_principal"
        assert confirmed(site, second) == second


def test_a_key_that_the_book_does_not_know_signs_nothing(site: Site) -> None:
    seq = saved(site)
    at_work(site, WU)._book.signer = lambda password: Signer(bytes(range(32)))
    assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "acts.unknown_key"


def test_who_gets_another_key_has_signed_before_all_the_same(site: Site) -> None:
    """A signature is held against the key that the book knew then."""
    seq = confirmed(site, saved(site))
    site.note(SignerKnown(account="A1", public=Signer(bytes(range(32))).public))
    assert one(site, seq).genuine and site.verify().ok


# --- what comes first ---


@pytest.mark.parametrize("meaning", ["confirms", "declines"])
@pytest.mark.parametrize(
    ("verdict", "code"), [("undetermined", "undetermined"), ("ineligible", "ineligible"), ("not_yet", "ineligible")]
)
def test_only_what_is_proposed_is_confirmed_or_declined(site: Site, verdict: str, code: str, meaning: Any) -> None:
    """S4: no signature on an open question, and no override of a "no"."""
    seq = saved(site, verdict)
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, meaning, PASSWORD, why="why") == code
    refused = site.signatures.in_the_way(seq, meaning)
    assert isinstance(refused, RefusedError) and refused.code == code
    assert site.signatures.sign(seq, "acknowledges", PASSWORD).genuine
    assert site.record(seq).row.signed == "acknowledged"


def test_consent_comes_before_confirming(site: Site) -> None:
    """Recorded, not merely unstated; declining needs none."""
    denied = site.save(someone("A", consent={"given": False}), ON).seq
    unstated = site.save(someone("B", consent=None), ON, consent_unstated=True).seq
    at_work(site, WU)
    for seq in (denied, unstated):
        assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "no_consent"
        assert site.signatures.sign(seq, "declines", PASSWORD, why="why").genuine


def test_a_protocol_may_ask_for_no_consent(tmp_path: Path) -> None:
    """Then everybody has a number; a consent denied is a "no" all the same."""
    with staffed(tmp_path, consent="not_asked") as site:
        open_ = site.save(someone("A", consent=None), ON)
        denied = site.save(someone("B", consent={"given": False}), ON)
        assert (open_.number, denied.number) == ("SH04-0001", None)
        confirmed(site, open_.seq)
        at_work(site, WU)
        assert code_of(site.signatures.sign, denied.seq, "confirms", PASSWORD) == "no_consent"
        site.outcomes.record(open_.seq, "enrolled", on=DAY)


def test_a_struck_or_continued_entry_is_not_signed(site: Site) -> None:
    seq, struck = saved(site, number="A"), saved(site, number="B")
    site.save(answered("eligible", someone("A")), ON, former=seq)
    site.strike(struck, "wrong")
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "acknowledges", PASSWORD) == "superseded"
    assert code_of(site.signatures.sign, struck, "acknowledges", PASSWORD) == "struck"
    with pytest.raises(InputError, match="no case"):
        site.signatures.sign(1, "confirms", PASSWORD)


def test_the_last_decision_counts(site: Site) -> None:
    """Declined after it was confirmed; the same is not signed twice, and having seen it takes nothing away."""
    seq = confirmed(site, saved(site))
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "signed_already"
    site.signatures.sign(seq, "acknowledges", PASSWORD)
    assert site.record(seq).row.signed == "confirmed"
    site.signatures.sign(seq, "declines", PASSWORD, why="a new finding")
    assert site.record(seq).row.signed == "declined"
    assert [(one.meaning, one.state) for one in site.signatures.of(seq)] == [
        *(("confirms", "superseded"), ("acknowledges", "current"), ("declines", "current")),
    ]
    assert code_of(site.outcomes.record, seq, "enrolled", on=DAY) == "unsigned"


def test_a_closed_study_takes_no_signature(site: Site) -> None:
    """S6: its log has its final page."""
    seq = saved(site)
    at_work(site, WU).conduct.close()
    assert code_of(site.signatures.sign, seq, "confirms", PASSWORD) == "conduct.closed"
    assert site.signatures.of(seq) == []


def test_after_the_end_a_decision_is_not_turned_round(site: Site) -> None:
    seq = enrolled(site)
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "declines", PASSWORD, why="why") == "ended"
    other = saved(site, number="B")
    site.outcomes.record(other, "declined", on=DAY, primary="not_interested")
    assert code_of(site.signatures.sign, other, "confirms", PASSWORD) == "ended"


@pytest.mark.parametrize("corrects", [True, False])
def test_a_later_entry_supersedes_the_signature_in_sight(site: Site, corrects: bool) -> None:
    """S9: both rows say so, and a new signature is asked for."""
    seq = confirmed(site, saved(site))
    data = answered("eligible", someone("A", sex="male"))
    later = site.save(data, ON, former=seq, corrects=corrects, reason="misread" if corrects else "").seq
    rows = {row.seq: row for row in site.log(current_only=False)}
    assert (rows[seq].signed, rows[later].signed, rows[later].due) == ("superseded", "superseded", "signature")
    assert (rows[later].signed_by, rows[seq].due) == ("Wu Ke", None)
    assert code_of(site.outcomes.record, later, "enrolled", on=DAY) == "signature_superseded"
    confirmed(site, later)
    assert site.record(later).row.due is None
    assert [(one.about, one.state, one.genuine) for one in site.signatures.of(seq)] == [
        *((seq, "superseded", True), (later, "current", True)),
    ]
    assert site.signatures.of(later) == site.signatures.of(seq)


# --- somebody with the key of the book ---

FIELDS: dict[str, object] = {
    "entry": 1,
    "hash": "0" * 64,
    "number": "SH04-0009",
    "protocol": "NCT1",
    "protocol_version": "9",
    "fingerprint": "0" * 64,
    "verdict": "ineligible",
    "meaning": "acknowledges",
    "account": "A4",
    "name": "Zhao Yi",
    "role": "coordinator",
    "at": "2026-11-23T08:00:00.000000Z",
    "length": 3,
    "head": "0" * 64,
    "reasoned": True,
    "public": Signer(bytes(range(32))).public,
    "signature": "00" * 64,
}


def test_these_are_all_fields() -> None:
    assert Signed.model_fields.keys() == FIELDS.keys()


@pytest.mark.parametrize("field", FIELDS)
def test_a_signature_with_one_field_changed_does_not_verify(site: Site, field: str) -> None:
    """S8, though every hash was written anew: the book names the entry."""
    seq = confirmed(site, saved(site))
    place = one(site, seq).seq
    saved(site, number="B")
    rewritten(site, place, lambda said: said["payload"].update({field: FIELDS[field]}))
    found = site.verify()
    assert (found.ok, found.why, found.first_bad) == (False, "signature", place)
    assert not one(site, seq).genuine


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["payload"].update(verdict="eligible", age=99),
        lambda said: said["payload"]["history"]["answers"].update(disease_extent="early"),
        lambda said: said.update(at="2026-11-23T08:00:00.000000Z"),
        lambda said: said.update(actor="Somebody Else"),
    ],
)
def test_a_case_changed_under_its_signature_is_named(site: Site, change: Callable[[Any], object]) -> None:
    """S8: the signature is over what the entry says, not over its number alone."""
    seq = confirmed(site, saved(site))
    rewritten(site, seq, change)
    assert not one(site, seq).genuine
    assert (site.verify().why, site.verify().first_bad) == ("signature", one(site, seq).seq)
    assert code_of(site.outcomes.record, seq, "enrolled", on=DAY) == "signature_false"


def test_a_signature_moved_to_another_case_does_not_verify(site: Site) -> None:
    """S8: with its person and number, its hash, or nothing but the entry adapted."""
    first, second = saved(site, number="A"), saved(site, number="B")
    place = one(site, confirmed(site, first)).seq
    other = site._book.ledger.entry(second)

    def moved(said: dict[str, Any]) -> None:
        said.update(person=other.person)
        said["payload"].update(entry=second, number="SH04-0002", hash=other.hash)

    rewritten(site, place, moved)
    site.rebuild()
    assert site.record(second).row.signed == "confirmed" and not one(site, second).genuine
    assert site.verify().why == "signature"
    assert code_of(site.outcomes.record, second, "enrolled", on=DAY) == "signature_false"


def test_a_signature_repeated_later_does_not_verify(site: Site) -> None:
    """It says where the book ended when it was made."""
    seq = confirmed(site, saved(site))
    entry = site._book.ledger.entry(one(site, seq).seq)
    saved(site, number="B")
    event = event_of(entry)
    with at_work(site, WU).acting(site.signatures.sign.permission):  # type: ignore[attr-defined]
        drafted = site._book.draft(event, person=entry.person, attempt=entry.attempt)
    (again,) = site._book.write(lambda reader: [drafted])
    assert [found.genuine for found in site.signatures.of(seq)] == [True, False]
    assert site.verify().first_bad == again.seq


def test_what_is_no_signature_any_more_is_named_too(site: Site) -> None:
    """A field taken away, or a case that is none."""
    seq = confirmed(site, saved(site))
    place = one(site, seq).seq
    rewritten(site, place, lambda said: said["payload"].pop("meaning"))
    assert (site.verify().why, site.verify().first_bad) == ("signature", place)


def test_a_clock_set_back_before_signing_is_no_fault(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The word about the clock stands between the head that was signed and the signature."""
    seq = saved(site)
    at_work(site, WU)
    real = site._book.ledger._clock
    monkeypatch.setattr(site._book.ledger, "_clock", lambda: real() - timedelta(hours=1))
    assert site.signatures.sign(seq, "confirms", PASSWORD).genuine
    assert kinds(site)[-2:] == ["clock_went_back", "signed"] and site.verify().ok


def test_rebuilt_views_say_the_same_of_signatures(site: Site) -> None:
    seq = enrolled(site)
    site.save(answered("ineligible", someone("A")), ON, former=seq, corrects=True, reason="misread")
    before = site.log(current_only=False), site.signatures.of(seq), site.outcomes.of(seq)
    site.rebuild()
    assert (site.log(current_only=False), site.signatures.of(seq), site.outcomes.of(seq)) == before


def test_a_refusal_has_words_in_every_language(site: Site) -> None:
    """The error says it in English; the code and the values say it in any language."""
    seq = saved(site, "undetermined")
    error = at_work(site, WU).signatures.in_the_way(seq, "confirms")
    assert isinstance(error, RefusedError)
    assert str(error) == "Not yet known: 1 answer is missing. They come first."
    assert Words("zh_CN").text(f"refused.{error.code}", **error.values) == "尚未确定：缺 1 项回答。请先补全。"
