"""The monitor's visit: queries on a value, and what changed since the last time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.errors import AccessError, InputError
from screening.service import Site, choose_password, enter
from tests.store.service_samples import ON, SECRETS, history, with_answer
from tests.store.staffed import as_coordinator, begin_staffed

MONITOR = ("Mo Ni", "letters from the sponsor")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visits") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        site.save(history(), ON)
    return folder


@pytest.fixture
def folder(staffed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed, tmp_path / "site"))


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with as_coordinator(folder) as opened:
        yield opened


@pytest.fixture
def monitor(folder: Path, site: Site) -> Iterator[Site]:
    del site
    with enter(folder, *MONITOR) as opened:
        yield opened


def test_a_query_is_asked_answered_and_closed(site: Site, monitor: Site) -> None:
    """The conversation is read by both; it lies with what can be forgotten."""
    seq = site.log()[0].seq
    id = monitor.queries.ask(seq, "Which laboratory gave this count?", "answers.platelets[0].value").seq
    with pytest.raises(AccessError):
        site.queries.ask(seq, "May the site ask itself?")
    with pytest.raises(AccessError):
        monitor.queries.answer(id, "no")
    (query,) = site.queries.all("open")
    assert (query.id, query.number, query.path) == (id, "SH04-0001", "answers.platelets[0].value")
    site.queries.answer(id, "The central laboratory; the print is in the binder.")
    assert [one.state for one in monitor.queries.all()] == ["answered"]
    monitor.queries.ask_again(id, "Of which day?")
    site.queries.answer(id, "Of the 22nd.")
    monitor.queries.close(id)
    assert site.queries.all("open", "answered") == []
    assert [turn.text for turn in monitor.queries.turns(id)] == [
        "Which laboratory gave this count?",
        "The central laboratory; the print is in the binder.",
        "Of which day?",
        "Of the 22nd.",
        "",
    ]
    with pytest.raises(InputError, match="closed"):
        site.queries.answer(id, "too late")
    assert "binder" not in str([entry.payload for entry in site.reader.entries()])


@pytest.mark.parametrize("text", ["", "  "])
def test_a_query_says_something_about_something(monitor: Site, text: str) -> None:
    seq = monitor.log()[0].seq
    with pytest.raises(InputError, match="blank"):
        monitor.queries.ask(seq, text)
    with pytest.raises(InputError):
        monitor.queries.ask(1, "What?")
    with pytest.raises(InputError):
        monitor.queries.close(1)


def test_what_changed_since_the_last_visit(site: Site, monitor: Site) -> None:
    """Coded, field by field; held once, it begins where the last one ended."""
    assert any(line.kind == "assessed" for line in monitor.visits.since_last())
    with pytest.raises(AccessError):
        site.visits.hold()
    monitor.visits.hold()
    assert list(monitor.visits.since_last()) == []
    row = site.log()[0]
    later = with_answer(history(), brain_metastases="none")
    site.save(later, ON, former=row.seq, corrects=True, reason="read again with Dr Quill")
    lines = list(monitor.visits.since_last())
    assert [(line.path, line.old, line.new) for line in lines] == [
        ("answers.brain_metastases", "progressing_after_treatment", "none")
    ]
    assert not [
        one for one in (*SECRETS, "read again") if one in str([(x.payload, x.old, x.new, x.why) for x in lines])
    ]
    monitor.visits.hold()
    assert [visit.who for visit in site.visits.held()] == ["Mo Ni", "Mo Ni"]
    with pytest.raises(InputError, match="between"):
        monitor.visits.hold(2)
