"""What must stay true of the house itself, whoever builds on it."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("gui", "screening", "resources")

# Slow to import, so nobody may before they are needed.
HEAVY = {
    *(
        "calamine",
        "python_calamine",
        "duckdb",
        "fhir",
        "fontTools",
        "matplotlib",
        "numpy",
        "openpyxl",
        "pandas",
    ),
    *("pg8000", "polars", "psycopg", "pyarrow", "pyqtgraph", "pyspark", "reportlab", "rfc8785", "sqlglot"),
    *("typst", "weasyprint", "xlsxwriter"),
}
QT = {"PySide6", "shiboken6", "gui"}

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CLASS = 400, 60, 250
# "path" or "path:name": why it may be longer.
LONGER: dict[str, str] = {}

# Said in two halves, so that this file does not hold what it looks for.
REGISTRIES = [
    *("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"),
    *("anaconda" + ".org", "crates" + ".io", "deb." + "debian.org", "archive." + "ubuntu.com"),
]
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|opt)/\w")


@cache
def tracked() -> list[Path]:
    """Return the files that belong to the project: those of git, new ones too."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    folders = [ROOT / name for name in (*OURS, "tests")]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@cache
def sources() -> dict[str, str]:
    """Return the text of each Python file by its path."""
    return {str(p.relative_to(ROOT).as_posix()): p.read_text("utf-8") for p in tracked() if p.suffix == ".py"}


def modules_after(statement: str) -> set[str]:
    """Return the top-level modules that a fresh Python has loaded after the statement."""
    return {name.partition(".")[0] for name in all_modules_after(statement)}


def all_modules_after(statement: str) -> set[str]:
    """Return all modules that a fresh Python has loaded after the statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there yet")


def test_the_command_line_starts_without_qt_and_without_anything_heavy() -> None:
    """A command must not wait for what it doesn't use."""
    need("screening.cli")
    assert modules_after("import screening.cli") & (HEAVY | QT) == set()


def test_the_window_starts_without_anything_heavy() -> None:
    """Plots, tables, PDF and FHIR load on first use."""
    need("gui.app")
    assert modules_after("import gui.app") & HEAVY == set()


def test_a_book_opens_without_what_imports_and_populations_need() -> None:
    """Most days begin with neither."""
    need("gui.app")
    loaded = all_modules_after("import gui.app; gui.app.import_the_rest()")
    assert loaded & {"screening.service.intake", "screening.cohort", "screening.formats.laboratory"} == set()


@pytest.mark.parametrize(("files", "field"), [("BOOK, KEYS", "signin.password"), ("BOOK,", "subject.name")])
def test_what_is_typed_into_first_waits_for_nothing_heavy(files: str, field: str) -> None:
    """It is there, and takes keys, before anything is imported that knows a protocol or a record."""
    need("gui.app")
    shown = f"""
import tempfile, pathlib
from PySide6.QtWidgets import QApplication, QLineEdit
from gui.app import Start
from screening.settings import BOOK, KEYS, Preferences
folder = pathlib.Path(tempfile.mkdtemp())
for name in ({files}):
    (folder / name).touch()
app = QApplication([])
start = Start(app, folder, Preferences())
assert start.window.findChild(QLineEdit, "{field}") is not None
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    code = f"{shown}import sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=environment)
    loaded = set(done.stdout.split())
    heavy = {"pydantic", "screening.protocol", "screening.ledger", "screening.log", "screening.service", "gui.program"}
    assert loaded & (HEAVY | heavy) == set()


def test_imports_run_one_way() -> None:
    """The contracts in pyproject.toml hold."""
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool is not None
    done = subprocess.run([tool, "--no-cache", "--no-logo"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@cache
def lengths() -> tuple[tuple[str, int, int], ...]:
    """Return each file, function and class as (name, its lines, the lines it may have)."""
    return tuple(measured())


def measured() -> Iterator[tuple[str, int, int]]:
    for path, text in sources().items():
        yield path, text.count("\n"), LONGEST_FILE
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.name}", own_lines(node), LONGEST_FUNCTION
            elif isinstance(node, ast.ClassDef):
                yield f"{path}:{node.name}", own_lines(node), LONGEST_CLASS


def own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nothing_grows_past_its_room() -> None:
    """What gets too long hides a second idea; an exemption has a reason and goes when it isn't needed."""
    too_long = {name: lines for name, lines, most in lengths() if lines > most}
    assert {name: lines for name, lines in too_long.items() if name not in LONGER} == {}
    assert [name for name in LONGER if name not in too_long] == []


def test_most_functions_do_one_job() -> None:
    """In what ships the median function is under 10 lines, and hardly any is over 40."""
    shipped = sorted(lines for name, lines, most in lengths() if most == LONGEST_FUNCTION and name.startswith(OURS))
    if not shipped:
        pytest.skip("there is nothing to measure yet")
    assert shipped[len(shipped) // 2] < 10
    assert sum(lines > 40 for lines in shipped) <= len(shipped) * 0.02


def test_the_top_level_names_are_ours_alone() -> None:
    """Another distribution with a `gui` would overwrite ours without a word, and delete it when it goes."""
    owners = packages_distributions()
    assert {name: set(owners.get(name, ())) - {"eligo"} for name in OURS} == {name: set() for name in OURS}
    assert owners.get("tests", []) == []


def test_the_windows_print_nothing() -> None:
    """A window has no one to print to."""
    prints = [
        f"{path}:{node.lineno}"
        for path, text in sources().items()
        if path.startswith("gui/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == []


def test_nothing_moves_on_the_screen() -> None:
    """What nobody can turn off must not be there: no part is animated, and progress is a bar of our own that stands."""
    moving = re.compile(
        r"Q\w*Animation\w*|QTimeLine|QMovie|QSplashScreen|setAnimated|setEffectEnabled|setGraphicsEffect"
    )
    windows = {path: text for path, text in sources().items() if path.startswith("gui/")}
    found = {path: moving.findall(text) for path, text in windows.items()}
    assert {path: names for path, names in found.items() if names} == {}
    bars = [path for path, text in windows.items() if "QProgressBar" in text or "QProgressDialog" in text]
    assert bars == ["gui/kit/progress.py"]


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    """Where packages come from is pip's setting; where this folder lies is nobody's business."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(lines_of_text(path), 1)
        if any(host in line for host in REGISTRIES) or MACHINE_PATH.search(line) or str(ROOT) + "/" in line
    ]
    assert found == []


def lines_of_text(path: Path) -> list[str]:
    content = path.read_bytes()
    return [] if b"\0" in content[:8192] else content.decode("utf-8", errors="replace").splitlines()


def test_a_lock_holds_hashes_and_no_address() -> None:
    """R16: every package is pinned to its files, wherever they come from."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    packages = re.findall(r"^\S+==\S+(?: ;.*)? \\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^\S", lock, re.MULTILINE))
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock


def test_the_lock_avoids_the_qt_that_aborts_python_311() -> None:
    """PySide6 6.12.0 drops references to None and True."""
    assert "pyside6-essentials==6.11.3 " in (ROOT / "requirements.lock").read_text("utf-8")
