"""What the tests of single modules stand on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def eligo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `eligo` with the site's folder in the environment."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run
