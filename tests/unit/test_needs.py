"""What a case needs by when: from its calendar, and from what the log has of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from screening.engine import Need, assess
from screening.log import CaseRow, needs_after, needs_of
from screening.patient import read_history
from screening.protocol import Protocol
from screening.wording import Words, need_text
from tests.store.service_samples import history, published, with_answer

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return published()


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def said(*, planned: int = -10, count: int = -1, **answers: Any) -> dict[str, Any]:
    """Give a history: a cycle planned and a count taken so many days from today, all else answered."""
    platelets = [{"value": "68", "unit": "10*9/L", "on": day(count).isoformat()}]
    given = {"planned_cycle_date": day(planned).isoformat(), "platelets": platelets, "brain_metastases": "none"}
    return {**with_answer(history(), **{**given, **answers}), "decisions": {}}


def needs(protocol: Protocol, data: dict[str, Any], **row: Any) -> tuple[Need, ...]:
    assessment = assess(protocol, read_history(data, protocol), TODAY)
    return needs_of(assessment, case(**row) if row else None)


def case(**changed: Any) -> CaseRow:
    usual = dict.fromkeys(CaseRow._fields)
    given = {"number": "SH04-0001", "verdict": "eligible", "signed": "none", "failed": (), "deviations": ()}
    return CaseRow(**{**usual, **given, **changed})


@pytest.mark.parametrize(
    ("planned", "by", "urgency"),
    [(-6, 1, "tomorrow"), (-5, 2, "week")],
)
def test_a_window_opens_by_waiting_alone(protocol: Protocol, planned: int, by: int, urgency: str) -> None:
    """The seventh day of the delay is the first one on which somebody qualifies."""
    (need,) = needs(protocol, said(planned=planned), verdict="ineligible")
    assert need == Need("opens", day(by), (), day(by), day(2), ("platelets",))
    assert need.urgency(TODAY) == urgency


@pytest.mark.parametrize(
    ("count", "left", "urgency"), [(-3, 0, "today"), (-2, 1, "tomorrow"), (-1, 2, "week"), (0, 3, "week")]
)
def test_a_window_is_about_to_close(protocol: Protocol, count: int, left: int, urgency: str) -> None:
    """A count holds on its own day and the three after it; what runs out first is named."""
    (need,) = needs(protocol, said(count=count), signed="none")
    assert need == Need("sign", day(left), (), TODAY, day(left), ("platelets",))
    assert need.urgency(TODAY) == urgency


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"signed": "none"}, "sign"),
        ({"signed": "acknowledged"}, "sign"),
        ({"signed": "superseded"}, "sign_again"),
        ({"signed": "confirmed"}, "enrol"),
        ({"signed": "declined"}, "declined"),
        ({"verdict": "ineligible"}, "assess"),
        ({"verdict": "undetermined", "signed": "superseded"}, "assess"),
        ({"number": None}, "consent"),
        ({"consent_given": False}, "refused"),
        ({"forgotten_by": 9}, "forgotten"),
    ],
)
def test_what_comes_next_for_somebody_who_qualifies(protocol: Protocol, row: dict[str, Any], kind: str) -> None:
    """Each step in its turn, by what the log has."""
    (need,) = needs(protocol, said(), **row)
    assert need.kind == kind
    assert need.by == {"assess": TODAY, "declined": None, "refused": None, "forgotten": None}.get(kind, day(2))


def test_a_form_that_is_not_saved_says_so(protocol: Protocol) -> None:
    (need,) = needs(protocol, said())
    assert (need.kind, need.by) == ("save", day(2))


def test_missing_answers_are_needed_while_the_window_lasts(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(brain_metastases=None), verdict="undetermined")
    assert need == Need("answer", day(2), ("brain_metastases",), TODAY, day(2), ("platelets",))


def test_missing_answers_are_needed_by_the_day_the_window_opens(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(planned=-5, brain_metastases=None), verdict="ineligible")
    assert need == Need("answer", day(2), ("brain_metastases",), day(2), day(2), ("platelets",))


def test_a_case_may_need_several_things(protocol: Protocol) -> None:
    """An answer and a new result, both by the day on which the window opens."""
    found = needs(protocol, said(planned=-4, count=-2, brain_metastases=None), verdict="ineligible")
    assert [(one.kind, one.by, one.fields) for one in found] == [
        ("answer", day(3), ("brain_metastases",)),
        ("repeat", day(3), ("platelets",)),
    ]


def test_a_result_that_ran_out_is_repeated_today_where_it_alone_is_missing(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(count=-4), verdict="eligible")
    assert (need.kind, need.by, need.fields) == ("repeat", TODAY, ("platelets",))
    both = needs(protocol, said(count=-4, brain_metastases=None), verdict="eligible")
    assert [(one.kind, one.by) for one in both] == [("answer", None), ("repeat", None)]


def test_a_count_never_taken_is_no_result_to_repeat(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(platelets=[]), verdict="undetermined")
    assert (need.kind, need.fields) == ("answer", ("platelets",))


def test_a_doctors_decision_waits_on_others(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(count=0, brain_metastases="progressing_after_treatment"), verdict="undetermined")
    assert (need.kind, need.by, need.fields) == ("decide", day(3), ("decisions.E3",))
    assert need._replace(by=None).urgency(TODAY) == "waiting"
    assert need._replace(by=day(8)).urgency(TODAY) == "waiting"


def test_who_can_never_qualify_is_to_be_ended(protocol: Protocol) -> None:
    (need,) = needs(protocol, said(tumour_type="haematological"), verdict="ineligible")
    assert (need.kind, need.urgency(TODAY)) == ("end", "later")


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"outcome": "enrolled", "signed": "superseded"}, "sign_again"),
        ({"outcome": "enrolled", "verdict": "ineligible", "failed": ("I3",)}, "deviation"),
        ({"outcome": "screen_failure", "verdict": "undetermined"}, "outcome"),
    ],
)
def test_a_correction_leaves_something_to_be_done(row: dict[str, Any], kind: str) -> None:
    assert [one.kind for one in needs_after(case(**row))] == [kind]


def test_a_case_that_ended_well_needs_nothing() -> None:
    assert needs_after(case(outcome="enrolled", signed="confirmed")) == ()


def test_the_most_urgent_stands_first() -> None:
    """What is overdue before today, what has no day last, what waits on others after all."""
    kinds = [("backup", -1), ("assess", 0), ("sign", 1), ("answer", 7), ("answer", 8), ("end", None), ("sign", None)]
    in_order = [Need(kind, None if ahead is None else day(ahead)) for kind, ahead in kinds]  # type: ignore[arg-type]
    mixed = [*in_order[4:], *in_order[:4]]
    assert sorted(mixed, key=lambda need: need.rank(TODAY)) == in_order
    assert [one.urgency(TODAY) for one in in_order] == [
        *("today", "today", "tomorrow", "week", "later", "later", "waiting"),
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_need_is_said_in_plain_words(protocol: Protocol, language: str) -> None:
    told = need_text(
        Need("opens", day(1), (), day(1), day(2), ("platelets",)), protocol, Words(language, "long"), TODAY
    )
    assert (
        told
        == {
            "en": (
                "Qualifies by waiting alone",
                "from tomorrow",
                "Qualifies from 25 to 26 November, then needs a new platelet count",
            ),
            "zh_CN": ("只需等待即可符合", "明天起", "符合期：11月25日至26日，之后需要新的血小板计数"),
        }[language]
    )
