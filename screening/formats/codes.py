"""The closed lists of codes that the standards' formats share, each code with its name in every language."""

from collections.abc import Mapping

from screening.access import ROLES
from screening.formats.labels import label
from screening.log import CONCLUSIONS, OUTCOMES, reason_codes
from screening.protocol import WORKSHEET_STATES, Criterion, Protocol
from screening.protocol.text import Text

Codes = Mapping[str, Text]

_SIGNED = {"confirms": "confirmed", "declines": "declined", "acknowledges": "acknowledged"}
# What is no UCUM, though UCUM has something else of that name: G is gauss.
_UCUM = {"G/L": "10*9/L"}
_WHYS = ("first", "continued", "corrected", "rescreened", "ended", "taken_back", "deviation")


def _listed(prefix: str, codes: tuple[str, ...]) -> Codes:
    return {code: label(f"{prefix}.{code}") for code in codes}


def sexes() -> Codes:
    """List what may be recorded of somebody's sex."""
    return _listed("sex", ("female", "male", "other", "unknown"))


def verdicts() -> Codes:
    """List what the program says of a person."""
    return _listed("verdict", ("eligible", "ineligible", "not_yet", "undetermined"))


def judgements(criterion: Criterion) -> Codes:
    """List how a criterion can come out."""
    return _listed("outcome", (criterion.good, criterion.bad, "unknown"))


def outcomes() -> Codes:
    """List how a screening can end."""
    return _listed("acts.outcome", OUTCOMES)


def criteria(protocol: Protocol) -> Codes:
    """List a protocol's criteria in its own words."""
    return {one.id: one.text for one in protocol.criterion}


def reasons(protocol: Protocol) -> Codes:
    """List every reason for which a screening can end; a code that two outcomes know has one name."""
    coded = {code: label(f"acts.reason.{one}.{code}") for one in OUTCOMES for code in reason_codes(one)}
    return {**coded, **criteria(protocol)}


def roles() -> Codes:
    """List as what somebody acts."""
    return _listed("role", ROLES)


def whys() -> Codes:
    """List why something was written."""
    return _listed("exchange.entry", _WHYS)


def meanings() -> Codes:
    """List what the signature of a decision, or of a conclusion on other causes, means."""
    return {_SIGNED.get(one, one): label(f"acts.meaning.{one}") for one in (*_SIGNED, *CONCLUSIONS)}


def tubes() -> Codes:
    """List what may be in the tube."""
    return _listed("screen.lab.tube", ("EDTA", "citrate", "heparin", "other"))


def worksheet_states() -> Codes:
    """List how a cause can be judged."""
    return _listed("worksheet", WORKSHEET_STATES)


def ucum(unit: str) -> str:
    """Give the UCUM code of a unit; our own table keeps some that only laboratories write."""
    return _UCUM.get(unit, unit)
