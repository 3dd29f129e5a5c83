"""The rule-review pack, read back: everything that a coordinator and an investigator need to check a protocol file."""

from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from screening.formats.pdf import review_pdf
from screening.protocol import Protocol, loads
from screening.review.pack import pack
from screening.review.worked import worked_cases
from screening.wording import PSEUDO, Words
from screening.wording.rules import criterion_rule
from tests import paper
from tests.unit.wording_samples import PROTOCOL

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])
AT = datetime(2026, 11, 24, 16, 30, tzinfo=timezone(timedelta(hours=8)))
EN, ZH = Words("en", "iso"), Words("zh_CN", "iso")


@cache
def read(path: Path, language: str) -> tuple[Protocol, bytes, str]:
    protocol = loads(path.read_text("utf-8"))
    made = review_pdf(protocol, words=Words(language, "iso"), at=AT)
    return protocol, made, paper.squeezed(paper.text(made))


def published(language: str = "en") -> tuple[Protocol, bytes, str]:
    return read(next(one for one in FILES if "2024-published" in one.name), language)


# What ships is read in Chinese, what the tests have in English: a pack takes seconds.
PACKS = [("zh_CN" if path.parent.parent.name == "resources" else "en", path) for path in FILES]


@pytest.mark.parametrize(("language", "path"), PACKS, ids=[f"{path.stem}-{language}" for language, path in PACKS])
def test_every_protocol_has_its_pack(path: Path, language: str) -> None:
    """Each criterion in the protocol's words, where they stand, what was assumed, and its rule, as text to search."""
    protocol, made, said = read(path, language)
    words = Words(language, "iso")
    paper.stands_for_25_years(made)
    for criterion in protocol.criterion:
        told = [line for _, line in criterion_rule(criterion, protocol, words).lines()]
        for one in (criterion.text.in_(language), criterion.text.in_("en"), criterion.where or "", *told):
            assert paper.squeezed(one) in said, (criterion.id, one)
    chart = protocol.chart or protocol
    for endpoint in chart.criterion:
        told = [line for _, line in criterion_rule(endpoint, chart, words).lines()]
        assert all(paper.squeezed(one) in said for one in (endpoint.text.in_(language), *told)), endpoint.id
    for assumption in protocol.assumption:
        assert paper.squeezed(assumption.text.in_(language)) in said
    for field in protocol.field.values():
        assert paper.squeezed(field.ask.in_(language)) in said
    if protocol.protocol.unusable is not None:
        assert paper.squeezed(protocol.protocol.unusable.in_(language)) in said
    assert protocol.fingerprint in said


def test_every_case_says_what_the_program_answers() -> None:
    """In one language after the other, with a name for each kind of case; nothing is left out of it."""
    protocols = [*(loads(path.read_text("utf-8")) for path in FILES), loads(PROTOCOL)]
    for protocol, language in zip(protocols, cycle(["en", "zh_CN", PSEUDO]), strict=False):
        words = Words(language, "iso")
        data = pack(protocol, words, "2026-11-24")
        for told, criterion in zip(data["criteria"][: len(protocol.criterion)], protocol.criterion, strict=True):
            tried = worked_cases(protocol, criterion)
            assert [len(one["rows"]) for one in told["limits"]] == [len(one.cases) for one in tried]
            assert len(told["examples"]) == len(criterion.examples)
            for rows, limit in zip(told["limits"], tried, strict=True):
                answers = [words.text(f"outcome.{case.result.outcome}") for case in limit.cases]
                assert [row["answer"] for row in rows["rows"]] == answers
                assert all(row["case"] and row["entered"] and row["reason"] for row in rows["rows"])


def test_the_limit_of_the_platelets_can_be_read_off() -> None:
    """74.9 is met, 75 is not, in any unit; on the third day after it still counts, on the fourth no more."""
    _, _, said = published()
    for row in (
        "just below the limit 74.9 × 10⁹/L · 2026-11-24 Met",
        "exactly at the limit 75 × 10⁹/L · 2026-11-24 Not met",
        "at the limit, in × 10⁴/µL 7.5 × 10⁴/µL · 2026-11-24 Not met",
        "last day on which it counts (3 days old) 74.9 × 10⁹/L · 2026-11-21 Met",
        "the day after (4 days old) 74.9 × 10⁹/L · 2026-11-20 Not yet known",
        "with clumps 74.9 × 10⁹/L (EDTA, clumps) · 2026-11-24 Not yet known",
    ):
        assert paper.squeezed(row) in said, row


def test_what_the_form_asks_is_told_with_its_units_and_ranges() -> None:
    """Units that convert, what is plausible, how long a result counts, which criteria read it."""
    _, _, said = published()
    for one in (
        "Also accepted × 10³/µL, /µL, × 10⁴/µL, G/L, /mm3",
        "Plausible 0 × 10⁹/L to 1500 × 10⁹/L",
        "Counts A result counts on its own day and for 3 days after it.",
        "LOINC 777-3, 26515-7",
        "Progressing after treatment (the investigator decides)",
        "Read by I1, E1",
    ):
        assert paper.squeezed(one) in said, one
    conversion = read(next(one for one in FILES if "NCT05864014" in one.name), "en")[2]
    assert paper.squeezed("Converted by 1 mg/dL = 88.4 µmol/L") in conversion


def test_there_is_a_box_for_each_of_two_people_at_every_criterion_and_at_the_end() -> None:
    """To tick, to initial, to date; notes; and at the end name, date and signature."""
    protocol, made, said = published()
    criteria = len(protocol.criterion)
    assert said.count(paper.squeezed("says what the protocol says")) == 2 * criteria
    assert said.count("Initials") == 2 * criteria and said.count("Notes") == criteria
    assert said.count("Signature") - said.count("Signatures") == 2 and said.count(paper.squeezed("Printed name")) == 2
    for criterion in protocol.criterion:
        assert paper.squeezed(f"{criterion.id} · Checked against the protocol") in said
    pages = paper.pages(made)
    for place, page in enumerate(pages, 1):
        assert f"Page {place} of {len(pages)}" in page and protocol.fingerprint[:16] in page


def test_the_pack_is_tagged_with_headings_lists_and_tables() -> None:
    """Who hears it can go from criterion to criterion."""
    protocol, made, _ = published()
    found = paper.tags(made)
    assert found.count("H1") == 1 and found.count("H3") >= len(protocol.criterion)
    assert {"L", "LI", "Table", "TH", "TD"} <= set(found)


def test_a_pack_says_how_far_the_file_can_be_trusted() -> None:
    """Unverified, from where, and when the paper was made; another file says that nobody is screened with it."""
    _, _, said = published()
    for one in ("Unverified: nobody has held this file", "made on 2026-11-24 with Eligo", "technical guide"):
        assert paper.squeezed(one) in said
    older = read(next(one for one in FILES if "2019-registered" in one.name), "zh_CN")[2]
    assert "不可用于筛选" in older


def test_how_people_are_screened_is_told() -> None:
    """Consent, numbers and how often, as the file has it."""
    settings = ('consent = "not_asked"', 'rescreening = "same_number"', "most_attempts = 2")
    told = PROTOCOL.replace("\n[field", "\n".join(("", *settings, "[field")), 1)
    data = pack(loads(told), EN, "2026-11-24")
    assert data["settings"] == [
        "A screening number is given without consent.",
        "Whoever is screened again keeps the number.",
        "One person may be screened at most 2 times in all.",
    ]
    assert pack(loads(PROTOCOL), ZH, "2026-11-24")["settings"][0].startswith("先取得知情同意")


def test_the_same_pack_is_the_same_to_the_byte() -> None:
    protocol, made, _ = published()
    assert review_pdf(protocol, words=EN, at=AT) == made
