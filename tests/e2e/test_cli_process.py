"""`eligo` as a process of its own: exit codes, streams, and nothing whatever that ends in a traceback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from screening import __version__
from screening.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "first-patient.json"
ON = ("--on", "2026-11-23")
COMMAND = [sys.executable, "-m", "screening.cli"]

Done = subprocess.CompletedProcess[bytes]


def environment(**settings: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "LANGUAGE")}
    clean.pop("QT_QPA_PLATFORM", None)
    return {**clean, "LC_ALL": "C", "PYTHONPATH": str(ROOT), **settings}


def eligo(*arguments: str | bytes, stdin: bytes = b"", **settings: str) -> Done:
    """Run `eligo`, away from the source."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Begin a site, once."""
    folder = str(tmp_path_factory.mktemp("site"))
    assert eligo("site", "init", "--data", folder, "--site", "SH04", "--user", "Lin").returncode == 0
    return folder


def deep(opening: str, middle: str, closing: str, levels: int) -> bytes:
    return (opening * levels + middle + closing * levels).encode()


# What somebody may hand in by mistake or on purpose.
JUNK: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t ",
    "binary": bytes(range(256)) * 400,
    "nul": b"\0" * 1000,
    "utf-16": '{"answers": {}}'.encode("utf-16"),
    "utf-16-le": '{"answers": {}}'.encode("utf-16-le"),
    "utf-32": '{"answers": {}}'.encode("utf-32"),
    "latin-1": '{"subject": {"name": "Jürgen"}}'.encode("latin-1"),
    "gbk": '{"subject": {"name": "诸葛"}}'.encode("gbk"),
    "cut off": b'{"answers": {"tumour_type": "sol',
    "half a character": b'{"subject": {"name": "\\ud83d"}}',
    "half a character as a key": b'{"\\udc00": 1, "answers": {"\\ud83d": "\\ud83d"}}',
    "encoded surrogate": b'{"subject": {"name": "\xed\xa0\x80"}}',
    "deep list": deep("[", "", "]", 200_000),
    "deep object": deep('{"answers":', "1", "}", 50_000),
    "nearly too deep": deep("[", "1", "]", 960),
    "deep answer": b'{"answers": {"tumour_type": ' + deep('{"value":', "1", "}", 400) + b"}}",
    "twice": b'{"answers": {"tumour_type": "solid", "tumour_type": "both"}, "answers": {}}',
    "not a number": b'{"answers": {"platelets": [{"value": NaN, "unit": "10*9/L", "on": "2026-11-22"}]}}',
    "infinite": b'{"answers": {"platelets": [{"value": -Infinity, "unit": "10*9/L", "on": "2026-11-22"}]}}',
    "huge exponent": b'{"answers": {"platelets": [{"value": 1e999999999, "unit": "10*9/L", "on": "2026-11-22"}]}}',
    "many digits": b"[" + b"9" * 3_000_000 + b"]",
    "many digits as a value": b'{"answers": {"platelets": [{"value": ' + b"9" * 100_000 + b"}]}}",
    "many keys": b'{"answers": {' + b",".join(b'"k%d": 1' % n for n in range(100_000)) + b"}}",
    "escapes": b'{"answers": {"\\u001b[2J\\u0007": "\\u001b]0;x\\u0007", "\\r\\n\\u202e": 1}}',
    "a list": b"[]",
    "null": b"null",
    "text": b'"eligo"',
    "toml": b'[protocol]\nid = "X"\n[field.x]\nkind = "choice"\n' + b"[[criterion]]\n" * 200,
    "deep toml": b"x = " + b"[" * 20_000 + b"]" * 20_000,
    "deep table": b"[" + b"a." * 20_000 + b"a]\n",
}
COMMANDS: dict[str, Callable[[str, str], tuple[str, ...]]] = {
    "assess": lambda path, data: ("assess", path, *ON, "--json"),
    "log add": lambda path, data: ("log", "add", path, *ON, "--data", data),
    "protocol check": lambda path, data: ("protocol", "check", path),
}


def complained(done: Done, status: int = 3) -> str:
    """Hold a process to having said in words what is wrong, and nothing else; gives the words."""
    words = done.stderr.decode("utf-8")
    assert "Traceback" not in words and "not your doing" not in words, words
    assert (done.returncode, done.stdout) == (status, b""), words
    assert words.strip() and "\x1b" not in words and "\x07" not in words
    return words


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_bad_input(
    junk: str, command: str, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """S5: whatever it is, it is named as such, and nothing is written."""
    path = tmp_path / "input"
    path.write_bytes(JUNK[junk])
    status = main(COMMANDS[command](str(path), data))
    out, err = capsys.readouterr()
    assert (status, out) == (3, "") and err.strip()
    assert len(err) < 500_000


@pytest.mark.parametrize("command", [("assess", *ON), ("protocol", "check")], ids=["assess", "protocol check"])
def test_no_junk_whatever_gives_a_traceback(command: tuple[str, ...], tmp_path: Path) -> None:
    """All of it in one call: each file is named."""
    paths = [tmp_path / str(number) for number in range(len(JUNK))]
    for path, junk in zip(paths, JUNK.values(), strict=True):
        path.write_bytes(junk)
    words = complained(eligo(*command, *map(str, paths)))
    assert [path for path in paths if f"{path}" not in words] == []


@pytest.mark.parametrize("junk", ["binary", "utf-16", "half a character", "deep list", "deep answer", "escapes"])
def test_no_junk_reaches_the_log(junk: str, data: str, tmp_path: Path) -> None:
    """As a process of its own."""
    path = tmp_path / "input"
    path.write_bytes(JUNK[junk])
    complained(eligo(*COMMANDS["log add"](str(path), data)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_hundred_megabytes_are_refused_at_once(command: str, data: str, tmp_path: Path) -> None:
    """S5: without reading them all."""
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b'{"answers": ')
        file.truncate(100_000_000)
    assert "larger than" in complained(eligo(*COMMANDS[command](str(path), data)))


@pytest.mark.parametrize("junk", ["empty", "binary"])
def test_standard_input_is_no_better_than_a_file(junk: str) -> None:
    """The same refusals."""
    complained(eligo("assess", "-", *ON, stdin=JUNK[junk]))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["missing.json", ".", "a\nb.json"])
def test_a_path_that_is_no_file_is_named(
    name: str, command: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """R17: a missing file, a folder, a name that would break the line."""
    assert main(COMMANDS[command](name, data)) == 3
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and name.replace("\n", "\\x0a") in err


@pytest.mark.skipif(os.name != "posix", reason="other systems have no names that are not text")
def test_a_name_that_is_no_text_is_named_too() -> None:
    """With its bytes as codes."""
    assert "\\udcff" in complained(eligo("assess", b"\xff\xfe.json", *ON))


def test_nothing_was_written_by_all_that(data: str) -> None:
    """The log is empty yet, and whole."""
    assert eligo("log", "list", "--json", "--data", data).stdout == b""
    assert eligo("log", "verify", "--data", data).stdout.startswith(b"Whole: 3 entries")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--version",), 0),
        (("--help",), 0),
        (("assess", "--help"), 0),
        (("assess", str(SAMPLE), *ON), 0),
        (("assess",), 2),
        (("asess",), 2),
        (("assess", str(SAMPLE), "--jso"), 2),
        (("assess", "missing.json"), 3),
        (("log", "list", "--data", "nowhere"), 4),
    ],
)
def test_the_exit_status_says_whose_fault_it_is(arguments: tuple[str, ...], status: int) -> None:
    """0 whatever the verdict, 2 usage, 3 bad input, 4 the store."""
    done = eligo(*arguments)
    assert done.returncode == status
    assert bool(done.stdout) is (status == 0) and bool(done.stderr) is (status != 0)


def test_the_version_is_told() -> None:
    """As one line."""
    assert eligo("--version").stdout.decode().split() == ["eligo", __version__]


def test_words_come_out_as_utf_8_whatever_the_system_thinks() -> None:
    """Even where the system says ASCII."""
    done = eligo("assess", str(SAMPLE), *ON, "--language", "zh_CN", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "暂不符合" in done.stdout.decode("utf-8")


def test_a_pipe_that_closes_is_no_failure() -> None:
    """`eligo ... | head -1` ends quietly."""
    with subprocess.Popen(
        [*COMMAND, "assess", *[str(SAMPLE)] * 400, *ON, "--json"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert json.loads(process.stdout.readline())["verdict"] == "ineligible"
        process.stdout.close()
        words = process.stderr.read()
        status = process.wait(60)
    assert (status, words) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise there")
def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    """Ctrl-C while it waits for input ends it without a word."""
    history = tmp_path / "history.json"
    os.mkfifo(history)
    with subprocess.Popen(
        [*COMMAND, "assess", str(history)],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        with history.open("wb"):  # opens as soon as the program reads, and not before
            process.send_signal(signal.SIGINT)
        status = process.wait(60)
        assert process.stdout is not None and process.stderr is not None
        assert (status, process.stdout.read(), process.stderr.read()) == (130, b"", b"")


@pytest.mark.parametrize("display", ["", ":987", "nonsense", "unix:988.0"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_it_says_so_calmly(display: str) -> None:
    """And what can be done without one."""
    words = complained(eligo(DISPLAY=display), 2)
    assert "no display" in words and "eligo assess" in words


BUG = """
import sys
import screening.cli as cli
from screening.cli import assessing
def fail(options, words):
    name = "Zhuge Veryrarename"
    raise ZeroDivisionError(f"{name} was born on 1964-05-17")
assessing.run = fail
sys.argv = ["eligo", "assess", "patient-zhuge.json"]
sys.exit(cli.main())
"""


def test_a_fault_of_ours_says_nothing_of_a_patient() -> None:
    """R14, R15: one sentence with the kind and the place, and exit 1; no traceback, no value."""
    done = subprocess.run([sys.executable, "-c", BUG], cwd=ROOT, env=environment(), capture_output=True, check=False)
    words = done.stderr.decode()
    assert (done.returncode, done.stdout) == (1, b"")
    assert words.count("\n") == 1 and "ZeroDivisionError at screening/cli/__init__.py:" in words
    assert not [secret for secret in ("Zhuge", "zhuge", "1964", "Traceback") if secret in words]


def test_a_working_day_on_the_command_line(tmp_path: Path) -> None:
    """Set up, three patients, a mistake struck, a copy exported and read again, the log verified."""
    folder = str(tmp_path / "data")

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        return eligo(*arguments, stdin=stdin, LC_ALL="zh_CN.UTF-8", ELIGO_DATA=folder)

    assert run("site", "init", "--site", "SH04", "--user", "林玫", "--role", "coordinator").returncode == 0
    practice = sorted((ROOT / "resources" / "samples" / "practice").glob("0[126]*.json"))
    for place, path in enumerate(practice):
        history = json.dumps(json.loads(path.read_text("utf-8"))["history"]).encode()
        assert run("log", "add", "-", *ON, stdin=history).stdout.decode().split() == [f"SH04-000{place + 1}"]
    rows = [json.loads(line) for line in run("log", "list", "--json").stdout.splitlines()]
    assert [(row["verdict"], row["not_yet"]) for row in rows] == [
        ("eligible", False),
        ("ineligible", True),
        ("ineligible", False),
    ]
    assert run("log", "strike", str(rows[0]["seq"]), "--reason", "录错").returncode == 0
    path = tmp_path / "log.csv"
    assert run("log", "export", "--format", "csv", "-o", str(path)).returncode == 0
    text = path.read_text("utf-8-sig")
    assert "误录" in text and "暂不符合" in text and "张三丰" not in text
    assert run("log", "verify").returncode == 0
