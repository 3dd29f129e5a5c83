"""`eligo protocol`: which there are, whether a file is sound, what one version changed in another."""

import argparse
import json
from pathlib import Path

from screening.cli import terminal
from screening.errors import InputError
from screening.protocol import Protocol, schema
from screening.protocol.catalogue import Listed, catalogue, find
from screening.wording import Words

DEFAULT = "NCT03976882"


def named(reference: str | None) -> Protocol:
    """Read the protocol that a reference or a path names; without either, the default one. A file is tried first."""
    if reference is not None and _is_path(reference):
        from screening.review import check

        return check(Path(reference))
    return find(DEFAULT if reference is None else reference).load()


def chosen(reference: str | None) -> Protocol:
    """Read a protocol to screen with; InputError says why nobody can be screened with this one."""
    protocol = named(reference)
    why = protocol.protocol.unusable
    if why is not None:
        raise InputError(f"nobody can be screened with {protocol.id}@{protocol.version}: {why.in_('en')}")
    return protocol


def as_json(protocol: Protocol) -> dict[str, str]:
    """Name a protocol as the contract has it."""
    return {
        "id": protocol.id,
        "version": protocol.version,
        "fingerprint": protocol.fingerprint,
        "status": protocol.protocol.status,
    }


def _is_path(reference: str) -> bool:
    return reference.lower().endswith(".toml") or "/" in reference or "\\" in reference


def run(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo protocol ACTION` asks."""
    return {
        "list": _list,
        "check": _check,
        "schema": _schema,
        "compare": _compare,
        "review": _review,
        "replay": _amending,
        "sign": _amending,
        "activate": _amending,
        "due": _amending,
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


def _amending(options: argparse.Namespace, words: Words) -> int:
    """Do what concerns the versions of a study at a site."""
    from screening.cli.amending import ACTIONS

    return ACTIONS[options.action](options, words)
