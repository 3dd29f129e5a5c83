"""Backups from the foot: when the last was made, that one is due, where to, and what must be kept apart."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from screening.log import SettingChanged
from screening.service import KEY, Site, restoring, today
from tests.gui.desk import Desk, find


def backup_button(desk: Desk) -> QPushButton:
    return find(desk.window, QPushButton, "foot.backup")


def test_a_backup_is_made_and_the_foot_says_when(desk: Desk, folder: Path, tmp_path: Path) -> None:
    """Others may go on; the words say what to keep apart from it."""
    desk.start()
    assert backup_button(desk).accessibleName() == "No backup yet"
    desk.press("foot.backup")
    dialog = find(desk.window, QFileDialog, "backup.file")
    assert dialog.selectedFiles()[0].endswith(f"SH04-{today()}.eligo-backup")
    dialog.fileSelected.emit(str(tmp_path / "a.eligo-backup"))
    assert backup_button(desk).accessibleName() == "Backing up… 0 %" and not backup_button(desk).isEnabled()
    dialog.reject()
    desk.settle()
    told = find(desk.window, QDialog, "record.said")
    assert "eligo.key" in told.accessibleDescription() and "a.eligo-backup" in told.accessibleDescription()
    told.reject()
    assert backup_button(desk).accessibleName().startswith("Last backup ")
    desk.opening.close()
    with restoring(tmp_path / "a.eligo-backup", tmp_path / "new", folder / KEY) as found:
        assert found.site.verify().ok


def test_a_place_that_can_not_be_written_is_told(desk: Desk, folder: Path, tmp_path: Path) -> None:
    desk.start()
    desk.press("foot.backup")
    dialog = find(desk.window, QFileDialog, "backup.file")
    dialog.fileSelected.emit(str(tmp_path / "no" / "such" / "a.eligo-backup"))
    dialog.reject()
    desk.settle()
    find(desk.window, QDialog, "record.said").reject()
    assert backup_button(desk).accessibleName() == "No backup yet" and backup_button(desk).isEnabled()


def test_an_overdue_backup_is_offered_gently(desk: Desk, folder: Path) -> None:
    """By the site's own limit; nothing stands in anybody's way."""
    desk.start()
    site = desk.program.site
    assert site is not None
    assert today() - timedelta(days=1) < today()
    site.note(SettingChanged(name="backup_days", old=7, new=-1))
    assert desk.program.upkeep is not None
    desk.program.upkeep.record_changed()
    assert backup_button(desk).accessibleName() == "Back up now…"


def test_a_practice_needs_no_backup(desk: Desk) -> None:
    desk.start()
    desk.press("setup.practice")
    assert desk.program.site is not None and isinstance(desk.program.site, Site)
    assert not backup_button(desk).isVisible()
