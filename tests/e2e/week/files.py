"""A day on which the laboratory's messages come as a file, and are taken into a case instead of being typed."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit

from gui.kit.ticks import Tick
from screening.service import today
from tests.e2e.week.hands import answer, rule_out_the_rest, save, show_case
from tests.gui.desk import Desk

NAME, NUMBER, LAB = "王五", "H-512", "Wang Wu platelets.hl7"


def write_messages(path: Path) -> Path:
    """Write what the laboratory sends: a count of yesterday and an older one, which it corrects, and a volume."""
    yesterday, before = (f"{today() - timedelta(days=days):%Y%m%d}" for days in (1, 5))
    segments = [
        *_message("L1", before, "OBX|1|NM|777-3^Platelets^LN||91|10*9/L|125-350|L|||F"),
        *_message("L2", before, "OBX|1|NM|777-3^Platelets^LN||81|10*9/L|125-350|L|||C"),
        *_message(
            "L3",
            yesterday,
            "OBX|1|NM|777-3^Platelets^LN||64|10*9/L|125-350|L|||F",
            "OBX|2|NM|32623-1^MPV^LN||10.1|fL|7-11|N|||F",
        ),
    ]
    path.write_text("\r".join(segments) + "\r", "utf-8")
    return path


def _message(id: str, day: str, *results: str) -> list[str]:
    order = "W1" if id in ("L1", "L2") else "W2"
    return [
        f"MSH|^~\\&|LIS|LAB|ELIGO|SITE|{day}091500||ORU^R01^ORU_R01|{id}|P|2.5.1||||||UNICODE UTF-8",
        f"PID|1||{NUMBER}^^^HOSPITAL^MR||王^五||19640517|F",
        f"OBR|1|{order}|{order}|58410-2^CBC panel^LN|||{day}080000||||||||||||||||||F",
        *results,
    ]


def messages_are_taken(desk: Desk, path: Path) -> None:
    """Looked at first: nothing is in the form before; one count of the same day was typed already, another one."""
    desk.type_in("subject.name", NAME)
    desk.press("subject.consent.yes")
    answer(desk, planned=8, platelets="68")
    rule_out_the_rest(desk)
    desk.press("import")
    chosen = desk.find("intake.files", QDialog)
    edit = chosen.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(str(path))
    desk.find("intake.files", QDialog).accept()
    desk.settle()
    told = desk.said("intake")
    assert "There now: 68 × 10⁹/L" in told and "5 rows: 2 taken, 1 not taken, 2 left out" in told
    ticked = {one.text().split(" ")[0]: one.isChecked() for one in desk.find("intake").findChildren(Tick)}
    assert ticked["64"] is False and ticked["81"] is True
    assert desk.site.log() == []
    desk.press("intake.take")
    assert "Nothing is saved yet" in desk.find("message").accessibleName()


def the_case_tells_its_file(desk: Desk) -> None:
    """In the log, beside the value: which file, and who accepted it."""
    save(desk)
    show_case(desk, "SH04-0001")
    (row,) = desk.site.log()
    filed = desk.site.trail.from_files(row.seq)
    assert "subject.hospital_number" in filed
    place = next(one for one in filed if one.startswith("answers.platelets"))
    desk.press(f"log.value.{place}")
    told = desk.said("value")
    assert f"From {LAB} (laboratory messages (HL7)), SHA-256 " in told and "accepted by Wang Li" in told
    desk.keys(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
