"""`eligo sign`, and outcome, deviation and forget of `eligo log`."""

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from screening.cli import _told, acts, arguments, main
from screening.cli.passwords import password_of
from screening.errors import AccessError, InputError, RefusedError, UsageError
from screening.service import Site
from screening.wording import Words
from tests.store.act_samples import DAY, LIN, PASSWORD, WU, at_work, confirmed, enrolled, saved, staffed
from tests.store.service_samples import ON, someone
from tests.store.staffed import DOCTOR, as_coordinator, as_doctor, begin_staffed

Run = Callable[..., tuple[int, str, str]]
Act = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site without accounts, in the environment: an eligible case, and one that can qualify later."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("ELIGO_PASSWORD", raising=False)
    with staffed(tmp_path / "data") as site:
        saved(site, number="A")
        saved(site, "not_yet", "B")
    return tmp_path / "data"


@pytest.fixture
def eligo(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `eligo` in that folder."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def act(folder: Path, capsys: pytest.CaptureFixture[str]) -> Act:
    """Do what a command line asks, for somebody who has signed in."""

    def run(site: Site, *given: str) -> str:
        words = Words("en", "long")
        options = arguments.parser(words, "0").parse_args(given)
        signing = partial(acts.sign, password=partial(password_of, words))
        action = signing if options.command == "sign" else acts.ACTIONS[options.action]
        assert action(site, options, words) == 0
        return capsys.readouterr().out

    return run


def rows(eligo: Run) -> dict[str, dict[str, Any]]:
    listed = [json.loads(line) for line in eligo("log", "list", "--json")[1].splitlines()]
    return {row["number"]: row for row in listed}


def test_an_outcome_is_recorded_and_taken_back(eligo: Run) -> None:
    """By number or entry; the list, for people and for programs, says so."""
    status, out, err = eligo("log", "outcome", "SH04-0001", "declined", "--primary", "not_interested", "--on", DAY)
    assert (status, err) == (0, "") and out.startswith("SH04-0001: Declined, 2026-11-23 (entry ")
    row = rows(eligo)["SH04-0001"]
    assert (row["outcome"], row["primary_reason"], row["outcome_on"], row["signed"], row["due"]) == (
        *("declined", "not_interested", DAY, "none", None),
    )
    listed = eligo("log", "list")[1]
    assert "Declined, Not interested" in listed and "Not signed" in listed and "Pending" in listed
    status, out, _ = eligo("log", "outcome", str(row["seq"]), "--take-back", "--reason", "wrong line")
    assert status == 0 and "taken back" in out
    assert rows(eligo)["SH04-0001"]["outcome"] is None


def test_a_failure_that_could_still_qualify_takes_one_word_more(eligo: Run) -> None:
    """Said in the language asked for; exit 3, and nothing is written."""
    failure = ("log", "outcome", "SH04-0002", "screen_failure", "--on", DAY)
    status, out, err = eligo(*failure)
    assert (status, out) == (3, "") and "--finally" in err
    assert "暂不符合" in eligo(*failure, "--language", "zh_CN")[2]
    assert eligo(*failure, "--finally")[0] == 0
    assert rows(eligo)["SH04-0002"]["primary_reason"] == "I2"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("outcome", "SH04-0001"), 2, "--take-back"),
        (("outcome", "SH04-0001", "lost", "--take-back"), 2, "not both"),
        (("outcome", "SH04-0001", "--take-back"), 2, "--reason"),
        (("outcome", "SH04-0001", "gone"), 2, "invalid choice"),
        (("outcome", "SH04-0001", "enrolled", "--on", DAY), 3, "must confirm"),
        (("outcome", "SH04-0001", "lost", "--primary", "I1"), 3, "not_reachable"),
        (("outcome", "SH04-0001", "lost", "--primary", "moved_away", "--on", "yesterday"), 3, "not a date"),
        (("outcome", "SH04-0009", "lost", "--primary", "moved_away"), 3, "no case SH04-0009"),
        (("outcome", "1", "lost", "--primary", "moved_away"), 3, "no case"),
        (("deviation", "SH04-0001", "--criterion", "I1", "--text", "x"), 3, "not"),
        (("forget", "SH04-0001", "--reason", "bored"), 2, "invalid choice"),
    ],
)
def test_what_can_not_be_done_is_said(eligo: Run, arguments: tuple[str, ...], status: int, said: str) -> None:
    before = eligo("log", "verify")[1]
    got, out, err = eligo("log", *arguments)
    assert (got, out) == (status, "") and said in err
    assert eligo("log", "verify")[1] == before


def test_a_person_is_forgotten(eligo: Run) -> None:
    """The row stays and says so; it is told that backups hold the person still."""
    status, out, _ = eligo("log", "forget", "SH04-0001", "--reason", "asked")
    assert status == 0 and "2 entries" in out and "Backups" in out
    assert "identity forgotten" in eligo("log", "list")[1]
    assert rows(eligo)["SH04-0001"]["forgotten_by"] is not None
    assert eligo("log", "forget", "SH04-0001", "--reason", "asked")[0] == 3


def test_without_an_account_nobody_signs(eligo: Run) -> None:
    """Exit 4, before any password is asked for."""
    status, out, err = eligo("sign", "SH04-0001", "--meaning", "confirms", "--user", "Wu Ke")
    assert (status, out) == (4, "") and "account" in err


def test_an_investigator_signs(folder: Path, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the password from the environment; the case can be enrolled from then on."""
    monkeypatch.setenv("ELIGO_PASSWORD", PASSWORD)
    with Site.open(folder) as site:
        at_work(site, WU)
        out = act(site, "sign", "SH04-0001", "--meaning", "confirms", "--user", "Wu Ke")
        assert out.startswith("Confirmed by Wu Ke, ") and "SH04-0001" in out
        out = act(site, "log", "outcome", "SH04-0001", "enrolled", "--on", f"{DAY}T14:30", "--subject-number", "S-1")
        assert out.startswith("SH04-0001: Enrolled, 2026-11-23T14:30")
        out = act(site, "log", "deviation", "SH04-0001", "--criterion", "E2", "--found-on", DAY, "--text", "x")
        assert "deviation from E2" in out
        row = site.record(site.log()[0].seq).row
        assert (row.outcome, row.subject_number, row.deviations, row.signed) == (
            "enrolled",
            "S-1",
            ("E2",),
            "confirmed",
        )


def test_declining_takes_a_reason(folder: Path, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELIGO_PASSWORD", PASSWORD)
    with Site.open(folder) as site:
        at_work(site, WU)
        with pytest.raises(RefusedError):
            act(site, "sign", "SH04-0001", "--meaning", "declines")
        assert act(site, "sign", "SH04-0001", "--meaning", "declines", "--reason", "frail").startswith(
            "Declined by Wu Ke"
        )


def test_after_the_final_page_nobody_is_asked_for_a_password(folder: Path, act: Act) -> None:
    """S4: that the log is closed is said at once."""
    with Site.open(folder) as site:
        at_work(site, WU).conduct.close()
        with pytest.raises(RefusedError) as refused:
            act(site, "sign", "SH04-0001", "--meaning", "confirms")
        assert refused.value.code == "conduct.closed"


def test_the_password_is_asked_for_once_nothing_else_is_in_the_way(
    folder: Path, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed where nobody sees it; without a terminal it is said where to give it."""
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "a wrong one"

    monkeypatch.delenv("ELIGO_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", typed)
    with Site.open(folder) as site:
        at_work(site, WU)
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        with pytest.raises(UsageError, match="ELIGO_PASSWORD"):
            act(site, "sign", "SH04-0001", "--meaning", "confirms")
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        with pytest.raises(RefusedError):
            act(site, "sign", "SH04-0002", "--meaning", "confirms")
        assert asked == []
        with pytest.raises(AccessError):
            act(site, "sign", "SH04-0001", "--meaning", "confirms")
        assert asked == ["Password: "]


def test_a_password_is_typed_once_to_sign_in_and_sign(
    tmp_path: Path, eligo: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S12: in one command; it opens the signing key all the same, and a wrong one signs nothing."""
    begin_staffed(tmp_path / "theirs")
    with as_coordinator(tmp_path / "theirs") as site:
        seq = saved(site)
    typed: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _question: typed.pop())
    sign = ("sign", "SH04-0001", "--meaning", "confirms", "--user", DOCTOR[0], "--data", str(tmp_path / "theirs"))
    typed[:] = ["a wrong one"]
    assert eligo(*sign)[:2] == (4, "")
    typed[:] = [DOCTOR[1]]
    status, out, err = eligo(*sign)
    assert (status, err, typed) == (0, "", []) and out.startswith("Confirmed by Xu Dan")
    with as_doctor(tmp_path / "theirs") as site:
        assert [(one.name, one.genuine) for one in site.signatures.of(seq)] == [("Xu Dan", True)]


def test_a_refusal_is_told_in_the_language_asked_for() -> None:
    """Of access too; one without words of its own as it came."""
    error = AccessError("acts.not_delegated", "{name} is not delegated.", name="Wu Ke")
    assert _told(error, Words("zh_CN")) == ["Wu Ke 今天未获本研究的研究者授权。"]
    assert _told(AccessError("unheard", "{name} may not.", name="Wu Ke"), Words("zh_CN")) == ["Wu Ke may not."]
    assert _told(InputError("bad"), Words("zh_CN")) == ["bad"]


def test_the_export_says_what_became_of_each_case(folder: Path, eligo: Run, tmp_path: Path) -> None:
    """Outcome, primary reason and day; who confirmed and when; the enrolment log's columns; no words of anybody's."""
    with Site.open(folder) as site:
        at_work(site, LIN)
        site.outcomes.deviation(enrolled(site, "C"), "E2", DAY, "seen by Dr Quill")
        site.outcomes.record(site.log()[1].seq, "lost", on=DAY, primary="moved_away", remark="told Dr Quill")
        later = confirmed(site, site.log()[0].seq)
        site.save(someone("A"), ON, former=later)
    path = tmp_path / "log.csv"
    ours = ("--privacy", "identified", "--reason", "site_file")
    assert eligo("log", "export", "--format", "csv", *ours, "-o", str(path))[0] == 0
    text = path.read_text("utf-8-sig")
    first, second, third = csv.DictReader(io.StringIO(text, newline=""))
    assert "Quill" not in text
    names = ("Outcome", "Primary reason", "Outcome on", "Investigator", "Signed by", "Enrolled on", "Deviations from")
    assert [first[name] for name in names] == ["Pending", "", "", "Signature superseded", "Wu Ke", "", ""]
    assert [second[name] for name in names] == ["Lost to contact", "Moved away", DAY, "Not signed", "", "", ""]
    assert [third[name] for name in names] == ["Enrolled", "", DAY, "Confirmed", "Wu Ke", DAY, "E2"]
    assert third["Signed at (UTC)"].endswith("Z") and third["Outcome recorded by"] == "Lin Mei"


def test_an_attempt_that_is_still_open_is_mentioned(eligo: Run, tmp_path: Path) -> None:
    """Calmly: the new attempt is in the log."""
    path = tmp_path / "again.json"
    path.write_text(json.dumps(someone("A")), "utf-8")
    status, out, err = eligo("log", "add", str(path), "--on", DAY)
    assert (status, out) == (0, "SH04-0003\n") and "SH04-0001 has no outcome yet" in err
