"""The columns of a cohort: one agreement between those who read files and the rules as SQL."""

from importlib.resources import files

import pytest

from screening.cohort.columns import (
    RESULT_PARTS,
    file_columns,
    places,
    result_file_columns,
    staged_columns,
    staged_result_columns,
)
from screening.protocol import Protocol, loads
from screening.protocol.fields import FIELD_KINDS
from tests.spec.table import protocol_of

FIELDS = {
    "sort": {"kind": "choice", "options": {"a": {}, "b": {"unknown": True}}},
    "given": {"kind": "date", "options": {"waiting": {}}},
    "score": {"kind": "number"},
    "plt": {"kind": "lab", "unit": "10*9/L", "also": ["/uL"]},
    "doses": {"kind": "events"},
    "taken": {"kind": "periods"},
    "causes": {"kind": "worksheet", "items": {"x": {}, "y": {}}},
}
EVERY = protocol_of(FIELDS, {"sex": "female"})
NAMES = [path.name for path in files("resources").joinpath("protocols").iterdir() if path.name.endswith(".toml")]


def shipped(name: str) -> Protocol:
    return loads(files("resources").joinpath("protocols", name).read_text("utf-8"))


def test_every_kind_of_field_has_its_columns() -> None:
    """Whoever adds a kind says how a population tells it."""
    assert {type(field) for field in EVERY.field.values()} == set(FIELD_KINDS)
    for name in EVERY.field:
        assert any(one.field == name for one in file_columns(EVERY))
        assert any(one.name.partition(".")[0] == name for one in staged_columns(EVERY))


def test_a_word_in_place_of_a_date_is_a_value_of_its_own() -> None:
    """Still waiting is no gap."""
    types = {one.name: one.type for one in staged_columns(EVERY)}
    assert (types["given"], types["given.word"], types["doses"]) == ("DATE", "VARCHAR", "DATE[]")
    assert (types["taken"], types["taken.on"]) == ("BOOLEAN", "DATE")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_staged_comes_from_columns_that_a_file_may_have(name: str) -> None:
    """Nothing is read that nobody can write, and every name stands once."""
    protocol = shipped(name)
    for labs in ("wide", "long"):
        given = [one.name for one in file_columns(protocol, labs)]
        staged = staged_columns(protocol, labs)
        assert len(set(given)) == len(given) and len({one.name for one in staged}) == len(staged)
        assert {source for one in staged for source in one.sources} <= set(given)
    results = [one.name for one in result_file_columns(protocol)]
    assert {source for one in staged_result_columns(protocol) for source in one.sources} == set(results)


def test_results_stand_in_the_row_or_in_a_file_of_their_own() -> None:
    """The two forms tell the same of a result."""
    wide = {one.name for one in file_columns(EVERY)} - {one.name for one in file_columns(EVERY, "long")}
    assert wide == {f"plt.{part}" for part in RESULT_PARTS}
    assert set(RESULT_PARTS) <= {one.name for one in result_file_columns(EVERY)}


def test_a_number_keeps_its_places_in_every_unit() -> None:
    """A count by the microlitre needs three places more than one of thousands."""
    assert places(EVERY, "score") == 6
    assert places(EVERY, "plt") == 9
