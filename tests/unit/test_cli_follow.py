"""`eligo follow` and `eligo endpoint`: what becomes of those enrolled, and the table by arm."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from screening.cli import arguments, following, main
from screening.errors import RefusedError
from screening.service import Site
from screening.wording import Words
from tests.store.act_samples import LIN, PASSWORD, WU, at_work, enrolled
from tests.store.follow_samples import ARMS, FAILED, LINES, RESPONDER, allocation, facts, followed_site

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site in the environment where somebody is enrolled."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))
    with followed_site(tmp_path / "data") as site:
        enrolled(site)
    return tmp_path


@pytest.fixture
def eligo(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `eligo` in that folder."""

    def run(*given: str) -> tuple[int, str, str]:
        status = main(given)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_a_follow_up_is_added_shown_and_copied(eligo: Run, folder: Path) -> None:
    """From a file; shown with every endpoint, for people and for programs; copied without a date."""
    file = folder / "follow.json"
    file.write_text(json.dumps(facts(RESPONDER)), "utf-8")
    assert "no follow-up yet" in eligo("follow", "show", "SH04-0001")[1]
    status, out, err = eligo("follow", "add", "SH04-0001", str(file), "--on", "2026-11-20")
    assert (status, err) == (0, "") and "P1  Reached" in out and "A1  Did not occur" in out
    assert "lowest since the first dose 104" in " ".join(out.split())
    status, out, _ = eligo("follow", "show", "SH04-0001")
    assert status == 0 and "begun, as of 20 November 2026" in out
    said = json.loads(eligo("follow", "show", "SH04-0001", "--json")[1])
    assert [one["outcome"] for one in said["endpoints"][:2]] == ["met", "met"]
    assert said["measures"][0] == {"id": "T1", "days": 10, "censored": False}
    status, out, _ = eligo("follow", "export", "-o", str(folder / "follow.csv"))
    assert status == 0 and "2026" not in (folder / "follow.csv").read_text("utf-8-sig")


def test_a_faulty_follow_up_writes_nothing(eligo: Run, folder: Path) -> None:
    """It is named place by place, exit status 3; a correction needs its reason."""
    file = folder / "follow.json"
    file.write_text(json.dumps(facts(RESPONDER, adverse_events=[{"on": "2026-09-20", "term": "anemia"}])), "utf-8")
    status, _, err = eligo("follow", "add", "SH04-0001", str(file))
    assert status == 3 and "answers.adverse_events[0].term" in err
    file.write_text(json.dumps(facts(RESPONDER)), "utf-8")
    assert eligo("follow", "add", "SH04-0001", str(file), "--correct")[0] == 3
    assert "no follow-up yet" in eligo("follow", "show", "SH04-0001")[1]


def test_figures_by_arm_wait_for_the_lock(eligo: Run, folder: Path) -> None:
    """The site is blind: refused with the reason; without accounts nobody can lock either."""
    status, out, err = eligo("endpoint", "summary", "--allocation", str(folder / "nowhere.csv"))
    assert (status, out) == (3, "") and err.startswith("This site is blind: figures by arm are not made")
    assert eligo("endpoint", "lock", "--reason", "final_analysis")[0] == 4  # nobody has a password here
    assert "The database is open." in eligo("endpoint", "state")[1]


def test_the_table_is_told_once_the_database_is_locked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By somebody who has signed in: lock, state, the table as lines, as JSON and as a file, and open again."""
    words = Words("en", "long")

    def run(site: Site, *given: str) -> str:
        options = arguments.parser(words, "0").parse_args(["endpoint", *given])
        acts = {"lock": following._lock, "unlock": following._unlock, "state": following._state}
        act = acts.get(options.action, following._summary)
        act(site, options, words, lambda: PASSWORD)
        return capsys.readouterr().out

    with followed_site(tmp_path / "site") as site:
        for number, arm in zip("ABCDE", ARMS, strict=True):
            site.following.add(enrolled(site, number), facts(RESPONDER if arm == "H" else FAILED))
        at_work(site, WU)
        path = allocation(tmp_path, *LINES)
        table = partial(run, site, "summary", "--allocation", str(path))
        with pytest.raises(RefusedError, match="This site is blind"):
            table()
        assert "with something not yet known: 0" in run(site, "lock", "--reason", "final_analysis")
        assert "locked, by Wu Ke" in run(site, "state")
        told = table()
        assert "Arm H · Figure Proportion (exact 95 % interval) · Count 3 · Of 3 · Not yet known 0" in told
        assert "10.44 and 6.21) are adjusted" in told
        assert json.loads(table("--json"))["arms"] == {"H": 3, "placebo": 2}
        assert "table.csv" in table("-o", str(tmp_path / "table.csv"))
        assert (tmp_path / "table.csv.eligo.json").exists()
        assert "open again" in run(site, "unlock", "--reason", "query")
        at_work(site, LIN)
