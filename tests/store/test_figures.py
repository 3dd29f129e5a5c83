"""The study's figures: what they say, that they say it in every format alike, and how they leave the book."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from struct import unpack
from xml.etree import ElementTree

import pytest

from screening.errors import AccessError, RefusedError, StoreError
from screening.formats.charts import About
from screening.formats.figure import FORMATS, Format, figure, figure_data, spoken
from screening.log import FIGURES, Exported, Fate, Figure, Way, Ways, reason_codes
from screening.protocol import Protocol
from screening.protocol.catalogue import find
from screening.service import Actor, Site, export_figure, read_proof
from screening.service.exporting import figure_about
from screening.wording import PSEUDO, Words
from tests import paper
from tests.store.act_samples import DAY, LIN, MO, WU, at_work, enrolled, saved, staffed
from tests.store.service_samples import ON, SECRETS, history, someone

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
AT = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def about(protocol: Protocol, language: str = "en") -> About:
    criteria = {(protocol.version, one.id): one.text.in_(language) for one in protocol.criterion}
    return About(criteria, [("Study", "SH04/NCT03976882")])


def crowd(protocol: Protocol) -> dict[Fate, int]:
    """Give people of every fate there is, and every criterion and coded reason among them."""
    version, ids = protocol.version, [one.id for one in protocol.criterion]
    people = {
        Fate(True, "eligible", outcome="enrolled", version=version): 181,
        Fate(True, "eligible", version=version): 9,
        Fate(True, "undetermined", version=version): 31,
        Fate(False, "undetermined", version=version): 12,
        Fate(True, "ineligible", not_yet=True, version=version): 6,
        Fate(True, "ineligible", version=version): 5,
    }
    for place, one in enumerate(ids):
        failed = (one, ids[(place + 1) % len(ids)])
        people[Fate(True, "ineligible", outcome="screen_failure", primary=one, failed=failed, version=version)] = (
            10 + place
        )
    for outcome in ("declined", "withdrew", "lost", "other"):
        for place, code in enumerate(reason_codes(outcome)):
            people[Fate(outcome != "declined", "eligible", outcome=outcome, primary=code, version=version)] = 5 + place
    return people


def published() -> Protocol:
    return find("NCT03976882").load()


def went(people: Mapping[Fate, int]) -> Ways:
    """Let everybody go the shortest way to how they stand."""
    return {Way(fate, "2026-11", 3 if fate.outcome else None, ()): number for fate, number in people.items()}


def drawn(people: Mapping[Fate, int], kind: Figure, format: Format, words: Words = EN) -> bytes:
    protocol = published()
    return figure(went(people), about(protocol, words.language), kind=kind, format=format, words=words, at=AT)


def said(people: Mapping[Fate, int], kind: Figure = "consort", words: Words = EN) -> list[str]:
    protocol = published()
    return list(spoken(figure_data(went(people), about(protocol, words.language), kind=kind, words=words)))


def test_the_diagram_says_who_was_excluded_and_why() -> None:
    """Three kinds of reasons, criteria in the protocol's words, coded ones by name, the most frequent first."""
    told = said(crowd(published()))
    total = sum(crowd(published()).values())
    assert told[1] == f"Assessed for eligibility (n = {total}) 57 of them before consent"
    at = told.index("Not meeting criteria (n = 75)")
    assert told[at + 1] == "E3 Untreated brain metastases: 15"
    assert told[at + 4] == "I3 Platelet count below 75 × 10⁹/L: 12"
    assert "Declined to participate (n = 72)" in told and "Other reasons (n = 71)" in told
    assert "Withdrew: changed their mind: 5" in told and "Not interested: 5" in told
    assert "Lost to contact: moved away: 7" in told and "Takes part in another trial: 7" in told
    assert "Still in screening (n = 63)" in told and "Not yet: could qualify later: 6" in told
    assert "Enrolled (n = 181)" in told


def test_the_second_table_counts_everybody_for_every_criterion_failed() -> None:
    """Each of the six was failed by those whose primary reason it is, and by those of the one before it."""
    told = said(crowd(published()))
    at = told.index("All criteria not met")
    assert set(told[at + 1 : at + 7]) == {
        "E3 Untreated brain metastases: 29",
        "E2 Thrombocytopenia from a cause other than chemotherapy: 27",
        "I1 Advanced solid tumour: 25",
        "E1 Haematological malignancy: 25",
        "I3 Platelet count below 75 × 10⁹/L: 23",
        "I2 Chemotherapy delayed by at least 7 days because of thrombocytopenia: 21",
    }


def test_the_funnel_says_what_each_step_is() -> None:
    """With its share of all, and the words that define it."""
    told = said(crowd(published()), "funnel")
    assert told[1].startswith("Screened: ") and told[1].endswith("(100 %)")
    assert "Enrolled: 181 (39 %)" in told
    assert "Consented: has a screening number, which is given once consent is recorded" in told
    unasked = About({}, (), consent_asked=False)
    means = figure_data({}, unasked, kind="funnel", words=EN)["means"]
    assert ("Consented", "has a screening number; this protocol gives it without consent") in means


def test_nobody_screened_is_a_figure_too() -> None:
    """Zeros, no share of nothing, and no table."""
    assert "Assessed for eligibility (n = 0)" in said({}) and "All criteria not met" not in said({})
    assert "Enrolled: 0 (–)" in said({}, "funnel")


def test_a_count_that_can_tell_who_is_meant_is_warned_of() -> None:
    """Only where there is one."""
    few = {Fate(True, "eligible", outcome="enrolled"): 4}
    many = {Fate(True, "eligible", outcome="enrolled"): 5}
    assert said(few)[-1].startswith("Some counts here are under 5") and "under 5" not in " ".join(said(many))


def test_the_same_criterion_of_two_versions_is_one_reason_where_it_reads_alike() -> None:
    """Else they are told apart by their words."""
    people = {
        Fate(True, "ineligible", outcome="screen_failure", primary="I1", failed=("I1",), version=version): 5
        for version in ("1", "2", "3")
    }
    criteria = {("1", "I1"): "Adults", ("2", "I1"): "Adults", ("3", "I1"): "Adults up to 75"}
    told = list(spoken(figure_data(went(people), About(criteria, ()), kind="consort", words=EN)))
    assert "I1 Adults: 10" in told and "I1 Adults up to 75: 5" in told


@pytest.mark.parametrize("words", [EN, ZH, Words(PSEUDO)], ids=lambda words: words.language)
@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("people", [0, 3, 500])
def test_every_format_draws_it(kind: Figure, people: int, words: Words) -> None:
    """An SVG with its text as title and description, a PNG wide enough to print, a PDF for the archive."""
    some = {Fate(True, "ineligible", outcome="screen_failure", primary="I3", failed=("I3",), version="x"): 3}
    fates = {0: {}, 3: some, 500: crowd(published())}[people]
    made = {format: drawn(fates, kind, format, words) for format in FORMATS}
    root = ElementTree.fromstring(made["svg"])
    assert root.tag == f"{SVG}svg" and root[0].tag == f"{SVG}title" and root[1].tag == f"{SVG}desc"
    assert root.get("aria-labelledby") == "title desc" and root[1].text == ". ".join(said(fates, kind, words))
    assert made["png"].startswith(b"\x89PNG") and unpack(">I", made["png"][16:20])[0] >= 1000
    paper.stands_for_25_years(made["pdf"])
    if words.language != PSEUDO:
        caption = figure_data(went(fates), About({}, ()), kind=kind, words=words)["caption"]
        assert paper.squeezed(caption) in paper.squeezed(paper.text(made["pdf"]))


def test_the_pdf_holds_every_word_and_count() -> None:
    """As text that can be searched, also where the reasons are long and fill more than a page."""
    protocol = find("NCT03976882@2019-registered").load()
    people = crowd(protocol)
    made = figure(went(people), about(protocol, "zh_CN"), kind="consort", format="pdf", words=ZH, at=AT)
    found = paper.squeezed(paper.text(made))
    for criterion in protocol.criterion:
        assert paper.squeezed(criterion.text.in_("zh_CN")) in found
    assert paper.squeezed("评估是否符合条件（n = ") in found and paper.squeezed("入组（n = 181）") in found


def test_the_same_people_are_drawn_the_same_to_the_byte() -> None:
    for format in FORMATS:
        assert drawn(crowd(published()), "consort", format) == drawn(crowd(published()), "consort", format)


# --- out of the book ---


def study(folder: Path) -> Site:
    site = staffed(folder)
    enrolled(site, "A")
    site.outcomes.record(saved(site, "ineligible", "B"), "screen_failure", on=DAY, primary="E3")
    before = site.save(someone("L", consent={"given": False}), ON).seq
    site.outcomes.record(before, "declined", on=DAY, primary="not_interested")
    site.save(history(), ON)
    return site


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_leaves_with_its_manifest_and_is_noted(tmp_path: Path, kind: Figure, format: Format) -> None:
    """A14, R2: who took it is in the book, and what lies beside it proves it."""
    path = tmp_path / f"{kind}.{format}"
    with study(tmp_path / "data") as site:
        made = export_figure(at_work(site, MO), path, EN, kind=kind, format=format)
        assert (made.view, made.format, made.privacy, made.rows) == (kind, format, "coded", 4)
        entry = next(iter(site.reader.entries(kinds=(Exported.kind,), newest_first=True, limit=1)))
        assert (entry.actor, entry.payload["sha256"]) == (MO.name, made.sha256)
        proof = read_proof(path)
        assert proof.is_genuine() and proof.altered() == []
        assert at_work(site, WU).verify(against=proof).ok


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_holds_counts_and_nothing_of_anybody(tmp_path: Path, kind: Figure) -> None:
    """No name, number, birth date or free text, in none of its parts."""
    with study(tmp_path / "data") as site:
        path = tmp_path / "figure.svg"
        export_figure(site, path, ZH, kind=kind)
        text = path.read_text("utf-8")
        assert [one for one in (*SECRETS, "SH04-0001", LIN.name) if one in text] == []
        with pytest.raises(StoreError, match="identifies somebody"):
            export_figure(site, tmp_path / f"{SECRETS[0]}.svg", EN)


def test_only_who_may_take_copies_takes_a_figure(tmp_path: Path) -> None:
    """And nothing is left behind."""
    with study(tmp_path / "data") as site, pytest.raises((AccessError, RefusedError)):
        export_figure(at_work(site, Actor("Ad", "administrator", "A9")), tmp_path / "x.svg", EN)
    assert not (tmp_path / "x.svg").exists()


def test_what_is_missing_is_named_as_the_form_names_it(tmp_path: Path) -> None:
    """A worksheet by its section, for its question alone says nothing; a doctor's decision in words."""
    named = figure_about(staffed(tmp_path / "data"), EN).fields
    version = published().version
    assert named[version, "platelets"] == "Platelet count"
    assert named[version, "other_causes"] == "Other causes of the low platelets"
    assert named[version, "decisions"] == "Investigator’s decision"
