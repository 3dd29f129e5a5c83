"""CDISC's own conformance rules for what a screening log fills, as far as they are about TI, IE, DM and DS.

Each is known by its number among CDISC's open rules (CORE-...) and in the conformance rules of the implementation
guide (CG...). A rule applies to a dataset only where the variables it speaks of are there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from screening.formats.cdisc.datasets import Dataset, Row, Value
from screening.formats.cdisc.rule import Check, Datasets, Place, Rule

_NO_ARM = {"screen failure", "not assigned", "not treated", "unplanned treatment"}
_SHORT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,7}")


def _on_rows(domains: tuple[str, ...], variables: tuple[str, ...], bad: Callable[..., bool]) -> Check:
    """Make a rule of one row: `bad` gets the values of the variables, in order."""

    def check(datasets: Datasets) -> Iterator[Place]:
        for one in (datasets[name] for name in domains if name in datasets):
            if one.has(*variables):
                for place, row in enumerate(one.rows, 1):
                    if bad(*(row.get(name) for name in variables)):
                        yield Place(one.name, place, variables)

    return check


def _no_reason(arm: str) -> Check:
    return _on_rows(("DM",), (arm, "ARMNRS"), lambda *values: all(map(_empty, values)))


def _empty(value: Value) -> bool:
    return value is None or value == ""


def _repeated(dataset: Dataset, variables: tuple[str, ...], rows: list[tuple[int, Row]]) -> Iterator[Place]:
    def key(row: Row) -> tuple[Any, ...]:
        return tuple(row.get(name) or "" for name in variables)

    often = Counter(key(row) for _, row in rows)
    return (Place(dataset.name, place, variables) for place, row in rows if often[key(row)] > 1)


def _unique_criteria(datasets: Datasets, *, versions: bool) -> Iterator[Place]:
    ti = datasets.get("TI")
    if ti is None or not ti.has("IETESTCD") or ti.has("TIVERS") != versions:
        return iter(())
    return _repeated(ti, ("IETESTCD", "TIVERS") if versions else ("IETESTCD",), list(enumerate(ti.rows, 1)))


def _one_to_one(datasets: Datasets) -> Iterator[Place]:
    ti = datasets.get("TI")
    if ti is None or not ti.has("IETESTCD", "IETEST"):
        return
    texts, codes = defaultdict(set), defaultdict(set)
    pairs = [(row.get("IETESTCD") or "", row.get("IETEST") or "") for row in ti.rows]
    for code, text in pairs:
        texts[code].add(text)
        codes[text].add(code)
    for place, (code, text) in enumerate(pairs, 1):
        if len(texts[code]) > 1 or len(codes[text]) > 1:
            yield Place("TI", place, ("IETESTCD", "IETEST"))


def _in_ti(datasets: Datasets, *, variable: str) -> Iterator[Place]:
    ie, ti = datasets.get("IE"), datasets.get("TI")
    if ie is None or ti is None or not (ie.has(variable) and ti.has(variable)):
        return
    known = {row.get(variable) for row in ti.rows}
    for place, row in enumerate(ie.rows, 1):
        if row.get(variable) not in known:
            yield Place("IE", place, (variable,))


def _category_missing(datasets: Datasets) -> Iterator[Place]:
    ti = datasets.get("TI")
    if ti is not None and ti.has("IESCAT") and not ti.has("IECAT"):
        yield Place("TI", None, ("IECAT", "IESCAT"))


def _one_disposition(datasets: Datasets) -> Iterator[Place]:
    ds = datasets.get("DS")
    if ds is None or not ds.has("USUBJID", "DSCAT", "DSSCAT", "EPOCH"):
        return iter(())
    rows = [(place, row) for place, row in enumerate(ds.rows, 1) if row.get("DSCAT") == "DISPOSITION EVENT"]
    return _repeated(ds, ("USUBJID", "DSSCAT", "EPOCH"), rows)


def _earliest_consent(datasets: Datasets, *, several: bool) -> Iterator[Place]:
    """Find who consented, by DS, on another day than by DM; `several` looks at those who did so more than once."""
    dm, ds = datasets.get("DM"), datasets.get("DS")
    if dm is None or ds is None or not (dm.has("USUBJID", "RFICDTC") and ds.has("USUBJID", "DSSTDTC")):
        return
    consented = {row["USUBJID"]: row.get("RFICDTC") or "" for row in dm.rows}
    first = _first_days(ds)
    terms = Counter((row.get("USUBJID"), row.get("DSDECOD")) for row in ds.rows)
    for place, row in enumerate(ds.rows, 1):
        person, on = row.get("USUBJID"), row.get("DSSTDTC")
        if person in consented and on and on == first[person] != consented[person]:
            again = terms[person, row.get("DSDECOD")] > 1
            if _says_consent(row, several) and (again or not several):
                yield Place("DS", place, ("DSDECOD" if several else "DSTERM", "DSSTDTC"))


def _first_days(ds: Dataset) -> dict[Value, str]:
    days: dict[Value, str] = {}
    for row in ds.rows:
        person, on = row.get("USUBJID"), str(row.get("DSSTDTC") or "")
        if on:
            days[person] = min(on, days.get(person, on))
    return days


def _says_consent(row: Row, decoded: bool) -> bool:
    if decoded:
        return row.get("DSDECOD") == "INFORMED CONSENT OBTAINED"
    return "INFORMED CONSENT" in str(row.get("DSTERM") or "")


RULES = (
    Rule(
        "CORE-000001",
        "CG0176",
        "an inclusion criterion not met has the result N",
        _on_rows(("IE",), ("IECAT", "IEORRES"), lambda kind, result: kind == "INCLUSION" and result != "N"),
    ),
    Rule(
        "CORE-000011",
        "CG0175",
        "an exclusion criterion met has the result Y",
        _on_rows(("IE",), ("IECAT", "IEORRES"), lambda kind, result: kind == "EXCLUSION" and result != "Y"),
    ),
    Rule(
        "CORE-000025",
        "CG0177",
        "the standard result is the original one",
        _on_rows(("IE",), ("IEORRES", "IESTRESC"), lambda given, standard: given != standard),
    ),
    Rule("CORE-000045", "CG0519", "ARMNRS says why ARMCD is null", _no_reason("ARMCD")),
    Rule("CORE-000046", "CG0517", "ARMNRS says why ARM is null", _no_reason("ARM")),
    Rule(
        "CORE-000115",
        "",
        "ARM names an arm, no reason why there is none",
        _on_rows(("DM", "TA", "TV"), ("ARM",), lambda arm: str(arm or "").lower() in _NO_ARM),
    ),
    Rule(
        "CORE-000121",
        "CG0520",
        "ARMNRS is null where both arms are named",
        _on_rows(("DM",), ("ARMCD", "ACTARMCD", "ARMNRS"), lambda *values: not any(map(_empty, values))),
    ),
    Rule(
        "CORE-000145",
        "CG0255",
        "IETESTCD is unique within a version of the criteria",
        partial(_unique_criteria, versions=True),
        of_protocol=True,
    ),
    Rule(
        "CORE-000146",
        "CG0256",
        "IETESTCD is unique where there is one version of the criteria",
        partial(_unique_criteria, versions=False),
        of_protocol=True,
    ),
    Rule(
        "CORE-000192",
        "CG0530",
        "RFENDTC is null where ARMNRS is filled",
        _on_rows(("DM",), ("ARMNRS", "RFENDTC"), lambda *values: not any(map(_empty, values))),
    ),
    Rule("CORE-000213", "CG0536", "one disposition a person, subcategory and epoch", _one_disposition),
    Rule(
        "CORE-000223",
        "CG0513",
        "ARMNRS says why ACTARMCD is null",
        _no_reason("ACTARMCD"),
    ),
    Rule("CORE-000224", "CG0515", "ARMNRS says why ACTARM is null", _no_reason("ACTARM")),
    Rule("CORE-000227", "CG0178", "IETEST of IE stands in TI", partial(_in_ti, variable="IETEST")),
    Rule("CORE-000228", "CG0179", "IETESTCD of IE stands in TI", partial(_in_ti, variable="IETESTCD")),
    Rule("CORE-000363", "CG0068", "RFICDTC is the first of several consents", partial(_earliest_consent, several=True)),
    Rule("CORE-000370", "CG0143", "RFICDTC is the day of consent in DS", partial(_earliest_consent, several=False)),
    Rule(
        "CORE-000541",
        "CG0372",
        "IETESTCD is a letter or underscore and up to 7 letters, digits or underscores more",
        _on_rows(("TI",), ("IETESTCD",), lambda code: not _SHORT_NAME.fullmatch(str(code or ""))),
    ),
    Rule("CORE-000743", "FB0918", "IETESTCD and IETEST go one to one", _one_to_one, of_protocol=True),
    Rule(
        "CORE-000785",
        "CG0429",
        "IESCAT needs IECAT",
        _on_rows(("TI",), ("IECAT", "IESCAT"), lambda category, sub: not _empty(sub) and _empty(category)),
    ),
    Rule("CORE-000786", "CG0430", "the variable IESCAT needs the variable IECAT", _category_missing),
)
