"""`eligo protocol`: which there are, whether a file is sound, what one version changed in another."""

import argparse
import json
from pathlib import Path

from screening.cli import terminal
from screening.errors import InputError
from screening.protocol import Criterion, Protocol, schema
from screening.protocol.catalogue import Listed, catalogue, find
from screening.protocol.comparison import Change, Comparison, compare
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
    one = compare(named(options.one), named(options.other))
    before, after = (f"{side.id}@{side.version}" for side in (one.before, one.after))
    terminal.say(terminal.painted(words.text("cli.compare.title", before=before, after=after), "bold"))
    if one.same:
        terminal.say(words.text("cli.compare.same"))
    for line in (*_settings(one, words), *_differences(one, words)):
        terminal.say(line)
    return 0


def _settings(found: Comparison, words: Words) -> list[str]:
    """Tell what is otherwise in how people are screened."""
    lines = []
    for name, before, after in found.settings:
        values = [str(words.text("rescreening.no_limit") if one is None else one) for one in (before, after)]
        lines += terminal.wrapped(
            words.text("rescreening.differs", name=name, before=values[0], after=values[1]), 4, "  "
        )
    return lines


def _differences(found: Comparison, words: Words) -> list[str]:
    lines: list[str] = []
    parts = (("criteria", found.criteria), ("fields", found.fields), ("assumptions", found.assumptions))
    for name, changes in parts:
        if changes:
            lines += ["", terminal.painted(words.text(f"cli.compare.{name}"), "bold")]
            for change in changes:
                lines += _difference(change, words)
    return lines


def _difference(change: Change, words: Words) -> list[str]:  # type: ignore[type-arg]  # of any part
    what = words.text(f"cli.compare.{change.what}")
    sides = [side for side in (change.before, change.after) if side is not None]
    told = [_told(side, words.language) for side in sides]
    keys = words.text("cli.compare.keys", keys=words.listed(change.keys)) if change.keys else ""
    name = change.name if change.name.isidentifier() else ""
    lines = terminal.wrapped(" ".join(part for part in (name, what, keys) if part), 4, "  ")
    marks = [mark for mark, side in (("−", change.before), ("+", change.after)) if side is not None]
    if len(told) == 2 and told[0] == told[1]:
        lines += terminal.wrapped(told[0], 6)
        told = [_rule(side) for side in sides] if "rule" in change.keys else []
        marks = marks[: len(told)]
    for mark, text in zip(marks, told, strict=True):
        lines += terminal.wrapped(text, 6, f"    {mark} ")
    return lines


def _told(part: object, language: str) -> str:
    """Say what a criterion, a field or an assumption says."""
    text = getattr(part, "text", None) or getattr(part, "ask", None)
    return str(text.in_(language)) if text is not None else str(part)


def _rule(part: object) -> str:
    """Write a criterion's rule as the file has it, on one line."""
    assert isinstance(part, Criterion)
    shape = part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return json.dumps(shape.get("rule"), ensure_ascii=False)


def _review(options: argparse.Namespace, words: Words) -> int:
    """Write the paper with which a file is checked before anybody is screened with it."""
    from screening.service import save_review_pack

    protocol = named(options.id)
    save_review_pack(protocol, options.output, words)
    reference = f"{protocol.id}@{protocol.version}"
    path = terminal.shown(str(options.output))
    terminal.say(words.text("pack.cli.written", protocol=reference, path=path))
    return 0
