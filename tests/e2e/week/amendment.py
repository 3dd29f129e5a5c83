"""An amendment arrives: it is compared, replayed, signed for and put into use, and an open case is judged again."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from tests.amended import VERSION, amended
from tests.e2e.week.hands import COORDINATOR, INVESTIGATOR, SITE, acts, days_ago, do, save, show_case, take_over
from tests.e2e.week.hands import VERSION as BEFORE
from tests.gui.desk import Desk, wait_for
from tests.unit.registry_samples import raw, record


def another_trial_is_begun(desk: Desk, file: Path) -> None:
    """From its registry's record, in the window: every rule is missing, and nobody can be screened with it."""
    file.write_bytes(raw(record()))
    desk.press("navigation.study")
    desk.press("study.drafts.record")
    desk.save_file_as("study.drafts.file", file)
    wait_for(lambda: desk.sees("drafting"), "the editor did not open")
    assert "3 criteria without a rule" in desk.find("drafting.state", QLabel).text()
    desk.press("drafting.back")
    assert "NCT01234567" in desk.said("study.drafts")


def amendment_arrives(desk: Desk, file: Path) -> None:
    """The investigator sees what it changes and whom, before anything is recorded."""
    file.write_text(amended().to_toml(), "utf-8")
    take_over(desk, INVESTIGATOR)
    desk.press("navigation.study")
    desk.press("study.version_file")
    desk.save_file_as("study.version_file.dialog", file)
    desk.press(f"study.compare.{VERSION}")
    assert "below 100 × 10⁹/L" in desk.said("study.differences")
    length = desk.site.head().length
    desk.press(f"study.replay.{VERSION}")
    wait_for(lambda: desk.sees("study.replayed"), "nobody was read again")
    assert "Nothing recorded was changed" in desk.said("study.replayed")
    assert desk.site.head().length == length


def amendment_comes_into_use(desk: Desk) -> None:
    """Signed for first, then with its approval; the pages are made anew by it."""
    desk.press(f"study.sign.{VERSION}")
    desk.press("study.sign.held")
    if desk.sees("study.signer"):
        desk.type_in("study.signer", INVESTIGATOR.name)
    desk.type_in("study.password", INVESTIGATOR.password)
    desk.press("study.sign.dialog.act")
    desk.press(f"study.activate.{VERSION}")
    desk.type_in("study.approved_on", days_ago(0))
    desk.choose("study.approved_by", "ethics_committee")
    desk.press("study.activate.dialog.act")
    wait_for(lambda: desk.site.protocol.version == VERSION, "it is not in use")


def judged_again(desk: Desk) -> None:
    """What was recorded keeps its version until the coordinator judges the open case again."""
    take_over(desk, COORDINATOR)
    number = f"{SITE}-0008"
    show_case(desk, number)
    assert VERSION in desk.find("log.case.former_version", QLabel).text()
    desk.press("log.open")
    wait_for(lambda: number in desk.title(), f"{number} is not open")
    save(desk, "continued")
    entries = desk.site.numbered(number)
    assert [row.protocol_version for row in entries] == [BEFORE, VERSION]
    assert all(one.row.number != number for one in desk.site.amendments.rescreening_due())


def a_failure_stays_one(desk: Desk) -> None:
    """The new limit would let somebody in who failed by the old one: asked once, and dismissed with a reason."""
    number = f"{SITE}-0007"
    assert [one.row.number for one in desk.site.amendments.rescreening_due()] == [number]
    show_case(desk, number)
    do(desk, "dismiss", reason="Began another treatment meanwhile")
    assert "dismiss" not in acts(desk)
    assert not desk.site.amendments.rescreening_due()
    row = desk.site.outcomes.numbered(number)
    assert row is not None and row.outcome == "screen_failure"
