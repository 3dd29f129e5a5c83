"""HL7 v2 results: whose they are, which of them stand, and what the sample was."""

from datetime import timedelta, timezone

import pytest

from screening.engine import Reason
from screening.errors import InputError
from screening.patient import read_history
from screening.service.intake.sifting import sifted
from screening.wording import Words, reason_text
from tests.unit.hl7_samples import (
    LI,
    LIMITS_OF_NORMAL,
    PROTOCOL,
    ROOT,
    ZHANG,
    counts,
    hints,
    msh,
    nte,
    obr,
    obx,
    pid,
    read,
    reading,
    segment,
    values,
    whole,
    why,
)

SHANGHAI = timezone(timedelta(hours=8))
MPV = obx("9.8", test="32623-1^Platelet mean volume^LN", unit="fL")


# --- whose they are ---


def test_who_it_is() -> None:
    proposal = read(*whole())
    assert proposal.subject == {
        "name": "张三丰",
        "hospital_number": "1001",
        "birth_date": "1964-05-17",
        "sex": "female",
    }
    assert [(fact.field, fact.value) for fact in proposal.facts[:4]] == [
        ("subject.name", "张三丰"),
        ("subject.hospital_number", "1001"),
        ("subject.birth_date", "1964-05-17"),
        ("subject.sex", "female"),
    ]
    assert proposal.facts[0].place.row == "MSH[1] LAB-1 PID[1]"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("123^^^GOV^NNCHN~1001^^^HOSP^MR", "1001"),
        ("V77^^^HOSP^VN~1001^^^HOSP^PI", "1001"),
        ("1002^^^HOSP^PI~1001^^^HOSP^MRN", "1001"),
        ("1002^^^HOSP^PI~1001^^^HOSP^MR", "1001"),
        ("1001", "1001"),
        ("1001^^^HOSP&1.2.3&ISO^MR", "1001"),
    ],
)
def test_the_hospital_number(given: str, number: str) -> None:
    """MR before PI before one without a type; never that of an identity card or a visit."""
    assert read(msh(), pid((given, *ZHANG[1:])), obr(), obx()).subject["hospital_number"] == number


def test_names_sexes_and_birth_dates() -> None:
    for name, told in [("ZHANG^SANFENG~张^三丰", "张三丰"), ("Smith^John^Q", "John Q Smith"), ("张三丰", "张三丰")]:
        assert read(msh(), pid((ZHANG[0], "", name, *ZHANG[3:])), obr(), obx()).subject["name"] == told
    for sex, expected in [
        ("m", "male"),
        ("女", "female"),
        ("2^女性^GB/T 2261.1", "female"),
        ("O", "other"),
        ("U", None),
    ]:
        proposal = read(msh(), pid((*ZHANG[:5], sex)), obr(), obx())
        assert proposal.subject.get("sex") == expected and not proposal.hints
    unread = read(msh(), pid((*ZHANG[:4], "1964", "2")), obr(), obx())
    assert hints(unread) == [("subject.birth_date", "hl7.unread"), ("subject.sex", "hl7.unread")]
    assert "birth_date" not in unread.subject


def test_another_persons_results_are_left_out_and_can_be_chosen() -> None:
    """Nothing of theirs but their place is told; the caller chooses by the key."""
    lines = [*whole(), msh("LAB-2"), pid(LI), obr("F200"), obx("250"), MPV]
    proposal = read(*lines)
    assert counts(proposal) == ["68"] and why(proposal) == ["intake.other_patient"] * 2
    assert [one.seen for one in proposal.left_out] == ["", ""]
    assert [(one.key, one.name, one.rows) for one in proposal.people] == [("1001", "张三丰", 1), ("1002", "李四", 2)]
    other = read(*lines, person="1002")
    assert counts(other) == ["250"] and other.people[0].key == "1002" and other.subject["sex"] == "male"
    with pytest.raises(InputError):
        read(*lines, person="1003")


def test_one_number_may_be_of_two_people() -> None:
    """Of two hospitals, or with two birth dates: they are not mixed."""
    elsewhere = ("1001^^^OTHER^MR", *LI[1:])
    younger = (*ZHANG[:4], "19990101", "F")
    lines = [*whole(), msh(), pid(elsewhere), obr("F2"), obx("1"), msh(), pid(younger), obr("F3"), obx("2")]
    proposal = read(*lines)
    assert [one.key for one in proposal.people] == ["1001", "1001 (2)", "1001 (3)"] and counts(proposal) == ["68"]
    assert counts(read(*lines, person="1001 (2)")) == ["1"]
    sparse = [*whole(), msh(), pid(("1001", "", "", "", "", "")), obr("F4"), obx("70")]
    assert counts(read(*sparse)) == ["68", "70"]


def test_what_nobody_is_named_by_is_nobodys() -> None:
    assert (
        why(read(msh(), obr(), obx(), msh(), pid(("", "", "张^三丰", "", "", "F")), obr(), obx()))
        == ["hl7.no_patient"] * 2
    )
    named = ("", "", *ZHANG[2:])
    assert counts(read(msh(), pid(named), obr(), obx())) == ["68"]
    both = read(*whole(), pid(LI), obr("F2"), obx("1"), pid(), obr("F3"), obx("70"))
    assert counts(both) == ["68", "70"]


def test_a_subject_that_differs_is_a_question() -> None:
    """A name in another script, case or order is the same."""
    latin = (ZHANG[0], "", "ZHANG^San Feng", *ZHANG[3:])
    turned = (ZHANG[0], "", "feng^Zhang^San", *ZHANG[3:])
    other = (ZHANG[0], "", "LI^Si", *ZHANG[3:])
    assert not hints(read(*whole(), msh(), pid(latin), obr("F2"), obx("70")))
    lines = [msh(), pid(latin), obr(), obx(), msh(), pid(turned), obr("F2"), obx("70")]
    assert not hints(read(*lines))
    assert hints(read(*lines, msh(), pid(other), obr("F3"), obx("71"))) == [("subject.name", "intake.differs")]
    proposal = read(*whole(), msh("LAB-2"), pid((*ZHANG[:5], "M")), obr("F2"), obx("70"))
    assert hints(proposal) == [("subject.sex", "intake.differs")] and proposal.subject["sex"] == "female"


# --- which results stand ---


def test_a_correction_takes_the_place_of_a_final() -> None:
    proposal = read(*whole(), *whole([obx("86", status="C")]))
    assert counts(proposal) == ["86"]
    assert proposal.left_out[0].reason == Reason("hl7.superseded", {"by": "MSH[2] LAB-1 OBX[1]"})
    assert counts(read(*whole([obx("68"), obx("86", status="C")]))) == ["86"]


def test_the_times_of_the_messages_order_them_where_all_have_one() -> None:
    """A file may have the newest first; a replay of an old message does not undo a correction."""
    newest_first = [
        msh(at="20261122100000"),
        *whole([obx("86", status="C")])[1:],
        msh(at="20261122090000"),
        *whole()[1:],
    ]
    assert counts(read(*newest_first)) == ["86"]
    untimed = [msh(at="20261122"), *whole([obx("86", status="C")])[1:], msh(at="20261122090000"), *whole()[1:]]
    assert counts(read(*untimed)) == ["68"]


def test_a_later_final_of_the_same_order_and_test_supersedes() -> None:
    again = whole([obx("70")])
    assert counts(read(*whole(), *again)) == ["70"]
    assert counts(read(*whole(), *again[:2], obr("F101"), again[3])) == ["68", "70"]
    placed = [segment("ORC", {1: "RE", 3: "F100"}), obr("")]
    assert counts(read(*whole(), *again[:2], *placed, again[3])) == ["70"]


def test_results_of_one_order_apart() -> None:
    """By OBX-4, by the test, or by standing side by side in one message."""
    assert counts(read(*whole([obx("68"), obx("180")]))) == ["68", "180"]
    assert counts(read(*whole([obx("68", part="1"), obx("180", part="2")]), *whole([obx("70", part="1")]))) == [
        "180",
        "70",
    ]
    assert counts(read(*whole([obx("68"), obx("68")]))) == ["68"]


def test_a_correction_of_the_time() -> None:
    """A result whose time of collection was corrected is not told twice."""
    later = [msh("LAB-2"), pid(), obr(collected="20261121083000"), obx(status="C")]
    proposal = read(*whole(), *later)
    assert [value["on"] for value in values(proposal)] == ["2026-11-21T08:30"]


@pytest.mark.parametrize("status", ["D", "W", "X"])
def test_a_deletion_takes_back_what_came_before(status: str) -> None:
    proposal = read(*whole(), *whole([obx("", status=status)]))
    assert counts(proposal) == [] and why(proposal)[0] == "hl7.taken_back"
    assert counts(read(*whole(), *whole([obx("", status=status)]), *whole([obx("72")]))) == ["72"]


def test_a_deletion_of_what_is_not_in_the_file_is_told() -> None:
    """It may have been entered from an earlier file; one that has its result in the file is nothing to ask."""
    assert hints(read(*whole([obx("", status="D")]))) == [("platelets", "intake.unsaid")]
    assert hints(read(*whole(), *whole([obx("", status="W")]))) == []
    other_space = [msh(), pid(), obr("F100^LIS"), obx("", status="D")]
    assert counts(read(*whole(), *other_space)) == []


def test_a_thousand_results_of_one_order_are_settled_in_their_time() -> None:
    series = [obx(str(n), part="7", at=f"20261122{n // 60 % 24:02d}{n % 60:02d}") for n in range(1_000)]
    corrected = [msh(), pid(), obr(collected="20261123"), obx("5", status="C", part="7")]
    proposal = read(msh(), pid(), obr(collected=""), *series, *corrected)
    assert counts(proposal) == ["5"] and why(proposal) == ["hl7.superseded"] * 1_000
    of_one_time = read(msh(), pid(), obr(collected=""), *series, *whole([obx("5", status="C", part="7")]))
    assert len(counts(of_one_time)) == 1_000 and why(of_one_time) == ["hl7.superseded"]


@pytest.mark.parametrize("status", ["P", "R", "S", "I", "N", "O"])
def test_what_is_not_final_takes_nothing_back(status: str) -> None:
    assert counts(read(*whole(), *whole([obx("90", status=status)]))) == ["68"]


def test_a_preliminary_result_made_final_counts() -> None:
    """U says so without repeating the value."""
    assert counts(read(*whole([obx("68", status="P")]), *whole([obx("", status="U")]))) == ["68"]
    assert counts(read(*whole([obx("", status="U")]))) == []
    taken = [*whole([obx("68", status="P")]), *whole([obx("", status="D")]), *whole([obx("", status="U")])]
    assert counts(read(*taken)) == []


def test_a_correction_without_a_number_still_takes_the_place() -> None:
    proposal = read(*whole(), *whole([obx("see comment", status="C", kind="ST")]))
    assert counts(proposal) == [] and sorted(why(proposal)) == ["hl7.superseded", "intake.no_number"]


def test_a_cancelled_order_takes_back_its_results() -> None:
    cancel = [msh("LAB-2", at="20261122110000"), pid(), obr(status="X")]
    proposal = read(*whole(), *cancel)
    assert counts(proposal) == [] and sorted(why(proposal)) == ["hl7.order_cancelled", "hl7.taken_back"]
    assert counts(read(*cancel, msh(at="20261122120000"), *whole()[1:])) == ["68"]


def test_without_a_number_of_the_order_only_the_same_time_is_the_same() -> None:
    first, corrected = [*whole()[:2], obr(""), obx()], [*whole()[:2], obr(""), obx("86", status="C")]
    other_day = [*whole()[:2], obr("", "20261123083000"), obx("90")]
    assert counts(read(*first, *other_day, *corrected)) == ["90", "86"]
    assert counts(read(*first, *whole()[:2], obr(""), obx("180"))) == ["68", "180"]


# --- samples ---


def test_clumps_are_told_wherever_the_sample_is_spoken_of() -> None:
    """Under the order, under another test, as a test of their own; then that row bears on the question too."""
    hb = obx("98", test="718-7^Haemoglobin^LN", unit="g/L")
    finding = obx("Present", test="7796-6^Platelet clumps^LN", kind="ST", unit="")
    for lines in (
        [obx(), hb, nte("PLATELET CLUMPS")],
        [finding, obx()],
        [obx(), segment("SPM", {1: "1"}), nte("血小板聚集")],
    ):
        assert [value.get("clumped") for value in values(read(*whole(lines)))] == [True]
    assert hints(read(*whole([finding]))) == [("platelets", "intake.clumps")]
    assert hints(read(*whole([finding.replace("Present", "see below")]))) == [("platelets", "intake.clumps_unclear")]
    none = read(*whole([finding.replace("Present", "阴性"), obx()]))
    assert why(none) == ["intake.no_clumps"] and "clumped" not in values(none)[0]
    in_two_lines = [
        obx(),
        obx("Platelets:", test="COM^Comment^99LAB", kind="TX"),
        obx("clumps seen", test="COM", kind="TX"),
    ]
    assert values(read(*whole(in_two_lines)))[0]["clumped"] is True
    elsewhere = read(*whole([obx(), hb, nte("red cells clumped")]))
    assert "clumped" not in values(elsewhere)[0]
    of_another_order = read(*whole([obx()]), obr("F200"), hb, nte("platelet clumps"))
    assert "clumped" not in values(of_another_order)[0]


def test_clumps_that_a_later_message_tells_of_are_those_of_the_earlier_count() -> None:
    """By the number of the order; a count that comes after it is another one."""
    told = [
        msh("LAB-2", at="20261122103000"),
        pid(),
        obr(),
        obx("clumps seen on the platelet smear", test="COM", kind="TX"),
    ]
    again = [msh("LAB-3", at="20261122113000"), pid(), obr(), obx("190", status="C")]
    assert [value.get("clumped") for value in values(read(*whole(), *told))] == [True]
    assert [value.get("clumped") for value in values(read(*told, *whole()))] == [True]
    assert [value.get("clumped") for value in values(read(*whole(), *told, *again))] == [None]
    assert [value.get("clumped") for value in values(read(*whole(), *told[:2], obr("F9"), told[3]))] == [None]


def test_a_text_beside_an_asked_result_does_not_take_it_away() -> None:
    hb = obx("9.8", test="718-7^Haemoglobin^LN", unit="g/dL")
    proposal = read(*whole([obx("68000", unit="/uL"), hb, nte("platelets clumped")]), protocol=LIMITS_OF_NORMAL)
    assert counts(proposal, "haemoglobin") == ["9.8"]
    assert values(proposal)[0]["clumped"] is True


def test_a_specimen_tells_the_tube_and_the_time() -> None:
    """SPM stands behind the results; what two specimens hold is not told."""
    citrate = segment("SPM", {1: "1", 4: "BLD^Blood^HL70487", 6: "C32^3.2% Citrate^HL70371", 17: "20261121070000"})
    edta = segment("SPM", {1: "2", 6: "EDTK15^Potassium EDTA"})
    told = values(read(*whole()[:2], obr(collected=""), obx(), citrate))[0]
    assert (told["anticoagulant"], told["on"]) == ("citrate", "2026-11-21T07:00")
    assert "anticoagulant" not in values(read(*whole(), citrate, edta))[0]


def test_the_time_of_analysis_and_of_the_report_is_none_of_collection() -> None:
    lines = [
        msh(),
        pid(),
        obr(collected="", of_14="20261122090000", of_22="20261122100000"),
        obx(analysed="20261122093000"),
    ]
    assert why(read(*lines)) == ["intake.no_day"]


def test_no_offset_moves_a_birthday() -> None:
    born = pid((*ZHANG[:4], "196405170000+0000", "F"))
    assert read(msh(at="20261122000000-0500"), born, obr(), obx()).subject["birth_date"] == "1964-05-17"


def test_offsets_are_told_as_the_sites_day() -> None:
    """Their own, or that of MSH-7, which holds for the whole message; without one the time stays as written."""
    for header, collected, on in [
        ("20261123", "202611221700+0000", "2026-11-23T01:00"),
        ("20261122180000+0000", "20261122170000", "2026-11-23T01:00"),
        ("20261122180000+0000", "20261122170000+0800", "2026-11-22T17:00"),
        ("20261122180000+0000", "20261122", "2026-11-22"),
        ("20261122180000", "20261122170000", "2026-11-22T17:00"),
    ]:
        lines = [msh(at=header), pid(), obr(collected=collected), obx()]
        assert values(read(*lines, zone=SHANGHAI))[0]["on"] == on, (header, collected)


def test_limits_of_normal_are_kept_for_the_rules_that_ask() -> None:
    proposal = read(*whole([obx("120", test="1920-8^AST^LN", unit="U/L", limits="0-40")]), protocol=LIMITS_OF_NORMAL)
    assert values(proposal, "got") == [{"value": "120", "unit": "U/L", "on": "2026-11-22T08:30", "uln": "40"}]


def test_a_proposal_is_told_in_words_and_read_by_a_history() -> None:
    proposal = read(*whole([obx(), MPV, obx(status="P", part="2")]), msh(), pid(LI), obr("F2"), obx())
    for language in ("en", "zh_CN"):
        told = [reason_text(one.reason, PROTOCOL, Words(language)) for one in proposal.left_out]
        assert all(told) and not any("hl7" in one for one in told)
    answers = {"platelets": values(proposal)}
    assert len(read_history({"answers": answers}, PROTOCOL).labs["platelets"]) == 1


def test_the_sample_file_shows_what_messages_can_bring() -> None:
    """A count that was corrected, one with clumps, its repetition in citrate; and what is left out beside them."""
    proposal = reading((ROOT / "resources/samples/laboratory.hl7").read_bytes())
    assert [(one["value"], one.get("clumped"), one.get("anticoagulant")) for one in values(proposal)] == [
        ("77", None, None),
        ("52", True, None),
        ("68", None, "citrate"),
    ]
    assert why(proposal) == [
        *("hl7.superseded", "intake.look_alike.mpv", "intake.not_asked", "intake.local_code"),
    ]
    assert sifted(proposal, PROTOCOL).facts == proposal.facts
    assert proposal.facts[-1].seen == "血小板计数: 68 10*3/uL (125-350) L F"
    assert not proposal.notes and not proposal.hints and proposal.subject["name"] == "文样例"
