"""Where things live on this machine, its day, and what this person prefers. Nothing about a patient stands here."""

import os
import sys
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path

from screening.errors import InputError

BOOK, STORE, KEY, KEYS, SIGN = "eligo.db", "eligo.store", "eligo.key", "eligo.keys", "eligo.sign"
"""The book, or the address of the server it lies on; its key, in the plain or wrapped under people's passwords; the
installation's signing key."""
FORMS = "eligo.forms"
"""Unsaved forms that a server, being away, could not take yet."""
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person prefers on one machine; "" follows the system."""

    language: str = ""
    theme: str = ""
    text_scale: int = 100
    data: str = ""
    user: str = ""
    updates: str = ""  # where a notice of new versions lies; "" asks nobody


def data_folder() -> Path:
    """Give the folder of the site's book: `ELIGO_DATA`, or the platform's own place."""
    return Path(os.environ.get("ELIGO_DATA") or _home("data"))


def has_book(folder: Path) -> bool:
    """Say whether there is a book in a folder; False where nobody may look."""
    try:
        return (folder / BOOK).exists() or (folder / STORE).exists()
    except OSError:
        return False


def asks_for_passwords(folder: Path) -> bool:
    """Say whether the book in a folder is opened by its people's passwords."""
    return has_book(folder) and opened_by_passwords(folder)


def opened_by_passwords(folder: Path) -> bool:
    """Say whether what opens a folder's book is its people's passwords: those of a shared book lie with it."""
    return (folder / KEYS).exists() or ((folder / STORE).exists() and not (folder / KEY).exists())


def today() -> date:
    """Give the site's local day."""
    return datetime.now().astimezone().date()


def preferences_file() -> Path:
    """Give the place of the preferences: `ELIGO_CONFIG`, or the platform's own place."""
    return Path(os.environ.get("ELIGO_CONFIG") or _home("config")) / "preferences.toml"


def load_preferences() -> Preferences:
    """Read the preferences; what is missing or of another kind is as it was at first."""
    try:
        given = tomllib.loads(preferences_file().read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Preferences()
    fresh = Preferences()
    known = {one.name: type(getattr(fresh, one.name)) for one in fields(fresh)}
    kept = {key: value for key, value in given.items() if key in known and type(value) is known[key]}
    return replace(fresh, **kept)


def save_preferences(preferences: Preferences) -> None:
    """Keep the preferences, whole or not at all."""
    import tomli_w

    path = preferences_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(tomli_w.dumps(asdict(preferences)), "utf-8")
        fresh.replace(path)
    except OSError as error:
        raise InputError(f"the preferences can't be kept: {error.strerror}", source=str(path)) from None


def system_language() -> str:
    """Give the language that the system speaks, in its own spelling (`zh_CN.UTF-8`); "" where it says none."""
    return next((os.environ[name] for name in _LANGUAGE_VARIABLES if os.environ.get(name)), "")


def _home(kind: str) -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Eligo"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Eligo"
    variable, default = ("XDG_DATA_HOME", ".local/share") if kind == "data" else ("XDG_CONFIG_HOME", ".config")
    return Path(os.environ.get(variable) or home / default) / "eligo"
