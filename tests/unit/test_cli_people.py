"""`eligo people`, and the other commands once people have passwords; each call as its own."""

import getpass
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.access.recovery import recovery_bytes
from screening.cli import main
from screening.service import begin_with_accounts
from tests.store.service_samples import published

SAMPLE = str(Path(__file__).resolve().parents[2] / "resources" / "samples" / "first-patient.json")
ON = ("--on", "2026-11-23")
INIT = ("site", "init", "--site", "SH04", "--user", "Wang Li")
WANG, CHEN = ("--user", "Wang Li"), ("--user", "Chen Yu")
PASSWORD, OTHER, THIRD = "a quiet river in spring", "seven grey herons at dusk", "nine lanterns by the gate"
VARIABLES = {"password": "ELIGO_PASSWORD", "new": "ELIGO_NEW_PASSWORD", "recovery": "ELIGO_RECOVERY"}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def eligo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `eligo` with the site's folder, and the passwords that are given, in the environment."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))

    def run(*arguments: str, **secrets: str) -> tuple[int, str, str]:
        for name, variable in VARIABLES.items():
            monkeypatch.delenv(variable, raising=False)
            if name in secrets:
                monkeypatch.setenv(variable, secrets[name])
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Begin a site, once; gives its folder and the recovery key."""
    folder = tmp_path_factory.mktemp("begun") / "data"
    site, paper = begin_with_accounts(
        folder, code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=published()
    )
    site.close()
    return folder, paper


@pytest.fixture
def site(eligo: Run, begun: tuple[Path, str], tmp_path: Path) -> Run:
    """The same, once the site is set up by Wang Li, who coordinates and administers."""
    shutil.copytree(begun[0], tmp_path / "data")
    return eligo


def joined(site: Run, name: str, *roles: str, password: str = OTHER) -> None:
    """Let Wang Li add somebody, who chooses a password."""
    given = [part for role in roles for part in ("--role", role)]
    status, once, _ = site("people", "add", name, *given, "--verified", "staff card", *WANG, password=PASSWORD)
    assert status == 0
    assert site("people", "password", "--user", name, password=once.strip(), new=password)[0] == 0


# --- beginning ---


def test_a_site_is_begun_with_a_password(eligo: Run, tmp_path: Path) -> None:
    """S1: no key lies open; the recovery key stands alone on the last line, what it is for beside it."""
    status, out, err = eligo(*INIT, password=PASSWORD)
    begun, paper = out.splitlines()
    assert status == 0 and "SH04/NCT03976882" in begun
    assert recovery_bytes(paper)
    assert "lock it away" in err and "eligo.key" not in err
    assert not (tmp_path / "data" / "eligo.key").exists()
    assert eligo("people", "recover", *WANG, recovery=paper, new=OTHER)[0] == 0
    status, out, err = eligo(*INIT, password=PASSWORD)
    assert (status, out) == (4, "") and "already holds" in err


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "has fewer than 8 characters"),
        ("password1", "is among the passwords that are tried first"),
        ("SH04-2026", "is little more than a name that anybody here knows"),
    ],
)
def test_a_weak_password_begins_nothing(eligo: Run, tmp_path: Path, password: str, why: str) -> None:
    """S14: exit 3, every reason, and the folder is free."""
    status, out, err = eligo(*INIT, password=password)
    assert (status, out) == (3, "") and f"password: {why}" in err
    assert password not in err
    assert not (tmp_path / "data").exists()


def test_a_weak_password_is_refused_in_the_readers_language(eligo: Run) -> None:
    """S14: two reasons, a line each."""
    status, out, err = eligo(*INIT, "--language", "zh_CN", password="123456")
    assert (status, out) == (3, "")
    assert [line[:18] for line in err.splitlines()] == ["password: 不足 8 个字符", "password: 这是人人都会先试"]


def test_a_practice_book_asks_for_no_password(eligo: Run, tmp_path: Path) -> None:
    """Everyone in it is fictitious, and so it stays."""
    assert eligo(*INIT, "--practice", password=PASSWORD)[0] == 0
    assert (tmp_path / "data" / "eligo.key").exists()
    status, out, err = eligo("people", "add", "Wang Li", "--role", "coordinator", new=PASSWORD)
    assert (status, out) == (3, "") and "practice" in err


def test_a_book_without_passwords_gets_people(eligo: Run, tmp_path: Path) -> None:
    """The first one's password opens it from then on; its cases are there."""
    assert "people add" in eligo(*INIT)[2]
    assert eligo("log", "add", SAMPLE, *ON)[1] == "SH04-0001\n"
    two = ("--role", "coordinator", "--role", "investigator")
    assert eligo("people", "add", "Wang Li", *two, new=PASSWORD)[0] == 2
    assert eligo("people", "add", "Wang Li", "--role", "monitor", new=PASSWORD)[0] == 3
    assert eligo("people", "add", "Wang Li", "--role", "coordinator")[0] == 2
    status, out, _ = eligo("people", "add", "Wang Li", "--role", "coordinator", new=PASSWORD)
    assert status == 0 and recovery_bytes(out.splitlines()[-1])
    assert not (tmp_path / "data" / "eligo.key").exists()
    assert eligo("log", "list")[0] == 2
    assert "SH04-0001" in eligo("log", "list", *WANG, password=PASSWORD)[1]


# --- coming in ---


def test_the_log_is_opened_by_name_and_password(site: Run) -> None:
    """S1: the entry bears the name of whoever signed in, in their role."""
    assert site("log", "add", SAMPLE, *ON, *WANG, password=PASSWORD) == (0, "SH04-0001\n", "")
    status, out, _ = site("log", "list", "--json", "--user", "wang li", "--role", "monitor", password=PASSWORD)
    row = json.loads(out)
    assert (status, row["actor"], row["role"]) == (0, "Wang Li", "coordinator")
    assert site("log", "verify", *WANG, password=PASSWORD)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("log", "list"),
        ("log", "add", SAMPLE),
        ("log", "verify"),
        ("people", "list"),
        ("people", "password"),
        ("people", "recover"),
    ],
)
def test_without_a_name_it_asks_who_is_at_work(site: Run, arguments: tuple[str, ...]) -> None:
    """Exit 2: the call is incomplete, whatever password is there."""
    status, out, err = site(*arguments, password=PASSWORD, new=OTHER, recovery="x")
    assert (status, out) == (2, "") and "--user NAME" in err


def test_without_a_password_it_says_where_to_give_one(site: Run) -> None:
    """Where nobody can be asked; a password is never an argument."""
    status, out, err = site("log", "list", *WANG)
    assert (status, out) == (2, "") and "ELIGO_PASSWORD" in err
    for more in ("--password", "--recovery"):
        assert site("log", "list", *WANG, more, PASSWORD)[0] == 2


@pytest.mark.parametrize(
    ("name", "language", "wrong", "locked"),
    [("Wang Li", "en", "is not right", "Try again after"), ("Nobody Here", "zh_CN", "密码不正确", "之后再试")],
)
def test_a_wrong_password_opens_nothing(site: Run, name: str, language: str, wrong: str, locked: str) -> None:
    """S16, S17: exit 4, the same words whether there is such a name; each call counts."""
    for expected in [wrong] * 5 + [locked]:
        status, out, err = site("log", "list", "--user", name, "--language", language, password="not this one")
        assert (status, out) == (4, "")
        assert expected in err and "not this one" not in err


def test_passwords_are_typed_where_nobody_sees_them(site: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new one twice; two that differ change nothing."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers: list[str] = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda question: answers.pop(0))
    answers[:] = [PASSWORD]
    assert site("log", "list", *WANG)[0] == 0
    answers[:] = [PASSWORD, OTHER, THIRD]
    status, _, err = site("people", "password", *WANG)
    assert status == 2 and "differ" in err
    answers[:] = [PASSWORD, OTHER, OTHER]
    assert site("people", "password", *WANG)[0] == 0
    answers[:] = [OTHER]
    assert site("log", "list", *WANG)[0] == 0
    answers[:] = [PASSWORD, PASSWORD]
    assert site(*INIT, "--data", str(tmp_path / "another"))[0] == 0
    assert answers == []


# --- people ---


def test_somebody_is_added_and_chooses_a_password(site: Run) -> None:
    """S11, S13: how they were known is recorded; the password for once alone goes to standard output."""
    add = ("people", "add", "Chen Yu", "--role", "coordinator", *WANG)
    status, out, err = site(*add, password=PASSWORD)
    assert (status, out) == (3, "") and "verified" in err
    status, out, err = site(*add, "--verified", "staff card", password=PASSWORD)
    once = out.strip()
    assert (status, out) == (0, f"{once}\n") and len(once) == 17
    assert "Chen Yu" in err and once not in err
    status, out, err = site("log", "list", *CHEN, password=once)
    assert (status, out) == (4, "") and "eligo people password" in err
    for new, exit_code in (("short", 3), (once, 4), ("chen yu 2026", 3), (OTHER, 0)):
        assert site("people", "password", *CHEN, password=once, new=new)[0] == exit_code
    assert site("log", "list", *CHEN, password=OTHER)[0] == 0
    assert site("people", "password", *CHEN, password=once, new=THIRD)[0] == 4
    status, _, err = site(*add, "--verified", "staff card", password=PASSWORD)
    assert status == 3 and "name" in err


def test_the_accounts_are_listed(site: Run) -> None:
    """S20: closed ones too; for programs, one object a line."""
    joined(site, "Chen Yu", "investigator", "coordinator")
    status, out, _ = site("people", "list", *WANG, "--language", "zh_CN", password=PASSWORD)
    header, *rows = out.splitlines()
    assert status == 0 and header.split() == ["姓名", "角色", "账户", "起始"]
    assert "研究协调员、管理员" in rows[0] and "研究者" in rows[1] and "开启" in rows[1]
    site("people", "disable", "Chen Yu", "--reason", "left", *WANG, password=PASSWORD)
    given: list[dict[str, Any]] = [
        json.loads(line) for line in site("people", "list", "--json", *WANG, password=PASSWORD)[1].splitlines()
    ]
    assert [(one["name"], one["roles"], one["active"]) for one in given] == [
        ("Wang Li", ["coordinator", "administrator"], True),
        ("Chen Yu", ["coordinator", "investigator"], False),
    ]
    status, out, _ = site("people", "review", *WANG, password=PASSWORD)
    assert status == 0 and "closed" in out


def test_roles_are_given(site: Run) -> None:
    """S3: those that go together, by whoever administers."""
    joined(site, "Chen Yu", "coordinator")
    roles = ("people", "roles", "Chen Yu", *WANG)
    assert site(*roles, "--role", "investigator", password=PASSWORD)[0] == 0
    for wrong in (("--role", "doctor"), ("--role", "monitor", "--role", "investigator")):
        status, out, err = site(*roles, *wrong, password=PASSWORD)
        assert (status, out) == (3, "") and "roles:" in err
    both = ("--role", "investigator", "--role", "administrator")
    assert site(*roles, *both, password=PASSWORD)[0] == 3
    status, out, err = site("people", "roles", "Wang Li", "--role", "investigator", *CHEN, password=OTHER)
    assert (status, out) == (4, "") and "may not administer accounts" in err
    status, _, err = site("people", "roles", "Chen Yi", "--role", "coordinator", *WANG, password=PASSWORD)
    assert status == 3 and "name:" in err


def test_an_account_is_closed_and_opened_again(site: Run) -> None:
    """S19: with a reason; whoever comes back gets a password for once."""
    joined(site, "Chen Yu", "coordinator")
    close = ("people", "disable", "Chen Yu", *WANG)
    assert site(*close, password=PASSWORD)[0] == 2
    assert site(*close, "--reason", " ", password=PASSWORD)[0] == 3
    assert site(*close, "--reason", "left the site", password=PASSWORD)[0] == 0
    assert site("log", "list", *CHEN, password=OTHER)[0] == 4
    assert site("people", "reset", "Chen Yu", *WANG, password=PASSWORD)[0] == 3
    status, once, _ = site("people", "enable", "Chen Yu", *WANG, password=PASSWORD)
    assert status == 0
    assert site("people", "password", *CHEN, password=once.strip(), new=THIRD)[0] == 0


def test_a_forgotten_password_is_reset(site: Run) -> None:
    """S13: to one for once; the one before opens nothing."""
    joined(site, "Chen Yu", "coordinator")
    status, once, err = site("people", "reset", "Chen Yu", *WANG, password=PASSWORD)
    assert status == 0 and "Chen Yu" in err
    assert site("log", "list", *CHEN, password=OTHER)[0] == 4
    assert site("people", "password", *CHEN, password=once.strip(), new=THIRD)[0] == 0
    assert site("log", "list", *CHEN, password=THIRD)[0] == 0


def test_an_investigator_delegates(site: Run) -> None:
    """R12: from one day to another; the administrator can't, while somebody answers for the study."""
    joined(site, "Xu Dan", "investigator")
    joined(site, "Chen Yu", "investigator", password=THIRD)
    delegate = ("people", "delegate", "Chen Yu")
    status, _, err = site(*delegate, *WANG, "--language", "zh_CN", password=PASSWORD)
    assert status == 4 and "无权授权" in err
    doctor = ("--user", "Xu Dan")
    backwards = ("--from", "2026-12-02", "--until", "2026-12-01")
    assert site(*delegate, *doctor, *backwards, password=OTHER)[0] == 3
    assert site(*delegate, *doctor, "--from", "2026-12-01", "--until", "2027-12-01", password=OTHER)[0] == 0
    assert site(*delegate, *doctor, "--end", "--until", "2027-06-01", password=OTHER)[0] == 0
    assert site(*delegate, *doctor, "--end", "--until", "2027-06-01", password=OTHER)[0] == 3
    assert site("people", "delegate", "Wang Li", *doctor, password=OTHER)[0] == 3


def test_a_solo_investigator_hands_the_accounts_over(eligo: Run) -> None:
    """S3: it is said when it happens."""
    assert eligo(*INIT, "--role", "investigator", password=PASSWORD)[0] == 0
    add = ("people", "add", "Chen Yu", "--role", "coordinator", "--verified", "staff card", *WANG)
    status, _, err = eligo(*add, password=PASSWORD)
    assert status == 0 and "Wang Li no longer administers the accounts: Chen Yu does" in err
    assert eligo("people", "reset", "Chen Yu", *WANG, password=PASSWORD)[0] == 4


def test_the_administrator_recovers_with_the_recovery_key(site: Run, begun: tuple[Path, str]) -> None:
    """Even after too many wrong passwords; the paper is replaced when it was seen."""
    _, paper = begun
    for _ in range(6):
        site("log", "list", *WANG, password="not this one")
    mistyped = paper[:-1] + ("Z" if paper[-1] != "Z" else "Y")
    for recovery, said in ((mistyped, "mistyped"), ("", "mistyped")):
        status, out, err = site("people", "recover", *WANG, recovery=recovery, new=OTHER)
        assert (status, out) == (4, "") and said in err
    assert site("people", "recover", "--user", "Nobody", recovery=paper, new=OTHER)[0] == 4
    assert site("people", "recover", *WANG, new=OTHER)[0] == 2
    status, out, err = site("people", "recover", *WANG, recovery=paper.lower(), new=OTHER)
    assert (status, out) == (0, "")
    assert site("log", "list", *WANG, password=OTHER)[0] == 0
    status, new, err = site("people", "recovery-key", *WANG, password=OTHER)
    assert status == 0 and recovery_bytes(new) and "lock it away" in err
    status, _, err = site("people", "recover", *WANG, "--language", "zh_CN", recovery=paper, new=THIRD)
    assert status == 4 and "已被新的取代" in err
    assert site("people", "recover", *WANG, recovery=new.strip(), new=THIRD)[0] == 0


def test_a_book_without_people_says_so(eligo: Run) -> None:
    """Exit 4, with what to do."""
    assert eligo(*INIT)[0] == 0
    for arguments in (("people", "password"), ("people", "recover")):
        status, out, err = eligo(*arguments, *WANG, password=PASSWORD, new=OTHER, recovery="x")
        assert (status, out) == (4, "") and "no people" in err
    status, out, err = eligo("people", "reset", "Wang Li")
    assert (status, out) == (3, "") and "Wang Li" in err


# --- what each may do ---


@pytest.mark.parametrize(("language", "said"), [("en", "Mo Yan may not screen patients"), ("zh_CN", "Mo Yan 在此无权")])
def test_a_monitor_adds_nothing(site: Run, language: str, said: str) -> None:
    """S2: exit 4, a sentence in the reader's language, and nothing in the log."""
    joined(site, "Mo Yan", "monitor")
    monitor = ("--user", "Mo Yan", "--language", language)
    status, out, err = site("log", "add", SAMPLE, *ON, *monitor, password=OTHER)
    assert (status, out) == (4, "") and said in err
    assert site("log", "list", "--json", *monitor, password=OTHER) == (0, "", "")


def test_each_role_has_its_commands(site: Run, tmp_path: Path) -> None:
    """S2, S3: an administrator sees no case, a monitor backs nothing up."""
    site("log", "add", SAMPLE, *ON, *WANG, password=PASSWORD)
    joined(site, "Mo Yan", "monitor")
    joined(site, "An Di", "administrator", password=THIRD)
    copy, backup = str(tmp_path / "log.csv"), str(tmp_path / "book.bak")
    monitor, administrator = ("--user", "Mo Yan"), ("--user", "An Di")
    assert "SH04-0001" in site("log", "list", *monitor, password=OTHER)[1]
    assert site("log", "export", "--format", "csv", "-o", copy, *monitor, password=OTHER)[0] == 0
    assert site("log", "backup", "-o", backup, *monitor, password=OTHER)[0] == 4
    assert not Path(backup).exists()
    for arguments in (("list",), ("export", "--format", "csv", "-o", copy), ("add", SAMPLE, *ON)):
        status, out, err = site("log", *arguments, *administrator, password=THIRD)
        assert (status, out) == (4, "") and "An Di may not" in err
    assert site("log", "backup", "-o", backup, *administrator, password=THIRD)[0] == 0
    assert site("people", "list", *administrator, password=THIRD)[0] == 0


def test_a_backup_is_restored_by_its_people(site: Run, tmp_path: Path) -> None:
    """R4: with the keys beside it, a name and the password of then; nobody else gets anything."""
    site("log", "add", SAMPLE, *ON, *WANG, password=PASSWORD)
    backup, new = tmp_path / "book.bak", str(tmp_path / "new")
    status, out, _ = site("log", "backup", "-o", str(backup), *WANG, password=PASSWORD)
    assert status == 0 and "book.bak.keys" in out and "eligo.key;" not in out
    restore = ("log", "restore", str(backup), "--data", new, "--last-number", "SH04-0005")
    assert site(*restore, password=PASSWORD)[0] == 2
    status, out, err = site(*restore, *WANG, password="not this one")
    assert (status, out) == (4, "") and "is not right" in err
    assert not Path(new).exists()
    assert site(*restore, *WANG, password=PASSWORD)[0] == 0
    assert site("log", "verify", "--data", new, *WANG, password=PASSWORD)[0] == 0
    assert site("log", "add", SAMPLE, *ON, "--data", new, *WANG, password=PASSWORD)[1] == "SH04-0006\n"


def test_a_damaged_file_of_keys_is_told(site: Run, tmp_path: Path) -> None:
    """Exit 4, where it is and what to do, in the reader's language."""
    keys = tmp_path / "data" / "eligo.keys"
    keys.write_bytes(keys.read_bytes()[:-9])
    status, out, err = site("log", "list", *WANG, "--language", "zh_CN", password=PASSWORD)
    assert (status, out) == (4, "") and f"密钥文件 {keys} 已损坏" in err
