"""A history is taken over to another version; what that one can't read is left out and named."""

import pytest

from screening.errors import InputError
from screening.patient import carried
from tests.amended import asking_more, published
from tests.store.service_samples import history, with_answer


def test_what_both_versions_ask_is_taken_over() -> None:
    found = carried(history(), published())
    assert found.left_out == () and found.data == history()


def test_what_the_version_does_not_ask_is_left_out() -> None:
    """A question, an option, an item of a worksheet, a unit: each is a gap then, and says so."""
    data = with_answer(
        history(),
        active_infection="no",
        tumour_type="melanoma",
        other_causes={**history()["answers"]["other_causes"], "spleen_removed": "present"},
        platelets=[
            {"value": "60", "unit": "10*9/L", "on": "2026-11-20"},
            {"value": "68", "unit": "furlong", "on": "2026-11-22"},
        ],
    )
    found = carried(data, published())
    assert set(found.left_out) == {
        *("answers.active_infection", "answers.tumour_type", "answers.other_causes.spleen_removed"),
        "answers.platelets",
    }
    assert "platelets" not in found.history.labs, "an older result would count in its place"
    assert found.data["answers"]["other_causes"]["immune"] == "ruled_out"
    assert carried(data, asking_more()).left_out == tuple(one for one in found.left_out if "infection" not in one)


def test_a_doctor_decides_anew_where_the_criterion_was_changed() -> None:
    found = carried(history(), published(), undecided={"E3"})
    assert found.left_out == ("decisions.E3",) and "E3" not in found.history.decisions


def test_what_no_version_can_read_is_an_error() -> None:
    with pytest.raises(InputError):
        carried(history(birth_date="yesterday"), published())
