"""What a screen reader is told: names, roles, states and the verdict, read through AT-SPI by another process."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from screening.protocol.catalogue import find
from screening.service import Actor, Site, today
from screening.service.practice import samples
from tests.amended import VERSION, amended
from tests.e2e.week.files import write_list
from tests.gui.prescreen.patients import population, write

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
PAGES = ("screen", "log", "prescreen", "study", "insight", "record", "people", "today")
NAME, PASSWORD = "Wu Ke", "seven grey herons at dusk"
PATIENCE, READERS = 60.0, 3
UNNAMED = {"scroll bar", "table cell"}  # read by what they scroll; a cell may be blank


def lacking() -> str:
    """Say what this machine lacks for the test, "" for nothing."""
    tools = [tool for tool in ("Xvfb", "dbus-daemon", PYTHON) if shutil.which(tool) is None]
    if tools:
        return ", ".join(tools)
    if not any(Path(folder, "at-spi-bus-launcher").exists() for folder in ("/usr/libexec", "/usr/lib/at-spi2-core")):
        return "at-spi2-core"
    if find_library("xcb-cursor") is None:
        return "libxcb-cursor0"
    done = subprocess.run([PYTHON, "-c", BINDINGS], capture_output=True, check=False)
    return "" if done.returncode == 0 else "python3-gi and gir1.2-atspi-2.0"


LACKING = lacking()
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"not installed here: {LACKING}")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on the screen, as a screen reader is told of it."""

    id: str
    role: str
    name: str
    description: str
    states: tuple[str, ...]
    actions: tuple[str, ...]


def thing_of(told: dict[str, Any]) -> Thing:
    lists = {key: tuple(told[key]) for key in ("states", "actions")}
    return Thing(**{**told, **lists})


class Reader:
    """Somebody who can't see the window: it is read to them, and pressed through the reader."""

    def __init__(self, start: "Callable[[], subprocess.Popen[str]]") -> None:
        self._start, self._process = start, start()

    def read(self) -> list[Thing]:
        """Give everything on the screen, in order."""
        return [thing_of(one) for one in self._ask("tree")]

    def press(self, id: str) -> None:
        """Press what has this name, once it is there."""
        wait_for(lambda: bool(self._ask(f"press {id}")), f"there is no {id}")

    def push(self, name: str) -> None:
        """Press the button of these words, once it is there."""
        wait_for(lambda: bool(self._ask(f"push {name}")), f"there is no button {name}")

    def type(self, id: str, text: str) -> None:
        """Write into a field, once it is there."""
        wait_for(lambda: bool(self._ask(f"type {id} {text}")), f"there is no {id}")

    def choose_file(self, asking: str, path: Path, accept: str = "Open") -> None:
        """Press what asks for a file, and name one."""
        self.press(asking)
        self.type("fileNameEdit", str(path))
        self.push(accept)

    def unnamed(self) -> list[Thing]:
        """Give what can be reached and says nothing of itself."""
        reached = [thing for thing in self.read() if "FOCUSABLE" in thing.states or thing.actions]
        return [thing for thing in reached if not thing.name.strip() and thing.role not in UNNAMED]

    def gone(self, id: str) -> None:
        """Wait until there is no such thing any more."""
        wait_for(lambda: self._ask(f"find {id}") is None, f"{id} stays")

    def find(self, id: str) -> Thing:
        """Give the one thing of this name, once it is there."""
        found: list[Thing] = []

        def seen() -> bool:
            found.extend(thing_of(one) for one in [self._ask(f"find {id}")] if one)
            return bool(found)

        wait_for(seen, f"there is no {id}")
        return found[0]

    def heard(self) -> list[str]:
        """Give what was said by itself since this was asked last."""
        return list(self._ask("heard"))

    def _ask(self, line: str) -> Any:
        for _ in range(READERS):
            with suppress(BrokenPipeError):
                assert self._process.stdin is not None and self._process.stdout is not None
                print(line, file=self._process.stdin, flush=True)
                if answer := self._process.stdout.readline():
                    return json.loads(answer)
            # The bindings themselves fail now and then; whether the program does shows when it is read anew.
            self._process = self._start()
        raise AssertionError(f"the reader has gone {READERS} times")


def wait_for(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


@contextmanager
def running(command: list[str], **how: Any) -> "Iterator[subprocess.Popen[str]]":
    """Run a program until the test is done with it."""
    with subprocess.Popen(command, text=True, stderr=subprocess.DEVNULL, **how) as process:
        try:
            yield process
        finally:
            process.terminate()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with one eligible patient, which knows no passwords yet."""
    folder = tmp_path_factory.mktemp("read") / "book"
    protocol = find("NCT03976882@2024-published").load()
    eligible = next(one for one in samples() if one.name == "01-eligible")
    with Site.init(folder, code="SH04", actor=Actor(NAME), protocol=protocol) as site:
        site.save(eligible.seen_on(today()), today())
    return folder


@pytest.fixture(scope="module")
def reader(book: Path) -> Iterator[Reader]:
    """Start the real program on a screen and a bus of its own, and a reader beside it, who gets a password first."""
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        display = f":{first_line(stack.enter_context(running(screen, stdout=pipe)))}"
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("AT_SPI", "DBUS", "COVERAGE"))}
        there = {**clean, "DISPLAY": display, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        address = first_line(stack.enter_context(running(bus, stdout=pipe, env=there)))
        there |= {"DBUS_SESSION_BUS_ADDRESS": address}
        asked = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        kept = {"ELIGO_DATA": str(book), "ELIGO_CONFIG": str(book.parent / "config")}
        program = [sys.executable, "-m", "screening.cli"]
        stack.enter_context(running(program, env={**there, **asked, **kept}, stdin=subprocess.DEVNULL))
        reading = [PYTHON, str(ROOT / "tests" / "e2e" / "screen_reader.py"), "Eligo"]
        beside = {key: value for key, value in there.items() if key != "PYTHONPATH"}
        made = Reader(lambda: stack.enter_context(running(reading, env=beside, stdin=pipe, stdout=pipe)))
        _protect(made)
        _sign_in(made)
        made.find("foot.hide")  # the book is open
        yield made


def _protect(made: Reader) -> None:
    """An investigator who is alone gives the book its first password; the recovery key is shown once."""
    made.press("foot.protect")
    made.press("protect.role.investigator")
    assert made.unnamed() == []
    for field in ("protect.password", "protect.again"):
        made.type(field, PASSWORD)
    made.press("protect.begin")
    made.press("recoverykey.safe")
    assert made.unnamed() == []
    made.press("recoverykey.go_on")
    made.press("foot.sign_out")


def _sign_in(made: Reader) -> None:
    made.find("signin.enter")
    assert made.unnamed() == []
    made.type("signin.name", NAME)
    made.type("signin.password", PASSWORD)
    made.press("signin.enter")


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_reached_has_a_name(reader: Reader, page: str) -> None:
    """Whatever takes the focus or can be pressed says what it is, and the page chosen says that it is."""
    reader.press(f"navigation.{page}")
    reader.find(f"QStackedWidget.{page}")
    assert reader.unnamed() == []
    told = reader.read()
    places = {thing.id.rpartition(".")[2]: thing for thing in told if "._Column.navigation." in thing.id}
    assert {thing.role for thing in places.values()} == {"radio button"}
    assert [name for name, thing in places.items() if "CHECKED" in thing.states] == [page]


def test_answers_and_the_verdict_are_read(reader: Reader) -> None:
    """Answers are groups of choices under the name of their question; choosing one changes what is read back."""
    reader.press("navigation.screen")
    assert "Not yet known" in reader.find("verdict.side.verdict").name
    assert reader.find("header.title").role == "label"
    field = reader.find("subject.name.row.subject.name")
    assert (field.role, field.name) == ("text", "Name")
    choice = reader.find("tumour_type.haematological")
    assert (choice.role, choice.name, choice.description) == ("radio button", "Haematological", "Diagnosis")
    assert "CHECKED" not in choice.states
    reader.heard()
    reader.press("tumour_type.haematological")
    wait_for(lambda: "Not eligible" in reader.find("verdict.side.verdict").name, "the verdict stays as it was")
    assert reader.heard() == ["Not eligible"]
    assert "CHECKED" in reader.find("tumour_type.haematological").states
    criteria = [thing.name for thing in reader.read() if thing.role == "list item" and thing.id.endswith(".criteria")]
    assert "I1, Not met: Advanced solid tumour. Diagnosis: Haematological" in criteria
    reader.press("tumour_type.haematological")
    wait_for(lambda: "Not yet known" in reader.find("verdict.side.verdict").name, "the answer is not taken back")


def test_tables_are_read_with_their_headings(reader: Reader) -> None:
    """A table has a name and headings, and its cells say what they hold."""
    reader.press("navigation.log")
    table = reader.find("log.table")
    assert (table.role, table.name) == ("table", "Cases in order of entry")
    inside = [thing for thing in reader.read() if thing.id == table.id]
    headings = [thing.name for thing in inside if thing.role == "table column header"]
    assert headings[:3] == ["Case", "Assessed for", "Assessment"]
    cells = [thing.name for thing in inside if thing.role == "table cell"]
    assert cells[0].startswith("SH04-0001") and cells[2] == "Meets all criteria"


@pytest.mark.parametrize(
    ("page", "opens", "dialog", "closes"),
    [
        ("log", "log.export", "export", "export.close"),
        ("log", "log.act.confirms", "act.confirms", "act.confirms.cancel"),
        ("log", "log.act.no_other_cause", "act.no_other_cause", "act.no_other_cause.cancel"),
        ("people", "people.add.begin", "people.add", "people.add.cancel"),
    ],
)
def test_everything_in_a_dialog_has_a_name(reader: Reader, page: str, opens: str, dialog: str, closes: str) -> None:
    """So it does where one exports, signs, concludes, or lets somebody in."""
    reader.press(f"navigation.{page}")
    reader.press(opens)
    assert reader.find(closes).name
    assert reader.unnamed() == []
    reader.press(closes)
    reader.gone(closes)


def test_a_save_is_read_before_it_is_done(reader: Reader) -> None:
    """What the dialog asks has names; what folds says whether it is folded."""
    reader.press("navigation.screen")
    fold = reader.find("subject.fold")
    assert {"CHECKABLE", "CHECKED"} <= set(fold.states) and fold.name
    reader.press("subject.fold")
    wait_for(lambda: "CHECKED" not in reader.find("subject.fold").states, "it is not folded")
    reader.press("subject.fold")
    reader.press("tumour_type.solid")
    reader.press("save")
    assert reader.find("saving.cancel").name
    assert reader.unnamed() == []
    reader.press("saving.cancel")
    reader.gone("saving.cancel")
    reader.press("tumour_type.solid")


def test_what_files_bring_is_read(reader: Reader, tmp_path: Path) -> None:
    """A list's columns, a version of the protocol, and whom a pre-screening found."""
    reader.press("navigation.screen")
    reader.choose_file("import", write_list(tmp_path / "ward.csv", (64, 3)))
    assert reader.find("columns.cancel").name
    assert reader.unnamed() == []
    reader.press("columns.cancel")
    reader.gone("columns.cancel")
    (tmp_path / "amended.toml").write_text(amended().to_toml(), "utf-8")
    reader.press("navigation.study")
    reader.choose_file("study.version_file", tmp_path / "amended.toml")
    reader.press(f"study.sign.{VERSION}")
    assert reader.find("study.sign.dialog.cancel").name
    assert reader.unnamed() == []
    reader.press("study.sign.dialog.cancel")
    reader.gone("study.sign.dialog.cancel")
    reader.press("navigation.prescreen")
    reader.choose_file("prescreen.cohort.choose", write(tmp_path / "clinic.csv", population()))
    reader.choose_file("prescreen.begin", tmp_path / "result.xlsx", "Save")
    assert reader.find("prescreen.list").name
    assert reader.unnamed() == []


def test_practice_is_read(reader: Reader) -> None:
    """The exercise says what it asks; whoever practises comes back."""
    reader.press("foot.preferences")
    assert reader.find("preferences.close").name
    assert reader.unnamed() == []
    reader.press("preferences.practice")
    reader.press("navigation.exercise")
    reader.find("exercise.compare")
    assert reader.unnamed() == []
