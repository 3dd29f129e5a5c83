"""Secrets under keys open for whom and for what they were sealed; the recovery key tells a slip from another key."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.access import COST, LEAST, Cost, WrongKeyError, unwrap, wrap
from screening.access.recovery import _DIGITS, recovery_bytes, recovery_text
from screening.access.wrapping import derived_key, password_key
from screening.errors import AccessError

keys = st.binary(min_size=32, max_size=32)
purposes = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
places = st.integers(0, 64)


@given(st.binary(max_size=200), keys, purposes)
def test_what_was_wrapped_comes_back(secret: bytes, key: bytes, purpose: str) -> None:
    """The secret is not to be seen in it, and it is another one each time."""
    wrapped = wrap(secret, key, purpose)
    assert unwrap(wrapped, key, purpose) == secret
    assert wrapped != wrap(secret, key, purpose)
    assert len(secret) < 4 or secret not in wrapped


@given(keys, keys, purposes, purposes)
def test_nothing_opens_under_another_key_or_for_another_purpose(
    key: bytes, other: bytes, purpose: str, another: str
) -> None:
    assume(key != other and purpose != another)
    wrapped = wrap(b"secret", key, purpose)
    for wrong in ((other, purpose), (key, another)):
        with pytest.raises(WrongKeyError):
            unwrap(wrapped, *wrong)


@given(keys, st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed(key: bytes, place: int, change: int) -> None:
    """Wherever it is; so is an end that was cut off."""
    wrapped = bytearray(wrap(b"secret", key, "test"))
    wrapped[place % len(wrapped)] ^= change
    with pytest.raises(WrongKeyError):
        unwrap(bytes(wrapped), key, "test")
    with pytest.raises(WrongKeyError):
        unwrap(wrap(b"secret", key, "test")[: place % len(wrapped)], key, "test")


def test_a_key_has_32_bytes() -> None:
    """A shorter one is a fault of ours, not a secret that is easy to guess."""
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(b"secret", b"short", "test")
    assert len({derived_key(bytes(32), purpose) for purpose in ("a", "b", "")}) == 3


def test_a_password_costs_what_owasp_asks_for_at_least() -> None:
    """S15: memory in KiB, passes, lanes."""
    assert (LEAST.memory, LEAST.iterations, LEAST.lanes) == (19 * 1024, 2, 1)
    assert (COST.memory, COST.iterations, COST.lanes) == (64 * 1024, 3, 4)


@pytest.mark.parametrize(
    ("kept", "ours", "then"),
    [
        (LEAST, COST, COST),
        (COST, LEAST, COST),
        (COST, COST, COST),
        (Cost(memory=1 << 17, iterations=1, lanes=1), COST, Cost(memory=1 << 17, iterations=3, lanes=4)),
        (Cost(memory=1 << 16, iterations=3, lanes=1), COST, Cost(memory=1 << 16, iterations=3, lanes=1)),
    ],
)
def test_a_cost_is_raised_and_never_lowered(kept: Cost, ours: Cost, then: Cost) -> None:
    assert kept.raised_to(ours) == then


def test_the_key_of_a_password_depends_on_all_of_it() -> None:
    """Two ways to write one letter are one; the last of a thousand characters counts, and so do salt and cost."""
    salt = bytes(16)
    key = password_key("caf\u00e9 noir", salt, LEAST)
    assert password_key("cafe\u0301\u00a0noir", salt, LEAST) == key
    others = [
        password_key("caf\u00e9 noir ", salt, LEAST),
        password_key("Caf\u00e9 noir", salt, LEAST),
        password_key("caf\u00e9 noir", bytes(15) + b"x", LEAST),
        password_key("caf\u00e9 noir", salt, Cost(memory=LEAST.memory, iterations=3, lanes=1)),
        password_key("x" * 1023 + "y", salt, LEAST),
        password_key("x" * 1024, salt, LEAST),
        password_key("\udcff", salt, LEAST),
    ]
    assert len({key, *others}) == len(others) + 1


# --- the recovery key ---


def typo(text: str) -> object:
    """Give the group that is named when the text is typed."""
    with pytest.raises(AccessError) as refused:
        recovery_bytes(text)
    assert refused.value.code == "recovery_typo"
    return refused.value.values["group"]


@given(keys)
def test_a_recovery_key_is_read_as_it_was_printed(key: bytes) -> None:
    """Thirteen groups of five; in either case, spaced in any way, with the letters that are read as digits."""
    text = recovery_text(key)
    assert [len(group) for group in text.split("-")] == [5] * 13
    assert set(text) <= {*_DIGITS, "-"}
    loose = text.lower().replace("-", " \n").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(one) + 0xFEE0) for one in text)
    for typed in (text, loose, text.replace("-", ""), text.replace("-", "–"), wide, f"  {text}  "):
        assert recovery_bytes(typed) == key


@given(keys, places, st.sampled_from([*_DIGITS, "U", "*", "é", "中"]))
def test_one_wrong_character_is_noticed_and_its_group_named(key: bytes, place: int, wrong: str) -> None:
    text = recovery_text(key).replace("-", "")
    assume(text[place] != wrong)
    assert typo(text[:place] + wrong + text[place + 1 :]) == place // 5 + 1


@given(keys, places, places)
def test_two_characters_that_changed_places_are_noticed(key: bytes, one: int, other: int) -> None:
    """In one group or in two; the first of them is named."""
    text = list(recovery_text(key).replace("-", ""))
    assume(text[one] != text[other])
    text[one], text[other] = text[other], text[one]
    assert typo("".join(text)) == min(one, other) // 5 + 1


@given(keys, st.integers(0, 12), st.integers(0, 12))
def test_two_groups_that_changed_places_are_noticed(key: bytes, one: int, other: int) -> None:
    groups = recovery_text(key).split("-")
    assume(one != other)
    groups[one], groups[other] = groups[other], groups[one]
    assert typo("-".join(groups)) == min(one, other) + 1


@given(keys, places, st.sampled_from(_DIGITS))
def test_a_missing_and_a_surplus_character_are_noticed(key: bytes, place: int, more: str) -> None:
    """The group named is the one where it began, or a later one where it fits by chance."""
    text = recovery_text(key).replace("-", "")
    for typed in (text[:place] + text[place + 1 :], text[:place] + more + text[place:]):
        named = typo(typed)
        assert isinstance(named, int)
        assert place // 5 + 1 <= named <= 14


@given(st.text())
def test_whatever_else_is_typed_is_a_slip(text: str) -> None:
    assert typo(text) in range(1, 15)


def test_bits_that_no_key_has_are_a_slip() -> None:
    """The last group has four bits more than the key needs; they are 0."""
    from screening.access.recovery import _with_check

    groups = recovery_text(bytes(32)).split("-")
    groups[-1] = _with_check(12, [0, 0, 0, 1])
    assert typo("-".join(groups)) == 13
