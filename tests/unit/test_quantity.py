"""Laboratory values: what can be read, units, conversion, censored values, bounds."""

import tomllib
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.quantity import Limits, Measure, canonical_unit, factor, known_units, parse_measure, product
from screening.truth import FALSE, TRUE, UNKNOWN, Truth

TABLE = tomllib.loads(files("resources").joinpath("codelists", "units.toml").read_text("utf-8"))
UNITS = [(family, unit) for family, units in TABLE.items() for unit in units]
SPELLINGS = [
    (spelling, unit)
    for units in TABLE.values()
    for unit, entry in units.items()
    for spelling in (unit, *entry.get("also", ()))
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("68", "68"),
        ("0", "0"),
        ("68.0", "68.0"),
        (" 68 ", "68"),
        ("<5", "<5"),
        ("< 5", "<5"),
        ("<=5", "≤5"),
        (">=1000", "≥1000"),
        ("≥ 1000", "≥1000"),
        ("≦5", "≤5"),
        ("≤0", "≤0"),
        (">0", ">0"),
        ("７５．５", "75.5"),
        ("＜５", "<5"),
        ("1e3", "1000"),
        ("1.5E-2", "0.015"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_value_is_read_as_it_is_written(text: str, shown: str) -> None:
    """Full-width digits and signs too; decimals are kept."""
    assert str(parse_measure(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("", "-1", "−1", "+5", "<0", "abc", "nan", "inf", "1 2", "5 10*9/L"),
        *("1,5", "1.", ".5", "1e", "1e400", "1e13", "1000000000001"),
    ],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    """A negative number is none, and neither is one that no laboratory reports."""
    assert parse_measure(text) is None


@pytest.mark.parametrize("text", ["10⁹", "7²", "①", "٣", "5₉", "½"])
def test_a_raised_digit_is_not_a_digit_more(text: str) -> None:
    """10⁹ must not be read as 109."""
    assert parse_measure(text) is None


@pytest.mark.parametrize(("spelling", "unit"), SPELLINGS)
def test_every_spelling_of_the_table_means_its_unit(spelling: str, unit: str) -> None:
    """And no spelling means two units."""
    assert canonical_unit(spelling) == unit


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("10⁹/L", "10*9/L"),
        ("×10⁹/L", "10*9/L"),
        ("x 10^9 / L", "10*9/L"),
        ("X10^9/L", "10*9/L"),
        ("× 10³/µL", "10*3/uL"),
        ("10^3/μL", "10*3/uL"),
        ("10⁴/µL", "10*4/uL"),
        ("/µL", "/uL"),
        ("/㎣", None),
    ],
)
def test_spellings_are_folded(spelling: str, unit: str | None) -> None:
    """Superscripts, both micro signs, the multiplication sign, spaces, a leading x."""
    assert canonical_unit(spelling) == unit or unit is None


@pytest.mark.parametrize("spelling", ["", "x", "L", "10*9", "furlong", "k/L", "g", "10*9/l/L", "⁹"])
def test_an_unknown_unit_is_none(spelling: str) -> None:
    """It is never guessed."""
    assert canonical_unit(spelling) is None


def test_every_unit_is_known_once() -> None:
    """The table is the list."""
    assert known_units() == [unit for _, unit in UNITS]
    assert len({spelling for spelling, _ in SPELLINGS}) == len(SPELLINGS)


def test_units_convert_exactly_within_their_family_and_nowhere_else() -> None:
    """A factor is exact or there is none, so that a boundary never hangs on rounding."""
    exact = {unit: Fraction(TABLE[family][unit]["factor"]) for family, unit in UNITS}
    for family, source in UNITS:
        for other, target in UNITS:
            found = factor(source, target)
            if family != other:
                assert found is None
            elif found is not None:
                assert Fraction(found) == exact[source] / exact[target]
            else:
                assert any((exact[source] / exact[target]).denominator % prime == 0 for prime in (3, 7))


def test_some_conversions() -> None:
    """One count in the units that laboratories write."""
    assert factor("/uL", "10*9/L") == Decimal("0.001")
    assert factor("10*4/uL", "10*9/L") == 10
    assert factor("g/dL", "g/L") == 10
    assert factor("10*9/L", "10*9/L") == 1
    assert factor("U/L", "ukat/L") is None
    assert factor("furlong", "10*9/L") is None
    assert factor("10*9/L", "furlong") is None


def test_nothing_is_rounded() -> None:
    """The default of 28 digits would make 74.9… into 75."""
    nearly = Measure(Decimal("749999999999.999999999999"))
    assert nearly.scaled(Decimal("0.000000000113096")).number == Decimal("84.821999999999999999999886904")
    assert product(Decimal("1" * 24), Decimal("1" * 24)) == int("1" * 24) ** 2


def test_a_censored_value_keeps_its_sign_in_another_unit() -> None:
    """`<5000 /uL` is `<5`."""
    assert str(Measure(Decimal(5000), "<").scaled(Decimal("0.001"))) == "<5.000"


BELOW = Limits(high=Decimal(75), open_high=True)
AT_MOST = Limits(high=Decimal(75))
ABOVE = Limits(low=Decimal(75), open_low=True)
AT_LEAST = Limits(low=Decimal(75))
BETWEEN = Limits(low=Decimal(30), high=Decimal(75))


@pytest.mark.parametrize(
    ("limits", "text", "truth"),
    [
        *((BELOW, text, truth) for text, truth in (("74.9", TRUE), ("75", FALSE), ("75.1", FALSE))),
        *((AT_MOST, text, truth) for text, truth in (("74.9", TRUE), ("75", TRUE), ("75.1", FALSE))),
        *((ABOVE, text, truth) for text, truth in (("74.9", FALSE), ("75", FALSE), ("75.1", TRUE))),
        *((AT_LEAST, text, truth) for text, truth in (("74.9", FALSE), ("75", TRUE), ("75.1", TRUE))),
        *((BETWEEN, text, truth) for text, truth in (("29.9", FALSE), ("30", TRUE), ("75", TRUE), ("75.1", FALSE))),
        *((BELOW, text, truth) for text, truth in (("<75", TRUE), ("≤75", UNKNOWN), ("<76", UNKNOWN), ("≥75", FALSE))),
        *((BELOW, text, truth) for text, truth in ((">74", UNKNOWN), (">75", FALSE), ("≤74", TRUE))),
        *((AT_MOST, text, truth) for text, truth in (("≤75", TRUE), (">75", FALSE), ("≥75", UNKNOWN))),
        *((ABOVE, text, truth) for text, truth in ((">75", TRUE), ("≥75", UNKNOWN), ("≤75", FALSE), ("<75", FALSE))),
        *((AT_LEAST, text, truth) for text, truth in ((">75", TRUE), ("≥75", TRUE), ("≤75", UNKNOWN), ("<75", FALSE))),
        *(
            (BETWEEN, text, truth)
            for text, truth in (("<30", FALSE), ("≤30", UNKNOWN), ("<50", UNKNOWN), (">75", FALSE))
        ),
        (Limits(high=Decimal(0)), "≤0", TRUE),
        (Limits(low=Decimal(0)), "<5", TRUE),
        (Limits(low=Decimal(0), open_low=True), "<5", UNKNOWN),
        (Limits(), "<5", TRUE),
        (Limits(), "5", TRUE),
    ],
)
def test_a_value_against_limits(limits: Limits, text: str, truth: Truth) -> None:
    """Exact values are inside or outside; censored ones may be on either side."""
    measure = parse_measure(text)
    assert measure is not None
    assert limits.hold(measure) is truth


numbers = st.integers(0, 12).map(Decimal)
spans = st.builds(
    Limits,
    low=st.none() | numbers,
    high=st.none() | numbers,
    open_low=st.booleans(),
    open_high=st.booleans(),
)


@given(spans, numbers, st.sampled_from(["<", "≤", ">", "≥"]))
def test_a_censored_value_says_what_all_the_values_it_may_be_say(limits: Limits, number: Decimal, sign: str) -> None:
    """Certain where all agree, open where they don't."""
    compare = {"<": number.__gt__, "≤": number.__ge__, ">": number.__lt__, "≥": number.__le__}[sign]
    values = [Decimal(step) / 4 for step in range(80) if compare(Decimal(step) / 4)] + [Decimal(10**9)] * (sign in ">≥")
    found = {limits.hold(Measure(value)) for value in values}
    if len(found) == 1:
        assert limits.hold(Measure(number, sign)) in (found | {UNKNOWN} if empty(limits) else found)
    elif found:
        assert limits.hold(Measure(number, sign)) is UNKNOWN


def empty(limits: Limits) -> bool:
    """Say whether nothing lies within; no rule can say that, and censored values need not see it."""
    if limits.low is None or limits.high is None:
        return False
    return limits.low > limits.high or (limits.low == limits.high and (limits.open_low or limits.open_high))
