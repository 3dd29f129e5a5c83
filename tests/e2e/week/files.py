"""A day on which the hospital's record and the laboratory's messages come as files, and are taken instead of typed."""

import json
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLineEdit

from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark
from gui.kit.ticks import Tick
from screening.service import today
from tests.e2e.week.hands import answer, rule_out_the_rest, save, show_case
from tests.gui.desk import Desk

NAME, NUMBER, LAB, CHART = "王五", "H-512", "Wang Wu platelets.hl7", "Wang Wu chart.json"
CIRRHOSIS = "Alcoholic cirrhosis of liver"


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


def write_record(path: Path) -> Path:
    """Write what the hospital's system gives: who it is, a cirrhosis, a count of today and one not released yet."""
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": NUMBER}],
        "name": [{"family": NAME[0], "given": [NAME[1]]}],
        "gender": "female",
        "birthDate": "1964-05-17",
    }
    cirrhosis = {
        "resourceType": "Condition",
        "id": "liver",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": _coded("http://hl7.org/fhir/sid/icd-10-cm", "K70.30", CIRRHOSIS),
        "subject": {"reference": "Patient/p"},
        "recordedDate": (today() - timedelta(days=200)).isoformat(),
    }
    counts = [_count("new", "final", 66), _count("early", "preliminary", 12)]
    entries = [{"resource": one} for one in (patient, cirrhosis, *counts)]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), "utf-8")
    return path


def _count(id: str, status: str, value: int) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": status,
        "code": _coded("http://loinc.org", "777-3", "Platelets"),
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": today().isoformat(),
        "valueQuantity": {"value": value, "unit": "10*9/L", "system": "http://unitsofmeasure.org", "code": "10*9/L"},
    }


def _coded(system: str, code: str, text: str) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def write_list(path: Path, *counts: tuple[int, int]) -> Path:
    """Write a list that a ward keeps itself: counts with their days ago, under headings of its own, without a unit."""
    lines = [f"{today() - timedelta(days=days):%d.%m.%Y};{count};A" for count, days in counts]
    path.write_text("\n".join(["Tag;Thrombos;Kürzel", *lines]), "utf-8")
    return path


def choose_files(desk: Desk, *paths: Path) -> None:
    """Import files, by typing their names."""
    desk.press("import")
    edit = desk.find("intake.files", QDialog).findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(" ".join(f'"{path}"' for path in paths))
    desk.find("intake.files", QDialog).accept()
    desk.settle()


def a_list_is_explained(desk: Desk, folder: Path) -> None:
    """Its columns are said once, tried at once; the next list of these headings is read so without a question."""
    desk.press("navigation.screen")
    desk.press("new")
    choose_files(desk, write_list(folder / "ward.csv", (64, 3), (66, 1)))
    assert not desk.find("columns.apply").isEnabled()
    desk.choose("columns.means.1", "result:platelets")
    assert "2 rows: 0 read, 2 left out" in desk.said("columns")
    desk.choose("columns.unit.1", "10*9/L")
    assert "2 rows: 2 read, 0 left out" in desk.said("columns")
    desk.press("columns.apply")
    desk.press("intake.take")
    choose_files(desk, write_list(folder / "ward again.csv", (70, 0)))
    assert "Read as was said for the last list of these headings" in desk.said("intake")
    desk.press("intake.take")
    history = desk.workplace.page("screen").findChild(LabTable)
    assert history is not None and sorted(row["value"] for row in history.value() or ()) == ["64", "66", "70"]
    (known,) = desk.site.layouts.known()
    assert known.by == desk.site.actor.name


def files_are_taken(desk: Desk, *paths: Path) -> None:
    """Looked at first: nothing is in the form before; one count of the same day was typed already, another one."""
    desk.type_in("subject.name", NAME)
    desk.press("subject.consent.yes")
    answer(desk, planned=8, platelets="68")
    choose_files(desk, *paths)
    told = desk.said("intake")
    assert "There now: 68 × 10⁹/L" in told and CIRRHOSIS in told
    assert "9 rows: 4 taken, 1 bears on a question, 1 not taken, 3 left out" in told
    ticked = {one.text().split(" ")[0]: one.isChecked() for one in desk.find("intake").findChildren(Tick)}
    assert (ticked["64"], ticked["81"], ticked["66"]) == (False, True, True)
    assert desk.site.log() == []
    desk.press("intake.take")
    assert "Nothing is saved yet" in desk.find("message").accessibleName()
    assert desk.find("other_causes.liver_spleen.row.noted", Remark).text().startswith(f"On record: {CIRRHOSIS}")


def the_case_tells_its_files(desk: Desk) -> None:
    """What was on record is still there to be judged; in the log each value says which file, and who accepted it."""
    assert CIRRHOSIS in desk.find("other_causes.liver_spleen.row.noted", Remark).text()
    rule_out_the_rest(desk)
    assert desk.verdict().startswith("Meets all criteria")
    save(desk)
    assert CIRRHOSIS in desk.find("other_causes.liver_spleen.row.noted", Remark).text()  # read back from the book
    show_case(desk, "SH04-0001")
    (row,) = desk.site.log()
    filed = desk.site.trail.from_files(row.seq)
    assert "subject.hospital_number" in filed
    newest, older = sorted(one for one in filed if one.startswith("answers.platelets"))
    for place, name, kind in ((newest, CHART, "health record (FHIR)"), (older, LAB, "laboratory messages (HL7)")):
        desk.press(f"log.value.{place}")
        told = desk.said("value")
        assert f"From {name} ({kind}), SHA-256 " in told and "accepted by Wang Li" in told
        desk.press("value.close")
