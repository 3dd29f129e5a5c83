"""From each requirement to the tests that prove it: nothing is claimed that no test shows."""

from pathlib import Path

import pytest

from screening.service.validation.requirements import Requirements, requirements
from screening.service.validation.tracing import ProvingTest, matrix, misfits, proving_tests

ROOT = Path(__file__).resolve().parent.parent
COUNTS = {"A": 17, "S": 21, "R": 17, "H": 2, "F": 3}


def test_whatever_is_claimed_is_proved() -> None:
    """R7: every feature has a test, every id that a test names is asked for, and nothing still to come is proved."""
    tests = proving_tests(ROOT)
    for traced in matrix(requirements(), tests):
        print(f"{traced.requirement.id:4} {traced.requirement.met:10}", *(test.node for test in traced.tests))
    assert misfits(requirements(), tests) == []


def test_the_checklist_is_whole() -> None:
    """Every number of every group is there once and in order, in every language."""
    asked = requirements()
    assert asked.ids == tuple(f"{letter}{n}" for letter, most in COUNTS.items() for n in range(1, most + 1))
    assert list(asked.group) == list(COUNTS)
    said = [text for one in asked.requirement for text in (one.text, one.how, one.site) if text]
    texts = [*asked.group.values(), *said]
    assert [text for text in texts if set(text.root) != {"en", "zh_CN"}] == []


def test_every_clause_has_its_source() -> None:
    """And every source is cited; only what was marked is called unchecked."""
    asked = requirements()
    cited = {name for one in asked.requirement for name in one.clauses}
    assert cited == set(asked.source)
    assert all(set(one.recalled) <= set(one.clauses) for one in asked.requirement)
    by_id = {one.id: one for one in asked.requirement}
    assert asked.cited(by_id["S6"]) == ["21 CFR 11.50(a)(1)-(3)"]
    assert asked.cited(by_id["R12"]) == ["ICH E6(R3) 2.3, 2.7, 2.8*"]
    assert "EU Annex 11 §9*" in asked.cited(by_id["A1"])


def test_what_a_procedure_does_is_said() -> None:
    """The site reads what is left to it, also of a requirement that others add up to."""
    asked = requirements()
    assert [one.id for one in asked.requirement if one.met == "procedure" and one.site is None] == []
    assert {id for one in asked.requirement for id in one.rests_on} <= set(asked.ids)


# --- how a test says what it proves ---


def written(folder: Path, source: str) -> list[ProvingTest]:
    (folder / "tests" / "deep").mkdir(parents=True)
    (folder / "tests" / "deep" / "test_some.py").write_text(source, "utf-8")
    (folder / "tests" / "helper.py").write_text('def test_no():\n    """A1: in no test file."""\n', "utf-8")
    return proving_tests(folder)


@pytest.mark.parametrize(
    ("docstring", "ids", "says"),
    [
        ("A13: coming and going.", ("A13",), "coming and going."),
        ("S3, S10: two\n    lines.", ("S3", "S10"), "two lines."),
        ("S3 ,S10: odd spaces.", ("S3", "S10"), "odd spaces."),
        ("F12 hides everything.", None, ""),
        ("See A13: not at the beginning.", None, ""),
        ("a13: small.", None, ""),
        ("A13:nothing follows", None, ""),
    ],
)
def test_a_docstring_begins_with_what_it_proves(
    tmp_path: Path, docstring: str, ids: tuple[str, ...] | None, says: str
) -> None:
    """Ids, a colon, and the sentence; anything else is an ordinary docstring."""
    found = written(tmp_path, f'def test_x():\n    """{docstring}"""\n\n\ndef test_y():\n    pass\n')
    expected = [] if ids is None else [ProvingTest("tests/deep/test_some.py", "test_x", ids, says)]
    assert found == expected
    assert [test.node for test in found] == ["tests/deep/test_some.py::test_x" for _ in expected]


def asked(*requirements: dict[str, object]) -> Requirements:
    text = {"text": {"en": "x"}, "how": {"en": "x"}, "clauses": {"s": "1"}}
    whole = {"revised": "2026-11-26", "group": {}, "source": {"s": {"short": "S", "title": "S"}}}
    return Requirements.model_validate({**whole, "requirement": [{**text, **one} for one in requirements]})


def test_what_does_not_fit_is_named() -> None:
    """An id that nobody asked for, a feature without a test, a test of what is called later."""
    list_of_three = asked({"id": "A1", "met": "feature"}, {"id": "A2", "met": "later"}, {"id": "A3", "met": "partly"})
    tests = [ProvingTest("t.py", "test_x", ("A2", "A9"), "")]
    assert misfits(list_of_three, tests) == [
        "t.py::test_x: there is no requirement A9",
        'A1 is called "feature", and no test proves it',
        'A2 is called "later", and t.py::test_x proves it',
        'A3 is called "partly", and no test proves it',
    ]
    assert misfits(asked({"id": "S1", "met": "procedure"}), []) == []


def test_a_requirement_may_rest_on_others() -> None:
    """Their tests are its tests."""
    both = asked({"id": "A1", "met": "feature"}, {"id": "A2", "met": "feature", "rests_on": ["A1"]})
    test = ProvingTest("t.py", "test_x", ("A1",), "")
    assert [traced.tests for traced in matrix(both, [test])] == [(test,), (test,)]
