"""The proving tests, run by this Python in a process of their own, without a display and away from anybody's data."""

import os
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Literal

import screening
from screening.service.validation import choosing
from screening.service.validation.tracing import ProvingTest

Result = Literal["passed", "failed", "not_run"]
Why = Literal["", "no_tests", "no_pytest", "skipped", "left_out", "unloaded", "stopped"]
"""Why there is no result: the tests are not here; nor is pytest; a test skipped itself here; it is left to longer
runs; its file could not be loaded; pytest itself did not come to its end."""

# What steers this program or pytest would steer the tests too.
_NOT_THEIRS = ("ELIGO_", "PYTEST_")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test ended here. One with parameters has several cases; `skipped` of them were not run."""

    result: Result
    why: Why = ""
    cases: int = 0
    skipped: int = 0
    seconds: float = 0.0


def checkout() -> Path | None:
    """Give the folder of the source with its tests that this program runs from; None where it was installed alone."""
    root = Path(screening.__file__).absolute().parents[1]
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    ours = project.get("project", {}).get("name") == "eligo"
    return root if ours and (root / "tests").is_dir() else None


def run(root: Path | None, tests: Sequence[ProvingTest]) -> dict[str, Outcome]:
    """Run the tests of a checkout; gives each one's outcome by its node."""
    if not tests:
        return {}
    if root is None or find_spec("pytest") is None:
        why: Why = "no_tests" if root is None else "no_pytest"
        return {test.node: Outcome("not_run", why) for test in tests}
    with TemporaryDirectory(prefix="eligo-validate-") as folder:
        report = _report(root, tests, Path(folder))
        return {test.node: outcome_of(test, report) for test in tests}


def _report(root: Path, tests: Sequence[ProvingTest], folder: Path) -> list[ET.Element] | None:
    """Run pytest and give what it reported; None where it gave no report."""
    listed, report = folder / "listed.txt", folder / "report.xml"
    listed.write_text("\n".join(test.node for test in tests), "utf-8")
    command = [
        *(sys.executable, "-m", "pytest", "--quiet", "--continue-on-collection-errors"),
        *("-p", "no:cacheprovider", "-p", choosing.__name__, choosing.OPTION, str(listed)),
        *("--rootdir", str(root), "-c", str(root / "pyproject.toml")),
        *(f"--basetemp={folder / 'tests'}", f"--junitxml={report}"),
        *sorted({test.path for test in tests}),
    ]
    subprocess.run(command, cwd=root, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    try:
        return list(ET.parse(report).getroot().iter("testcase"))
    except (OSError, ET.ParseError):
        return None


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_THEIRS)}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}


def outcome_of(test: ProvingTest, report: Iterable[ET.Element] | None) -> Outcome:
    """Read one test's outcome out of what pytest reported."""
    if report is None:
        return Outcome("failed", "stopped")
    module = ".".join(PurePosixPath(test.path).with_suffix("").parts)
    cases = []
    for case in report:
        place, name = case.get("classname"), case.get("name", "")
        if not place and name == module:
            return Outcome("not_run", "skipped") if case.find("skipped") is not None else Outcome("failed", "unloaded")
        if place == module and name.partition("[")[0] == test.name:
            cases.append(case)
    return _summed(cases)


def _summed(cases: Sequence[ET.Element]) -> Outcome:
    """Sum a test's cases up: one that failed fails it, and only what ran can have passed."""
    if not cases:
        return Outcome("not_run", "left_out")
    seconds = sum(float(case.get("time", "0")) for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    failed = any(case.find(bad) is not None for case in cases for bad in ("failure", "error"))
    result: Result = "failed" if failed else "not_run" if skipped == len(cases) else "passed"
    why: Why = "skipped" if skipped and not failed else ""
    return Outcome(result, why, len(cases), skipped, seconds)
