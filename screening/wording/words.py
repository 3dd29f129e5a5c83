"""Texts by key, in one language: `resources/locale/<language>.toml`, English where a language lacks one."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import c2py
from typing import Any

from screening.errors import Said
from screening.texts import codes, texts_of

PSEUDO = "en_XA"
_PLURAL = "language.plural"
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")
_ACCENTED = str.maketrans("aeiouAEIOUcnsyz", "àéîõüÀÉÎÕÜçñšýž")


def languages() -> dict[str, str]:
    """List the languages that ship, each with its own name for itself."""
    return {code: str(texts_of(code)["language.name"]) for code in codes()}


def language_of(name: str) -> str | None:
    """Find the language that is meant: `zh_CN`, `zh-cn`, `zh`, or as a system says it, `de_AT.UTF-8`."""
    wanted = name.lower().replace("-", "_").partition(".")[0]
    known = (*codes(), PSEUDO)
    exact = (code for code in known if code.lower() == wanted)
    near = (code for code in known if code.partition("_")[0] == wanted.partition("_")[0])
    return next(exact, None) or next(near, None)


class Spoken:
    """A value that is said otherwise in each language."""

    def told(self, words: "Words") -> str:
        """Say it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.told(Words())


@cache
def _plural(formula: str) -> Callable[[int], int]:
    """Read a formula as `Plural-Forms` of a PO file has it: which form a number takes."""
    return c2py(formula)


@cache
def _pseudo_texts() -> Mapping[str, Any]:
    """Make a language that shows every text left behind: accents, brackets, a third longer."""
    return {
        key: _pseudo(value) if isinstance(value, str) and key != _PLURAL else value
        for key, value in texts_of("en").items()
    }


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
        template = self._said(key)
        if "{" not in template:
            return str(template)
        return "".join(
            [text + (self._written(values[name], spec) if name else "") for text, name, spec in _parts(template)]
        )

    def has(self, key: str) -> bool:
        """Say whether there is a text of this key."""
        return key in texts_of("en")

    def count(self, noun: str, number: int) -> str:
        """Give a number with its noun: `1 day`, `6 days`."""
        form = self._said("language.plural_forms")[_plural(self._said(_PLURAL))(abs(number))]
        key = f"count.{noun}.{form}"
        return self.text(key if self._own().get(key) is not None else f"count.{noun}.other", n=number)

    def day(self, value: date | str, form: str = "") -> str:
        """Write a day; `form` is one of the language's (`date_full`, `day_month`)."""
        on = value if isinstance(value, date) else date.fromisoformat(value[:10])
        if self.dates == "iso" and not form:
            return on.isoformat()
        said = self._said
        return self.text(
            f"language.{form or 'date'}",
            day=on.day,
            year=on.year,
            month=said("language.months")[on.month - 1],
            month_short=said("language.months_short")[on.month - 1],
            weekday=said("language.weekdays")[on.weekday()],
            weekday_short=said("language.weekdays_short")[on.weekday()],
        )

    def listed(self, items: Sequence[str]) -> str:
        """Join names as the language lists them."""
        return self.text("language.list").join(items)

    def joined(self, sentences: Sequence[str]) -> str:
        """Join sentences into one line."""
        return self.text("language.join").join(one for one in sentences if one)

    def inside(self, name: str) -> str:
        """Write a name as it stands inside a sentence: `Platelet count` becomes `platelet count`, `ALT` stays."""
        if not self._said("language.lower_first") or len(name) < 2 or not name[1].islower():
            return name
        return name[0].lower() + name[1:]

    def _written(self, value: Any, spec: str) -> str:
        if spec == "date":
            return self.day(value)
        if spec.startswith("n_"):
            return self.count(spec[2:], int(value))
        if isinstance(value, Said):
            return self.text(f"problem.{value.code}", **value.values)
        if isinstance(value, Spoken):
            return value.told(self)
        return str(value.in_(self.language) if hasattr(value, "in_") else value)  # a protocol's own text

    def _said(self, key: str) -> Any:
        """Give what the language says, or English where it says nothing."""
        own = self._own().get(key)
        return texts_of("en")[key] if own is None else own

    def _own(self) -> Mapping[str, Any]:
        return _pseudo_texts() if self.language == PSEUDO else texts_of(self.language)


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
