"""Friday: recruitment pauses, the laptop dies after the backup, and on another one the study goes on to its end."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from gui.kit.chips import Chip
from gui.kit.messages import MessageBar
from tests.e2e.week.hands import (
    COORDINATOR,
    INVESTIGATOR,
    NAMES,
    SITE,
    acts,
    identify,
    save,
    screen,
    show_case,
    take_coded_copy,
    take_over,
    take_up_parked,
)
from tests.gui.desk import Desk


def recruitment_pauses(desk: Desk) -> None:
    """Nobody new is screened meanwhile, and what was typed is kept until it goes on."""
    _investigator(desk, "pause", reason="sponsor")
    assert "Recruitment is paused" in desk.find("study.standing", Chip).text()
    take_over(desk, COORDINATOR)
    desk.press("navigation.study")
    assert "An investigator" in desk.said("study.conduct") and not desk.sees("study.resume")
    desk.press("navigation.screen")
    assert "Recruitment is paused" in desk.find("message", MessageBar).accessibleName()
    screen(desk, "Sun Wu", "H-1007", "1972-08-09")
    assert "Recruitment is paused" in desk.find("message", MessageBar).accessibleName()
    assert len(desk.site.log()) == 7
    take_over(desk, INVESTIGATOR)
    _investigator(desk, "resume")
    take_over(desk, COORDINATOR)
    assert not desk.sees("message")
    take_up_parked(desk)
    assert "Sun Wu" in desk.title()
    save(desk)
    assert f"{SITE}-0008" in desk.title()


def _investigator(desk: Desk, act: str, reason: str = "") -> None:
    """Change how the study stands; it is asked first."""
    desk.press("navigation.study")
    desk.press(f"study.{act}")
    if reason:
        desk.choose("study.reason", reason)
    desk.press(f"study.{act}.dialog.act")


def backed_up(desk: Desk, backup: Path) -> None:
    """From the foot, after a copy for the sponsor; the words say what must be kept apart from it."""
    backup.parent.mkdir()
    take_coded_copy(desk, backup.with_name("before.csv"))
    desk.press("foot.backup")
    desk.save_file_as("backup.file", backup)
    assert backup.name in desk.find("record.said", QDialog).accessibleDescription()
    desk.press("record.said.close")
    assert desk.find("foot.backup").accessibleName().startswith("Last backup")


def works_on(desk: Desk, copy: Path) -> None:
    """A number is given that no backup knows, a copy of it leaves the site, and another form is half filled in."""
    screen(desk, "Zhou Ba", "H-1008", "1966-06-16")
    assert f"{SITE}-0009" in desk.title()
    take_coded_copy(desk, copy)
    desk.press("navigation.screen")
    desk.keys(Qt.Key.Key_N)
    identify(desk, "Wu Jiu", "H-1009", "1961-12-01")
    desk.press("tumour_type.solid")
    desk.wait_for_draft()


def files_survive(desk: Desk) -> None:
    """Where the disk outlives the laptop, nothing that was acknowledged is lost, and the form is offered again."""
    assert [row.number for row in desk.site.log()][-1] == f"{SITE}-0009"
    desk.press("message.action")
    assert "Wu Jiu" in desk.title()
    assert desk.site.verify().ok


def restored(desk: Desk, backup: Path) -> None:
    """On another laptop, from the backup alone; the number given after it is never given again."""
    desk.press("setup.restore")
    desk.type_in("restore.backup", str(backup))
    desk.type_in("restore.name", COORDINATOR.name)
    desk.type_in("restore.password", COORDINATOR.password)
    desk.press("restore.try")
    desk.type_in("lastnumber.last", f"{SITE}-0009")
    desk.press("lastnumber.finish")
    desk.sign_in(*COORDINATOR)
    assert [row.number for row in desk.site.log()][-1] == f"{SITE}-0008"
    desk.press("navigation.screen")
    screen(desk, "Zhou Ba", "H-1008", "1966-06-16")
    assert f"{SITE}-0010" in desk.title()


def study_closes(desk: Desk) -> None:
    """Whoever closes it says so twice; nothing more goes in, and everything can still be read."""
    take_over(desk, INVESTIGATOR)
    desk.press("navigation.study")
    desk.press("study.close")
    assert not desk.find("study.close.dialog.act").isEnabled()
    desk.press("study.sure")
    desk.press("study.close.dialog.act")
    assert "closed" in desk.find("study.standing", Chip).text()
    assert not desk.sees("study.pause") and not desk.sees("study.close")
    desk.press("navigation.screen")
    assert "closed" in desk.find("message", MessageBar).accessibleName()
    screen(desk, "Zheng Shi", "H-1010", "1959-02-03")
    assert "closed" in desk.find("message", MessageBar).accessibleName()
    show_case(desk, f"{SITE}-0008")
    assert acts(desk) == {"forget", "checklist"} and not desk.sees("log.open") and not desk.sees("log.strike")


def checked_by_others(data: Path, stick: Path) -> None:
    """Whoever holds a copy holds it against the book; what was lost with the laptop is named, not covered up."""
    whole = eligo("log", "verify", "--against", stick / "before.csv", data=data)
    assert whole.returncode == 0 and "before.csv" in whole.stdout
    lost = eligo("log", "verify", "--against", stick / "after.csv", data=data)
    assert lost.returncode == 4 and "Traceback" not in lost.stderr
    assert "checkpoint" in lost.stderr and lost.stdout == ""


def kept_for_25_years(data: Path, stick: Path) -> None:
    """The archive is checked by Python alone, on a computer that never heard of Eligo."""
    archive = stick / "SH04.zip"
    assert eligo("log", "archive", "-o", archive, data=data).returncode == 0
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(stick / "archive")
        text = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
    assert not [name for name in NAMES if name in text]
    command = [sys.executable, "-I", "-S", str(stick / "archive" / "verify.py")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=stick, env={"PATH": os.defpath})
    assert (done.returncode, done.stderr) == (0, "")
    assert "The archive is whole: SH04/NCT03976882, coded edition" in done.stdout


def eligo(*arguments: str | Path, data: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command as the coordinator, on a closed book."""
    command = [sys.executable, "-m", "screening.cli", *map(str, arguments), "--data", str(data)]
    named = [*command, "--user", COORDINATOR.name, "--language", "en"]
    given = {**os.environ, "ELIGO_PASSWORD": COORDINATOR.password}
    return subprocess.run(named, check=False, capture_output=True, text=True, env=given, timeout=120)
