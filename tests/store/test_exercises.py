"""Exercises: a chart that tells all the protocol asks and no verdict, a comparison, and results of practice alone."""

from itertools import islice, pairwise
from pathlib import Path
from random import Random

import pytest
import python_calamine

from screening.errors import RefusedError
from screening.protocol.catalogue import find
from screening.service import Actor, Site, Wish, export, export_figure, manifest_of
from screening.service.exercising import ANSWERS, Exercise, exercises, record_exercise, results
from screening.service.practice import fill, patients, samples
from screening.wording import Words, languages
from tests import paper
from tests.store.service_samples import ON, begun, history, published

SAMPLES = samples()


def some(count: int, seed: int = 1) -> list[Exercise]:
    return list(islice(exercises(published(), ON, Random(seed)), count))


def right(exercise: Exercise) -> dict[str, str]:
    return {one.id: one.outcome for one in exercise.assessment.criteria}


@pytest.fixture
def practice(tmp_path: Path) -> Site:
    return fill(tmp_path / "practice", Actor("Lin Mei"), published())


def test_everybody_comes_once_before_anybody_comes_again() -> None:
    """In an order that varies, and nobody twice running."""
    names = [one.sample.name for one in some(3 * len(SAMPLES))]
    rounds = [names[at : at + len(SAMPLES)] for at in range(0, len(names), len(SAMPLES))]
    assert all(sorted(one) == sorted(sample.name for sample in SAMPLES) for one in rounds)
    assert rounds[0] != rounds[1] and rounds[0] != [one.sample.name for one in some(len(SAMPLES), seed=2)]
    assert all(before != after for before, after in pairwise(names))


@pytest.mark.parametrize("language", [*languages()])
def test_a_chart_tells_what_the_patient_has_and_nothing_of_the_verdict(language: str) -> None:
    """Every count with its unit, every cause, in words; what the sample is about is not given away."""
    words = Words(language, "long")
    for exercise in some(len(SAMPLES)):
        lines = [line for note in exercise.notes(words) for line in note.lines]
        told = "\n".join(lines)
        answers = exercise.sample.seen_on(ON)["answers"]
        assert all(str(one["value"])[:2].strip("<") in told for one in answers["platelets"])
        assert told.count("platelets " if language == "en" else "血小板 ") >= len(answers["platelets"])
        for word in ("exercise.", "other_causes", "_", exercise.sample.label[language], exercise.sample.name):
            assert word not in told
        verdicts = ("eligible", "qualif", "exclude") if language == "en" else ("符合", "入组", "排除标准")
        assert not [one for one in verdicts if one in told.lower()]


def test_every_answer_that_a_sample_gives_has_its_sentence() -> None:
    """Two samples that differ in one answer read otherwise: what decides stands in the chart."""
    words = Words("en", "long")
    told = {one.sample.name: str(one.notes(words)) for one in some(len(SAMPLES))}
    assert "grown since" in told["08-brain-progressing"] and "not been imaged" in told["07-brain-not-imaged"]
    assert "clumps seen" in told["09-clumped-edta"] and "Citrate" in told["09-clumped-edta"]
    assert (
        "has not been given yet" in told["16-hypersplenism"]
        and "haematological malignancy" in told["13-myeloma-heparin"]
    )


def test_answers_are_held_against_the_protocol() -> None:
    """A criterion that was left out, or answered otherwise, is named; every right answer can be given."""
    for exercise in some(len(SAMPLES)):
        answers = right(exercise)
        assert exercise.otherwise(answers) == ()
        assert all(one.outcome in ANSWERS[one.kind] for one in exercise.assessment.criteria)
        answers["I3"] = "unknown" if answers["I3"] != "unknown" else "met"
        assert exercise.otherwise(answers) == ("I3",)
        del answers["E1"]
        assert exercise.otherwise(answers) == ("I3", "E1")


def test_results_add_up_in_the_practice_book(practice: Site) -> None:
    """Kept there alone, beside the log; nobody's case changes."""
    with practice as site:
        cases = site.log()
        assert results(site).done == 0
        for place, exercise in enumerate(some(3)):
            answers = right(exercise)
            if place:
                answers["E2"] = "clear" if answers["E2"] != "clear" else "excludes"
            record_exercise(site, exercise, answers, exercise.conclusion if place < 2 else "nothing")
        found = results(site)
        assert (found.done, found.criteria, found.right, found.conclusions) == (3, 18, 16, 2)
        assert found.often == (("E2", 2),)
        assert site.log() == cases and site.verify().ok


def test_no_exercise_gets_into_the_record(tmp_path: Path) -> None:
    """Any other book refuses it, and stays as long as it was."""
    with begun(tmp_path / "real") as site:
        before = site.head()
        (exercise,) = some(1)
        with pytest.raises(RefusedError):
            record_exercise(site, exercise, right(exercise), exercise.conclusion)
        assert site.head() == before


def test_what_leaves_practice_says_so(practice: Site, tmp_path: Path) -> None:
    """On paper, in a figure and in what proves a copy; the real log's copies don't."""
    words = Words("en", "long")
    with practice as site:
        export(site, tmp_path / "log.pdf", words, Wish(format="pdf"))
        pages = paper.squeezed(paper.text((tmp_path / "log.pdf").read_bytes()))
        assert "fictitiouspatients" in pages and pages.count("Practice·Screeninglog") >= 2  # the head, and every foot
        export(site, tmp_path / "log.xlsx", words, Wish(format="xlsx"))
        assert python_calamine.load_workbook(tmp_path / "log.xlsx").sheet_names == ["Practice · Screening log"]
        export_figure(site, tmp_path / "funnel.svg", words, kind="funnel")
        assert "Practice: fictitious patients" in (tmp_path / "funnel.svg").read_text("utf-8")
        for name in ("log.pdf", "funnel.svg"):
            assert b'"practice":true' in manifest_of(tmp_path / name).read_bytes().replace(b" ", b"")
    with begun(tmp_path / "real") as site:
        site.save(history(), ON)
        export_figure(site, tmp_path / "real.svg", words)
        assert b"practice" not in manifest_of(tmp_path / "real.svg").read_bytes()
        assert "fictitious" not in (tmp_path / "real.svg").read_text("utf-8")


def test_any_protocol_can_be_practised(tmp_path: Path) -> None:
    """Where no shipped patient fits, some are made from its own examples: one who meets all, others who don't."""
    other = find("NCT05864014").load()
    made = patients(other)
    assert made[0].expected == "eligible" and {one.expected for one in made} >= {
        "not_yet",
        "ineligible",
        "undetermined",
    }
    exercise = next(exercises(other, ON, Random(1)))
    assert exercise.otherwise(right(exercise)) == ()
    for words in (Words("en", "long"), Words("zh_CN", "long")):
        told = [line for note in exercise.notes(words) for line in note.lines]
        assert len(told) > 10 and not [line for line in told if "_" in line]
    with fill(tmp_path / "other", Actor("Lin Mei"), other) as site:
        assert len(site.log()) == len(made)
