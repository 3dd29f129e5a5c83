"""What the form's inputs hold and what a history holds, both ways."""

import pytest

from gui.screen.answers import (
    NO,
    YES,
    Given,
    GivenList,
    answer_kept,
    answer_shown,
    changed_places,
    consent_kept,
    decision_kept,
    earlier_answers,
    list_kept,
    list_shown,
    ruled_out_rest,
    subject_kept,
    worksheet_kept,
    worksheet_shown,
)
from gui.screen.results import CONFIRMED, faults_of, missing_of, results_kept, results_shown, unit_of
from screening.protocol import LabField, Protocol

WRAPPED = {"value": "solid", "source": "pathology report", "on": "2026-03-02", "by": "Dr Li"}
DATED = [{"value": "early", "on": "2026-01-05"}, {"value": "advanced", "on": "2026-09-01"}]


@pytest.fixture
def field(protocol: Protocol) -> LabField:
    found = protocol.field["platelets"]
    assert isinstance(found, LabField)
    return found


@pytest.mark.parametrize("data", ["solid", WRAPPED, DATED, None, {"value": 0, "by": "B"}, 7])
def test_an_answer_nobody_changed_goes_back_as_it_came(data: object) -> None:
    assert answer_kept(data, answer_shown(data)) is data


def test_zero_is_an_answer_and_blank_is_none() -> None:
    assert answer_kept(None, Given("0")) == "0"
    assert answer_shown(0) == Given("0")
    assert answer_kept("0", Given(None)) is None


def test_an_answer_bears_its_origin_only_where_there_is_one() -> None:
    assert answer_kept(None, Given("solid")) == "solid"
    assert answer_kept(None, Given("solid", by="Dr Li")) == {"value": "solid", "by": "Dr Li"}


def test_an_origin_without_an_answer_is_none() -> None:
    assert answer_kept(WRAPPED, Given(None, source="pathology report")) is None


def test_the_newest_of_dated_answers_is_shown_and_the_others_stay() -> None:
    assert answer_shown(DATED).value == "advanced"
    assert [one.value for one in earlier_answers(DATED)] == ["early"]
    kept = answer_kept(DATED, Given("not_documented", on="2026-09-01"))
    assert kept == [DATED[0], {"value": "not_documented", "on": "2026-09-01"}]


def test_a_worksheet_keeps_its_origins() -> None:
    data = {"immune": {"value": "ruled_out", "by": "Dr Li", "on": "2026-11-01"}, "infection": "present"}
    shown = worksheet_shown(data)
    assert worksheet_kept(data, shown) == data
    assert worksheet_kept(data, {"infection": shown["infection"]}) == {"infection": "present"}
    assert worksheet_kept(None, {}) is None


def test_ruling_out_the_rest_says_who_and_when_and_leaves_what_was_answered() -> None:
    before = {"infection": Given("present"), "immune": Given("not_assessed")}
    after = ruled_out_rest(before, ["inherited"], "ruled_out", "A. Li", "2026-11-23")
    assert after == {**before, "inherited": Given("ruled_out", on="2026-11-23", by="A. Li")}


def test_no_events_is_an_answer_and_an_unanswered_list_is_none() -> None:
    assert list_kept(None, GivenList(())) == []
    assert list_kept([], GivenList(None)) is None
    assert list_shown([]) == GivenList(())
    assert list_shown(None) == GivenList(None)


def test_what_an_event_was_stays_with_its_day() -> None:
    data = [{"on": "2026-10-01", "what": "bleeding"}, "2026-10-09"]
    kept = list_kept(data, GivenList(("2026-10-01", "2026-10-20")))
    assert kept == [{"on": "2026-10-01", "what": "bleeding"}, "2026-10-20"]


def test_results_go_both_ways(field: LabField) -> None:
    data = [
        {"value": "68", "unit": "10*9/L", "on": "2026-11-22", "anticoagulant": "EDTA", "clumped": False},
        {"value": "<5", "unit": "/uL", "on": "2026-11-23T08:30", "clumped": True, "smear_confirmed": True},
    ]
    rows = results_shown(data)
    assert rows[0]["clumps"] == NO
    assert rows[1]["clumps"] == CONFIRMED
    assert results_kept(data, rows, field) is data
    assert results_kept(None, rows, field) == data


def test_not_reported_clumps_are_not_said_to_be_none(field: LabField) -> None:
    rows = [{"value": "68", "unit": "10*9/L", "on": "2026-11-22"}]
    assert "clumped" not in results_kept(None, rows, field)[0]
    assert results_kept(None, [{**rows[0], "clumps": YES}], field)[0]["clumped"] is True


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        ({"value": "68"}, ("unit", "on")),
        ({"unit": "10*9/L", "on": "2026-11-22"}, ("value",)),
        ({"value": "68", "unit": "10*9/L", "on": "2026-11-22"}, ()),
    ],
)
def test_a_row_says_what_it_lacks_and_does_not_count(
    row: dict[str, str], lacks: tuple[str, ...], field: LabField
) -> None:
    assert missing_of(row) == lacks
    assert bool(results_kept(None, [row], field)) is not bool(lacks)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"value": "6l"}, ("value",)),
        ({"value": "-3"}, ("value",)),
        ({"unit": "g/L"}, ("unit",)),
        ({"on": "2026-11-2"}, ("on",)),
        ({"uln": "0"}, ("uln",)),
        ({"unit": "10^9/L", "value": "<5"}, ()),
    ],
)
def test_what_cannot_be_read_is_named(change: dict[str, str], faults: tuple[str, ...], field: LabField) -> None:
    row = {"value": "68", "unit": "10*9/L", "on": "2026-11-22", **change}
    assert faults_of(row, field) == faults


def test_a_unit_is_known_by_its_spellings_and_never_guessed(field: LabField) -> None:
    assert unit_of("10^9/L", field) == "10*9/L"
    assert unit_of("/µL", field) == "/uL"
    assert unit_of("mmol/L", field) is None
    assert unit_of("thousands", field) is None


def test_keys_the_form_does_not_show_stay_with_their_result(field: LabField) -> None:
    data = [{"value": "68", "unit": "10*9/L", "on": "2026-11-22", "source": "fax", "by": "B"}]
    rows = [*results_shown(data), {"value": "70", "unit": "10*9/L", "on": "2026-11-23"}]
    assert results_kept(data, rows, field)[0] == data[0]


def test_consent_is_said_only_as_far_as_it_was() -> None:
    assert consent_kept(None, None, None) is None
    assert consent_kept(NO, None, None) == {"given": False}
    assert consent_kept(YES, "2026-11-22T09:30", "V1") == {"given": True, "on": "2026-11-22T09:30", "form": "V1"}
    assert consent_kept(None, None, "V1") == {"form": "V1"}


def test_a_subject_leaves_out_what_is_blank() -> None:
    assert subject_kept({}, {"name": "Li", "hospital_number": None}) == {"name": "Li"}


def test_a_decision_counts_once_all_of_it_is_there() -> None:
    parts = {"outcome": "clear", "by": "Dr Wu", "on": "2026-11-23", "why": "stable"}
    assert decision_kept(parts) == parts
    for part in parts:
        assert decision_kept({**parts, part: " "}) is None


def test_changes_are_named_by_field_item_and_part_of_the_subject() -> None:
    before = {"subject": {"name": "Li"}, "answers": {"causes": {"immune": "ruled_out"}, "extent": "early"}}
    after = {
        "subject": {"name": "Li Si"},
        "answers": {"causes": {"immune": "present"}, "extent": {"value": "early", "by": "B"}},
        "decisions": {"E3": {"outcome": "clear"}},
    }
    assert changed_places(before, after) == ("subject.name", "causes.immune", "extent", "decisions.E3")
    assert changed_places(after, after) == ()
