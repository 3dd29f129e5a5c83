"""`eligo protocol replay`, `sign`, `activate` and `due`: the versions of a study's protocol at a site."""

import argparse
import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from screening.cli import terminal
from screening.cli.acts import entry_meant
from screening.cli.naming import as_json, named
from screening.cli.opening import opened
from screening.cli.passwords import password_of
from screening.protocol import Protocol
from screening.service import Approval, Changed, Replays, Site, export_replay
from screening.wording import Words
from screening.wording.amendments import line_change, saved_text, standing_change


def replay(options: argparse.Namespace, words: Words) -> int:
    """Read every open case and past failure under another version; nothing recorded changes."""
    with opened(options, words) as site:
        found = site.amendments.replay(version_meant(site, options.version))
        if options.output is not None:
            made = export_replay(site, options.output, words, found)
            path = terminal.shown(str(options.output))
            terminal.say(words.text("amendment.written", rows=words.count("case", made.rows), path=path))
        elif options.json:
            terminal.say(json.dumps(_as_json(found), ensure_ascii=False))
        else:
            _tell(found, words)
    return 0


def sign(options: argparse.Namespace, words: Words) -> int:
    """Sign that the rules of a version are those of the protocol, as its review pack tells them."""
    # Typed once: whoever signs in with it and whoever signs are one person, in one command.
    password = cache(partial(password_of, words))
    with opened(options, words, password) as site:
        version = version_meant(site, options.version)
        in_the_way = site.versions.signing_in_the_way(version)
        if in_the_way is not None:
            raise in_the_way
        entry = site.versions.sign_review(version, password(), name=options.user)
        terminal.say(words.text("amendment.signed", version=version.version, name=entry.actor, entry=entry.seq))
    return 0


def activate(options: argparse.Namespace, words: Words) -> int:
    """Screen by another version from now on."""
    approval = Approval(options.approved, options.by, options.reference) if options.approved else None
    with opened(options, words) as site:
        version = version_meant(site, options.version)
        entry = site.versions.activate(version, approval, options.back)
        terminal.say(words.text("amendment.activated", version=version.version, entry=entry.seq))
        if site.amendments.rescreening_due():
            terminal.say(words.text("amendment.due_hint"))
    return 0


def due(options: argparse.Namespace, words: Words) -> int:
    """List who is to be judged or screened again under the version in use."""
    with opened(options, words) as site:
        found = site.amendments.rescreening_due()
        names = ("number", "recorded", "then", "now", "by", "to_do")
        header = [words.text(f"amendment.column.{name}") for name in names]
        for line in terminal.table(header, [_cells(one, words) for one in found]) if found else ():
            terminal.say(line)
        if not found:
            terminal.say(words.text("amendment.none_due"))
    return 0


def dismiss(options: argparse.Namespace, words: Words) -> int:
    """Say that a failure is not screened again under the version in use."""
    with opened(options, words) as site:
        entry = site.amendments.dismiss(entry_meant(site, options.case, words), options.reason)
        terminal.say(words.text("amendment.dismissed", number=options.case, entry=entry.seq))
    return 0


def version_meant(site: Site, text: str) -> Protocol:
    """Read the version that is meant: a file, `ID@VERSION`, or the version of the study's own protocol alone."""
    is_name = "@" in text or text.lower().endswith(".toml") or "/" in text or "\\" in text
    return named(text if is_name else f"{site.protocol.id}@{text}")


def _tell(found: Replays, words: Words) -> None:
    tally = found.tally
    title = words.text("cli.compare.title", before=found.before.version, after=found.after.version)
    terminal.say(terminal.painted(title, "bold"))
    terminal.say(words.text("amendment.read", open=tally.open, failed=tally.failed, changed=len(found.changed)))
    for line in saved_text(tally.failed, tally.saved_met, tally.saved_open, tally.by, words):
        terminal.say(line)
    names = ("number", "recorded", "then", "now", "by", "to_do")
    rows = [_cells(one, words) for one in found.changed]
    if rows:
        for line in terminal.table([words.text(f"amendment.column.{name}") for name in names], rows):
            terminal.say(line)
    terminal.say(words.text("amendment.nothing_recorded"))


def _cells(one: Changed, words: Words) -> list[str]:
    read = one.read
    by = dict.fromkeys(line_change(*line, words) for line in (*read.then.by, *read.now.by))
    return [
        one.row.number or str(one.row.seq),
        words.text(f"amendment.standing.{read.case.standing}"),
        *(standing_change(side.before, side.after, words) for side in (read.then, read.now)),
        words.listed(list(by)),
        words.text(f"amendment.reach.{one.reach}"),
    ]


def _as_json(found: Replays) -> dict[str, Any]:
    tally = found.tally
    return {
        "from": as_json(found.before),
        "to": as_json(found.after),
        "on": found.on.isoformat(),
        "read": {"open": tally.open, "failed": tally.failed},
        "saved": {"met": tally.saved_met, "open": tally.saved_open, "by": tally.by},
        "changed": [_case_json(one) for one in found.changed],
    }


def _case_json(one: Changed) -> dict[str, Any]:
    read = one.read
    sides = {
        name: {
            "on": side.on.isoformat(),
            "before": side.before,
            "after": side.after,
            "by": [
                {"id": id, "before": before and before.outcome, "after": after and after.outcome}
                for id, before, after in side.by
            ],
        }
        for name, side in (("then", read.then), ("now", read.now))
    }
    return {
        "entry": one.row.seq,
        "number": one.row.number,
        "attempt": one.row.attempt,
        "version": one.row.protocol_version,
        "outcome": one.row.outcome,
        "recorded": read.case.standing,
        **sides,
        "left_out": list(read.left_out),
        "to_do": one.reach,
    }


ACTIONS: dict[str, Callable[[argparse.Namespace, Words], int]] = {
    "replay": replay,
    "sign": sign,
    "activate": activate,
    "due": due,
    "dismiss": dismiss,
}
