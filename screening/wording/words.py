"""Texts by key, in one language: `resources/locale/<language>.toml`, English where a language lacks one."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

PSEUDO = "en_XA"
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")
_HEADING = re.compile(r"^(?=\[([a-z_]+)[\].])", re.MULTILINE)
_ACCENTED = str.maketrans("aeiouAEIOUcnsyz", "àéîõüÀÉÎÕÜçñšýž")


def languages() -> dict[str, str]:
    """List the languages that ship, each with its own name for itself."""
    folder = files("resources").joinpath("locale")
    codes = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {code: str(_table(code)["language.name"]) for code in codes}


@cache
def _table(language: str) -> Mapping[str, Any]:
    """Load a language's texts, keyed by dotted name."""
    return _Texts(files("resources").joinpath("locale", f"{language}.toml").read_text("utf-8"))


class _Texts(Mapping[str, Any]):
    """A language's texts by dotted name; a table of the file is read when one of its texts is first asked for."""

    def __init__(self, content: str) -> None:
        self._unread: dict[str, str] = {}
        _, *parts = _HEADING.split(content)
        for name, part in zip(parts[::2], parts[1::2], strict=True):
            self._unread[name] = self._unread.get(name, "") + part
        self._texts: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._texts:
            self._read(key.partition(".")[0])
        return self._texts[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Give a text, or the default: called at every stroke of a key."""
        if key not in self._texts:
            self._read(key.partition(".")[0])
        return self._texts.get(key, default)

    def __iter__(self) -> Iterator[str]:
        for name in tuple(self._unread):
            self._read(name)
        return iter(self._texts)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, name: str) -> None:
        content = self._unread.get(name)
        if content is not None:
            self._texts.update(_flat(tomllib.loads(content), ""))
            self._unread.pop(name, None)  # another thread may have read it meanwhile


def _flat(node: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in node.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found


@cache
def _pseudo_table() -> Mapping[str, Any]:
    """Make a language that shows every text left behind: accents, brackets, a third longer."""
    return {key: _pseudo(value) if isinstance(value, str) else value for key, value in _table("en").items()}


def _pseudo(text: str) -> str:
    parts = [one if one.startswith("{") else one.translate(_ACCENTED) for one in _PLACEHOLDER.split(text)]
    return f"⟦{''.join(parts)}{'·' * (len(text) // 3)}⟧"


@cache
def _parts(template: str) -> tuple[tuple[str, str, str], ...]:
    """Take a template apart once: (text, name of the value after it, how to write it)."""
    found = string.Formatter().parse(template)
    return tuple((text, name or "", spec or "") for text, name, spec, _ in found)


@dataclass(frozen=True)
class Words:
    """One language's texts. `dates` is how days are written: `iso`, or `long` as the language has it."""

    language: str = "en"
    dates: str = "iso"

    def text(self, key: str, **values: Any) -> str:
        """Give a text with its values put in; a missing key is a fault of ours."""
        template = self._own().get(key)
        if template is None:
            template = _table("en")[key]
        if "{" not in template:
            return str(template)
        return "".join(
            [text + (self._written(values[name], spec) if name else "") for text, name, spec in _parts(template)]
        )

    def has(self, key: str) -> bool:
        """Say whether there is a text of this key."""
        return key in _table("en")

    def count(self, noun: str, number: int) -> str:
        """Give a number with its noun: `1 day`, `6 days`."""
        return self.text(f"count.{noun}.{'one' if abs(number) == 1 else 'other'}", n=number)

    def day(self, value: date | str, form: str = "") -> str:
        """Write a day; `form` is one of the language's (`date_full`, `day_month`)."""
        on = value if isinstance(value, date) else date.fromisoformat(value[:10])
        if self.dates == "iso" and not form:
            return on.isoformat()
        own = self._own()
        return self.text(
            f"language.{form or 'date'}",
            day=on.day,
            year=on.year,
            month=own["language.months"][on.month - 1],
            month_short=own["language.months_short"][on.month - 1],
            weekday=own["language.weekdays"][on.weekday()],
            weekday_short=own["language.weekdays_short"][on.weekday()],
        )

    def listed(self, items: Sequence[str]) -> str:
        """Join names as the language lists them."""
        return self.text("language.list").join(items)

    def joined(self, sentences: Sequence[str]) -> str:
        """Join sentences into one line."""
        return self.text("language.join").join(one for one in sentences if one)

    def inside(self, name: str) -> str:
        """Write a name as it stands inside a sentence: `Platelet count` becomes `platelet count`, `ALT` stays."""
        if not self._own()["language.lower_first"] or len(name) < 2 or not name[1].islower():
            return name
        return name[0].lower() + name[1:]

    def _written(self, value: Any, spec: str) -> str:
        if spec == "date":
            return self.day(value)
        return self.count(spec[2:], int(value)) if spec.startswith("n_") else str(value)

    def _own(self) -> Mapping[str, Any]:
        return _pseudo_table() if self.language == PSEUDO else _table(self.language)


@dataclass(frozen=True)
class StudyDays(Words):
    """Texts for a copy in which no date may stand: days are counted from a person's first screening."""

    anchor: date = date.min

    def day(self, value: date | str, form: str = "") -> str:
        """Write a day as its study day."""
        del form
        on = value if isinstance(value, date) else date.fromisoformat(value[:10])
        return self.text("language.study_day", n=study_day(on, self.anchor))


def study_day(on: date, first: date) -> int:
    """Count days as trials do: the first one is 1, the day before it -1; there is no day 0."""
    days = (on - first).days
    return days + 1 if days >= 0 else days
