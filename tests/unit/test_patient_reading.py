"""A history is read strictly: every faulty place is named as a path, and nothing is guessed."""

import json
import re
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.errors import InputError
from screening.patient import Answer, History, Period, parse, parse_day, read_history, read_measure
from screening.protocol import loads
from screening.quantity import Measure
from screening.wording import Words, complaint
from tests.spec.table import protocol_of
from tests.unit.protocol_text import SMALL

PROTOCOL = loads(SMALL)
DAY = date(2026, 11, 24).toordinal()

LIVER = [{"value": "not_assessed", "on": "2026-11-01"}, {"value": "ruled_out", "on": "2026-11-20"}]
GOOD: dict[str, Any] = {
    "subject": {
        "birth_date": "1964-05-17",
        "sex": "female",
        "name": "李娜",
        "hospital_number": "0042",
        "consent": {"given": True, "on": "2026-11-20T09:15", "form": "v3"},
    },
    "answers": {
        "tumour": {"value": "solid", "source": "pathology", "on": "2026-10-02", "by": "Dr Wu"},
        "given": "waiting",
        "platelets": [
            {"value": "68", "unit": "10*9/L", "on": "2026-11-24", "anticoagulant": "EDTA", "clumped": False},
            {"value": 70000, "unit": "/uL", "on": "2026-11-22T08:30", "source": "lab", "by": "Chen"},
        ],
        "causes": {"immune": "ruled_out", "liver": LIVER},
        "strokes": ["2020-02-29", {"on": "2019-01-01", "what": "TIA"}],
        "score": 1,
    },
    "decisions": {"E1": {"outcome": "clear", "by": "Dr Wu", "on": "2026-11-24", "why": "Seen"}},
}  # fmt: skip


def read(data: Any) -> History:
    return read_history(parse(json.dumps(data).encode()), PROTOCOL)


def faults(data: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        read_history(data, PROTOCOL)
    return {one.place: one.text for one in caught.value.problems}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Give the good history with one value put at a path."""
    data: Any = deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")]
    node: Any = data
    for part in way:
        node = node[part]
    node[last] = value
    found: dict[str, Any] = data
    return found


def test_a_good_history_is_read_whole() -> None:
    """Every kind of answer arrives in the shape the engine reads, results and answers in order of time."""
    history = read(GOOD)
    assert history.birth_date == date(1964, 5, 17) and history.sex == "female"
    assert history.answers["tumour"] == (Answer("solid", date(2026, 10, 2).toordinal(), None, "pathology", "Dr Wu"),)
    assert [one.measure for one in history.labs["platelets"]] == [Measure(Decimal(70)), Measure(Decimal(68))]
    assert history.labs["platelets"][0].minute == 510
    assert [one.value for one in history.answers["causes.liver"]] == ["not_assessed", "ruled_out"]
    assert history.events["strokes"] == (date(2019, 1, 1).toordinal(), date(2020, 2, 29).toordinal())
    assert history.answers["score"][0].value == Decimal(1)
    assert history.decisions["E1"].by == "Dr Wu"


def test_nothing_and_null_are_not_answered() -> None:
    """An empty history, an empty part and null all say nothing."""
    nothing: list[dict[str, Any]] = [
        {},
        {"answers": None, "subject": None, "decisions": None},
        {"answers": {}, "subject": {}},
    ]
    assert [read(data) for data in nothing] == [History()] * 3
    history = read({"answers": dict.fromkeys(GOOD["answers"]), "subject": {"sex": None, "birth_date": None}})
    assert history == History()
    assert read({"answers": {"strokes": []}}).events == {"strokes": ()}
    assert read({"answers": {"score": 0}}).answers["score"][0].value == 0


def test_a_list_of_events_may_be_known_from_a_day() -> None:
    """“None”, said on a day by someone, is known from that day on."""
    history = read({"answers": {"strokes": {"value": [], "on": "2026-11-24", "by": "Chen"}}})
    assert history.events == {"strokes": ()} and history.events_from == {"strokes": DAY}


def test_periods_have_two_days_of_which_either_may_not_be_known() -> None:
    """As text or as an object, with what it was; one that still goes on has no last day."""
    protocol = protocol_of(
        {"aspirin": {"kind": "periods"}}, {"exposure": "aspirin", "at_least_days": 1, "within_days": 9}
    )
    told = ["2026-11-20/2026-11-23", {"from": "2026-11-24", "until": "ongoing", "what": "100 mg"}, "/2026-11-02", "/"]
    history = read_history({"answers": {"aspirin": {"value": told, "on": "2026-11-24"}}}, protocol)
    assert history.periods["aspirin"] == (
        Period(None, DAY - 22),
        Period(None),
        Period(DAY - 4, DAY - 1),
        Period(DAY, ongoing=True),
    )
    assert history.events_from == {"aspirin": DAY}
    faulty = ["2026-11-20", "2026-11-20/2026-11-19", "20.11./2026-11-21", {"from": "2026-11-20", "to": "x"}, 7]
    with pytest.raises(InputError) as caught:
        read_history({"answers": {"aspirin": faulty}}, protocol)
    said = {problem.place: problem.text for problem in caught.value.problems}
    assert list(said) == [f"answers.aspirin[{place}]" for place in (0, 1, 2)] + [
        "answers.aspirin[3].to",
        "answers.aspirin[4]",
    ]
    assert said["answers.aspirin[1]"] == "ends before it begins"


def test_an_answer_that_was_taken_back_stays_in_the_row() -> None:
    """A later null takes an answer back; undated answers stand first."""
    history = read({"answers": {"tumour": [{"value": None, "on": "2026-11-24"}, "solid"]}})
    assert [one.value for one in history.answers["tumour"]] == ["solid", None]


# A path, what is put there, where the problem is said to be (the path itself where empty), and what is said.
FAULTS: list[tuple[str, Any, str, str]] = [
    ("answer", {}, "answer", 'did you mean "answers"'),
    ("subject", [], "", "must be an object, not a list"),
    ("subject.birthdate", "1964-05-17", "", 'did you mean "birth_date"'),
    ("subject.birth_date", "17.05.1964", "", "is not a date"),
    ("subject.birth_date", "1964-05-17T10:00", "", "is not a date"),
    ("subject.birth_date", "1964-02-30", "", "is not a date"),
    ("subject.birth_date", 19640517, "", "is not a date"),
    ("subject.sex", "F", "", "is not one of female, male, other, unknown"),
    ("subject.name", 3, "", "must be text, not a number"),
    ("subject.consent", "yes", "", "must be an object, not text"),
    ("subject.consent.given", "yes", "", "must be true or false"),
    ("subject.consent.on", "soon", "", "is not a date, or a date and time"),
    ("answers.tumor", "solid", "", 'did you mean "tumour"'),
    ("answers.tumour", "soild", "", 'did you mean "solid"'),
    ("answers.tumour", True, "", "true is not an answer"),
    ("answers.tumour", 1, "", "is not an answer"),
    ("answers.tumour", {"on": "2026-01-01"}, "answers.tumour.value", "is missing"),
    ("answers.tumour", {"value": "x"}, "answers.tumour.value", "is not an answer"),
    ("answers.tumour", {"value": "solid", "when": "x"}, "answers.tumour.when", "unknown key"),
    ("answers.tumour", {"value": "solid", "on": "x"}, "answers.tumour.on", "is not a date"),
    ("answers.tumour", {"value": "solid", "by": 3}, "answers.tumour.by", "must be text"),
    ("answers.tumour", ["solid", "x"], "answers.tumour[1]", "is not an answer"),
    ("answers.tumour", [["solid"]], "answers.tumour[0]", "a list is not an answer"),
    ("answers.given", "2026-13-01", "", "is not a date (YYYY-MM-DD) or waiting"),
    ("answers.given", "2026-11-24T25:00", "", "is not a date"),
    ("answers.given", "1492-01-01", "", "is not a date"),
    ("answers.score", -1, "", "-1 is not a number of zero or more"),
    ("answers.score", True, "", "true is not a number"),
    ("answers.score", "one", "", "is not a number"),
    ("answers.score", "<5", "", "is not a number"),
    ("answers.causes", "none", "", "must be an object, not text"),
    ("answers.causes.lever", "present", "", 'did you mean "liver"'),
    ("answers.causes.liver", "absent", "", "is not an answer"),
    ("answers.strokes", "none", "", "[] means none"),
    ("answers.strokes[0]", "2020", "", "is not a date"),
    ("answers.strokes[1].on", None, "", "null is not a date"),
    ("answers.strokes[1].kind", "x", "", "unknown key"),
    ("answers.strokes", {"on": "2026-01-01"}, "answers.strokes.value", "is missing"),
    ("answers.platelets", "68", "", "must be a list of results, not text"),
    ("answers.platelets", {"value": "68", "on": "2026-11-24"}, "answers.platelets.unit", "the unit is missing"),
    ("answers.platelets[0]", 68, "", "must be an object, not a number"),
    ("answers.platelets[0].value", None, "", "is missing"),
    ("answers.platelets[0].value", -68, "", "-68 is negative"),
    ("answers.platelets[1].value", "-68", "", '"-68" is negative'),
    ("answers.platelets[1].value", "−68", "", "is negative"),
    ("answers.platelets[0].value", "6,8", "", "write the decimal point as a full stop"),
    ("answers.platelets[0].value", True, "", "true is not a number"),
    ("answers.platelets[0].value", [68], "", "a list is not a number"),
    ("answers.platelets[0].unit", None, "", "the unit is missing"),
    ("answers.platelets[0].unit", " ", "", "the unit is missing"),
    ("answers.platelets[0].unit", "10*9/d", "", "is not a known unit"),
    ("answers.platelets[1].unit", "g/L", "", "is not a unit of this field"),
    ("answers.platelets[0].unit", 9, "", "is not a known unit"),
    ("answers.platelets[0].unit", ["/uL"], "", "is not a known unit"),
    ("answers.platelets[0].on", None, "", "is missing"),
    ("answers.platelets[0].on", "24/11/2026", "", "is not a date"),
    ("answers.platelets[0].clumped", "no", "", "must be true or false"),
    ("answers.platelets[0].smear_confirmed", 1, "", "must be true or false"),
    ("answers.platelets[0].anticoagulant", "heparine", "", "is not one of EDTA, citrate, heparin, other"),
    ("answers.platelets[0].uln", 0, "", "is not a number above zero"),
    ("answers.platelets[0].lln", "<5", "", "is not a number above zero"),
    ("answers.platelets[0].units", "x", "", 'did you mean "unit"'),
    ("answers.platelets[0].source", {}, "", "must be text, not an object"),
    ("decisions.E7", {}, "", "unknown key"),
    ("decisions.E1.outcome", "met", "", '"met" is not clear or excludes'),
    ("decisions.E1.on", None, "", "is not a date"),
    ("decisions.E1.by", " ", "", "must say who decided"),
    ("decisions.E1.why", None, "", "must say why"),
    ("decisions.E1.reason", "x", "", "unknown key"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "place", "words"), FAULTS)
def test_a_fault_is_named_with_its_path(path: str, value: Any, place: str, words: str) -> None:
    """One wrong value is one problem, at exactly its path."""
    found = faults(changed(path, value))
    assert list(found) == [place or path]
    assert words in found[place or path]


def test_every_fault_is_told_in_the_readers_language() -> None:
    """By its code and its values."""
    words = Words("zh_CN")
    for path, value, *_ in FAULTS:
        with pytest.raises(InputError) as caught:
            read_history(changed(path, value), PROTOCOL)
        told = [complaint(one, words) for one in caught.value.problems]
        assert all(re.search("[\u4e00-\u9fff]", one) for one in told), told


def test_all_faults_are_told_at_once() -> None:
    """Faults in every part of a history come in one refusal, the file's name before each."""
    data = {
        "subject": {"sex": "x", "birth_date": "x"},
        "answers": {"tumour": "x", "platelets": [{"value": "x", "unit": "x", "on": "x"}], "causes": {"immune": 3}},
        "decisions": {"E1": {}},
        "other": 1,
    }
    with pytest.raises(InputError) as caught:
        read_history(data, PROTOCOL, source="patient.json")
    places = [one.place for one in caught.value.problems]
    assert places == [
        "other",
        "subject.birth_date",
        "subject.sex",
        "answers.tumour",
        "answers.platelets[0].value",
        "answers.platelets[0].unit",
        "answers.platelets[0].on",
        "answers.causes.immune",
        "decisions.E1.outcome",
        "decisions.E1.on",
        "decisions.E1.by",
        "decisions.E1.why",
    ]
    assert all(line.startswith("patient.json: ") for line in caught.value.lines())


def test_a_thousand_faults_are_enough() -> None:
    """Something that is no history at all is refused without looking at the rest."""
    found = faults({"answers": {"platelets": [{}] * 5_000}})
    assert len(found) == 1_001 and "not looked at" in found[""]


def test_an_implausible_value_is_no_fault() -> None:
    """A12: a count nobody has is kept, and marked, so that it is asked again."""
    history = read(changed("answers.platelets[0].value", "68000"))
    assert [one.plausible for one in history.labs["platelets"]] == [True, False]


@pytest.mark.parametrize(
    ("text", "day", "minute"),
    [
        ("2026-11-24", DAY, None),
        (" 2026-11-24 ", DAY, None),
        ("2026-11-24T00:00", DAY, 0),
        ("2026-11-24 23:59:59.5+08:00", DAY, 1439),
        ("2026-11-24T08:30Z", DAY, 510),
        (date(2026, 11, 24), DAY, None),
    ],
)
def test_days_and_times_are_read(text: object, day: int, minute: int | None) -> None:
    """A time is that of the site's local day as it was written."""
    assert parse_day(text) == (day, minute)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-24T24:00", "2026-11-24T8:30", "20261124", "２０２６-11-24", "2026-W48-2", "", "2201-01-01"),
        *("2026-11", "2026", "2026-11-"),
        *(None, 5, True, []),
    ],
)
def test_what_is_no_day_is_none(text: object) -> None:
    """R13: anything but a whole ISO day of our times is refused, a part of one and other digits too."""
    assert parse_day(text) is None


@pytest.mark.parametrize(
    ("value", "measure"),
    [
        (0, Measure(Decimal(0))),
        ("<5", Measure(Decimal(5), "<")),
        (Decimal("7.40"), Measure(Decimal("7.40"))),
        (Decimal("1E+3"), Measure(Decimal(1000))),
        (Decimal("1E+999999999"), None),
        (Decimal("NaN"), None),
        (Decimal("-0.1"), None),
        (10**400, None),
        (1.5, None),
        (True, None),
        (None, None),
    ],
)
def test_numbers_are_exact_or_refused(value: object, measure: Measure | None) -> None:
    """A number is taken as it was written; what no laboratory reports is none."""
    assert read_measure(value) == measure
