"""What is which in two versions of a case: the laws that a trail must keep, whatever was entered."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from screening.log import followed, parts_of, path_of, value_at
from screening.log.audit import pairs, steps

NAMES = st.sampled_from(["value", "unit", "on", "by"])
PLAIN = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["68", "71", "2026-11-22"])
ITEMS = st.lists(st.dictionaries(NAMES, PLAIN, max_size=4) | PLAIN, max_size=5)
HISTORIES = st.fixed_dictionaries({"answers": st.dictionaries(st.sampled_from("abc"), ITEMS | PLAIN, max_size=3)})
PARTS = st.lists(st.sampled_from("abc") | st.integers(0, 30), min_size=1, max_size=5)


@given(ITEMS, ITEMS)
def test_every_item_is_one_of_the_others_or_alone(former: Sequence[Any], later: Sequence[Any]) -> None:
    """A3: none is counted twice, none passed over; read backwards, it is the same."""
    found = pairs(former, later)
    assert sorted(old for old, _ in found if old is not None) == list(range(len(former)))
    assert sorted(new for _, new in found if new is not None) == list(range(len(later)))
    assert {(new, old) for old, new in found} == set(pairs(later, former))


@given(HISTORIES, HISTORIES, st.data())
def test_what_is_followed_into_another_version_comes_back(here: Any, there: Any, data: st.DataObject) -> None:
    """A4: a place found in another entry leads to where it was sought from."""
    name = data.draw(st.sampled_from("abc"))
    place: list[str | int] = ["answers", name, data.draw(st.integers(0, 5)), data.draw(NAMES)]
    found = followed(place, here, there)
    if found is not None and value_at(there, found[:3]) is not None and value_at(here, place[:3]) is not None:
        assert followed(found, there, here) == tuple(place)


@given(HISTORIES, HISTORIES)
def test_a_change_tells_what_was_and_what_is(former: Any, later: Any) -> None:
    """A3, A4: at its place stand the values that it names; what did not change is not told."""
    assert list(steps(former, former)) == []
    for path, old, new in steps(former, later):
        assert old != new or type(old) is not type(new)
        assert new is None or value_at(later, parts_of(path)) == new
        assert new is not None or value_at(former, parts_of(path)) == old


@given(PARTS)
def test_a_path_reads_back(parts: list[str | int]) -> None:
    assert parts_of(path_of(parts)) == tuple(parts)
