"""People with accounts: who comes in, what they may do, and what the book says of it."""

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from screening.access import Permission
from screening.errors import AccessError, InputError
from screening.log import KINDS
from screening.service import (
    Actor,
    Site,
    back_up,
    begin_accounts,
    begin_with_accounts,
    choose_password,
    enter,
    has_accounts,
    recover,
    restoring,
)
from screening.service.beginning import KEY, KEYS, SIGN
from tests.store.service_samples import ON, begun, history, published

PASSWORD, OTHER = "a quiet river in spring", "seven grey herons at dusk"


def first(folder: Path, role: str = "coordinator") -> tuple[Site, str]:
    """Begin a site whose first person is Wang Li."""
    return begin_with_accounts(folder, code="SH04", name="Wang Li", role=role, password=PASSWORD, protocol=published())


def joined(site: Site, name: str, *roles: str) -> Site:
    """Add somebody, who chooses a password and comes in."""
    once = site.staff.add(name, roles, verified="staff card")
    return choose_password(site.folder, name, once, OTHER)


def kinds(site: Site) -> list[str]:
    return [entry.kind for entry in site.reader.entries()]


def test_a_site_with_a_password_is_closed_to_whoever_has_none(tmp_path: Path) -> None:
    """S1: no key lies open, and no account is there but the one that was begun."""
    site, _ = first(tmp_path)
    site.save(history(), ON)
    site.close()
    assert has_accounts(tmp_path)
    assert not (tmp_path / KEY).exists()
    assert PASSWORD not in "".join(file.read_bytes().decode("latin-1") for file in tmp_path.iterdir())
    with pytest.raises(AccessError) as refused:
        Site.open(tmp_path)
    assert refused.value.code == "sign_in"
    for name, password in (("Wang Li", "a wrong password"), ("Nobody", PASSWORD)):
        with pytest.raises(AccessError) as wrong:
            enter(tmp_path, name, password)
        assert wrong.value.code == "wrong"
    with enter(tmp_path, "wang  LI", PASSWORD) as again:
        assert again.actor == Actor("Wang Li", "coordinator", "A1")
        assert [row.number for row in again.log()] == ["SH04-0001"]


def test_who_came_and_who_failed_to_is_recorded(tmp_path: Path) -> None:
    """A13: coming, going and failing are entries of the book."""
    first(tmp_path)[0].close()
    for _ in range(2):
        with pytest.raises(AccessError):
            enter(tmp_path, "Wang Li", "wrong")
    with pytest.raises(AccessError):
        enter(tmp_path, "Somebody", "wrong")
    with enter(tmp_path, "Wang Li", PASSWORD) as site:
        came = [e for e in site.reader.entries() if e.kind in ("signed_in", "signed_out", "sign_in_failed")]
    assert [e.kind for e in came] == ["signed_in", "signed_out", "sign_in_failed", "sign_in_failed", "signed_in"]
    failed = {e.payload["account"]: e.payload["times"] for e in came if e.kind == "sign_in_failed"}
    assert failed == {"A1": 2, None: 1}
    assert came[-1].payload["failed"] == 2
    with enter(tmp_path, "Wang Li", PASSWORD) as site:
        assert kinds(site).count("sign_in_failed") == 2


def test_only_the_matrix_says_who_may_what(tmp_path: Path) -> None:
    """S2: through the service, whatever the window offers."""
    site, _ = first(tmp_path)
    saved = site.save(history(), ON)
    with joined(site, "Monitor Mo", "monitor") as monitor:
        record = monitor.record(saved.seq)
        assert (record.person.name, record.history.get("subject", {}).get("name")) == ("", None)
        acts: list[Callable[[], object]] = [
            lambda: monitor.save(history(), ON),
            lambda: monitor.find_people("Quill"),
            lambda: monitor.staff.add("X", ["coordinator"], verified="v"),
            lambda: monitor.strike(saved.seq, "why"),
        ]
        for act in acts:
            with pytest.raises(AccessError) as refused:
                act()
            assert refused.value.code.startswith("not_permitted.")
    site.close()


def test_an_administrator_sees_no_patient(tmp_path: Path) -> None:
    """S3: accounts and settings, no clinical data."""
    site, _ = first(tmp_path)
    site.save(history(), ON)
    with joined(site, "Admin An", "administrator") as administrator:
        assert not administrator.permits(Permission.READ_CODED)
        with pytest.raises(AccessError):
            administrator.log()
        with pytest.raises(AccessError):
            administrator.save(history(), ON)
        assert administrator.staff.add("Somebody Else", ["coordinator"], verified="passport")
    site.close()


def test_nobody_signs_and_administers_but_one_who_is_alone(tmp_path: Path) -> None:
    """S3: the record shows it, and the next member of staff takes the accounts over."""
    site, _ = first(tmp_path, "investigator")
    opened = next(e for e in site.reader.entries(kinds=("account_opened",)))
    assert (opened.payload["roles"], opened.payload["alone"]) == (["investigator", "administrator"], True)
    with pytest.raises(InputError, match="coordinator or an administrator"):
        site.staff.add("Second Doctor", ["investigator"], verified="staff card")
    site.staff.add("Monitor Mo", ["monitor"], verified="letter of the sponsor")
    assert site.permits(Permission.ADMINISTER)
    site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    assert not site.permits(Permission.ADMINISTER)
    assert {one.name: one.roles for one in site.staff.all()} == {
        "Wang Li": ("investigator",),
        "Monitor Mo": ("monitor",),
        "Chen Yu": ("coordinator", "administrator"),
    }
    site.close()


def test_the_accounts_are_handed_over_to_whoever_comes_next(tmp_path: Path) -> None:
    """S3: an administrator too, and a monitor who becomes something else; once is enough."""
    site, _ = first(tmp_path / "one", "investigator")
    site.staff.add("Chen Yu", ["administrator"], verified="staff card")
    assert [one.roles for one in site.staff.all()] == [("investigator",), ("administrator",)]
    site.close()
    site, _ = first(tmp_path / "other", "investigator")
    site.staff.add("Mo Yan", ["monitor"], verified="letter of the sponsor")
    with pytest.raises(InputError, match="coordinator or an administrator"):
        site.staff.give_roles("Mo Yan", ["investigator"])
    site.staff.give_roles("Wang Li", ["coordinator", "investigator", "administrator"])
    site.staff.give_roles("Mo Yan", ["coordinator"])
    assert [one.roles for one in site.staff.all()] == [
        ("coordinator", "investigator"),
        ("coordinator", "administrator"),
    ]
    assert [one.alone for one in site.staff.all()] == [False, False]
    site.close()


def test_who_answers_for_the_study_delegates(tmp_path: Path) -> None:
    """R12: the administrator names an investigator only where the study has none at work."""
    site, _ = first(tmp_path)
    with joined(site, "Xu Dan", "investigator") as doctor:
        site.staff.add("He Ping", ["investigator"], verified="staff card")
        with pytest.raises(AccessError) as refused:
            site.staff.delegate("He Ping")
        assert refused.value.code == "not_permitted.delegate"
        with pytest.raises(InputError, match="no delegation"):
            site.staff.end_delegation("He Ping")
        doctor.staff.delegate("He Ping")
        doctor.staff.end_delegation("He Ping")
    site.staff.close("Xu Dan", "left the site")
    site.staff.delegate("He Ping", principal=True)
    site.close()


def test_a_closed_account_is_out_at_once_and_its_name_is_spent(tmp_path: Path) -> None:
    """S19, S10: a session that is under way ends too."""
    site, _ = first(tmp_path)
    other = joined(site, "Chen Yu", "coordinator")
    other.save(history(), ON)
    site.staff.close("Chen Yu", "left the site")
    with pytest.raises(AccessError) as out:
        other.log()
    assert out.value.code == "disabled"
    other.abandon()
    with pytest.raises(AccessError):
        enter(tmp_path, "Chen Yu", OTHER)
    with pytest.raises(InputError, match="never given twice"):
        site.staff.add("chen yu", ["coordinator"], verified="staff card")
    once = site.staff.reopen("Chen Yu")
    choose_password(tmp_path, "Chen Yu", once, OTHER).close()
    site.close()


def test_a_password_given_once_must_be_changed(tmp_path: Path) -> None:
    """S13: the administrator never knows a password in use, nor can sign as another."""
    site, _ = first(tmp_path)
    once = site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    with pytest.raises(AccessError) as refused:
        enter(tmp_path, "Chen Yu", once)
    assert refused.value.code == "must_change"
    choose_password(tmp_path, "Chen Yu", once, OTHER).close()
    key = site.staff.named("Chen Yu").signs_with
    assert key is not None
    again = site.staff.reset("Chen Yu")
    with pytest.raises(AccessError):
        enter(tmp_path, "Chen Yu", OTHER)
    choose_password(tmp_path, "Chen Yu", again, PASSWORD).close()
    assert site.staff.named("Chen Yu").signs_with not in (None, key)
    site.close()


def test_the_recovery_key_lets_the_administrator_in(tmp_path: Path) -> None:
    site, paper = first(tmp_path)
    site.save(history(), ON)
    site.close()
    with recover(tmp_path, paper.lower(), "Wang Li", OTHER) as again:
        assert [row.number for row in again.log()] == ["SH04-0001"]
        assert again.verify().ok
        new = again.staff.new_recovery_key()
    with pytest.raises(AccessError):
        enter(tmp_path, "Wang Li", PASSWORD)
    with pytest.raises(AccessError) as refused:
        recover(tmp_path, paper, "Wang Li", OTHER)
    assert refused.value.code == "recovery_wrong"
    recover(tmp_path, new, "Wang Li", PASSWORD).close()


def test_a_book_that_knew_no_passwords_gets_its_first_person(tmp_path: Path) -> None:
    """Nothing is encrypted anew, and the signing key of the installation is no longer open."""
    with begun(tmp_path) as site:
        site.save(history(), ON)
        begin_accounts(site, name="Wang Li", role="coordinator", password=PASSWORD)
    assert not (tmp_path / KEY).exists()
    with enter(tmp_path, "Wang Li", PASSWORD) as again:
        assert len(again.log()) == 1
        assert again.verify().ok
    assert len((tmp_path / SIGN).read_text().strip()) > 64
    with enter(tmp_path, "Wang Li", PASSWORD) as again:
        assert again.verify().ok
        assert kinds(again).count("signing_key_made") == 1


def test_rules_are_changed_by_the_administrator_and_recorded(tmp_path: Path) -> None:
    site, _ = first(tmp_path)
    assert site.rules.get("idle_minutes") == 10
    site.rules.change("idle_minutes", 5)
    assert site.rules.get("idle_minutes") == 5
    assert site.rules.change("idle_minutes", 5) is None
    for name, value in (("idle_minutes", 0), ("idle_minute", 5)):
        with pytest.raises(InputError):
            site.rules.change(name, value)
    with joined(site, "Dr Xu", "investigator") as doctor, pytest.raises(AccessError):
        doctor.rules.change("idle_minutes", 60)
    site.close()


def test_who_had_which_role_when(tmp_path: Path) -> None:
    """S20: current and historic grants."""
    site, _ = first(tmp_path)
    site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    site.staff.give_roles("Chen Yu", ["investigator"])
    site.staff.close("Chen Yu", "left")
    grants = [(one.name, one.roles) for one in site.staff.history()]
    assert grants == [
        ("Wang Li", ("coordinator", "administrator")),
        ("Chen Yu", ("coordinator",)),
        ("Chen Yu", ("investigator",)),
        ("Chen Yu", ()),
    ]
    first_day, last_day = (date.fromisoformat(site.staff.history()[place].at[:10]) for place in (0, -1))
    assert site.staff.roles_on(last_day) == {"Wang Li": ("coordinator", "administrator")}
    assert site.staff.roles_on(first_day - timedelta(days=1)) == {}
    site.staff.reopen("Chen Yu")
    assert site.staff.roles_on(last_day + timedelta(days=1))["Chen Yu"] == ("investigator",)
    site.staff.review()
    assert kinds(site)[-1] == "accounts_reviewed"
    site.close()


def test_somebody_must_be_left_who_administers(tmp_path: Path) -> None:
    site, _ = first(tmp_path)
    site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    acts: list[Callable[[], object]] = [
        lambda: site.staff.close("Wang Li", "retired"),
        lambda: site.staff.give_roles("Wang Li", ["coordinator"]),
    ]
    for act in acts:
        with pytest.raises(InputError, match="somebody else"):
            act()
    site.close()


def test_a_backup_is_opened_by_its_people(tmp_path: Path) -> None:
    """R4: on a new laptop, from the backup and its keys alone; a wrong password is refused."""
    site, _ = first(tmp_path / "old")
    site.save(history(), ON)
    back_up(site, tmp_path / "copy.backup")
    site.close()
    shutil.rmtree(tmp_path / "old")
    with (
        pytest.raises(AccessError),
        restoring(tmp_path / "copy.backup", tmp_path / "new", name="Wang Li", password="wrong"),
    ):
        pass
    assert not (tmp_path / "new").exists()
    with restoring(tmp_path / "copy.backup", tmp_path / "new", name="Wang Li", password=PASSWORD) as found:
        found.finish("SH04-0004")
    with enter(tmp_path / "new", "Wang Li", PASSWORD) as again:
        assert again.verify().ok
        assert again.save(history(), ON).number == "SH04-0005"


def test_nothing_of_a_password_is_in_the_book(tmp_path: Path) -> None:
    site, paper = first(tmp_path)
    said = json.dumps([dict(entry.payload) for entry in site.reader.entries()])
    site.close()
    assert PASSWORD not in said
    assert paper.replace("-", "")[:8] not in said
    assert {kind for kind, _ in KINDS} >= {"account_opened", "signed_in"}
    assert (tmp_path / KEYS).exists()


def test_who_is_shut_out_for_a_while_left_once(tmp_path: Path) -> None:
    """S18: locked, unlocked and locked again; closed then, nobody is said to have left a second time."""
    site, _ = first(tmp_path)
    site.staff.lock("idle")
    with pytest.raises(AccessError):
        site.staff.unlock("a wrong one")
    site.staff.unlock(PASSWORD)
    site.staff.lock("idle")
    site.close()
    with enter(tmp_path, "Wang Li", PASSWORD) as again:
        came = [(e.kind, e.payload.get("why") or e.payload.get("how")) for e in again.reader.entries(after=3)]
    comings = [one for one in came if one[0].startswith("sign")]
    assert comings == [
        *[("signer_known", None), ("signed_in", "password"), ("signed_out", "idle"), ("sign_in_failed", None)],
        *[("signed_in", "unlocked"), ("signed_out", "idle"), ("signed_in", "password")],
    ]


def test_failed_attempts_are_said_to_whom_they_concern(tmp_path: Path) -> None:
    """S16: all of them to the administrator, their own to everybody else; and told once."""
    site, _ = first(tmp_path)
    joined(site, "Chen Yu", "coordinator").close()
    site.close()
    for name in ("Chen Yu", "Chen Yu", "Somebody"):
        with pytest.raises(AccessError):
            enter(tmp_path, name, "a wrong one")
    with enter(tmp_path, "Chen Yu", OTHER) as mine:
        assert [(one.name, one.times) for one in mine.staff.failed_meanwhile()] == [("Chen Yu", 2)]
        assert mine.staff.attendance()["A2"].failed == 2
    with enter(tmp_path, "Wang Li", PASSWORD) as all_of_them:
        told = {one.name: one.times for one in all_of_them.staff.failed_meanwhile()}
        assert told == {"Chen Yu": 2, None: 1}
        assert all_of_them.staff.attendance()["A1"].last is not None
    with enter(tmp_path, "Wang Li", PASSWORD) as again:
        assert again.staff.failed_meanwhile() == []


def test_whoever_changes_accounts_is_asked_again_who_they_are(tmp_path: Path) -> None:
    """S19: a wrong password confirms nothing, and counts as a failed attempt."""
    site, _ = first(tmp_path)
    site.staff.confirm(PASSWORD)
    with pytest.raises(AccessError) as refused:
        site.staff.confirm("a wrong one")
    assert refused.value.code == "wrong"
    site.close()


def test_what_the_list_of_people_shows(tmp_path: Path) -> None:
    """When all were gone through last, and who acts in the study from when to when."""
    site, _ = first(tmp_path)
    assert site.staff.last_review() is None
    site.staff.review()
    assert site.staff.last_review() == site.reader.entry(site.head().length).at
    site.staff.add("Dr Xu", ["investigator"], verified="staff card")
    (given,) = site.staff.delegations()
    assert (given.account, given.principal, given.until) == ("A2", True, None)
    site.close()


def test_an_administrator_who_sees_no_patient_can_restore(tmp_path: Path) -> None:
    """Which number was given out last is no clinical data."""
    site, _ = first(tmp_path / "old", "administrator")
    once = site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
    with choose_password(tmp_path / "old", "Chen Yu", once, OTHER) as other:
        other.save(history(), ON)
    back_up(site, tmp_path / "copy.backup")
    site.close()
    with restoring(tmp_path / "copy.backup", tmp_path / "new", name="Wang Li", password=PASSWORD) as found:
        assert found.last == "SH04-0001"
        found.finish("SH04-0002")
    assert has_accounts(tmp_path / "new")
