"""Monday: the site begins, its people come in for the first time, and the first patients are screened."""

from PySide6.QtCore import Qt

from gui.door.paper import Paper
from tests.e2e.week.hands import (
    COORDINATOR,
    INVESTIGATOR,
    MONITOR,
    Who,
    answer,
    begin_site,
    come_first,
    identify,
    rule_out_the_rest,
    save,
    take_over,
)
from tests.gui.desk import Desk


def monday(desk: Desk) -> None:
    """From an empty folder to three patients, one of them half entered."""
    _practises(desk)
    begin_site(desk)
    _people_come(desk)
    _first_patient_meets_everything(desk)
    _second_is_interrupted_by_a_call(desk)
    _third_is_not_eligible(desk)


def _practises(desk: Desk) -> None:
    """Before anything is real: a fictitious patient is judged by hand and compared; the real folder stays empty."""
    desk.press("setup.practice")
    desk.press("navigation.exercise")
    assert "Everybody here is fictitious" in desk.said("practice.banner")
    before = desk.site.log()
    for one in desk.site.protocol.criterion:
        desk.press(f"exercise.{one.id}.unknown")
    desk.press("exercise.conclusion.undetermined")
    desk.press("exercise.compare")
    assert "protocol: " in desk.said("exercise.compared") and "Patients compared\n1" in desk.said("exercise.results")
    assert desk.site.log() == before
    desk.press("foot.leave")


def add_person(desk: Desk, who: Who, role: str) -> str:
    """Give somebody an account; gives the password for the first time, as it is shown once."""
    desk.press("navigation.people")
    desk.press("people.add.begin")
    desk.type_in("people.name", who.name)
    desk.press(f"people.roles.{role}")
    desk.type_in("people.verified", "staff card seen")
    if desk.sees("people.confirm"):  # asked again after some minutes only
        desk.type_in("people.confirm", COORDINATOR.password)
    desk.press("people.add.act")
    once = desk.find("people.once.paper", Paper).secret
    desk.press("people.once.close")
    return once


def _people_come(desk: Desk) -> None:
    """The investigator and the monitor get accounts, and choose passwords that nobody else has seen."""
    roles = {INVESTIGATOR: "investigator", MONITOR: "monitor"}
    given = {who: add_person(desk, who, role) for who, role in roles.items()}
    for who, once in given.items():
        desk.press("foot.sign_out")
        come_first(desk, who, once)
    take_over(desk, COORDINATOR)


def _first_patient_meets_everything(desk: Desk) -> None:
    assert "Not yet known" in desk.verdict()
    identify(desk, "张三丰", "H-1001", "1964-05-17")
    answer(desk, planned=9, platelets="68")
    assert "Not yet known" in desk.verdict()
    rule_out_the_rest(desk)
    assert "Meets all criteria" in desk.verdict()
    save(desk)
    assert "SH04-0001" in desk.title()


def _second_is_interrupted_by_a_call(desk: Desk) -> None:
    desk.keys(Qt.Key.Key_N)
    identify(desk, "Li Si", "H-1002", "1958-02-01")
    desk.press("tumour_type.solid")
    desk.keys(Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier)
    assert desk.find("curtain").isVisible()
    assert "Li Si" not in desk.window.windowTitle()
    desk.press("curtain.show")
    desk.keys(Qt.Key.Key_P)


def _third_is_not_eligible(desk: Desk) -> None:
    identify(desk, "Zhao Qian", "H-1003", "1971-09-30")
    answer(desk, planned=9, platelets="55")
    desk.press("other_causes.immune.present")
    assert "Not eligible" in desk.verdict()
    assert any("E2" in line and "Excludes" in line for line in desk.criteria())
    save(desk)
    assert "SH04-0002" in desk.title()
