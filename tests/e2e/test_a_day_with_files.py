"""From the hospital's files to a case in the log that tells it, through the real window; and what leaves of it."""

import json
from pathlib import Path

from screening.service import Wish, enter, export, export_trail, read_proof
from screening.wording import Words
from tests.e2e.week.files import (
    CHART,
    CIRRHOSIS,
    LAB,
    NAME,
    NUMBER,
    a_list_is_explained,
    files_are_taken,
    the_case_tells_its_files,
    write_messages,
    write_record,
)
from tests.e2e.week.hands import COORDINATOR, SitDown, begin_site
from tests.gui.desk import wait_for

SECRETS = (LAB, CHART, CIRRHOSIS, "Wang Wu", NAME, NUMBER, "1964-05-17")


def test_a_day_with_files(sit_down: SitDown, tmp_path: Path) -> None:
    """The book is whole afterwards; coded copies name neither the file nor the person."""
    desk = sit_down(tmp_path / "laptop")
    begin_site(desk)
    files_are_taken(desk, write_record(tmp_path / CHART), write_messages(tmp_path / LAB))
    forms = desk.site.unsaved
    wait_for(lambda: [bool(json.loads(one.content)["imports"]) for one in forms.list(desk.site.study)] == [True])
    desk.die(tmp_path / "laptop", tmp_path / "survived")

    desk = sit_down(tmp_path / "survived")
    desk.sign_in(*COORDINATOR)
    desk.press("message.action")  # the case that lay open
    the_case_tells_its_files(desk)
    a_list_is_explained(desk, tmp_path)
    desk.shut()
    with enter(tmp_path / "survived" / "data", *COORDINATOR) as book:
        kinds = [line.kind for line in book.trail.lines(newest_first=False)]
        assert kinds[kinds.index("imported") :][:4] == ["imported", "imported", "person_identified", "assessed"]
        export(book, tmp_path / "log.csv", Words("en"), Wish(format="csv"))
        export_trail(book, tmp_path / "trail.csv", Words("en"))
        for name in ("log.csv", "trail.csv"):
            content = (tmp_path / name).read_text("utf-8-sig")
            assert not [
                secret for secret in (LAB, CHART, CIRRHOSIS, "Wang Wu", NAME, NUMBER, "1964-05-17") if secret in content
            ]
            assert book.verify(against=read_proof(tmp_path / name)).ok
        assert book.verify().ok
