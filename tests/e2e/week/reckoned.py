"""A site's own trial: a value that a formula reckons, and a history that is searched for a result, on one patient."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from tests.e2e.week.hands import begin_site, days_ago, identify, save
from tests.gui.desk import Desk

STUDY = "NCT09990001@1"
PROTOCOL = """
[protocol]
id = "NCT09990001"
version = "1"
title.en = "A trial of the site's own"
source = "made up for a test"
dated = 2026-01-01
status = "unverified"
[field.creatinine]
kind = "lab"
ask.en = "Creatinine"
unit = "umol/L"
convert = { "mg/dL" = 88.4 }
plausible = [5, 3000]
[field.weight]
kind = "number"
ask.en = "Weight"
unit = "kg"
plausible = [20, 300]
[field.platelets]
kind = "lab"
ask.en = "Platelet count"
unit = "10*9/L"
plausible = [0, 1500]
[field.transfusions]
kind = "events"
ask.en = "Platelet transfusion"
[[criterion]]
id = "I1"
kind = "inclusion"
text.en = "Creatinine clearance above 60 mL/min"
rule = { formula = "cockcroft_gault", creatinine = "creatinine", weight = "weight", above = 60, good_for_days = 14 }
[[criterion]]
id = "I2"
kind = "inclusion"
text.en = "No platelet count of 100 or more within 6 weeks, except after a transfusion"
rule = { no_result = "platelets", at_least = 100, within_days = 42, except_after = "transfusions", except_days = 7 }
"""


def write_protocol(folder: Path) -> None:
    """Put the trial where a site keeps its own."""
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(PROTOCOL, "utf-8")


def screened(desk: Desk) -> None:
    """The value follows what is typed, and says what it lacks; one high count is set aside by a transfusion."""
    begin_site(desk, STUDY)
    identify(desk, "Sun Mei", "H-2001", "1964-05-17")
    desk.press("transfusions.none")
    desk.paste_results(f"60\t10*9/L\t{days_ago(10)}\n120\t10*9/L\t{days_ago(20)}")
    QGuiApplication.clipboard().setText(f"70\tumol/L\t{days_ago(1)}")
    desk.press("creatinine.paste")
    assert _clearance(desk) == "Not yet known: weight missing"
    desk.type_in("weight", "70")
    value = _clearance(desk)
    assert value.endswith(" mL/min") and _says(desk, "I1", "Met", value)
    desk.press("reckoned.cockcroft_gault.more")
    assert "Nephron 1976" in desk.find("reckoned.cockcroft_gault.how", QLabel).text()
    assert _says(desk, "I2", "Not yet", "120")
    desk.press("transfusions.some")
    desk.type_in("transfusions.0", days_ago(22))
    assert _says(desk, "I2", "Met", "")
    assert "Meets all criteria" in desk.verdict()
    save(desk)
    (row,) = desk.site.log()
    assert row.verdict == "eligible"


def _clearance(desk: Desk) -> str:
    return desk.find("reckoned.cockcroft_gault", QLabel).text()


def _says(desk: Desk, criterion: str, outcome: str, why: str) -> bool:
    (line,) = [one for one in desk.criteria() if criterion in one]
    return outcome in line and why in line
