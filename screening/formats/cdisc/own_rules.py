"""Rules of our own, for what CDISC's open ones don't look at: terms, dates, lengths, keys, and what must be filled."""

import re
from collections import Counter
from collections.abc import Iterator

from screening.formats.cdisc import terms
from screening.formats.cdisc.datasets import Dataset, Row
from screening.formats.cdisc.rule import Datasets, Place, Rule
from screening.formats.cdisc.texts import LONGEST

NOT_KNOWN = ("COUNTRY", "SITEID")
"""Required variables that a copy may leave null: the log knows no country, and de-identified no site may be named."""

_DISPOSITION_TERMS = {"DISPOSITION EVENT": "NCOMPLT", "PROTOCOL MILESTONE": "PROTMLST"}
_NAMES = ("IETESTCD", "LBTESTCD", "QNAM")
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_TIME = r"T(?:[01]\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?"
_ISO_8601 = re.compile(rf"\d{{4}}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY}(?:{_TIME})?)?)?")


def _cells(datasets: Datasets) -> Iterator[tuple[Dataset, int, Row, str, str]]:
    """Go through every character value that is not null."""
    for one in datasets.values():
        names = [variable.name for variable in one.variables if variable.type == "Char"]
        for place, row in enumerate(one.rows, 1):
            for name in names:
                value = row.get(name)
                if value is not None and value != "":
                    yield one, place, row, name, str(value)


def _terms(datasets: Datasets) -> Iterator[Place]:
    for one, place, row, name, value in _cells(datasets):
        codelist = terms.codelist_of(name)
        if name == "DSDECOD":
            codelist = _DISPOSITION_TERMS.get(str(row.get("DSCAT")))
        if codelist is not None and value not in terms.terms(codelist):
            yield Place(one.name, place, (name,))


def _tests_and_units(datasets: Datasets) -> Iterator[Place]:
    tests = {(code, one["name"]) for code, one in terms.table("test").items()}
    units = set(terms.table("units").values())
    lb = datasets.get("LB")
    for place, row in enumerate(lb.rows if lb else (), 1):
        if (row.get("LBTESTCD"), row.get("LBTEST")) not in tests:
            yield Place("LB", place, ("LBTESTCD", "LBTEST"))
        for name in ("LBORRESU", "LBSTRESU"):
            if row.get(name) and row[name] not in units:
                yield Place("LB", place, (name,))


def _dates(datasets: Datasets) -> Iterator[Place]:
    for one, place, _, name, value in _cells(datasets):
        if name.endswith("DTC") and not _ISO_8601.fullmatch(value):
            yield Place(one.name, place, (name,))


def _lengths(datasets: Datasets) -> Iterator[Place]:
    for one, place, _, name, value in _cells(datasets):
        if len(value.encode()) > LONGEST:
            yield Place(one.name, place, (name,))


def _short_names(datasets: Datasets) -> Iterator[Place]:
    for one, place, _, name, value in _cells(datasets):
        if name in _NAMES and not _NAME.fullmatch(value):
            yield Place(one.name, place, (name,))


def _keys(datasets: Datasets) -> Iterator[Place]:
    for one in datasets.values():
        found = [tuple(row.get(name) for name in one.keys) for row in one.rows]
        often = Counter(found)
        for place, key in enumerate(found, 1):
            if one.keys and often[key] > 1:
                yield Place(one.name, place, one.keys)


def _filled(datasets: Datasets) -> Iterator[Place]:
    for one in datasets.values():
        required = [v.name for v in one.variables if v.core == "Req" and v.name not in NOT_KNOWN]
        for place, row in enumerate(one.rows, 1):
            missing = tuple(name for name in required if row.get(name) in (None, ""))
            if missing:
                yield Place(one.name, place, missing)


def _days(datasets: Datasets) -> Iterator[Place]:
    """Find study days without a reference date to count from."""
    dm = datasets.get("DM")
    counted = {row.get("USUBJID") for row in dm.rows if row.get("RFSTDTC")} if dm else set()
    for one in datasets.values():
        names = [v.name for v in one.variables if v.type == "Num" and v.name.endswith("DY")]
        for place, row in enumerate(one.rows, 1):
            for name in names:
                if row.get(name) is not None and (row.get("USUBJID") not in counted or row[name] == 0):
                    yield Place(one.name, place, (name,))


RULES = (
    Rule("ELIGO-TERMS", "", "the value is a term of the variable's codelist", _terms),
    Rule("ELIGO-LB", "", "LBTESTCD, LBTEST and units are CDISC's", _tests_and_units),
    Rule("ELIGO-DTC", "", "a date is written as ISO 8601 has it, whole or from the year on", _dates),
    Rule("ELIGO-DY", "", "a study day counts from RFSTDTC, and none is 0", _days),
    Rule("ELIGO-NAMES", "", "a short name has 8 capital letters, digits or underscores at most", _short_names),
    Rule("ELIGO-BYTES", "", f"a value has {LONGEST} bytes at most", _lengths, of_protocol=True),
    Rule("ELIGO-KEYS", "", "no two rows have the same keys", _keys, of_protocol=True),
    Rule("ELIGO-FILLED", "", "what is required is filled", _filled),
)
