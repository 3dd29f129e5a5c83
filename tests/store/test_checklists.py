"""The eligibility checklist of one patient as PDF: all that is in it, and how it leaves the book."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.cli import main
from screening.errors import AccessError
from screening.log import Exported
from screening.service import Actor, HeadCode, Site, export_checklist, read_proof
from screening.service.checklists import checklist
from screening.wording import Words
from screening.wording.moments import at_site, moment_text
from tests import paper
from tests.store.act_samples import LIN, MO, WU, answered, at_work, confirmed, enrolled, saved, staffed
from tests.store.service_samples import (
    AUTHOR,
    HOSPITAL_NUMBER,
    NAME,
    ON,
    SECRETS,
    SOURCE,
    WHY,
    begun,
    history,
    published,
    with_answer,
)

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "site") as opened:
        yield opened


def printed(site: Site, path: Path, seq: int, words: Words = EN, **edition: Any) -> bytes:
    export_checklist(site, path, words, seq, **edition)
    return path.read_bytes()


def let_dates_leave(site: Site) -> None:
    at_work(site, WU).conduct.let_dates_leave(True)
    at_work(site, LIN)


def has(made: bytes, *wanted: str) -> list[str]:
    """Name what can't be found, whichever program reads the text."""
    said = [paper.squeezed(one) for one in (paper.text(made), paper.other_text(made)) if one is not None]
    return [one for one in wanted if any(paper.squeezed(one) not in text for text in said)]


def test_every_criterion_stands_with_its_words_its_reason_and_what_it_rests_on(site: Site, tmp_path: Path) -> None:
    """In the protocol's words and order, the outcome in words beside its sign."""
    seq = site.save(history(), ON).seq
    made = printed(site, tmp_path / "a.pdf", seq, identified=True)
    for one in site.protocol.criterion:
        assert has(made, one.id, one.text.in_("en")) == []
    assert has(made, "✓ Met", "✓ Clear", "68 × 10⁹/L on 22 November 2026, below 75") == []
    assert has(made, f"2 October 2026 · {SOURCE} · {AUTHOR}", "68 × 10⁹/L (EDTA)", "Ruled out: Immune", WHY) == []


def test_it_says_what_would_change_the_verdict_and_where_to_look(site: Site, tmp_path: Path) -> None:
    """With the source in the identified edition; coded in study days, without what a source is called."""
    seq = site.save(with_answer(history(), planned_cycle_date="2026-11-17"), ON).seq
    made = printed(site, tmp_path / "a.pdf", seq, identified=True)
    assert has(made, "A second look: cycle planned for, 17 November 2026", "I2: Delayed by 6 days: 1 short of 7") == []
    assert has(made, "Delayed by 7 days instead of 6, if the first day is counted the other way") == []
    coded = printed(site, tmp_path / "b.pdf", seq)
    assert has(coded, "A second look: cycle planned for, study day -6", "I3: Platelet count: 7 below the limit") == []
    assert has(coded, "17 November 2026", SOURCE) == ["17 November 2026", SOURCE]


def test_it_says_who_and_when_on_which_protocol_and_by_which_program(site: Site, tmp_path: Path) -> None:
    """The identified edition is for the site's file; a late entry shows both days."""
    seq = site.save(history(), ON).seq
    made = printed(site, tmp_path / "a.pdf", seq, identified=True)
    assert has(made, NAME, HOSPITAL_NUMBER, "17 May 1964", "SH04-0001", "SH04/NCT03976882") == []
    assert has(made, "Assessed for", "23 November 2026", "Lin Mei, coordinator; late entry", "(UTC", "form 2.0") == []
    assert has(made, site.protocol.fingerprint, "Unverified: nobody", "Eligo 0.1.0", "Page 1 of 3", "Page 3 of 3") == []
    assert [one for one in site.protocol.assumptions("en") if has(made, one)] == []


def test_it_lasts(site: Site, tmp_path: Path) -> None:
    """PDF/A-2b and PDF/UA-1, headings and tables tagged, fonts within; nobody's name in what it says of itself."""
    made = printed(site, tmp_path / "a.pdf", site.save(history(), ON).seq, identified=True)
    paper.stands_for_25_years(made)
    assert {"H1", "H2", "Table", "THead", "TH", "TD", "L", "LI"} <= set(paper.tags(made))
    said = paper.xmp(made) + str(paper.reader(made).metadata)
    assert "SH04-0001" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_in_chinese_it_can_be_searched_too(site: Site, tmp_path: Path) -> None:
    made = printed(site, tmp_path / "a.pdf", site.save(history(), ON).seq, ZH, identified=True)
    wanted = ("入排标准核对表", "血小板", "10⁹/L", "诸葛珍稀", "第 1 页，共 2 页", "符合全部标准", "未核对")
    assert has(made, *wanted) == []
    paper.stands_for_25_years(made)


def test_the_coded_edition_names_nobody_and_counts_days(site: Site, tmp_path: Path) -> None:
    """H2: no identifier, no free text, no date; study days in their place, unless the contract lets dates leave."""
    seq = site.save(history(), ON).seq
    made = printed(site, tmp_path / "a.pdf", seq)
    said = paper.text(made)
    assert not [secret for secret in SECRETS if secret in said]
    assert not re.search(r"2026|November", said.split("Where this comes from")[0])
    assert has(made, "SH04-0001", "68 × 10⁹/L on study day -1", "study day 1", "Coded", "62") == []
    let_dates_leave(site)
    assert has(printed(site, tmp_path / "b.pdf", seq), "68 × 10⁹/L on 22 November 2026") == []


def test_what_is_missing_and_from_when_somebody_could_qualify(site: Site, tmp_path: Path) -> None:
    """Unknown is an answer, and waiting one too; both are said in words, with the criteria that they concern."""
    not_yet, open_ = saved(site, "not_yet", "A"), saved(site, "undetermined", "B")
    let_dates_leave(site)
    made = printed(site, tmp_path / "a.pdf", not_yet)
    assert has(made, "Not yet: could qualify from 27 November 2026 with a new platelet count", "○ Not yet") == []
    assert has(made, "from 23 to 26 November 2026", "Not eligible", "from 27 November 2026", "Not yet known") == []
    made = printed(site, tmp_path / "b.pdf", open_)
    assert has(made, "? Not yet known", "Brain metastases (E3)", "Brain metastases: not answered") == []


def test_a_signature_stands_with_name_time_zone_and_meaning(site: Site, tmp_path: Path) -> None:
    """S6: as 21 CFR 11.50 asks for; where nobody signed there is a box to sign by hand."""
    seq = saved(site, number="A")
    assert has(printed(site, tmp_path / "a.pdf", seq, identified=True), "signed by hand", "□", "Printed name") == []
    confirmed(site, seq)
    signed = site.signatures.of(seq)[0]
    made = printed(site, tmp_path / "b.pdf", seq, identified=True)
    assert has(made, "Wu Ke, investigator", "Confirms that all criteria are met", f"{signed.at[11:19]} (UTC") == []
    assert has(made, "it was checked and holds", "Meets all criteria: confirmed by the investigator") == []
    assert has(made, "signed by hand") != []


def test_a_signature_that_is_superseded_or_false_is_called_so(site: Site, tmp_path: Path) -> None:
    seq = confirmed(site, saved(site, number="A"))
    later = site.save(answered("eligible"), ON, former=seq, corrects=True, reason="typed wrong").seq
    made = printed(site, tmp_path / "a.pdf", later, identified=True)
    assert has(made, "superseded since", "signed by hand", "typed wrong") == []
    assert has(printed(site, tmp_path / "b.pdf", seq), f"A later entry ({later}) supersedes this one.") == []


def test_a_struck_case_says_so_first(site: Site, tmp_path: Path) -> None:
    seq = saved(site)
    site.strike(seq, "another person's file")
    made = printed(site, tmp_path / "a.pdf", seq, identified=True)
    assert has(made, "Struck through as entered in error", "another person's file", "Not signed.") == []
    assert has(printed(site, tmp_path / "b.pdf", seq), "another person's file") != []


def test_practice_is_never_taken_for_a_patient(tmp_path: Path) -> None:
    somebody = Actor("Lin Mei", "coordinator")
    with Site.init(tmp_path / "p", code="SH04", actor=somebody, protocol=published(), practice=True) as site:
        made = printed(site, tmp_path / "a.pdf", site.save(history(), ON).seq)
        assert has(made, "Practice: everyone in this log is fictitious.") == []


def test_whatever_somebody_is_called_is_printed_as_typed(site: Site, tmp_path: Path) -> None:
    """A name, a source or a reason is never taken for an instruction; what no font has stands as its number."""
    odd = '#read("/etc/passwd") = h $x$ \u202e 😀'
    data = with_answer(history(name=odd), tumour_type={"value": "solid", "source": odd})
    made = printed(site, tmp_path / "a.pdf", site.save(data, ON).seq, identified=True)
    shown = paper.squeezed('#read("/etc/passwd") = h $x$ [U+202E] [U+1F600]')
    assert paper.squeezed(paper.text(made)).count(shown) == 4


def test_its_code_holds_against_the_book_and_against_no_other(site: Site, tmp_path: Path) -> None:
    """R2: years later the book is held against a page of paper."""
    seq = saved(site)
    code = HeadCode.read(checklist(site, seq, identified=False).code)
    assert code is not None and has(printed(site, tmp_path / "a.pdf", seq), code.text) == []
    saved(site, number="B")
    assert site.verify(against=code).ok
    found = site.verify(against=HeadCode(code.length, "0" * 24))
    assert (found.ok, found.why) == (False, "other_code")
    found = site.verify(against=HeadCode(9999, code.begins))
    assert (found.ok, found.why, found.first_bad) == (False, "cut", found.length + 1)


@pytest.mark.parametrize("typed", ["eligo-41-0123456789abcdef01234567", " ELIGO - 41 – 0123456789ABCDEF 01234567 "])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert HeadCode.read(typed) == HeadCode(41, "0123456789abcdef01234567")


@pytest.mark.parametrize(
    "typed", ["", "log.csv", "ELIGO-41-0123", "ELIGO-0-0123456789abcdef", "ELIGO-41-0123456789abcdeg"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert HeadCode.read(typed) is None


def test_it_leaves_the_book_as_a_copy(site: Site, tmp_path: Path) -> None:
    """A14: the book says that it left and why; the manifest beside it proves it; its owner alone reads who it is."""
    seq, path = saved(site), tmp_path / "a.pdf"
    made = export_checklist(site, path, EN, seq, identified=True)
    assert isinstance(made, Exported)
    said = (made.view, made.format, made.privacy, made.rows, made.reason)
    assert said == ("checklist", "pdf", "identified", 1, "site_file")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert export_checklist(site, tmp_path / "b.pdf", EN, seq, identified=True, reason="safety").reason == "safety"
    assert export_checklist(site, tmp_path / "c.pdf", EN, seq).reason is None
    proof = read_proof(path)
    assert site.verify(against=proof).ok
    path.write_bytes(path.read_bytes() + b"\n")
    assert site.verify(against=proof).why == "copy_altered"


def test_who_may_not_see_who_it_is_gets_the_coded_edition_alone(site: Site, tmp_path: Path) -> None:
    seq = saved(site)
    at_work(site, MO)
    with pytest.raises(AccessError):
        export_checklist(site, tmp_path / "a.pdf", EN, seq, identified=True)
    assert not (tmp_path / "a.pdf").exists()
    printed(site, tmp_path / "b.pdf", seq)


def test_the_command_writes_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, path = tmp_path / "site", tmp_path / "a.pdf"
    with begun(folder) as site:
        site.save(history(), ON)
    asked = ["log", "checklist", "SH04-0001", "-o", str(path), "--data", str(folder)]
    assert main([*asked, "--identified", "--language", "zh_CN"]) == 0
    assert has(path.read_bytes(), NAME, "入排标准核对表") == []
    code = next(word for word in paper.text(path.read_bytes()).split() if word.startswith("ELIGO-"))
    assert main(["log", "verify", "--against", code, "--data", str(folder)]) == 0
    assert f"The log goes on from {code}, unchanged in its first 5 entries" in capsys.readouterr().out
    other = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    assert main(["log", "verify", "--against", other, "--data", str(folder)]) == 4
    assert "the code is that of another log" in capsys.readouterr().err
    assert main([*asked, "--reason", "safety"]) == 2
    assert main(["log", "checklist", "SH04-0099", "-o", str(path), "--data", str(folder)]) == 3


def test_it_says_how_the_screening_ended_and_that_somebody_was_forgotten(site: Site, tmp_path: Path) -> None:
    """The coded row goes on to be told; who it was is gone from the identified edition too."""
    seq = enrolled(site)
    assert has(printed(site, tmp_path / "a.pdf", seq, identified=True), "Enrolled, 23 November 2026") == []
    other = saved(site, number="B")
    site.outcomes.record(other, "declined", primary="too_burdensome")
    site.forgetting.forget(site.record(other).row.person, "consent_withdrawn")
    made = printed(site, tmp_path / "b.pdf", other, identified=True)
    assert has(made, "What identified this person was destroyed", "Declined, Too burdensome") == []
    assert has(made, "Person B") != []


def test_whoever_has_no_number_yet_or_is_very_old_is_told_so(site: Site, tmp_path: Path) -> None:
    """H2: of an age over 89 a coded copy says no more than that."""
    seq = site.save(history(consent=None, birth_date="1930-01-01"), ON).seq
    made = printed(site, tmp_path / "a.pdf", seq)
    assert has(made, "no screening number", "not recorded", "90 or more") == []
    assert has(printed(site, tmp_path / "b.pdf", seq, identified=True), "1 January 1930", "96") == []


def test_a_time_is_told_as_the_clock_on_the_wall_had_it() -> None:
    assert moment_text(at_site("2026-11-24T01:30:05.000000Z", "-05:30"), EN) == "23 November 2026, 20:00:05 (UTC-05:30)"
    assert moment_text(at_site("2026-11-24T01:30:05Z", "somewhere"), ZH) == "2026年11月24日 01:30:05（UTC+00:00）"
