"""A day that begins with a list from the hospital's system: who of many may qualify, and one of them is screened."""

from pathlib import Path

from gui.prescreen.picking import Pick
from gui.prescreen.table import Worklist
from screening.service import today
from tests.e2e.week.hands import save
from tests.gui.desk import Desk
from tests.gui.prescreen.patients import population, write


def whoever_may_qualify_is_found(desk: Desk, folder: Path) -> None:
    """The file is judged while one works on; its result lies beside it."""
    desk.press("navigation.prescreen")
    desk.find("prescreen.cohort", Pick).take(str(write(folder / "clinic.csv", population())))
    desk.press("prescreen.begin")
    desk.save_file_as("prescreen.result.file", folder / "clinic-result.xlsx")
    assert "clinic-result.xlsx" in desk.find("prescreen.said").property("text")
    assert desk.find("prescreen.list", Worklist).model().rowCount() == 3
    (entry,) = [one for one in desk.site.trail.lines() if one.kind == "prescreened"]
    assert entry.payload["judged"] == 4 and entry.payload["on"] == today().isoformat()


def one_of_them_is_screened(desk: Desk) -> None:
    """The first of the list, who consents and gets a number; the list says so afterwards."""
    desk.press("prescreen.open")
    assert desk.verdict().startswith("Meets all criteria")
    desk.type_in("subject.name", "Zhao Qian")
    desk.press("subject.consent.yes")
    save(desk)
    (row,) = desk.site.log()
    record = desk.site.record(row.seq)
    assert (row.number, record.said.verdict, record.person.hospital_number) == ("SH04-0001", "eligible", "H-meets")
    assert record.history["answers"]["brain_metastases"]["source"].startswith("clinic.csv, row 5 ")
    filed = desk.site.trail.from_files(row.seq)
    assert {"subject.hospital_number", "answers.brain_metastases"} <= set(filed)
    (entry,) = [one for one in desk.site.trail.lines() if one.kind == "imported"]
    (judged,) = [one for one in desk.site.trail.lines() if one.kind == "prescreened"]
    assert [entry.payload["sha256"]] == list(judged.payload["inputs"]) and entry.payload["by"] == desk.site.actor.name
    desk.press("navigation.prescreen")
    model = desk.find("prescreen.list", Worklist).model()
    assert str(model.index(0, model.columnCount() - 1).data()).startswith("SH04-0001")
