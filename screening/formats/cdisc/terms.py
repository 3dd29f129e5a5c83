"""CDISC's controlled terms, from closed tables (`resources/codelists/cdisc.toml`); what is not there is refused."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from screening.protocol import Protocol
from screening.quantity import canonical_unit
from screening.wording import refused

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class LabTest:
    """A laboratory test as CDISC calls it; `loinc` only where the protocol leaves no doubt which one it was."""

    code: str
    name: str
    category: str
    specimen: str
    loinc: str | None


@cache
def table(name: str) -> Mapping[str, Any]:
    """Give a table of the file."""
    path = files("resources").joinpath("codelists", "cdisc.toml")
    found: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))[name]
    return found


@cache
def terms(codelist: str) -> frozenset[str]:
    """Give the terms of a codelist, ours among them where it is extensible."""
    found = table("codelist")[codelist]
    return frozenset((*found["terms"], *found.get("ours", ())))


@cache
def codelist_of(variable: str) -> str | None:
    """Name the codelist that a variable's values come from; None where there is none, or it hangs on another one."""
    return next((name for name, one in table("codelist").items() if variable in one.get("variables", ())), None)


def unit(ucum: str) -> str:
    """Give a unit's submission value, under which the number stays the same."""
    found: str | None = table("units").get(canonical_unit(ucum) or ucum)
    if found is None:
        raise refused("sdtm.unit", unit=ucum)
    return found


def lab_test(field: str, protocol: Protocol) -> LabTest:
    """Find the test that a protocol's laboratory field asks for, by its LOINC codes."""
    codes = protocol.field[field].loinc
    found = {name for name, one in table("test").items() for code in codes if code in one["loinc"]}
    if len(found) != 1:
        raise refused(
            "sdtm.test", field=field, protocol=f"{protocol.id} {protocol.version}", codes=", ".join(codes) or "-"
        )
    code = found.pop()
    one = table("test")[code]
    return LabTest(code, one["name"], one["category"], one["specimen"], codes[0] if len(codes) == 1 else None)


def disposition(outcome: str, reason: str | None, *, eligible: bool) -> str:
    """Give the standardised term for how an attempt ended; `eligible` where the investigator had confirmed it."""
    found = table("disposition")[outcome]
    if isinstance(found, str):
        return found
    known = found[reason]
    term: str = table("disposition_when_eligible").get(outcome, {}).get(reason, known) if eligible else known
    return term


def plain(text: str) -> str:
    """Write signs of typography in ASCII (`× 10⁹` becomes `x 10^9`), on one line; what has no ASCII form stays."""
    raised = _RAISED.sub(lambda found: "^" + found[0].translate(_DIGITS), text)
    return " ".join(raised.translate(_signs()).split())


@cache
def _signs() -> dict[int, str]:
    return str.maketrans(dict(table("ascii")))
