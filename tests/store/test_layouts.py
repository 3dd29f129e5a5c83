"""How lists are to be read is said once, and known to everybody of the site from then on."""

from dataclasses import replace
from pathlib import Path

import pytest

from screening.cli import main
from screening.errors import RefusedError
from screening.formats.lists import Column, ListMapping, propose, read_table, recognise
from screening.formats.lists import Test as NamedTest
from screening.service import Site
from screening.service.intake import propose as propose_files
from tests.store.service_samples import begun
from tests.store.staffed import as_coordinator, as_doctor, begin_staffed
from tests.unit.list_samples import PROTOCOL, counts, written

LIST = [["患者甲", "Day", "Wert", "Datum"], ["x", "11/12/2026", "68", "?"], ["x", "10/12/2026", "70", "?"]]
RAW = written(LIST)


def corrected(raw: bytes) -> ListMapping:
    """Say as a person does: the third column has platelet counts in a unit, the days begin with the month."""
    found = recognise(read_table(raw, "a.csv"), PROTOCOL)
    columns = list(found.columns)
    columns[2] = Column("Wert", "result", "10*9/L", "platelets")
    return replace(found, columns=tuple(columns), day_order="mdy", told="chosen")


def remembered(site: Site) -> ListMapping | None:
    """Recall what holds for lists of these headings."""
    return site.layouts.recall(read_table(RAW, "b.csv"))


def test_what_was_said_once_holds_the_next_time(tmp_path: Path) -> None:
    """For lists of the same headings alone; the last word counts, and the same word is no entry."""
    with begun(tmp_path / "site") as site:
        assert remembered(site) is None
        assert site.layouts.remember(corrected(RAW)) is not None and site.layouts.remember(corrected(RAW)) is None
        proposal = propose(RAW, "b.csv", PROTOCOL, recall=site.layouts.recall)
        assert [(value, on) for value, _, on in counts(proposal)] == [("68", "2026-11-12"), ("70", "2026-10-12")]
        assert "lists.as_last_time" in [note.code for note in proposal.notes]
        site.layouts.remember(replace(corrected(RAW), day_order="dmy"))
        again = remembered(site)
        assert again is not None and (again.day_order, again.told) == ("dmy", "remembered")
        other = written([["Other", *LIST[0][1:]], *LIST[1:]])
        assert site.layouts.recall(read_table(other, "c.csv")) is None
        (tmp_path / "b.csv").write_bytes(RAW)
        intake = propose_files([tmp_path / "b.csv"], PROTOCOL, recall=site.layouts.recall)
        assert [on for _, _, on in counts(intake.proposal)] == ["2026-12-11", "2026-12-10"]


def test_no_heading_is_kept(tmp_path: Path) -> None:
    """A list without headings begins with somebody's results: nothing of its first row comes into the book."""
    with begun(tmp_path / "site") as site:
        entry = site.layouts.remember(corrected(RAW))
        assert entry is not None and not any(heading in str(entry.payload) for heading in LIST[0] if heading != "Day")


def test_what_says_nothing_is_not_kept(tmp_path: Path) -> None:
    """A description without a column of results is refused."""
    with begun(tmp_path / "site") as site, pytest.raises(RefusedError) as error:
        site.layouts.remember(recognise(read_table(RAW, "a.csv"), PROTOCOL))
    assert error.value.code == "lists.not_whole"


def test_it_is_shared_by_everyone_of_the_site(tmp_path: Path) -> None:
    """What one says, another finds; whoever may not screen may not say it."""
    begin_staffed(tmp_path / "site")
    with as_coordinator(tmp_path / "site") as site:
        site.layouts.remember(corrected(RAW))
    with as_doctor(tmp_path / "site") as site:
        assert remembered(site) is not None


def test_what_was_said_can_be_seen_and_forgotten(tmp_path: Path) -> None:
    """Forgotten, it is in the log for ever and holds no more; it can be said again."""
    with begun(tmp_path / "site") as site:
        assert site.layouts.forget("ab" * 32) is None
        site.layouts.remember(corrected(RAW))
        (known,) = site.layouts.known()
        assert (known.by, known.said.day_order, known.said.columns[2][2]) == (site.actor.name, "mdy", "platelets")
        assert site.layouts.forget(known.fingerprint) is not None and site.layouts.forget(known.fingerprint) is None
        assert remembered(site) is None and site.layouts.known() == ()
        assert site.layouts.remember(corrected(RAW)) is not None and len(site.layouts.known()) == 1


def test_what_is_remembered_is_listed_and_forgotten_without_a_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each column by what it holds, called by the beginning of its fingerprint; a name that is nobody's is told."""
    data = ("--data", str(tmp_path / "site"))
    with begun(tmp_path / "site") as site:
        site.layouts.remember(replace(corrected(RAW), tests=(NamedTest("Thrombos", "platelets", chosen=True),)))
        (known,) = site.layouts.known()
    assert main(("log", "layouts", *data)) == 0
    told = capsys.readouterr().out
    assert told.startswith(known.fingerprint[:12]) and known.by in told
    assert "Results: Platelet count (× 10⁹/L)" in told and "thrombos: Platelet count" in told
    assert main(("log", "layouts", "--forget", "x", *data)) == 2 and known.fingerprint[:12] in capsys.readouterr().err
    assert main(("log", "layouts", "--forget", known.fingerprint[:12], *data)) == 0
    assert main(("log", "layouts", *data)) == 0 and "Nothing is remembered" in capsys.readouterr().out
