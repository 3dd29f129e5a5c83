"""The investigator's conclusion on the other causes: who signs it, when it may be signed, how long it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.cli import main
from screening.errors import RefusedError
from screening.service import Signature, Site, export_checklist
from screening.wording import Words
from tests import paper
from tests.store.act_samples import (
    LIN,
    MO,
    OTHER,
    PASSWORD,
    WU,
    at_work,
    code_of,
    confirmed,
    staffed,
)
from tests.store.service_samples import ON, history, published, someone, with_answer

ITEMS = tuple(published().field["other_causes"].items)  # type: ignore[union-attr]
WHY = "Marrow and smear seen, as Quill asked"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "data") as opened:
        yield opened


def case(number: str = "A", **causes: str | None) -> dict[str, Any]:
    """Give a history whose causes are ruled out but for some."""
    return with_answer(someone(number), other_causes={**dict.fromkeys(ITEMS, "ruled_out"), **causes})


def concluded(site: Site, seq: int, meaning: Any = "no_other_cause") -> Signature:
    return at_work(site, WU).signatures.sign(seq, meaning, PASSWORD, why=WHY)


def told(site: Site, seq: int) -> list[tuple[str, str]]:
    return [(one.meaning, one.state) for one in site.signatures.of(seq)]


def test_a_conclusion_is_signed_with_its_reason_and_changes_nothing_else(site: Site) -> None:
    """The row, its verdict and its signature stay what they were; the reason is in nobody's sight."""
    seq = site.save(case(), ON).seq
    before = site.record(seq).row
    assert code_of(at_work(site, WU).signatures.sign, seq, "no_other_cause", PASSWORD, why=" ") == "why_concluded"
    assert code_of(site.signatures.sign, seq, "no_other_cause", "guessed", why=WHY) == "wrong"
    made = concluded(site, seq)
    assert (made.meaning, made.state, made.genuine, made.why, made.about) == (
        *("no_other_cause", "current", True, WHY, seq),
    )
    assert site.record(seq).row == before and site.verify().ok
    assert "Quill" not in str(dict(site._book.ledger.entry(made.seq).payload))
    assert at_work(site, MO).signatures.of(seq)[0].why == ""
    site.rebuild()
    assert site.record(seq).row == before


def test_only_a_delegated_investigator_concludes(site: Site) -> None:
    seq = site.save(case(), ON).seq
    for actor, code in ((LIN, "not_permitted.sign"), (MO, "not_permitted.sign"), (OTHER, "acts.not_delegated")):
        at_work(site, actor)
        assert code_of(site.signatures.sign, seq, "no_other_cause", PASSWORD, why=WHY) == code
    at_work(site, WU).conduct.close()
    assert code_of(site.signatures.sign, seq, "no_other_cause", PASSWORD, why=WHY) == "conduct.closed"


@pytest.mark.parametrize("open_", ["not_assessed", None])
def test_not_assessed_is_never_signed_as_ruled_out(site: Site, open_: str | None) -> None:
    """It is refused in words that name the causes, in every language."""
    seq = site.save(case(immune=open_, radiotherapy=open_), ON).seq
    error = at_work(site, WU).signatures.in_the_way(seq, "no_other_cause")
    assert isinstance(error, RefusedError) and error.code == "causes_open"
    assert str(error).endswith("These causes come first: Immune (ITP, drug-induced), Radiotherapy.")
    assert "免疫性（ITP、药物诱导）、放疗" in Words("zh_CN").text("refused.causes_open", **error.values)
    assert code_of(site.signatures.sign, seq, "other_cause", PASSWORD, why=WHY) == "none_present"
    assert site.signatures.of(seq) == []


def test_a_cause_that_is_present_is_the_explanation(site: Site) -> None:
    """Then none can't be signed; what else is open doesn't matter."""
    seq = site.save(case(infection="present", inherited="not_assessed"), ON).seq
    at_work(site, WU)
    assert code_of(site.signatures.sign, seq, "no_other_cause", PASSWORD, why=WHY) == "cause_present"
    assert concluded(site, seq, "other_cause").genuine


def test_a_conclusion_stands_until_a_cause_is_answered_otherwise(site: Site) -> None:
    """A further count leaves it; another answer supersedes it in sight, and a new one is signed on the new entry."""
    seq = site.save(case(), ON).seq
    concluded(site, seq)
    assert code_of(site.signatures.sign, seq, "no_other_cause", PASSWORD, why=WHY) == "signed_already"
    at_work(site, LIN)
    second = site.save(with_answer(case(), brain_metastases="none"), ON, former=seq).seq
    assert told(site, second) == [("no_other_cause", "current")]
    assert code_of(at_work(site, WU).signatures.sign, second, "no_other_cause", PASSWORD, why=WHY) == "signed_already"
    third = site.save(case(infection="not_assessed"), ON, former=second).seq
    assert told(site, third) == told(site, seq) == [("no_other_cause", "superseded")]
    fourth = site.save(case(infection="present"), ON, former=third).seq
    concluded(site, fourth, "other_cause")
    assert told(site, fourth) == [("no_other_cause", "superseded"), ("other_cause", "current")]
    site.strike(fourth, "wrong")
    assert told(site, fourth)[-1] == ("other_cause", "superseded")


def test_a_conclusion_and_a_decision_leave_each_other_alone(site: Site) -> None:
    """Whichever comes last; nobody enrols on a conclusion alone."""
    seq = site.save(with_answer(case(), brain_metastases="none"), ON).seq
    concluded(site, seq)
    at_work(site, LIN)
    assert code_of(site.outcomes.record, seq, "enrolled") == "unsigned"
    confirmed(site, seq)
    assert site.record(seq).row.signed == "confirmed"
    assert told(site, seq) == [("no_other_cause", "current"), ("confirms", "current")]


def test_a_protocol_without_a_worksheet_asks_for_no_conclusion(tmp_path: Path) -> None:
    from screening.log import causes_in
    from screening.protocol import loads
    from tests.unit.wording_samples import PROTOCOL

    assert causes_in(history(), loads(PROTOCOL)) == {}


def test_the_checklist_has_a_block_of_the_causes(site: Site, tmp_path: Path) -> None:
    """Answers, origins, facts and conclusion; the decision's headline stays the decision's. Coded without free text."""
    clumped = {"value": "60", "unit": "10*9/L", "on": "2026-11-21", "clumped": True, "source": "LIS"}
    said = {"value": "ruled_out", "source": "Dr Quill’s letter", "on": "2026-11-22", "by": "Wu Ke"}
    data = with_answer(case(immune=said), brain_metastases="none")  # type: ignore[arg-type]
    data["answers"]["platelets"] = [*data["answers"]["platelets"], clumped]
    seq = confirmed(site, site.save(data, ON).seq)
    export_checklist(at_work(site, LIN), tmp_path / "a.pdf", Words("en", "long"), seq, identified=True)
    first = paper.squeezed(paper.text((tmp_path / "a.pdf").read_bytes()))
    assert paper.squeezed("No conclusion on the causes is signed.") in first
    concluded(site, seq)
    export_checklist(at_work(site, LIN), tmp_path / "b.pdf", Words("en", "long"), seq, identified=True)
    text = paper.squeezed(paper.text((tmp_path / "b.pdf").read_bytes()))
    wanted = ["Causes of the low platelet count", "22 November 2026 · Dr Quill’s letter · Wu Ke", WHY]
    wanted += ["Platelet count: 60 × 10⁹/L (clumps) · 21 November 2026 · LIS", "Diagnosis: Solid tumour"]
    wanted += ["none of them explains the low count", "confirmed by the investigator"]
    assert [one for one in wanted if paper.squeezed(one) not in text] == []
    export_checklist(site, tmp_path / "c.pdf", Words("en", "long"), seq)
    coded = paper.squeezed(paper.text((tmp_path / "c.pdf").read_bytes()))
    assert paper.squeezed("Causes of the low platelet count") in coded
    assert not [one for one in ("Quill", "LIS", "21 November") if paper.squeezed(one) in coded]


def test_the_command_line_signs_a_conclusion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.store.staffed import DOCTOR, as_coordinator, begin_staffed

    folder = tmp_path / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as opened:
        opened.save(case(), ON)
    monkeypatch.setenv("ELIGO_PASSWORD", DOCTOR[1])
    sign = ["sign", "SH04-0001", "--meaning", "no_other_cause", "--data", str(folder), "--user", DOCTOR[0]]
    assert main([*sign, "--reason", WHY]) == 0
    assert "no other cause explains the low count (entry" in capsys.readouterr().out
    assert main(sign) == 3
