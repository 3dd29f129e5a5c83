"""`eligo validate` as a process of its own, in a checkout whose tests are few.

Which tests run is decided by where the program stands: a copy of it beside a handful of tests runs those.
"""

import csv
import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.validation_samples import OTHERS, PASSING, PROJECT

ROOT = Path(__file__).resolve().parents[2]
HAS_QT = importlib.util.find_spec("PySide6") is not None
OK = 0 if HAS_QT else 4  # without Qt the libraries are not whole
NAMES = ["SHA256SUMS", "matrix.csv", "results.json", "validation.html"]

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the program, without what only the window needs; its tests come with each test."""
    root = tmp_path_factory.mktemp("checkout")
    leave = shutil.ignore_patterns("__pycache__", "fonts", "icons", "docs")
    for name in ("screening", "resources"):
        shutil.copytree(ROOT / name, root / name, ignore=leave)
    return root


def with_tests(copy: Path, **files: str) -> Path:
    (copy / "pyproject.toml").write_text(PROJECT, "utf-8")
    shutil.rmtree(copy / "tests", ignore_errors=True)
    (copy / "tests").mkdir()
    for name, source in files.items():
        (copy / "tests" / f"{name}.py").write_text(source, "utf-8")
    return copy


def validate(root: Path, *arguments: str, **settings: str) -> Done:
    """Run the command of a copy, without a display; coverage would look for the copy when it is long gone."""
    gone = ("COV", "ELIGO", "DISPLAY", "WAYLAND", "QT_QPA", "LANGUAGE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(gone)}
    return subprocess.run(
        [sys.executable, "-m", "screening.cli", "validate", *arguments],
        cwd=root,
        env={**clean, "LC_ALL": "C", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_a_pack_of_this_installation(copy: Path, tmp_path: Path) -> None:
    """R7: the tests that prove requirements are run here, and all that was found is written down and summed up."""
    root, folder = with_tests(copy, test_passing=PASSING), tmp_path / "pack"
    done = validate(root, "-o", str(folder), ELIGO_DATA=str(tmp_path / "data"))
    assert done.returncode == OK, done.stderr
    assert "running its tests (1)" in done.stderr and "Traceback" not in done.stderr
    assert f"Written to {folder}: {', '.join(['validation.html', *NAMES[1:3], NAMES[0]])}" in done.stdout
    assert "Tests: 1 passed, 0 failed, 0 not run here" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    for line in (folder / "SHA256SUMS").read_text("ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    said = json.loads((folder / "results.json").read_text("utf-8"))
    assert {one["id"]: one["result"] for one in said["requirements"]}["A1"] == "passed"
    assert said["tests"][0]["cases"] == 2 and said["summary"]["tests"] == {"passed": 1}
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert str(tmp_path).encode() not in everything and str(root).encode() not in everything
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert [path.name for path in (root / "tests").iterdir()] == ["test_passing.py"]


def test_a_failed_test_shows_in_the_exit_status(copy: Path, tmp_path: Path) -> None:
    """R7: the pack is written all the same, in Chinese too, without what a test was about when it failed."""
    root, folder = with_tests(copy, test_passing=PASSING, test_others=OTHERS), tmp_path / "pack"
    done = validate(root, "-o", str(folder), "--language", "zh_CN", "--data", str(tmp_path))
    assert done.returncode == 4
    assert "未通过：tests/test_others.py::test_broken" in done.stderr
    assert "通过 2 项，未通过 2 项，未在此运行 2 项" in done.stdout
    rows = list(csv.DictReader(io.StringIO((folder / "matrix.csv").read_text("utf-8-sig"), newline="")))
    assert {row["结果"] for row in rows if row["编号"] == "A2"} == {"未通过"}
    assert all("Zhuge" not in path.read_text("utf-8") for path in folder.iterdir())
    assert 'lang="zh-CN"' in (folder / "validation.html").read_text("utf-8")


def test_a_folder_in_use_is_left_alone(copy: Path, tmp_path: Path) -> None:
    """A usage error, at once."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "mine").write_text("")
    done = validate(with_tests(copy), "-o", str(tmp_path / "pack"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1) and "not empty" in done.stderr
    assert validate(copy).returncode == 2
