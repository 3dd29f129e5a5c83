"""Draw the README's picture of the window, with fictitious patients: `python -m tests.gui.picture FILE.png`."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QLabel

from gui.screen.page import ScreenPage
from screening.service import Actor, Site, today
from screening.service.practice import CODE, samples
from screening.settings import Preferences
from tests.gui.desk import Desk, wait_for
from tests.store.service_samples import published

SIZE = (1280, 960)


def main(file: Path) -> None:
    """Fill a practice book with the samples, correct a count of one, open it, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ELIGO_CONFIG"] = folder
        book = Path(folder) / "book"
        case = fill(book)
        desk = Desk(QApplication([]), book, Preferences(language="en", theme="light"))
        desk.start()
        desk.window.resize(*SIZE)
        page = desk.workplace.page("screen")
        assert isinstance(page, ScreenPage)
        desk.workplace.show_page("screen")  # where a case is open, Today opens first
        page.open_case(case)
        wait_for(lambda: desk.find("second_look.line", QLabel).text() != "")
        for _ in range(4):
            desk.settle()
        desk.window.grab().save(str(file))
        desk.close()


def fill(folder: Path) -> int:
    """Save every sample as if seen today, and correct one; gives the entry to show."""
    with Site.init(folder, code=CODE, actor=Actor("Trainee"), protocol=published(), practice=True) as site:
        for one in samples():
            site.save(one.seen_on(today()), today())
        shown = next(one for one in samples() if one.expected == "not_yet")
        history = shown.seen_on(today())
        former = next(row for row in site.log() if site.person(row.person).name == history["subject"]["name"])
        history["answers"]["platelets"][0]["value"] = "70"
        why = "Misread: the report says 70"
        return site.save(history, today(), former=former.seq, corrects=True, reason=why).seq


if __name__ == "__main__":
    main(Path(sys.argv[1]))
