"""`eligo` on the command line; `main` is the edge, where every failure becomes a sentence and an exit code."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from screening import __version__
from screening.cli import terminal
from screening.errors import EligoError, InputError, StoreError, UsageError
from screening.settings import load_preferences, system_language

if TYPE_CHECKING:
    from screening.wording import Words

_INTERRUPTED = 130
_HERE = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Run `eligo`; without a command, open the window. Give the exit status."""
    if argv is None:
        sys.excepthook = _say_that_it_is_ours
        terminal.prepare()
        argv = sys.argv[1:]
    try:
        status = _judged(argv)
        terminal.finish()
    except BrokenPipeError:
        terminal.hush()
        return 0
    except terminal.UnheardError as failure:
        terminal.complain([_words(argv).text("cli.unheard", why=str(failure))])
        terminal.hush(sys.stdout)
        return StoreError.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    return status


def _judged(argv: Sequence[str]) -> int:
    """Run the command; what a person can put right is told, each problem on a line of its own."""
    try:
        return _run(argv, _words(argv)) if argv else _open_window()
    except EligoError as error:
        terminal.complain(_told(error, _words(argv)))
        return error.exit_code


def _told(error: EligoError, words: "Words") -> list[str]:
    """Say what is wrong in the reader's language, where there are such words."""
    from screening.wording import complaint
    from screening.wording import told as in_words

    if said := in_words(error, words):
        return [said]
    if not isinstance(error, InputError):
        return str(error).split("\n")
    if words.language == "en":  # as it came, it says more: which name may have been meant, for one
        return error.lines()
    told = [replace(one, text=complaint(one, words)) for one in error.problems]
    return InputError(told, error.source).lines()


def _run(argv: Sequence[str], words: "Words") -> int:
    # Not at the top: the window, which needs none of these, would wait for them.
    from screening.cli import (
        acts,
        arguments,
        assessing,
        books,
        following,
        importing,
        people,
        prescreening,
        protocols,
        today,
        validating,
        visiting,
    )

    parser = arguments.parser(words, __version__)
    try:
        options = parser.parse_args(argv)
    except SystemExit as end:  # --help and --version have said what they say
        return int(end.code or 0)
    if options.command is None:
        return _open_window()
    commands = {
        "assess": assessing.run,
        "prescreen": prescreening.run,
        "import": importing.run,
        "protocol": protocols.run,
        "validate": validating.run,
        "site": books.run_site,
        "log": books.run_log,
        "people": people.run,
        "sign": acts.run_sign,
        "study": acts.run_study,
        "query": visiting.run_query,
        "visit": visiting.run_visit,
        "today": today.run,
        "follow": following.run_follow,
        "endpoint": following.run_endpoint,
    }
    return commands[options.command](options, words)


def _words(argv: Sequence[str]) -> "Words":
    from screening.cli.arguments import language_asked
    from screening.wording import Words, language_of

    preferred = language_of(load_preferences().language or system_language())
    return Words(language_asked(argv) or preferred or "en", "long")


def _open_window() -> int:
    if not _has_display():
        raise UsageError(_words(()).text("cli.no_display"))
    gc.disable()  # until the window is there: nothing that is made before that is garbage
    try:
        from gui.app import main as open_window
    except ImportError as error:
        if error.name and error.name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise UsageError(_words(()).text("cli.no_window", why=str(error))) from None
        raise
    return int(open_window() or 0)


def _has_display() -> bool:
    """Say whether a window can be shown: Qt ends the process where it can't, so it is asked before."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or _answers(os.environ.get("DISPLAY", ""))


def _answers(display: str) -> bool:
    """Say whether an X server listens at `host:number.screen`."""
    import socket

    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdecimal():
        return False
    if host not in ("", "unix"):
        return _listens(socket.AF_INET, (host, 6000 + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _listens(socket.AF_UNIX, path) or _listens(socket.AF_UNIX, f"\0{path}")


def _listens(family: int, address: str | tuple[str, int]) -> bool:
    import socket

    with socket.socket(family) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def _say_that_it_is_ours(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell a failure that nobody foresaw in one sentence: what and where, and nothing that may be a patient's."""
    del error
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [(path.relative_to(_HERE), line) for path, line in frames if path.is_relative_to(_HERE / "screening")]
    place = f"{ours[-1][0].as_posix()}:{ours[-1][1]}" if ours else "?"
    terminal.complain([_words(sys.argv[1:]).text("cli.bug", kind=kind.__name__, place=place)])
