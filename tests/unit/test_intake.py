"""What files offer, held against a history: new, the same, in contradiction; and what is taken of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from screening.errors import RefusedError
from screening.patient import read_history
from screening.protocol import EventsField, loads
from screening.protocol.catalogue import find
from screening.service.intake import (
    Intake,
    accepted,
    in_form_order,
    reckoned,
    reckonings_in,
    retraced,
    standing,
)
from screening.service.intake.sifting import sifted
from tests.store.intake_samples import CHART, LAB, count, fact, hint, left_out, proposal

PROTOCOL = find("NCT03976882").load()
ON = "2026-11-22"
EMPTY: dict[str, Any] = {}


def answered(**answers: Any) -> dict[str, Any]:
    return {"answers": answers}


def stands(one: Any, document: dict[str, Any]) -> tuple[str, bool]:
    (offer,) = standing(proposal(one), document, PROTOCOL)
    return offer.standing, offer.outweighed


SOLID = {"value": "solid", "on": "2026-10-02", "source": "letter"}


@pytest.mark.parametrize(
    ("there", "given", "expected"),
    [
        (None, fact("tumour_type", "solid", "1"), ("new", False)),
        ("solid", fact("tumour_type", "solid", "1", ON), ("same", False)),
        ("solid", fact("tumour_type", "both", "1", ON), ("contradicts", False)),
        (SOLID, fact("tumour_type", "both", "1", "2025-01-01"), ("contradicts", True)),
        (SOLID, fact("tumour_type", "both", "1"), ("contradicts", True)),
        (SOLID, fact("tumour_type", "solid", "1", "2025-01-01"), ("same", False)),
        ("not_confirmed", fact("tumour_type", "solid", "1"), ("new", False)),
        ([SOLID, {"value": None, "on": "2026-11-01"}], fact("tumour_type", "solid", "1", ON), ("new", False)),
        ([SOLID, {"value": "both", "on": ON}], fact("tumour_type", "solid", "1", "2026-11-23"), ("contradicts", False)),
        ([SOLID, {"value": "both", "on": ON}], fact("tumour_type", "solid", "1", "2026-11-01"), ("same", False)),
    ],
)  # fmt: skip
def test_an_answer_stands_to_what_the_history_says_on_its_day(there: Any, given: Any, expected: Any) -> None:
    """Another answer is never quietly the better one; what leaves a question open is no answer."""
    assert stands(given, answered(tumour_type=there)) == expected


@pytest.mark.parametrize(
    ("there", "given", "expected"),
    [
        ([], count("68", ON, "1"), "new"),
        ([("68", ON)], count("68", ON, "1"), "same"),
        ([("68", ON)], count("68.0", ON, "1"), "same"),
        ([("68", ON)], count("68", f"{ON}T08:10", "1"), "same"),
        ([("68", f"{ON}T08:10")], count("86", f"{ON}T08:10", "1"), "contradicts"),
        ([("68", ON)], count("86", ON, "1"), "contradicts"),
        ([("68", ON)], count("86", f"{ON}T08:10", "1"), "contradicts"),
        ([("68", f"{ON}T07:00")], count("86", f"{ON}T08:10", "1"), "new"),
        ([("68", ON)], count("68", ON, "1", clumped=True), "contradicts"),
        ([("68", ON)], count("68", ON, "1", anticoagulant="EDTA"), "same"),
        ([("68", "2026-11-21")], count("68", ON, "1"), "new"),
    ],
)
def test_a_result_is_the_same_where_value_unit_and_time_are(there: Any, given: Any, expected: str) -> None:
    series = [{"value": value, "unit": "10*9/L", "on": on} for value, on in there]
    assert stands(given, answered(platelets=series))[0] == expected


def test_a_result_in_another_unit_may_be_the_same() -> None:
    there = answered(platelets={"value": "68000", "unit": "/uL", "on": ON})
    assert stands(count("68", ON, "1"), there)[0] == "same"


def test_a_result_without_a_time_is_known_again_among_those_of_its_day() -> None:
    """The other results of that day are new then."""
    there = answered(platelets=[{"value": "68", "unit": "10*9/L", "on": ON}])
    given = proposal(count("68", f"{ON}T08:10", "1"), count("75", f"{ON}T14:00", "2"))
    assert [one.standing for one in standing(given, there, PROTOCOL)] == ["same", "new"]


@pytest.mark.parametrize(
    ("part", "there", "given", "expected"),
    [
        ("birth_date", "1964-05-17", "1964-05-17", "same"),
        ("birth_date", "1964-05-17", "1964-05-18", "contradicts"),
        ("name", "Zhuge  Liang", "ZHUGE LIANG", "same"),
        ("name", None, "ZHUGE LIANG", "new"),
        ("sex", "female", "male", "contradicts"),
    ],
)
def test_who_it_is_may_be_contradicted(part: str, there: Any, given: str, expected: str) -> None:
    document = {"subject": {part: there} if there else {}}
    assert stands(fact(f"subject.{part}", given, "PID"), document)[0] == expected


def test_rows_that_say_the_same_are_one_offer() -> None:
    given = proposal(
        fact("tumour_type", "solid", "Condition/2", "2026-02-01", CHART),
        fact("tumour_type", "solid", "Condition/1", "2025-02-01", CHART),
        count("68", ON, "OBX 1"),
        count("68", ON, "line 3", CHART),
    )
    diagnosis, platelets = standing(given, EMPTY, PROTOCOL)
    assert (diagnosis.on, [one.place.row for one in diagnosis.facts]) == ("2025-02-01", ["Condition/1", "Condition/2"])
    assert [one.place.file for one in platelets.facts] == [LAB, CHART]


def test_files_that_disagree_contradict_each_other() -> None:
    """Of two values for one instant only one can be taken; two dated answers can stand beside each other."""
    given = proposal(
        count("68", ON, "1"),
        count("86", ON, "2", CHART),
        fact("tumour_type", "solid", "3", "2025-01-01"),
        fact("tumour_type", "both", "4", "2026-01-01"),
    )
    offers = standing(given, EMPTY, PROTOCOL)
    assert [one.standing for one in offers] == ["contradicts"] * 4
    assert [one.rivals for one in offers] == [(1,), (0,), (), ()]
    with pytest.raises(RefusedError, match="only one can be taken"):
        accepted(EMPTY, given, {0, 1}, PROTOCOL)
    made = accepted(EMPTY, given, {1, 2, 3}, PROTOCOL)["answers"]
    assert made["platelets"][0]["value"] == "86"
    assert [one["value"] for one in made["tumour_type"]] == ["solid", "both"]


def test_what_is_taken_names_its_file_its_row_and_who_took_it() -> None:
    given = proposal(
        fact("subject.birth_date", "1964-05-17", "PID"),
        fact("other_causes.immune", "present", "OBX 2", ON),
        count("68", ON, "OBX 3", anticoagulant="EDTA"),
    )
    made = accepted(EMPTY, given, range(3), PROTOCOL, by="Wang Li")
    origin = {"source": "Veryrarename 诸葛 lab.hl7, OBX 2", "on": ON, "by": "Wang Li"}
    assert made["subject"] == {"birth_date": "1964-05-17"}
    assert made["answers"]["other_causes"] == {"immune": {"value": "present", **origin}}
    (result,) = made["answers"]["platelets"]
    assert result == {
        "value": "68", "unit": "10*9/L", "on": ON, "anticoagulant": "EDTA",
        "source": "Veryrarename 诸葛 lab.hl7, OBX 3", "by": "Wang Li",
    }  # fmt: skip
    read_history(made, PROTOCOL)


def test_a_contradiction_that_was_named_is_taken_and_loses_nothing_dated() -> None:
    """An answer stands beside the former one; a result of the same time, and who it is, take its place."""
    there = {
        "subject": {"sex": "female", "name": "Lin"},
        "answers": {
            "tumour_type": "solid",
            "platelets": [
                {"value": "86", "unit": "10*9/L", "on": ON},
                {"value": "70", "unit": "10*9/L", "on": "2026-11-20"},
            ],
        },
    }  # fmt: skip
    given = proposal(
        fact("subject.sex", "male", "PID"), fact("tumour_type", "both", "DG1", ON), count("68", ON, "OBX 1")
    )
    made = accepted(there, given, range(3), PROTOCOL)
    assert made["subject"] == {"sex": "male", "name": "Lin"}
    assert made["answers"]["tumour_type"][0] == "solid"
    assert made["answers"]["tumour_type"][1]["value"] == "both"
    assert [one["value"] for one in made["answers"]["platelets"]] == ["68", "70"]
    assert there["subject"] == {"sex": "female", "name": "Lin"}


def test_questions_stand_in_the_order_of_the_form_and_the_newest_result_first() -> None:
    given = proposal(
        count("68", "2026-11-20", "1"), count("70", "2026-11-22", "2"), fact("tumour_type", "solid", "3"),
        fact("other_causes.infection", "present", "4"), fact("other_causes.immune", "present", "5"),
        fact("subject.sex", "male", "6"), fact("subject.name", "Lin", "7"),
    )  # fmt: skip
    assert in_form_order(standing(given, EMPTY, PROTOCOL), PROTOCOL) == [
        ("subject.name", [6]), ("subject.sex", [5]), ("tumour_type", [2]), ("platelets", [1, 0]),
        ("other_causes.immune", [4]), ("other_causes.infection", [3]),
    ]  # fmt: skip


def test_every_row_is_reckoned_once_by_file() -> None:
    """A row that gave several things counts as what was taken of it."""
    given = proposal(
        fact("subject.sex", "male", "PID"),
        fact("subject.name", "Lin", "PID"),
        count("68", ON, "OBX 1"),
        count("70", "2026-11-20", "OBX 2"),
        left_out("OBX 3"),
        left_out("OBX 4"),
        left_out("OBX 5", "intake.no_unit"),
        hint("other_causes.liver_spleen", "K74.6 cirrhosis", "Condition/9"),
    )
    there = answered(platelets=[{"value": "70", "unit": "10*9/L", "on": "2026-11-20"}])
    offers = standing(given, there, PROTOCOL)
    lab, chart = reckoned(given, offers, {0}, {LAB.sha256: "hl7", CHART.sha256: "fhir"}, "Wang Li")
    event = lab.event("SH04-0001", accepted(there, given, {0}, PROTOCOL))
    assert (event.rows, event.taken, event.same, event.not_taken, event.bearing) == (6, 1, 1, 1, 0)
    assert event.left_out == {"intake.look_alike.mpv": 2, "intake.no_unit": 1}
    assert (event.format, event.sha256, event.by, event.places) == ("hl7", LAB.sha256, "Wang Li", ("subject.sex",))
    assert [one.seen for one in chart.bearing()] == ["K74.6 cirrhosis"]
    assert chart.event(None, EMPTY).bearing == chart.event(None, EMPTY).rows == 1
    written = json.loads(json.dumps([lab.data(), chart.data()]))
    assert reckonings_in(written) == (lab, chart)
    assert "Lin" not in repr(lab) + repr(lab.rows) + repr(offers)
    with pytest.raises(ValueError, match="not the reckoning"):
        reckonings_in([{"name": 1}])


def test_what_was_changed_by_hand_is_the_files_no_more() -> None:
    given = proposal(fact("tumour_type", "solid", "1", ON), count("68", ON, "2"), count("70", "2026-11-20", "3"))
    made = accepted(EMPTY, given, range(3), PROTOCOL)
    (lab,) = reckoned(given, standing(given, EMPTY, PROTOCOL), range(3), {}, "")
    assert lab.event(None, made).places == (
        "answers.tumour_type", "answers.platelets[0]", "answers.platelets[1]",
    )  # fmt: skip
    made["answers"]["tumour_type"] = {**made["answers"]["tumour_type"], "value": "both"}
    made["answers"]["platelets"][0]["value"] = "99"
    assert lab.event(None, made).places == ("answers.platelets[1]",)


def test_files_are_retraced_in_a_history_that_was_written_from_them() -> None:
    """What was typed, or was changed since, is not theirs; nor is who it is, which has no source."""
    given = proposal(
        fact("subject.sex", "male", "PID"),
        count("68", ON, "OBX 1"),
        count("70", "2026-11-20", "OBX 2"),
        count("72", "2026-11-18", "OBX 3"),
        fact("tumour_type", "solid", "DG1", "2026-10-01"),
    )
    intake = Intake(given, {LAB.sha256: "hl7"}, {LAB.sha256: {}})
    made = accepted(answered(tumour_type="solid"), given, {0, 1, 2}, PROTOCOL, by="Wang Li")
    made["answers"]["platelets"][1]["value"] = "99"
    (lab,) = retraced(intake, made, PROTOCOL, "Xu Dan")
    assert lab.fates() == {"OBX 1": "taken", "PID": "same", "DG1": "same", "OBX 2": "not_taken", "OBX 3": "not_taken"}
    assert lab.event(None, made).places == ("answers.platelets[0]",)


def test_what_this_protocol_can_not_take_is_left_out() -> None:
    """Another protocol's question, an impossible value, an answer that settles nothing; and no row is lost by it."""
    given = proposal(
        fact("haemoglobin", "9", "OBX 1"),
        fact("tumour_type", "benign", "OBX 2"),
        fact("tumour_type", "not_confirmed", "OBX 3"),
        fact("subject.birth_date", "17.5.64", "PID"),
        fact("subject.name", "Lin", "PID"),
        count("-1", ON, "OBX 4"),
        count("68", ON, "OBX 5"),
    )
    made = sifted(given, PROTOCOL)
    assert made.reconciles() and made.rows == 6
    assert [(one.field, one.place.row) for one in made.facts] == [("subject.name", "PID"), ("platelets", "OBX 5")]
    assert [(one.place.row, one.reason.code) for one in made.left_out] == [
        ("OBX 1", "intake.unfit"),
        ("OBX 2", "intake.unfit"),
        ("OBX 3", "intake.settles_nothing"),
        ("OBX 4", "intake.unfit"),
    ]


def test_what_others_had_is_nobody_s_business() -> None:
    """Their rows are counted, and what they held is kept nowhere."""
    made = sifted(
        proposal(count("68", ON, "OBX 1"), left_out("OBX 2", "hl7.other_patient"), left_out("OBX 3")), PROTOCOL
    )
    assert [one.seen for one in made.left_out] == ["", "MPV 11 fL"]


def test_a_single_event_only_bears_on_its_question() -> None:
    """A list of events that is present is complete."""
    protocol = loads((Path(__file__).parents[1] / "protocols" / "NCT02093325.toml").read_text("utf-8"))
    name = next(name for name, field in protocol.field.items() if isinstance(field, EventsField))
    made = sifted(proposal(fact(name, {"on": ON}, "Procedure/1")), protocol)
    assert [one.field for one in made.hints] == [name] and not made.facts
