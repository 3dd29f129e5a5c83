"""Checks on what the program stands on: its libraries, its protocols, the data folder, the disk, the clock."""

import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from screening.ledger.store import system_clock
from screening.protocol.catalogue import catalogue
from screening.service.sealing import NEWEST
from screening.service.validation.found import Found
from screening.service.validation.requirements import requirements
from screening.service.validation.running import checkout
from screening.service.validation.versions import normal, packages

ROOM = 500_000_000
"""Bytes that must be free where the book lies."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r";.*\bextra\b")  # what is not needed, such as for SAS transport files
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;]+)", re.MULTILINE)
_YEARS = timedelta(days=365 * 20)


def libraries(folder: Path, data: Path) -> Found:
    """Look whether every package that the program asks for is here, in its pinned version where the pins are too."""
    del folder, data
    try:
        wanted = requires("eligo") or []
    except PackageNotFoundError:
        return Found(False, "not_installed")
    here, pins = packages(), _pins()
    names = [normal(found[0]) for one in wanted if (found := _NAME.match(one)) and not _EXTRA.search(one)]
    missing = [name for name in names if name not in here]
    other = [f"{name} {here[name]}" for name in sorted(pins) if name in here and here[name] not in pins[name]]
    if missing or other:
        return Found(False, "missing" if missing else "other_versions", {"which": ", ".join(missing or other)})
    return Found(True, "as_pinned" if pins else "there", {"n": str(len(names))})


def _pins() -> Mapping[str, set[str]]:
    """Read the pinned versions of the checkout, none where the program was installed alone."""
    root = checkout()
    lock = root / "requirements.lock" if root else None
    found: dict[str, set[str]] = {}
    if lock and lock.is_file():
        for name, version in _PIN.findall(lock.read_text("utf-8")):
            found.setdefault(normal(name), set()).add(version)
    return found


def examples(folder: Path, data: Path) -> Found:
    """Judge every worked example of every protocol that ships."""
    del folder, data
    from screening.review import examples_problems

    protocols = [one.load() for one in catalogue().listed]
    wrong = [one.id for one in protocols if examples_problems(one)]
    if wrong:
        return Found(False, "wrong_answers", {"which": ", ".join(wrong)})
    asked = sum(len(criterion.examples) for one in protocols for criterion in one.criterion)
    return Found(True, "right_answers", {"n": str(asked), "protocols": str(len(protocols))})


def permissions(folder: Path, data: Path) -> Found:
    """Look who may read and change the files of the site's data folder; they are not opened."""
    del folder
    if os.name != "posix":
        return Found(None, "no_modes")
    files = [path for path in data.glob("eligo.*") if path.is_file()]
    if not files:
        return Found(None, "no_book")
    open_files = sorted(path.name for path in files if path.stat().st_mode & _not_for_others(path))
    if open_files:
        return Found(False, "open_files", {"which": ", ".join(open_files)})
    if data.stat().st_mode & 0o022:
        return Found(False, "open_folder")
    return Found(True, "closed_to_others", {"n": str(len(files))})


def _not_for_others(path: Path) -> int:
    """Give the rights that nobody but the owner may have; the newest checkpoint is no secret."""
    return 0o022 if path.name == NEWEST else 0o077


def disk(folder: Path, data: Path) -> Found:
    """Look how much room there is where the book lies, or will lie."""
    del folder
    there = next(path for path in (data.absolute(), *data.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    return Found(free >= ROOM, "free", {"gb": f"{free / 1e9:.1f}"})


def clock(folder: Path, data: Path) -> Found:
    """Hold the computer's clock against the day on which this version was made."""
    del folder, data
    now, made = system_clock(), requirements().revised
    first = datetime(made.year, made.month, made.day, tzinfo=UTC) - timedelta(days=1)  # today somewhere on earth
    values = {"now": f"{now:%Y-%m-%d %H:%M}Z", "made": made.isoformat()}
    return Found(first <= now < first + _YEARS, "clock", values)
