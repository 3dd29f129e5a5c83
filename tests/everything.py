"""Run every check of the project, one after the other, and say at the end which failed.

`python3 run.py test` starts this in the private environment. Whatever is no option goes to pytest.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from run import LOCK, ROOT, SAMPLE, SAMPLE_DAY, eligo, environment, interpreter, pip_install

# The tests that need no window; they must pass where Qt is not installed.
HEADLESS = ("tests/unit", "tests/spec", "tests/store")
# So do the laws, which run the same lines thousands of times: whether those are covered is measured without them.
LAWS = "tests/property"
BENCH = "tests/bench"
ON_SPARK = ("tests/property/test_cohort_on_spark.py", "tests/store/test_prescreening_spark.py")
SPARK_LOCK = ROOT / "tests" / "spark.lock"
# What the environment without Qt goes without; beside Qt the large tools that have no work there.
NOT_HEADLESS = re.compile(r"(pyside6|shiboken6|pytest-qt|mypy|ruff|import-linter|grimp)", re.IGNORECASE)
TOP_LEVEL = {"gui", "screening", "resources"}
NO_TESTS = 5  # pytest's exit status
WORKERS = str(min(4, os.cpu_count() or 1))
SHARED = ("-n", WORKERS)
COVERED = (*SHARED, "--cov")
HERE = Path(sys.executable)
_ALONE = "--alone"


@dataclass(frozen=True)
class Result:
    """How a check ended; one that runs no tests of its own counts as one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""


OK, BROKEN = Result(passed=1), Result(failed=1)
Check = Callable[[], Result]


def main(arguments: list[str]) -> int:
    """Run the checks that the command line asks for."""
    # What is installed for one run need not be compiled before it is used.
    os.environ["PIP_COMPILE"] = "0"
    if arguments[:1] == [_ALONE]:
        return alone(arguments[1])
    with ThreadPoolExecutor(1) as side:
        results = {name: announced(name, check) for name, check in chosen(arguments, side)}
    passed, failed = sum(r.passed for r in results.values()), sum(r.failed for r in results.values())
    print("\n" + "\n".join(f"{name:34} {in_words(result)}" for name, result in results.items()))
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def chosen(arguments: list[str], side: Executor) -> Iterable[tuple[str, Check]]:
    """Return the checks to run, in order, by name."""
    parser = argparse.ArgumentParser(prog="python3 run.py test", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--fast", action="store_true", help="ruff, mypy, and the tests up to the first failure")
    which.add_argument("--long", action="store_true", help="the patient tests, with many more examples")
    which.add_argument("--spark", action="store_true", help="the tests on Spark, in an environment of its own (455 MB)")
    which.add_argument("--bench", action="store_true", help="the measurements of speed")
    options, for_pytest = parser.parse_known_args(arguments)
    if options.fast:
        return [
            *style(),
            ("tests", partial(run_tests, HERE, "-x", "-n", "2", f"--ignore={BENCH}", *for_pytest)),
        ]
    if options.long:
        return patient_tests(for_pytest)
    if options.spark:
        return [("on Spark", partial(tests_on_spark, *for_pytest))]
    if options.bench:
        return measurements()
    if for_pytest:
        return [("tests", partial(run_tests, HERE, *for_pytest))]
    return everything(side)


def style() -> Iterator[tuple[str, Check]]:
    yield "ruff check", partial(run_tool, "ruff", "check", ".")
    yield "ruff format", partial(run_tool, "ruff", "format", "--check", ".")
    yield "mypy strict", partial(run_tool, "mypy")


def everything(side: Executor) -> Iterator[tuple[str, Check]]:
    """Give every check; those that keep one processor busy run beside the tests, and are told after them."""
    *quick, _ = style()
    yield from quick
    beside = [(name, side.submit(run_alone, name)) for name in ALONE]
    yield from tests()
    yield from ((name, partial(told, future)) for name, future in beside)


def run_alone(name: str) -> subprocess.CompletedProcess[str]:
    """Run a check in a process of its own, and keep what it prints."""
    command = [str(HERE), "-m", "tests.everything", _ALONE, name]
    return subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )


def alone(name: str) -> int:
    """Be that process."""
    started = time.monotonic()
    result = ALONE[name]()
    print(f"{result.note}\nbeside the tests, {time.monotonic() - started:.1f} s".lstrip(), flush=True)
    return 1 if result.failed else 0


def told(future: "Future[subprocess.CompletedProcess[str]]") -> Result:
    """Tell what a check said that ran beside the others."""
    done = future.result()
    print(done.stdout, end="")
    return OK if done.returncode == 0 else BROKEN


def tests() -> Iterator[tuple[str, Check]]:
    # Each test runs once: medicine and records where no Qt is, all else beside Qt; what they cover is added up.
    yield "medicine and records, without Qt", partial(headless_tests, *HEADLESS, covered=True)
    yield "the laws, without Qt", partial(headless_tests, LAWS)
    elsewhere = [f"--ignore={folder}" for folder in (*HEADLESS, LAWS, BENCH)]
    yield "all else, with coverage", partial(run_tests, HERE, *COVERED, "--cov-append", *elsewhere)


def patient_tests(for_pytest: list[str]) -> Iterator[tuple[str, Check]]:
    profile = ["--hypothesis-profile=long", "-n", WORKERS, *for_pytest]
    yield "the laws, with many examples", partial(run_tests, HERE, *profile, LAWS)
    yield "long tests", partial(run_tests, HERE, *profile, "-m", "long")


def measurements() -> Iterator[tuple[str, Check]]:
    for path in sorted((ROOT / BENCH).glob("bench_*.py")):
        yield path.stem, partial(run_module, f"tests.bench.{path.stem}")


def announced(name: str, check: Check) -> Result:
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    result = check()
    print(f"=== {name}: {in_words(result)}, {time.monotonic() - started:.1f} s", flush=True)
    return result


def in_words(result: Result) -> str:
    counts = f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped"
    single = "FAILED" if result.failed else "ok"
    words = counts if result.passed + result.failed + result.skipped > 1 else single
    return f"{words} ({result.note})" if result.note else words


# --- the kinds of check ---


def run_tool(name: str, *arguments: str) -> Result:
    """Run a tool that stands beside this Python."""
    tool = shutil.which(name, path=str(HERE.parent))
    if tool is None:
        return Result(failed=1, note=f"{name} is not installed here")
    return OK if subprocess.run([tool, *arguments], cwd=ROOT, check=False).returncode == 0 else BROKEN


def run_module(name: str) -> Result:
    return OK if subprocess.run([str(HERE), "-m", name], cwd=ROOT, check=False).returncode == 0 else BROKEN


def run_tests(python: Path, *arguments: str) -> Result:
    """Run pytest and count; finding no test at all is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == NO_TESTS:
            return Result(failed=1, note="no tests were found")
        if not report.exists():
            return Result(failed=1, note=f"pytest stopped with status {status}")
        return counted(report, status)


def counted(report: Path, status: int) -> Result:
    """Count the tests in pytest's report; a bad status without a failed test (coverage) is a failure too."""
    suites = list(ET.parse(report).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    passed, failed = total - failures - errors - skipped, failures + errors
    if status and not failed:
        return Result(passed, 1, skipped, "too little is covered, or pytest itself failed")
    return Result(passed, failed, skipped)


def headless_tests(*folders: str, covered: bool = False) -> Result:
    """Run tests of medicine and records in an environment that has no Qt; `covered` begins the measure of coverage."""
    python = environment(ROOT / ".venv-headless", without_qt(LOCK.read_text("utf-8")), project=True)
    measure = (*COVERED, "--cov-report=", "--cov-fail-under=0") if covered else SHARED
    return run_tests(python, *measure, *folders)


def tests_on_spark(*arguments: str) -> Result:
    """Run what is skipped where there is no Spark; it needs Java 17 or newer."""
    lock = without_qt(LOCK.read_text("utf-8")) + SPARK_LOCK.read_text("utf-8")
    return run_tests(environment(ROOT / ".venv-spark", lock, project=True), *ON_SPARK, *arguments)


def without_qt(lock: str) -> str:
    """Return the locked packages but Qt's; a package begins at a line's start, its hashes are indented."""
    blocks = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return "".join(block for block in blocks if not NOT_HEADLESS.match(block))


def try_wheel() -> Result:
    """Build the wheel, install it alone, and see that it does what the source does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        if subprocess.run(build, cwd=ROOT, check=False).returncode:
            return Result(failed=1, note="it could not be built")
        (wheel,) = folder.glob("*.whl")
        faults = [*foreign_names(wheel), *faults_of_installed(folder, install(folder, wheel))]
    return Result(failed=len(faults), note="; ".join(faults)) if faults else OK


def try_bundle() -> Result:
    """Make the folder for machines without Python, and see that it does what the source does."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "run.py"), "bundle", "--try", "-o", folder]
        return OK if subprocess.run(command, cwd=ROOT, check=False).returncode == 0 else BROKEN


def foreign_names(wheel: Path) -> Iterator[str]:
    """Yield a fault where the wheel brings other top-level names than ours."""
    names = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    names -= {name for name in names if name.endswith(".dist-info")}
    if names != TOP_LEVEL:
        yield f"the wheel holds {sorted(names)}, not {sorted(TOP_LEVEL)}"


def install(folder: Path, wheel: Path) -> Path:
    """Return the Python of a new environment with the wheel and what it asks for, in the locked versions."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python, versions = interpreter(folder / "venv"), folder / "versions.txt"
    pins = re.findall(r"^\S.*(?= \\$)", LOCK.read_text("utf-8"), re.MULTILINE)
    versions.write_text("\n".join(re.sub(r"\[.*?\]", "", pin) for pin in pins))  # a constraint names no extras
    # pip takes hashes for a list of everything only; these files went through that when .venv was made.
    pip_install(python, "--only-binary=:all:", "-c", str(versions), str(wheel))
    return python


def faults_of_installed(folder: Path, python: Path) -> Iterator[str]:
    """Yield what the installed program can't do, away from the source."""
    assess = ["assess", str(SAMPLE), "--on", SAMPLE_DAY, "--json"]
    outside = partial(output, folder)
    for arguments in (["--version"], ["protocol", "list"], assess):
        expected, got = outside([*eligo(HERE), *arguments]), outside([*eligo(python), *arguments])
        if not got or got != expected:
            yield f"`eligo {' '.join(arguments)}` answers otherwise than from source"
    if not outside([*eligo(python), "validate", "-o", str(folder / "pack"), "--data", str(folder)]):
        yield "`eligo validate` finds the installation faulty"
    fingerprint = "from screening.service.validation.versions import versions; print(versions().fingerprint)"
    if outside([str(python), "-c", fingerprint]) != outside([str(HERE), "-c", fingerprint]):
        yield "its files are not those of the source"
    where = outside([str(python), "-c", "import gui.app; print(gui.app.__file__)"])
    if not where.startswith(str(folder)):
        yield "gui.app can't be imported"


def output(folder: Path, command: list[str]) -> str:
    """Return what the command prints when run in the folder; nothing where it fails."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**clean, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    return done.stdout if done.returncode == 0 else ""


ALONE: dict[str, Check] = {
    "mypy strict": partial(run_tool, "mypy"),
    "imports run one way": partial(run_tool, "lint-imports", "--no-logo"),
    "the wheel, in an empty environment": try_wheel,
    "the folder that needs no Python": try_bundle,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
