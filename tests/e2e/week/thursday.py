"""Thursday: a deviation is found, a correction takes a signature's ground away, and the monitor comes."""

from gui.kit.chips import Chip
from gui.kit.ticks import Tick
from gui.record.page import RecordPage
from tests.e2e.week.hands import (
    COORDINATOR,
    INVESTIGATOR,
    MONITOR,
    NAMES,
    acts,
    days_ago,
    do,
    open_from_today,
    save,
    screen,
    show_case,
    take_over,
)
from tests.gui.desk import Desk, visible, wait_for


def thursday(desk: Desk) -> None:
    """Begins and ends with the coordinator at the window."""
    _fails_by_the_count(desk)
    _deviation_is_found(desk)
    _correction_supersedes_a_signature(desk)
    take_over(desk, INVESTIGATOR)
    _investigator_signs_anew(desk)
    take_over(desk, COORDINATOR)
    _now_the_second_is_enrolled(desk)
    take_over(desk, MONITOR)
    _monitor_asks(desk)
    take_over(desk, COORDINATOR)
    _coordinator_answers(desk)
    take_over(desk, MONITOR)
    _monitor_closes_and_leaves(desk)
    take_over(desk, COORDINATOR)


def _fails_by_the_count(desk: Desk) -> None:
    """Platelets of 85 are too many: a failure by this version of the protocol."""
    screen(desk, "Ma Lan", "H-1011", "1975-05-05", platelets="85")
    show_case(desk, "SH04-0007")
    do(desk, "fail", primary="I3")


def _deviation_is_found(desk: Desk) -> None:
    """Of somebody enrolled: a fact beside the case, which changes nothing that was signed."""
    desk.press("navigation.study")
    assert "Enrolled\n1" in desk.said("study.counts")
    show_case(desk, "SH04-0001")
    do(desk, "deviate", criterion="I2", text="The cycle had been given elsewhere")
    assert "1 deviation" in desk.find("log.case.deviations", Chip).text()
    row = desk.site.outcomes.numbered("SH04-0001")
    assert row is not None and (row.outcome, row.signed, row.deviations) == ("enrolled", "confirmed", ("I2",))


def _correction_supersedes_a_signature(desk: Desk) -> None:
    """The count was another one: what was signed is not what stands there now, so that nobody enrols on it."""
    show_case(desk, "SH04-0006")
    assert "enrol" in acts(desk)
    desk.press("log.open")
    desk.type_in("planned_cycle_date", days_ago(11))
    save(desk, "corrected", "Read from the wrong sheet")
    show_case(desk, "SH04-0006")
    assert "enrol" not in acts(desk)
    told = desk.said("log.case")
    assert "Signature superseded" in told and "Awaiting an investigator" in told


def _investigator_signs_anew(desk: Desk) -> None:
    """Today says so and leads to it; both signatures stay in sight, and only the later one holds."""
    assert "The signature was superseded by a change" in open_from_today(desk, "SH04-0006")
    assert "SH04-0006" in desk.said("log.case").split("\n")[0]
    do(desk, "confirms", password=INVESTIGATOR.password)
    row = desk.site.outcomes.numbered("SH04-0006")
    assert row is not None and row.signed == "confirmed"
    assert [one.state for one in desk.site.signatures.of(row.seq)] == ["superseded", "current"]
    assert desk.said("log.case").count("Xu Dan, investigator, confirmed on") == 2


def _now_the_second_is_enrolled(desk: Desk) -> None:
    show_case(desk, "SH04-0006")
    do(desk, "enrol", subject_number="R-002")
    assert "R-002" in desk.find("log.case.outcome", Chip).text()
    desk.press("navigation.study")
    assert "Enrolled\n2" in desk.said("study.counts")
    desk.press("navigation.insight")
    assert "Enrolled: 2 of" in desk.find("insight.funnel.chart").accessibleDescription()


# The monitor's visit


def _monitor_asks(desk: Desk) -> None:
    """Sees and prints coded data only, on every page; nothing there changes a case."""
    show_case(desk, "SH04-0001")
    assert acts(desk) == {"follow", "query_ask", "checklist"}
    assert not {"log.open", "log.strike", "navigation.screen", "foot.backup"} & _buttons(desk)
    for page in ("today", "study", "insight", "record", "people", "log"):
        desk.press(f"navigation.{page}")
        assert not [name for name in NAMES if name in _everything_said(desk)]
    show_case(desk, "SH04-0001")
    do(desk, "query_ask", said="Which laboratory gave the count?")
    assert "Mo Ni, monitor" in desk.said("log.queries")


def _coordinator_answers(desk: Desk) -> None:
    show_case(desk, "SH04-0001")
    (query,) = desk.site.queries.all()
    assert "Which laboratory gave the count?" in desk.said("log.queries")
    assert not desk.sees(f"query.{query.id}.end")
    desk.press(f"query.{query.id}.reply")
    desk.type_in("act.said", "The central one")
    desk.press("act.query_answer.act")
    assert "The central one" in desk.said("log.queries")


def _monitor_closes_and_leaves(desk: Desk) -> None:
    """The visit ends where the monitor had read; the next one begins there."""
    show_case(desk, "SH04-0001")
    (query,) = desk.site.queries.all()
    desk.press(f"query.{query.id}.end")
    assert [one.state for one in desk.site.queries.all()] == ["closed"]
    desk.press("navigation.record")
    page = desk.find("record", RecordPage)
    assert not desk.sees("record.visit")
    before = page.model.rowCount()
    desk.press("record.hold")
    desk.find("record.visit", Tick).click()
    wait_for(lambda: page.model.rowCount() < before, "the trail still begins before the visit")
    assert desk.site.visits.last() is not None


def _buttons(desk: Desk) -> set[str]:
    return {one.objectName() for one in visible(desk.window)}


def _everything_said(desk: Desk) -> str:
    """Read all that stands in the window, is spoken of it, or shows when a mouse rests on it."""
    told: list[str] = []
    for widget in visible(desk.window):
        told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        told.append(str(getattr(widget, "text", str)() or ""))
    return "\n".join([*told, *desk.log_rows()] if desk.sees("log.table") else told)
