"""The installation check: what must work here before anybody relies on it. It touches no book but its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.service.validation import account_checks as people
from screening.service.validation import book_checks as book
from screening.service.validation import machine_checks as machine
from screening.service.validation.found import Check, Found

CHECKS: Mapping[str, Check] = {
    "libraries": machine.libraries,
    "wrong_key": book.wrong_key,
    "appended": book.appended,
    "update_refused": book.update_refused,
    "delete_refused": book.delete_refused,
    "flipped_byte": book.flipped_byte,
    "cut_tail": book.cut_tail,
    "backup": book.backup,
    "export": book.export,
    "altered_copy": book.altered_copy,
    "unreadable": book.unreadable,
    "accounts": people.accounts,
    "times": book.times,
    "clock": machine.clock,
    "examples": machine.examples,
    "permissions": machine.permissions,
    "disk": machine.disk,
}
"""By name; each has its texts under `validate.check.NAME` in every language."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check and what it found."""

    name: str
    found: Found


def check_installation(data: Path) -> list[Checked]:
    """Run every check; `data` is the site's data folder, of which only sizes and rights are looked at."""
    return [Checked(name, _tried(check, data)) for name, check in CHECKS.items()]


def _tried(check: Check, data: Path) -> Found:
    """Run one check; one that cannot be carried out has failed, whatever stood in its way."""
    try:
        with TemporaryDirectory(prefix="eligo-validate-") as folder:
            return check(Path(folder), data)
    except Exception as error:  # noqa: BLE001  # a broken installation may fail in any way
        return Found(False, "broke_off", {"kind": f"{type(error).__name__} {getattr(error, 'code', '')}".strip()})
