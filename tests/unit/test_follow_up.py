"""The follow-up of a protocol file: apart from entry, judged by endpoints, measured in days, graded by counts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.engine import FollowedUp, assess, follow
from screening.errors import InputError
from screening.patient import History, read_history
from screening.protocol import ctcae, loads
from screening.protocol.catalogue import find
from screening.review import check_text
from screening.wording import Words, languages, reason_text
from screening.wording.rules import criterion_rule

LISTED = find("NCT03976882@2025-follow-up")
PROTOCOL = LISTED.load()
assert PROTOCOL.chart is not None
CHART = PROTOCOL.chart
TEXT = LISTED.file.read_text("utf-8")


def followed(on: str, **answers: Any) -> FollowedUp:
    return follow(PROTOCOL, read_history({"answers": answers}, CHART), date.fromisoformat(on))


def counts(*values: tuple[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "unit": "10*9/L", "on": day} for value, day in values]


def test_a_version_without_a_follow_up_keeps_its_fingerprint() -> None:
    """What a book recorded before goes on naming the same files."""
    known = {"2024-published": "ec65d6ef40df", "2019-registered": "ecee1036df6a"}
    for version, fingerprint in known.items():
        assert find(f"NCT03976882@{version}").load().fingerprint.startswith(fingerprint)


def test_the_follow_up_version_screens_as_the_published_one_does() -> None:
    """Its entry part is that of 2024-published, and its fingerprint covers the endpoints."""
    published = find("NCT03976882@2024-published").load()
    assert (published.criterion, published.field) == (PROTOCOL.criterion, PROTOCOL.field)
    assert published.fingerprint != PROTOCOL.fingerprint
    softer = loads(TEXT.replace("within_days = 14, until", "within_days = 21, until"))
    assert softer.fingerprint != PROTOCOL.fingerprint


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('lab = "platelets", below', 'lab = "platelet_counts", below', '"platelet_counts" is asked in the other part'),
        (
            'took_place = "cycles_end"',
            'took_place = "planned_cycle_date"',
            '"planned_cycle_date" is asked in the other',
        ),
        ('{ any_present = "other_causes" }', '{ took_place = "planned_cycle_date" }', "belongs to the follow-up"),
        ('term = "neutrophil_count_decreased", g', 'term = "neutrophil", g', 'has no term "neutrophil"'),
        ('id = "T2"', 'id = "S1"', '"S1" names something else already'),
        ('id = "T2"', 'id = ["T2"]', "must be text, not a list"),
        ("= true }\nexamples", "= true }\nexample", 'unknown key "example" (did you mean "examples"?)'),
    ],
)
def test_entry_and_follow_up_read_nothing_of_each_other(right: str, wrong: str, said: str) -> None:
    """A rule that reaches over is refused, on its line, and so is what does not fit within the follow-up."""
    assert right in TEXT
    with pytest.raises(InputError) as refused:
        loads(TEXT.replace(right, wrong))
    assert said in str(refused.value) and "(line" in str(refused.value)


def test_the_examples_of_endpoints_are_tests() -> None:
    """A file whose endpoint gives another answer than its example says is refused."""
    check_text(TEXT)
    with pytest.raises(InputError, match=r"follow_up.endpoint.S1.examples\[0\].*gives"):
        check_text(TEXT.replace("within_days = 14, good", "within_days = 9, good"))


def test_no_entry_verdict_hangs_on_the_follow_up() -> None:
    """The facts of a follow-up are no answers of a screening."""
    with pytest.raises(InputError, match="first_dose"):
        read_history({"answers": {"first_dose": "2026-11-02"}}, PROTOCOL)
    assert assess(PROTOCOL, History(), date(2026, 11, 2)).verdict == "undetermined"


def test_while_the_days_run_it_is_not_yet_known() -> None:
    """Waiting on day 14 is open, and known from day 15, which the calendar says from the first day on."""
    found = followed("2026-11-05", first_dose="2026-11-02", cycle_1_given="waiting").endpoints
    responder = next(one for one in found if one.id == "P1")
    assert (responder.outcome, responder.known_from) == ("unknown", date(2026, 11, 17))
    assert [one.outcome for one in responder.calendar] == ["unknown", "not_met"]


def test_a_count_that_was_not_taken_is_no_non_response() -> None:
    """A count that speaks for the last day settles it; without one it stays open, and the days are named."""
    facts: dict[str, Any] = {"first_dose": "2026-11-02", "cycle_1_given": "2026-11-13"}
    for day, outcome in (("2026-11-12", "unknown"), ("2026-11-13", "not_met")):
        found = followed("2026-11-30", **facts, platelet_counts=counts(("99", day))).endpoints
        assert next(one for one in found if one.id == "S1").outcome == outcome
    (why,) = next(
        one
        for one in followed("2026-11-30", **facts, platelet_counts=counts(("99", "2026-11-12"))).endpoints
        if one.id == "S1"
    ).reasons
    assert reason_text(why, CHART, Words("en")) == (
        "Platelet counts since the first dose: none of at least 100 × 10⁹/L, and no result from 2026-11-13 to "
        "2026-11-16 that says it stayed below"
    )


@pytest.mark.parametrize(
    ("series", "first", "lasted"),
    [
        ([], (None, False), (None, False)),
        ([("60", "2026-11-04")], (2, True), (None, False)),
        ([("60", "2026-11-04"), ("100", "2026-11-09")], (7, False), (0, True)),
        ([("104", "2026-11-09"), ("120", "2026-11-16"), ("99.9", "2026-11-23")], (7, False), (14, False)),
        ([("104", "2026-11-09"), ("120", "2026-11-16")], (7, False), (7, True)),
    ],
)
def test_days_are_counted_to_what_was_seen(
    series: list[tuple[str, str]], first: tuple[int | None, bool], lasted: tuple[int | None, bool]
) -> None:
    """Time to the first response, and how long it lasted; censored at the last count that did not show the end."""
    found = followed("2026-12-01", first_dose="2026-11-02", platelet_counts=counts(*series)).measures
    assert [(one.days, one.censored) for one in found] == [first, lasted]


@pytest.mark.parametrize(
    ("term", "count", "lln", "grade"),
    [
        ("platelet_count_decreased", "75", "125", 1),
        ("platelet_count_decreased", "74.9", None, 2),
        ("platelet_count_decreased", "50", None, 2),
        ("platelet_count_decreased", "49.9", None, 3),
        ("platelet_count_decreased", "25", None, 3),
        ("platelet_count_decreased", "24.9", None, 4),
        ("platelet_count_decreased", "130", "125", 0),
        ("platelet_count_decreased", "130", None, None),
        ("neutrophil_count_decreased", "1.0", None, 2),
        ("neutrophil_count_decreased", "0.99", None, 3),
        ("neutrophil_count_decreased", "0.49", None, 4),
        ("white_blood_cell_decreased", "2.0", None, 2),
        ("white_blood_cell_decreased", "0.9", None, 4),
    ],
)
def test_a_count_has_its_ctcae_grade(term: str, count: str, lln: str | None, grade: int | None) -> None:
    """The limits of version 5.0: a count on a limit is the milder grade; grade 1 hangs on the limit of normal."""
    assert ctcae.terms()[term].grade(Decimal(count), Decimal(lln) if lln else None) == grade


def _faulty() -> Iterator[tuple[dict[str, Any], str]]:
    yield {"on": "2026-11-10", "term": "anemia"}, "adverse_events[0].term"
    yield {"on": "10.11.2026", "term": "anaemia"}, "adverse_events[0].on"
    yield {"on": "2026-11-10", "term": "anaemia", "grade": 6}, "adverse_events[0].grade"
    yield {"on": "2026-11-10", "term": "anaemia", "serious": "yes"}, "adverse_events[0].serious"


@pytest.mark.parametrize(("event", "place"), list(_faulty()))
def test_a_faulty_adverse_event_is_named_by_its_path(event: dict[str, Any], place: str) -> None:
    """As every other fault of a history."""
    with pytest.raises(InputError) as refused:
        followed("2026-12-01", adverse_events=[event])
    assert place in str(refused.value)


@pytest.mark.parametrize("language", languages())
def test_every_endpoint_is_told_in_every_language(language: str) -> None:
    """The rule, and why it is so today."""
    words = Words(language)
    facts: dict[str, Any] = {"first_dose": "2026-11-02", "follow_up_end": "followed", "adverse_events": []}
    for one, criterion in zip(followed("2026-11-10", **facts).endpoints, CHART.criterion, strict=True):
        assert all(reason_text(reason, CHART, words) for reason in one.reasons)
        assert list(criterion_rule(criterion, CHART, words).lines())
