"""Running the tests that prove requirements, in a process of their own."""

from pathlib import Path

import pytest

import screening
from screening.service.validation import checkout, running
from screening.service.validation.running import Outcome, run
from screening.service.validation.tracing import proving_tests
from tests.validation_samples import PROJECT, proving, small_checkout

HERE = Path(__file__).resolve().parents[2]


def test_every_fate_of_a_test_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R7: passed is only what ran and passed; what else there is says why, and nothing else of a file is run."""
    monkeypatch.setenv("ELIGO_DATA", "/somewhere")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    root = small_checkout(tmp_path / "out")
    before = sorted(path.name for path in root.rglob("*"))
    outcomes = run(root, proving_tests(root))
    told = {node.rpartition("::")[2]: (one.result, one.why, one.cases, one.skipped) for node, one in outcomes.items()}
    assert told == {
        "test_sound": ("passed", "", 2, 0),
        "test_broken": ("failed", "", 1, 0),
        "test_no_fixture": ("failed", "", 1, 0),
        "test_skipped": ("not_run", "skipped", 1, 1),
        "test_partly": ("passed", "skipped", 3, 1),
        "test_long": ("not_run", "left_out", 0, 0),
        "test_unloaded": ("failed", "unloaded", 0, 0),
        "test_absent": ("not_run", "skipped", 0, 0),
    }
    assert sorted(path.name for path in root.rglob("*")) == before


def test_without_tests_nothing_is_called_passed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """R7: not where the tests are not here, and not where pytest isn't."""
    test = proving("A1")
    assert run(None, [test]) == {test.node: Outcome("not_run", "no_tests")}
    monkeypatch.setattr(running, "find_spec", lambda name: None)
    assert run(tmp_path, [test]) == {test.node: Outcome("not_run", "no_pytest")}
    assert run(tmp_path, []) == {}


def test_a_test_program_that_breaks_off_has_failed(tmp_path: Path) -> None:
    """A report that is not there proves nothing."""
    root = small_checkout(tmp_path / "out", {"test_some": "import os\n\nos._exit(7)\n"})
    assert run(root, [proving("A1")])["tests/in/test_some.py::test_x"] == Outcome("failed", "stopped")


def test_the_tests_of_this_checkout_are_found() -> None:
    """By the place that the program itself stands in."""
    assert checkout() == HERE


@pytest.mark.parametrize("spoil", ["no project", "another project", "no toml", "no tests"])
def test_an_installation_alone_has_no_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    """Another program's tests beside ours are not ours."""
    root = small_checkout(tmp_path / "out")
    (root / "screening").mkdir()
    monkeypatch.setattr(screening, "__file__", str(root / "screening" / "__init__.py"))
    assert checkout() == root
    project = root / "pyproject.toml"
    if spoil == "no project":
        project.unlink()
    elif spoil == "no tests":
        (root / "tests").rename(root / "others")
    else:
        project.write_text(PROJECT.replace("eligo", "other") if spoil == "another project" else "[", "utf-8")
    assert checkout() is None
