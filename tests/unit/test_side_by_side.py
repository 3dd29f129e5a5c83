"""Two versions side by side: in words, word by word, and in what they do to patients near the limits."""

import pytest

from screening.protocol.comparison import compare
from screening.review.effects import effects
from screening.review.side_by_side import side_by_side
from screening.wording import Words
from screening.wording.differences import word_changes
from tests.amended import amended, asking_more, published

EN = Words("en", "long")


def test_a_text_is_told_word_by_word() -> None:
    pieces = word_changes("Platelet count below 75 × 10⁹/L", "Platelet count below 100 × 10⁹/L")
    assert [tuple(one) for one in pieces] == [
        *(("Platelet count below ", "same"), ("75", "gone"), ("100", "new"), (" × 10⁹/L", "same")),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("", "new"), ("gone", ""), ("血小板计数低于 75", "血小板低于 75"), ("a b", "c d e")]
)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(one.text for one in pieces if one.how != "new") == before
    assert "".join(one.text for one in pieces if one.how != "gone") == after


def test_a_moved_limit_turns_the_patients_between_the_old_and_the_new_one() -> None:
    """75 did not qualify and does now; nobody whose count is below both or above both is told of."""
    found = effects(compare(published(), amended()))
    assert set(found) == {"I3"}
    turned = {
        one.case.data["answers"]["platelets"][0]["value"]: (one.before and one.before.outcome, one.after)
        for one in found["I3"].cases
    }
    assert turned["75"][0] == "not_met" and turned["75"][1] is not None and turned["75"][1].outcome == "met"
    assert effects(compare(amended(), amended())) == {}


def test_a_new_criterion_keeps_out_whom_nobody_asked_before() -> None:
    compared = compare(published(), asking_more())
    found = effects(compared)
    assert [(one.before, one.after and one.after.outcome) for one in found["E4"].cases] == [(None, "excludes")]
    gone = effects(compare(asking_more(), published()))
    assert [(one.before and one.before.outcome, one.after) for one in gone["E4"].cases] == [("excludes", None)]


def test_everything_is_told_in_words() -> None:
    """The changed line with its rule before and after, the new question, the new criterion."""
    told = side_by_side(compare(published(), amended()), EN)
    (line,) = told.criteria
    assert (line.name, line.what) == ("I3", "changed") and line.rule is not None
    before, after = (" ".join(text for _, text in lines) for lines in line.rule)
    assert "75 × 10⁹/L" in before and "100 × 10⁹/L" in after
    assert any((one.before, one.after) == ("Not met", "Met") and "75 × 10⁹/L" in one.entered for one in line.effects)
    more = side_by_side(compare(published(), asking_more()), EN)
    assert [(one.name, one.what) for one in more.criteria] == [("E4", "added")]
    assert [(one.name, one.what) for one in more.fields] == [("active_infection", "added")]
    assert [fact.after for fact in more.fields[0].facts if "No" in fact.after]
    assert side_by_side(compare(published(), published()), EN).same
