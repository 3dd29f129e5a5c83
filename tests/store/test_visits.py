"""The monitor's visit: queries on a value, and what changed since the last time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.errors import AccessError, InputError
from screening.log import StudyClosed
from screening.service import Site, choose_password, enter
from tests.store.act_samples import code_of
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


@pytest.mark.parametrize(
    "path",
    [
        *("answers.platelets[0].value", "answers.brain_metastases", "answers.other_causes.immune", "on"),
        *("decisions.E3", "subject.consent.on", "answers.delay_reason", ""),
    ],
)
def test_a_query_is_about_a_place_of_the_case(monitor: Site, path: str) -> None:
    """Answered or not; it is kept as a history names it."""
    id = monitor.queries.ask(monitor.log()[0].seq, "Why?", path).seq
    assert next(one.path for one in monitor.queries.all(number="SH04-0001") if one.id == id) == path
    assert monitor.queries.all(number="SH04-0009") == []


@pytest.mark.parametrize("path", ["answers.platelets[7].value", "answers.Zhuge Veryrarename", "x", "[0]", "subject.x"])
def test_what_is_no_place_is_refused(monitor: Site, path: str) -> None:
    """R14: where a query is about is coded, so that nobody's name can stand there."""
    with pytest.raises(InputError, match="no place in this case"):
        monitor.queries.ask(monitor.log()[0].seq, "Why?", path)


def test_a_correction_is_linked_to_the_query_that_asked_for_it(site: Site, monitor: Site) -> None:
    """Made while it is not closed, at its place or inside it, wherever that stands in a list by then."""
    first = site.log()[0].seq
    before = monitor.queries.ask(first, "Why so early?", "answers.disease_extent").seq
    monitor.queries.close(before)
    id = monitor.queries.ask(first, "86 in the print?", "answers.platelets[0].value").seq
    whole = monitor.queries.ask(first, "Is this one person?").seq
    (count,) = history()["answers"]["platelets"]
    newer = {"value": "71", "unit": "10*9/L", "on": "2026-11-23"}
    changed = with_answer(history(), disease_extent="early", platelets=[newer, {**count, "value": "86"}])
    second = site.save(changed, ON, former=first, corrects=True, reason="misread by Nurse Oddname").seq
    assert monitor.queries.corrections(before) == []
    (made,) = monitor.queries.corrections(id)
    assert (made.path, made.old, made.new, made.seq) == ("answers.platelets[1].value", "68", "86", second)
    assert made.why == ""
    assert site.queries.corrections(id)[0].why == "misread by Nurse Oddname"
    assert {one.path for one in monitor.queries.corrections(whole)} >= {"answers.disease_extent", made.path}
    monitor.queries.close(id)
    again = with_answer(changed, platelets=[newer, {**count, "value": "88"}])
    site.save(again, ON, former=second, corrects=True, reason="misread again")
    assert [one.new for one in monitor.queries.corrections(id)] == ["86"]


def test_the_queries_of_a_case_stand_where_their_values_stand_now(site: Site, monitor: Site) -> None:
    """Asked of one entry they are found in the next, also where the result moved in its list; other cases have none."""
    first = site.log()[0].seq
    about = [monitor.queries.ask(first, "?", path).seq for path in ("answers.platelets[0].value", "", "subject.sex")]
    (count,) = history()["answers"]["platelets"]
    newer = {"value": "71", "unit": "10*9/L", "on": "2026-11-23"}
    second = site.save(with_answer(history(), platelets=[newer, count]), ON, former=first).seq
    third = site.save(with_answer(history(), platelets=[newer]), ON, former=second, corrects=True, reason="twice").seq
    other = site.save(history(name="Somebody Else", hospital_number="N-9"), ON).seq

    def places(seq: int) -> list[tuple[str, int]]:
        return [(path, query.id) for path, query in monitor.queries.of(seq)]

    assert places(second) == list(zip(("answers.platelets[1].value", "", "subject.sex"), about, strict=True))
    assert places(third)[0] == ("answers.platelets", about[0])
    assert places(first)[0] == ("answers.platelets[0].value", about[0])
    assert places(other) == []


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


def test_a_visit_ends_where_the_monitor_had_read(site: Site, monitor: Site) -> None:
    """What is written meanwhile belongs to the next visit."""
    read = list(monitor.visits.since_last())[-1].seq
    meanwhile = site.save(history(name="Late", hospital_number="N-7"), ON).seq
    monitor.visits.hold(read)
    assert meanwhile in [line.seq for line in monitor.visits.since_last()]


def test_queries_are_settled_after_the_final_page(site: Site, monitor: Site) -> None:
    """Those that are open are answered and closed; none is begun."""
    seq = site.log()[0].seq
    id, settled = monitor.queries.ask(seq, "Where is the print?").seq, monitor.queries.ask(seq, "Which unit?").seq
    monitor.queries.close(settled)
    site.note(StudyClosed(screened=1, enrolled=0, screen_failure=0, pending=1))
    assert code_of(monitor.queries.ask, seq, "One more?") == "conduct.closed"
    assert code_of(monitor.queries.ask_again, settled, "Yes?") == "conduct.closed"
    site.queries.answer(id, "In the binder.")
    monitor.queries.close(id)
    monitor.visits.hold()
    assert monitor.queries.all("open", "answered") == []
