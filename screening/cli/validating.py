"""`eligo validate`: the evidence a site needs, in a folder."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screening.cli import terminal
from screening.errors import StoreError
from screening.settings import data_folder
from screening.wording import Words

if TYPE_CHECKING:
    from screening.service.validation import Evidence


def run(options: argparse.Namespace, words: Words) -> int:
    """Write the validation pack; exit status 4 where a check or a test failed."""
    # Not at the top: no other command needs it.
    from screening.service.validation import checkout, make_pack

    def under_way(tests: int) -> None:
        key = "under_way" if tests else "under_way_alone"
        terminal.complain([words.text(f"validate.{key}", n=tests)])

    data = options.data if options.data is not None else data_folder()
    evidence = make_pack(options.output, checkout(), Path(data), words, under_way)
    for line in _told(evidence, options.output, words):
        terminal.say(line)
    failures = evidence.failures(words)
    terminal.complain(words.text("validate.failed", name=one) for one in failures)
    return StoreError.exit_code if failures else 0


def _told(evidence: "Evidence", folder: Path, words: Words) -> list[str]:
    from screening.service.validation import FILES, MET

    checks, tests, requirements = evidence.counts()
    return [
        words.text("validate.written", folder=terminal.shown(str(folder)), files=words.listed(FILES)),
        _counted(checks, "checks", ("passed", "failed", "untold"), words),
        _counted(tests, "tests" if tests else "tests_none", ("passed", "failed", "not_run"), words),
        _counted(requirements, "requirements", MET, words),
    ]


def _counted(found: Mapping[str, int], what: str, names: Sequence[str], words: Words) -> str:
    return words.text(f"validate.{what}", **{name: found.get(name, 0) for name in names})
