"""What every test stands on: no display, nobody's real folders, the same examples each time."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HAS_QT = importlib.util.find_spec("PySide6") is not None and importlib.util.find_spec("pytestqt") is not None

if HAS_QT:
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    pytest_plugins = ["tests.leftovers"]

settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "long", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci")

# Where the systems keep a user's files. Subprocesses inherit them.
HOMES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA")
AWAY = Path(tempfile.mkdtemp(prefix="eligo-tests-"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the Qt settings of pyproject.toml stand where pytest-qt is not installed."""
    if not HAS_QT:
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "a setting of pytest-qt, which is not here", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Send whatever a test keeps for a user into a folder that goes away."""
    os.environ.update({name: str(AWAY / name.lower()) for name in HOMES})


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder."""
    shutil.rmtree(AWAY, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_little() -> Iterator[None]:
    """Let a password cost the least that is safe: what it costs people is one constant, not each test's matter."""
    from screening.access import LEAST

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("screening.access.keyring.COST", LEAST)
        yield
