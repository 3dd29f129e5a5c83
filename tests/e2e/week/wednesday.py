"""Wednesday: the investigator signs, and what became of each person is recorded."""

from PySide6.QtWidgets import QLabel

from gui.kit.chips import Chip
from tests.e2e.week.hands import COORDINATOR, INVESTIGATOR, acts, begin, do, show_case, take_over
from tests.gui.desk import Desk


def wednesday(desk: Desk) -> None:
    """Begins with the investigator at the window and ends with the coordinator."""
    _investigator_confirms(desk)
    _investigator_declines(desk)
    _investigator_concludes_on_the_causes(desk)
    take_over(desk, COORDINATOR)
    _confirmed_is_enrolled(desk)
    _not_eligible_is_a_screen_failure(desk)
    _declines_to_take_part(desk)
    _declined_by_the_investigator_ends(desk)


def _investigator_confirms(desk: Desk) -> None:
    """With the password, each time; a wrong one costs nothing of what was typed."""
    show_case(desk, "SH04-0001")
    assert {"confirms", "declines"} <= acts(desk) and "enrol" not in acts(desk)
    begin(desk, "confirms", password="not this one")
    assert desk.sees("act.signer")
    desk.press("act.confirms.act")
    assert "not right" in desk.find("act.confirms.refused", QLabel).text()
    desk.type_in("act.password", INVESTIGATOR.password)
    desk.press("act.confirms.act")
    assert "Xu Dan, investigator, confirmed on" in desk.said("log.case")
    show_case(desk, "SH04-0006")
    begin(desk, "confirms", password=INVESTIGATOR.password)
    assert not desk.sees("act.signer")
    desk.press("act.confirms.act")


def _investigator_declines(desk: Desk) -> None:
    """Of somebody who meets every criterion; it says why, and there is no way to do it without."""
    show_case(desk, "SH04-0004")
    begin(desk, "declines", password=INVESTIGATOR.password)
    assert not desk.find("act.declines.act").isEnabled()
    desk.type_in("act.reason", "Liver tests are being repeated")
    desk.press("act.declines.act")
    told = desk.said("log.case")
    assert "Declined by the investigator" in told and "Liver tests are being repeated" in told
    # Who is not eligible is not the investigator's to confirm.
    show_case(desk, "SH04-0002")
    assert not {"confirms", "declines"} & acts(desk)


def _investigator_concludes_on_the_causes(desk: Desk) -> None:
    """Having read the worksheet with its facts; the verdict and what was signed of it stay as they are."""
    show_case(desk, "SH04-0001")
    do(desk, "no_other_cause", reason="Smear and marrow seen", password=INVESTIGATOR.password)
    assert "none explains the low count. Reason: Smear and marrow seen" in desk.said("log.case")
    show_case(desk, "SH04-0002")
    assert "other_cause" in acts(desk)
    do(desk, "other_cause", reason="Immune, since oxaliplatin", password=INVESTIGATOR.password)
    row = desk.site.outcomes.numbered("SH04-0002")
    assert row is not None and (row.verdict, row.signed) == ("ineligible", "none")
    assert [(one.meaning, one.holds) for one in desk.site.signatures.of(row.seq)] == [("other_cause", True)]


def _confirmed_is_enrolled(desk: Desk) -> None:
    """Under the number that the trial gave; nobody else can have it."""
    show_case(desk, "SH04-0001")
    do(desk, "enrol", subject_number="R-001")
    assert "R-001" in desk.find("log.case.outcome", Chip).text()
    show_case(desk, "SH04-0006")
    begin(desk, "enrol", subject_number="R-001")
    desk.press("act.enrol.act")
    assert "R-001" in desk.find("act.enrol.refused", QLabel).text()
    desk.press("act.enrol.cancel")


def _not_eligible_is_a_screen_failure(desk: Desk) -> None:
    """All the criteria that failed are kept, and the main one is named."""
    show_case(desk, "SH04-0002")
    do(desk, "fail", primary="E2")
    row = desk.site.outcomes.numbered("SH04-0002")
    assert row is not None and (row.outcome, row.primary_reason, row.failed) == ("screen_failure", "E2", ("E2",))


def _declines_to_take_part(desk: Desk) -> None:
    """Somebody who is not eligible yet is no failure: it is not what comes next."""
    show_case(desk, "SH04-0003")
    do(desk, "end", outcome="declined", primary="family_against")
    assert "Declined" in desk.find("log.case.outcome", Chip).text()


def _declined_by_the_investigator_ends(desk: Desk) -> None:
    show_case(desk, "SH04-0004")
    assert "enrol" not in acts(desk)
    do(desk, "end", outcome="other", primary="investigator_judgement")
    counts = desk.site.outcomes.counts()
    assert (counts.enrolled, counts.screen_failure, counts.declined, counts.other) == (1, 1, 1, 1)
    assert counts.reconciles
