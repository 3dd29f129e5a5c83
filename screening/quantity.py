"""A laboratory value with its unit: exact decimals, conversion, censored values, bounds.

Units come from one closed table (`resources/codelists/units.toml`); a unit that is not in it, or of another family,
is refused and never guessed. General unit libraries read K/uL as kelvin, hence the table.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from functools import cache, lru_cache
from importlib.resources import files

from screening.truth import FALSE, TRUE, UNKNOWN, Truth

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TENS = re.compile(r"10[eE](?=[0-9])")
# UCUM knows the litre by both letters.
_LITRE = re.compile(r"/([dmun]?)l$")
_NUMBER = re.compile(r"(?P<sign>[<>≤≥]?) *(?P<number>[0-9]{1,12}(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?)")
_LARGEST = Decimal(10) ** 12
# Full width, as Chinese and Japanese input methods write, and the signs they offer. Anything else that Unicode takes
# for a digit (a raised or a circled one) would make another number of what was meant.
_PLAIN = str.maketrans("０１２３４５６７８９．＜＞＝＋－ｅＥ≦≧⩽⩾\u3000", "0123456789.<>=+-eE≤≥≤≥ ")
# Wide enough for every product of numbers that may be typed: the default of 28 digits would round, and a boundary must
# not hang on rounding.
_EXACT = Context(prec=200)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value: exact, or one side of a censored one (`sign` "<": somewhere below `number`)."""

    number: Decimal
    sign: str = ""

    def __str__(self) -> str:
        return f"{self.sign}{self.number:f}" if self.sign else f"{self.number:f}"

    def scaled(self, factor: Decimal) -> "Measure":
        """Give the same measure in another unit."""
        return Measure(product(self.number, factor), self.sign)


@dataclass(frozen=True, slots=True)
class Limits:
    """An interval a value may lie in; None is no limit, `open_` ends are not part of it."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    def hold(self, measure: Measure) -> Truth:
        """Say whether the measure certainly lies within, certainly outside, or can't be told (censored)."""
        if not measure.sign:
            return TRUE if self._has(measure.number) else FALSE
        return self.hold_any(_span(measure))

    def _has(self, number: Decimal) -> bool:
        if self.low is not None and (number <= self.low if self.open_low else number < self.low):
            return False
        return self.high is None or (number < self.high if self.open_high else number <= self.high)

    def hold_any(self, given: "Limits") -> Truth:
        """Say whether whatever lies within `given` certainly lies within here too, certainly not, or can't be told."""
        if self._covers(given):
            return TRUE
        return FALSE if _apart(given, self) or _apart(self, given) else UNKNOWN

    def _covers(self, other: "Limits") -> bool:
        low_fits = self.low is None or (
            other.low is not None
            and (other.low > self.low or (other.low == self.low and (other.open_low or not self.open_low)))
        )
        high_fits = self.high is None or (
            other.high is not None
            and (other.high < self.high or (other.high == self.high and (other.open_high or not self.open_high)))
        )
        return low_fits and high_fits


def _span(measure: Measure) -> Limits:
    """Give every value a censored measure may stand for; a laboratory value is never negative."""
    if measure.sign in "<≤":
        return Limits(low=Decimal(0), high=measure.number, open_high=measure.sign == "<")
    return Limits(low=measure.number, open_low=measure.sign == ">")


def _apart(left: Limits, right: Limits) -> bool:
    """Say whether the whole of `left` lies below `right`."""
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (left.high == right.low and (left.open_high or right.open_low))


def product(left: Decimal, right: Decimal, plus: Decimal = Decimal(0)) -> Decimal:
    """Multiply, and add, without rounding."""
    return _EXACT.fma(left, right, plus)


def parse_measure(text: str) -> Measure | None:
    """Read `68`, `68.0`, `<5`, `≥ 1000`; None for anything else, a negative number included."""
    plain = text.translate(_PLAIN).strip().replace("<=", "≤").replace(">=", "≥")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    number = Decimal(match["number"])
    if number > _LARGEST or (match["sign"] == "<" and not number):
        return None
    # 1E+3 and 1000 are one value; the plain form is what people and canonical JSON see.
    return Measure(Decimal(f"{number:f}"), match["sign"])


@cache
def _units() -> tuple[dict[str, tuple[str, Decimal]], dict[str, str]]:
    """Load the table: unit -> (family, factor), and folded spelling -> unit."""
    table = tomllib.loads(files("resources").joinpath("codelists", "units.toml").read_text("utf-8"))
    factors: dict[str, tuple[str, Decimal]] = {}
    spellings: dict[str, str] = {}
    for family, units in table.items():
        for unit, entry in units.items():
            factors[unit] = (family, Decimal(entry["factor"]))
            for spelling in (unit, *entry.get("also", ())):
                spellings[_folded(spelling)] = unit
    return factors, spellings


def _folded(spelling: str) -> str:
    raised = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), spelling)
    plain = unicodedata.normalize("NFKC", raised).replace("μ", "u").replace("µ", "u").replace("×", "x")
    plain = "".join(plain.split()).replace("10*", "10^").replace("10^^", "10^")
    plain = _LITRE.sub(r"/\1L", _TENS.sub("10^", plain))
    return plain[1:] if plain[:1] in {"x", "X", "*"} and plain[1:2].isdigit() else plain


@lru_cache(maxsize=1024)
def canonical_unit(spelling: str) -> str | None:
    """Find the UCUM unit a spelling means; None if nobody knows it."""
    return _units()[1].get(_folded(spelling))


def known_units() -> list[str]:
    """List the units of the table."""
    return list(_units()[0])


@lru_cache(maxsize=1024)
def factor(source: str, target: str) -> Decimal | None:
    """Tell what one `source` unit is in `target` units; None where they are of different families.

    None too where the quotient has no exact decimal: a boundary must not hang on rounding.
    """
    factors = _units()[0]
    if source not in factors or target not in factors or factors[source][0] != factors[target][0]:
        return None
    exact = Context(prec=60)
    quotient = exact.divide(factors[source][1], factors[target][1])
    return None if exact.flags[Inexact] else quotient
