"""`eligo protocol`: which there are, whether a file is sound, what one version changed in another."""

import argparse
import json

from screening.cli import terminal
from screening.cli.naming import named
from screening.errors import InputError
from screening.protocol import schema
from screening.protocol.catalogue import Listed, catalogue
from screening.wording import Words


def run(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo protocol ACTION` asks."""
    return {
        "list": _list,
        "check": _check,
        "schema": _schema,
        "compare": _compare,
        "review": _review,
        "skeleton": _skeleton,
        "replay": _amending,
        "sign": _amending,
        "activate": _amending,
        "due": _amending,
        "dismiss": _amending,
    }[options.action](options, words)


def _list(options: argparse.Namespace, words: Words) -> int:
    del options
    listed = catalogue().listed
    header = [words.text(f"cli.protocol.{name}") for name in ("protocol", "status", "title")]
    rows = [[one.reference, _status(one, words), one.title.in_(words.language)] for one in listed]
    for line in terminal.table(header, rows):
        terminal.say(line)
    return 0


def _status(one: Listed, words: Words) -> str:
    status = words.text(f"status.{one.status}")
    return status if one.unusable is None else words.text("cli.protocol.unusable", status=status)


def _check(options: argparse.Namespace, words: Words) -> int:
    """Check every file; whatever is wrong with any is told, each problem on a line of its own."""
    from screening.review import check, lint

    problems: list[str] = []
    for path in options.file:
        try:
            protocol = check(path)
        except InputError as error:
            problems += error.lines()
            continue
        examples = sum(len(criterion.examples) for criterion in protocol.criterion)
        reference = f"{protocol.id}@{protocol.version}"
        n = len(protocol.criterion)
        terminal.say(words.text("cli.protocol.sound", protocol=reference, n=n, examples=examples))
        for warning in lint(protocol):
            terminal.say(terminal.shown(words.text("cli.protocol.odd", what=str(warning))))
    terminal.complain(problems)
    return InputError.exit_code if problems else 0


def _schema(options: argparse.Namespace, words: Words) -> int:
    del options, words
    terminal.say(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


def _compare(options: argparse.Namespace, words: Words) -> int:
    from screening.cli.comparing import say_comparison

    say_comparison(named(options.one), named(options.other), words)
    return 0


def _review(options: argparse.Namespace, words: Words) -> int:
    """Write the paper with which a file is checked before anybody is screened with it."""
    from screening.service import save_review_pack

    protocol = named(options.id)
    save_review_pack(protocol, options.output, words)
    reference = f"{protocol.id}@{protocol.version}"
    path = terminal.shown(str(options.output))
    terminal.say(words.text("pack.cli.written", protocol=reference, path=path))
    return 0


def _skeleton(options: argparse.Namespace, words: Words) -> int:
    """Make a draft of a registry's record."""
    from screening.service import write_skeleton

    made = write_skeleton(options.record, options.output)
    path = terminal.shown(str(options.output))
    terminal.say(words.text("skeleton.cli.written", path=path, n=made.criteria, waiting=made.waiting))
    terminal.say(words.text("skeleton.cli.next", path=path))
    return 0


def _amending(options: argparse.Namespace, words: Words) -> int:
    """Do what concerns the versions of a study at a site."""
    from screening.cli.amending import ACTIONS

    return ACTIONS[options.action](options, words)
