"""Beside each cause stands what was entered already that bears on it, as it is entered."""

from typing import Any

from PySide6.QtWidgets import QApplication

from gui.kit.labels import Remark
from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.wording import Words
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import choose, fill


def noted(page: ScreenPage, cause: str) -> str:
    """Read what stands beside a cause."""
    found: Any = page.findChild(Remark, f"other_causes.{cause}.row.noted")
    return found.text() if found is not None and found.isVisibleTo(page) else ""


def test_what_was_entered_stands_beside_the_cause_that_it_bears_on(page: ScreenPage, protocol: Protocol) -> None:
    """In the language of the form; an answer taken back is gone from there too."""
    clumped = {"value": "60", "unit": "10*9/L", "on": day(-2), "clumped": True, "source": "LIS"}
    data = answers(protocol, tumour_type={"value": "both", "source": "pathology", "by": "Wu"}, platelets=[clumped])
    fill(page, {"subject": subject(), "answers": data})
    assert noted(page, "marrow_infiltration") == "Diagnosis: Both · pathology · Wu"
    assert noted(page, "pseudothrombocytopenia").startswith("Platelet count: 60 × 10⁹/L (clumps) · ")
    assert noted(page, "pseudothrombocytopenia").endswith(" · LIS")
    assert noted(page, "infection") == ""
    page.retext(Words("zh_CN", "long"))
    assert noted(page, "marrow_infiltration") == "诊断：两者 · pathology · Wu"
    choose(page, "tumour_type.both")
    QApplication.processEvents()
    assert noted(page, "marrow_infiltration") == ""


def test_nothing_is_noted_of_an_empty_form(page: ScreenPage, protocol: Protocol) -> None:
    assert not [item for item in protocol.field["other_causes"].items if noted(page, item)]  # type: ignore[union-attr]
