"""What run.py and the run of every check promise, tried without a network."""

from pathlib import Path

import pytest

import run
from tests.everything import counted, foreign_names, without_qt

LOCK = """\
pydantic==2.14.3 \\
    --hash=sha256:aa
pyside6-essentials==6.11.3 ; sys_platform != 'none' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
tomli-w==1.2.0 \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc"}, True),
    ],
)
def test_a_window_opens_only_where_it_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], seen: bool
) -> None:
    """Without a display the command line takes over; what was chosen for Qt decides."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.has_display() is seen


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "refused"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError(...)\nERROR: No matching distribution found for x", "network"),
        ("ERROR: No matching distribution found for x", "no ready-made file"),
        ("something else", "last words"),
    ],
)
def test_a_failure_of_pip_is_put_into_words(output: str, word: str) -> None:
    """Each kind of failure says what to do."""
    assert word in run.why_pip_failed(output)


def test_an_ordinary_user_is_given_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed behind the back of someone who may not."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: name)
    with pytest.raises(SystemExit, match=r"sudo apt-get install -y --no-install-recommends .*lib-nowhere"):
        run.need_packages({"libnowhere.so.9": "lib-nowhere"})


def test_an_environment_counts_once_it_is_whole(tmp_path: Path) -> None:
    """The stamp is written last, so what was interrupted is made anew."""
    python = run.interpreter(tmp_path)
    python.parent.mkdir()
    python.touch()
    assert not run.is_ready(tmp_path, "wanted")
    (tmp_path / run.STAMP).write_text("former", "utf-8")
    assert not run.is_ready(tmp_path, "wanted")
    (tmp_path / run.STAMP).write_text("wanted", "utf-8")
    assert run.is_ready(tmp_path, "wanted")


def test_what_was_there_comes_back_when_the_new_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set-up that fails leaves the former environment as it was."""
    folder = tmp_path / "venv"
    folder.mkdir()
    (folder / "former").touch()

    def fail(folder: Path, requirements: str, *, project: bool) -> None:
        folder.mkdir()
        raise SystemExit("no network")

    monkeypatch.setattr(run, "fill_environment", fail)
    with pytest.raises(SystemExit):
        run.replace_environment(folder, "", project=False)
    assert [path.name for path in tmp_path.rglob("*")] == ["venv", "former"]


def test_qt_is_left_out_with_all_its_hashes() -> None:
    """The tests of medicine and records run in an environment from the same lock."""
    assert without_qt(LOCK) == ("pydantic==2.14.3 \\\n    --hash=sha256:aa\ntomli-w==1.2.0 \\\n    --hash=sha256:dd\n")


@pytest.mark.parametrize(
    ("status", "counts", "expected"),
    [
        (0, 'tests="5" failures="0" errors="0" skipped="1"', (4, 0, 1)),
        (1, 'tests="5" failures="1" errors="2" skipped="0"', (2, 3, 0)),
        (1, 'tests="5" failures="0" errors="0" skipped="0"', (5, 1, 0)),
    ],
)
def test_what_pytest_reports_is_what_is_counted(
    tmp_path: Path, status: int, counts: str, expected: tuple[int, int, int]
) -> None:
    """A bad status without a failed test, such as too little coverage, is a failure too."""
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite {counts}/></testsuites>", "utf-8")
    result = counted(report, status)
    assert (result.passed, result.failed, result.skipped) == expected


def test_a_wheel_with_a_foreign_name_is_found(tmp_path: Path) -> None:
    """A stray top-level package would overwrite someone else's."""
    import zipfile

    names = ["gui/a.py", "screening/a.py", "resources/a", "eligo-0.1.0.dist-info/RECORD"]
    for extra, faults in (([], 0), (["tests/__init__.py"], 1)):
        with zipfile.ZipFile(tmp_path / "eligo.whl", "w") as wheel:
            for name in names + extra:
                wheel.writestr(name, "")
        assert len(list(foreign_names(tmp_path / "eligo.whl"))) == faults
