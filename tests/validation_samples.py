"""A small checkout with tests of every fate, and evidence made by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from screening.service.validation.evidence import Evidence
from screening.service.validation.found import Found
from screening.service.validation.installation import Checked
from screening.service.validation.requirements import requirements
from screening.service.validation.running import Outcome
from screening.service.validation.tracing import ProvingTest
from screening.service.validation.versions import Versions

PROJECT = """\
[project]
name = "eligo"
[tool.pytest.ini_options]
addopts = ["--strict-markers", "--import-mode=importlib", "-m", "not long"]
markers = ["long: left to longer runs"]
"""

PASSING = '''\
import os
import pytest


@pytest.mark.parametrize("n", ["a [b] ::", "张"])
def test_sound(n: str, tmp_path: object) -> None:
    """A1: two cases."""
    assert [name for name in os.environ if name.startswith(("ELIGO_", "PYTEST_ADD"))] == []
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_proves_nothing() -> None:
    """It must not run."""
    raise SystemExit(9)
'''

OTHERS = '''\
import pytest


def test_broken() -> None:
    """A2: it fails."""
    assert "secret" == "Zhuge"


@pytest.fixture
def fixture() -> None:
    raise ValueError("Zhuge")


def test_no_fixture(fixture: None) -> None:
    """A2: what it stands on fails."""


@pytest.mark.skip(reason="not on this system")
def test_skipped() -> None:
    """A3: skipped."""


@pytest.mark.parametrize("n", [1, 2, 3])
def test_partly(n: int) -> None:
    """A4: one case of three is skipped."""
    if n == 2:
        pytest.skip("no")


@pytest.mark.long
def test_long() -> None:
    """A5: left to the longer run."""
'''

UNLOADED = '''\
import nothing_of_this_name


def test_unloaded() -> None:
    """A6: its file can not be loaded."""
'''

ABSENT = '''\
import pytest

pytest.importorskip("nothing_of_this_name")


def test_absent() -> None:
    """A7: it leaves itself out."""
'''

FILES = {"test_passing": PASSING, "test_others": OTHERS, "test_unloaded": UNLOADED, "test_absent": ABSENT}

VERSIONS = Versions("9.9", "f" * 64, "CPython 3.11.9", "Some System", "SQLCipher 4", "OpenSSL 3", (("pkg", "1.0"),))
MADE_AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def small_checkout(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write a project that is called as ours is, with a few tests."""
    (folder / "tests" / "in").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    for name, source in files.items():
        (folder / "tests" / "in" / f"{name}.py").write_text(source, "utf-8")
    return folder


def proving(*ids: str, name: str = "test_x", says: str = "says.") -> ProvingTest:
    return ProvingTest("tests/in/test_some.py", name, ids, says)


def evidence(outcomes: Mapping[ProvingTest, Outcome], checks: Mapping[str, Found] | None = None) -> Evidence:
    """Make evidence of tests and their outcomes; the checks are those given, or one that passed."""
    found = {"disk": Found(True, "free", {"gb": "7.0"})} if checks is None else checks
    return Evidence(
        made_at=MADE_AT,
        versions=VERSIONS,
        asked=requirements(),
        checks=tuple(Checked(name, one) for name, one in found.items()),
        tests=tuple(outcomes),
        outcomes={test.node: outcome for test, outcome in outcomes.items()},
    )
