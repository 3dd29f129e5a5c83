"""What the headings of lists mean: kinds of columns, tests with their unit, and parts told above the table."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from screening.formats.laboratory import is_known_test
from screening.formats.lists.days import read_moment
from screening.formats.proposal import IDENTITY
from screening.quantity import canonical_unit

DAYS = ("sampled", "day", "reported")
"""Kinds of days, the better first."""
MEANINGS = ("test", "code", "value", "unit", *DAYS, "specimen", "flag", "range", "remark", "status", *IDENTITY)
"""What a column can hold, beside the results of one test (`result`) and what nobody needs (blank)."""
_TOLD_ABOVE = (*IDENTITY, *DAYS, "specimen")
_DROPPED = re.compile(r"[\s_.:：*★☆#＊▲●/\\|-]+")
_MARKS = re.compile(r"^[\s*★☆＊▲△●○#]+")
_BRACKETED = re.compile(r"(.*\S)\s*[(（\[【]([^()（）\[\]【】]*(?:\([^()]*\))?[^()（）\[\]【】]*)[)）\]】]\s*$")
_BREAK = re.compile(r"[\s,，:：;；_/|-]+")
_LIKE_A_UNIT = re.compile(r"[/%]|\^|10\*|[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_PARTS = re.compile(r"[\s/|()（）\[\]]+")
_NUMBER_OF_IT = re.compile(r"[\s.\d]*")
_NEVER_ACROSS = frozenset(("value", "sampled", "reported"))
_DAYS_COUNT = 2
"""What days as headings say, counted in names."""


@cache
def _listed() -> Mapping[str, Any]:
    return tomllib.loads(files("resources").joinpath("codelists", "lab_lists.toml").read_text("utf-8"))


@cache
def _meanings() -> dict[str, str]:
    return {folded(word): meaning for meaning, words in _listed()["heading"].items() for word in words}


@cache
def words(table: str, name: str) -> re.Pattern[str]:
    """Give the pattern of words of a table of the list, such as `status.not_final`."""
    return re.compile("|".join(_listed()[table][name]), re.IGNORECASE)


def folded(heading: str) -> str:
    """Give what two spellings of a heading share."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", heading).casefold())


def meaning_of(heading: str) -> str | None:
    """Say what a column so headed holds; None where nobody knows. A heading in two languages says one thing twice."""
    known = _meanings()
    if folded(heading) in known:
        return known[folded(heading)]
    name = unit_parted(heading)[0]
    if folded(name) in known:
        return known[folded(name)]
    found = {known.get(folded(part)) for part in _PARTS.split(heading) if folded(part)}
    return found.pop() if len(found) == 1 else None


def rank(heading: str, meaning: str) -> int:
    """Order headings of one meaning: the earlier in the list counts."""
    spelled = [folded(word) for word in _listed()["heading"][meaning]]
    return spelled.index(folded(heading)) if folded(heading) in spelled else len(spelled)


def unit_parted(text: str) -> tuple[str, str]:
    """Part a test's name and its unit: `PLT (10^9/L)`, `PLT, 10^9/L`; the unit is blank where none stands there."""
    bracketed = _BRACKETED.fullmatch(text.strip())
    if bracketed is not None and (canonical_unit(bracketed[2]) or _LIKE_A_UNIT.search(bracketed[2])):
        return bracketed[1], bracketed[2].strip()
    for found in _BREAK.finditer(text):
        name, unit = text[: found.start()].strip(), text[found.end() :].strip(" )）]】")
        if name and _LIKE_A_UNIT.search(unit) and canonical_unit(unit):
            return name, unit
    return text.strip(), ""


def test_in(text: str) -> tuple[str, str]:
    """Give the name of a test without the marks before it, and the unit that stands behind it."""
    name, unit = unit_parted(_MARKS.sub("", text))
    return name.strip(), unit


def is_test(heading: str) -> bool:
    """Say whether a heading is the name of a test, or of what looks like one, that is known here."""
    return is_known_test(test_in(heading)[0])


def score(cells: Sequence[str]) -> int:
    """Say how much a row looks like headings: how many different things it names; 0 where it holds a number."""
    days = days_across(cells)
    told = [cell for place, cell in enumerate(cells) if cell and place not in days]
    if any(_NUMBER_OF_IT.fullmatch(cell) for cell in told) or len(told) + len(days) < 2:
        return 0
    meanings = [meaning_of(cell) for cell in told]
    tests = {folded(cell) for cell, meaning in zip(told, meanings, strict=True) if meaning is None and is_test(cell)}
    return len({one for one in meanings if one}) + len(tests) + (_DAYS_COUNT if days else 0)


def days_across(cells: Sequence[str]) -> list[int]:
    """List the columns that are headed by a day, where a row heads a list with a row a test and a column a day.

    Beside days it names tests as a whole ("Test"), or nothing in its first cell; no results, and no single test.
    """
    days = [place for place, cell in enumerate(cells) if cell and _is_day(cell)]
    rest = {place: cell for place, cell in enumerate(cells) if cell and place not in days}
    if not days or 0 in days:
        return []
    means = {place: meaning_of(cell) for place, cell in rest.items()}
    unknown = [rest[place] for place, one in means.items() if one is None]
    if any(one in _NEVER_ACROSS for one in means.values()) or any(map(is_test, unknown)):
        return []
    if {"test", "code"} & set(means.values()):
        return days if "day" not in means.values() and (len(days) > 1 or not unknown) else []
    corner = means.get(0, "day") == "day" and "day" not in [one for place, one in means.items() if place]
    return days if corner and len(days) > 1 and not unknown else []


def _is_day(cell: str) -> bool:
    if cell.isdecimal():
        return False
    found = read_moment(cell, "dmy") or read_moment(cell, "mdy")
    return found is not None and bool(found.day)


@cache
def _told() -> re.Pattern[str]:
    labels = {word: meaning for meaning in _TOLD_ABOVE for word in _listed()["heading"][meaning]}
    spelled = "|".join(re.escape(word) for word in sorted(labels, key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<=[\s,，;；|]))({spelled})\s*[:：]\s*(.*?)(?=\s{{2,}}|\s+[^\s:：]+\s*[:：](?!\d)|[,，;；|]|$)",
        re.IGNORECASE,
    )


def told_in(cells: Sequence[str]) -> dict[str, str]:
    """Read what a line outside the table tells of all of it: `姓名：张三  住院号：0012`, in one cell or several."""
    found: dict[str, str] = {}
    for meaning, text in _pairs([cell for cell in cells if cell]):
        if text:
            found.setdefault(meaning, text)
    return found


def _pairs(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, cell in enumerate(cells):
        meaning = _meanings().get(folded(cell))
        if meaning in _TOLD_ABOVE and place + 1 < len(cells) and folded(cells[place + 1]) not in _meanings():
            yield str(meaning), cells[place + 1]
        for label, text in _told().findall(cell):
            yield _meanings()[folded(label)], text.strip()
