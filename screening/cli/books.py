"""`eligo site` and `eligo log`: a site's book, without a screen."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from screening.cli import acts, figures, layouts, terminal, trailing
from screening.cli.assessing import each_read, read_plain, title
from screening.cli.naming import chosen
from screening.cli.opening import data_of, folder_of, opened, put_to_work, refuse_other_study, server_asked
from screening.cli.passwords import first_password, password_of
from screening.cli.people import say_recovery
from screening.errors import StoreError, UsageError
from screening.formats.template import read_template
from screening.log import CaseRow
from screening.service import (
    Actor,
    Added,
    Case,
    HeadCode,
    Proof,
    Restoring,
    Server,
    Site,
    Verification,
    Wish,
    back_up,
    begin_with_accounts,
    export,
    has_people,
    is_address,
    move,
    read_proof,
    restoring,
    today,
)
from screening.service.intake import Reckoning, propose, retraced
from screening.wording import Words, headline, refused

_SHOWN = (
    *("number", "attempt", "on", "verdict", "failed", "open", "outcome", "signed", "state", "recorded_by", "entry"),
)


def run_site(options: argparse.Namespace, words: Words) -> int:
    """Begin a site's book, or move it."""
    return _move(options, words) if options.action == "move" else _init(options, words)


def _move(options: argparse.Namespace, words: Words) -> int:
    """Move a book to a server, or from there into a folder."""
    to = Server.read(options.to) if is_address(options.to) else Path(options.to)
    with opened(options, words) as site:
        found = move(site, to)
    terminal.say(words.text("cli.site.moved", entries=found.length, place=terminal.shown(str(to))))
    return 0


def _init(options: argparse.Namespace, words: Words) -> int:
    server = server_asked(options)
    folder = data_of(options) if server is None else folder_of(options, server)
    actor = Actor(options.user, options.role)
    protocol = chosen(options.protocol)
    password = None if options.practice else first_password(words)
    if server is not None and password is None:
        raise refused("shared_needs_passwords")
    recovery = None
    if password is None:
        site = Site.init(folder, code=options.site, actor=actor, protocol=protocol, practice=options.practice)
    else:
        site, recovery = begin_with_accounts(
            folder,
            code=options.site,
            name=actor.name,
            role=actor.role,
            password=password,
            protocol=protocol,
            server=server,
        )
    with site:
        terminal.say(words.text("cli.site.begun", study=site.study, folder=terminal.shown(str(folder))))
    if recovery is not None:
        say_recovery(recovery, words)
    elif not options.practice:
        terminal.complain([words.text("cli.site.no_password")])
    return 0


def run_log(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo log ACTION` asks of the site's book."""
    if options.action == "restore":
        return _restore(options, words)
    actions = {
        "add": _add,
        "list": _list,
        "verify": _verify,
        "export": _export,
        "figure": figures.figure,
        "strike": _strike,
        "backup": _backup,
        **acts.ACTIONS,
        "layouts": layouts.layouts,
        "trail": trailing.trail,
        "history": trailing.history,
        "archive": trailing.archive,
    }
    action = actions[options.action]
    with opened(options, words) as site:
        return action(site, options, words)


def _imports(site: Site, options: argparse.Namespace, history: dict[str, Any]) -> tuple[Reckoning, ...]:
    """Say what of a history came from which files, where these are named."""
    if not options.sources:
        return ()
    intake = propose(options.sources, site.protocol, person=options.patient, recall=site.layouts.recall)
    if intake.people and options.patient is None:
        raise refused("intake_whose")
    return retraced(intake, history, site.protocol, site.actor.name)


def _add(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Append cases; the screening numbers alone go to standard output, so that a program can take them."""
    if (options.corrects is None) != (options.reason is None):
        raise UsageError(words.text("cli.log.corrects_why"))
    several = len(options.history) > 1
    if several and (options.corrects is not None or options.sources or options.patient):
        raise UsageError(words.text("cli.log.one_history"))
    on = options.on or today()
    histories = each_read(options.history, lambda name: _sound(site, read_plain(name), on))
    cases = [
        Case(history, on, consent_unstated=True, imports=_imports(site, options, history), name=title(name))
        for name, history in zip(options.history, histories, strict=True)
    ]
    added = site.add(cases) if options.corrects is None else [_corrected(site, cases[0], options)]
    for case, one in zip(cases, added, strict=True):
        _say_added(one, words, f"{terminal.shown(case.name)}: " if several else "")
    return 0


def _sound(site: Site, history: Any, on: date) -> dict[str, Any]:
    """Give a history back that can be judged; InputError names every faulty place."""
    site.assess(history, on)
    return dict(history)


def _corrected(site: Site, case: Case, options: argparse.Namespace) -> Added:
    return Added(site.save_all([replace(case, former=options.corrects, corrects=True, reason=options.reason)])[0])


def _say_added(added: Added, words: Words, named: str) -> None:
    saved = added.saved
    if added.before:
        before = words.listed(list(added.before))
        terminal.complain([named + words.text("cli.log.again", numbers=before, attempt=saved.attempt)])
    if saved.unended is not None:
        terminal.complain([named + words.text("acts.cli.still_open", number=saved.unended)])
    terminal.say(saved.number or words.text("cli.log.prescreened", entry=saved.seq))
    if sys.stdout.isatty():
        terminal.say(words.text("cli.log.saved", entry=saved.seq, headline=headline(saved.assessment, words)))


def _list(site: Site, options: argparse.Namespace, words: Words) -> int:
    rows = site.prescreening() if options.prescreening else site.log(current_only=not options.all)
    if options.json:
        for row in rows:
            said = {**row._asdict(), "state": row.state, "late": row.late, "due": row.due}
            terminal.say(json.dumps(said, ensure_ascii=False))
        return 0
    if not rows:
        terminal.say(words.text("cli.log.empty"))
        return 0
    header = [words.text(f"column.{name}") for name in _SHOWN]
    for line in terminal.table(header, [_cells(row, words) for row in rows]):
        terminal.say(line)
    return 0


def _cells(row: CaseRow, words: Words) -> list[str]:
    verdict = words.text(f"verdict.{'not_yet' if row.not_yet else row.verdict}")
    states = [words.text(f"state.{row.state}")] + ([words.text("state.late")] if row.late else [])
    return [
        row.number or "–",
        str(row.attempt),
        row.on_day,
        verdict,
        " ".join(row.failed),
        str(row.open_count),
        *acts.cells(row, words),
        words.listed([*states, *acts.states(row, words)]),
        row.actor,
        str(row.seq),
    ]


def _verify(site: Site, options: argparse.Namespace, words: Words) -> int:
    code = HeadCode.read(options.against) if options.against is not None else None
    proof = read_proof(Path(options.against)) if options.against is not None and code is None else None
    found = site.verify(against=code or proof)
    if options.json:
        terminal.say(json.dumps({**asdict(found), "why": found.why or None}, ensure_ascii=False))
    if not found.ok:
        altered = proof.altered() if proof is not None and found.why == "copy_altered" else []
        raise StoreError("\n".join([_broken(found, words), *map(terminal.shown, altered)]))
    if options.json:
        return 0
    terminal.say(words.text("cli.log.whole", entries=words.count("entry", found.length), head=found.head))
    if proof is not None:
        terminal.say(_held_against(proof, words))
    if code is not None:
        terminal.say(words.text("checklist.cli.code_sound", code=code.text, entries=words.count("entry", code.length)))
    return 0


def _broken(found: Verification, words: Words) -> str:
    why = words.text(f"cli.log.fault.{found.why}")
    if found.checkpoint is not None:
        said = words.count("entry", found.checkpoint.length)
        why = words.text("cli.log.by_checkpoint", why=why, at=found.checkpoint.at[:19] + "Z", entries=said)
    if found.first_bad is None:
        return words.text("cli.log.broken", why=why)
    return words.text("cli.log.broken_at", entry=found.first_bad, why=why)


def _held_against(proof: Proof, words: Words) -> str:
    """Say what a copy proved."""
    entries = words.count("entry", proof.checkpoint.length)
    key = "cli.log.copy_sound" if proof.copy else "cli.log.copy_absent"
    path = terminal.shown(str(proof.copy or proof.path))
    return words.text(key, path=path, at=proof.checkpoint.at[:19] + "Z", entries=entries)


def _wish(options: argparse.Namespace) -> Wish:
    """Say what is asked for; the identification code list is identified, whatever else is coded unless said."""
    identified = options.view == "identification" and options.privacy is None
    return Wish(
        format=options.format,
        view=options.view,
        level="identified" if identified else options.privacy or "coded",
        reason=options.reason,
        current_only=not options.all,
        newest_first=options.newest_first,
        template=read_template(options.template) if options.template else None,
    )


def _export(site: Site, options: argparse.Namespace, words: Words) -> int:
    made = export(site, options.output, words, _wish(options))
    path = terminal.shown(str(options.output))
    terminal.say(words.text("cli.log.exported", cases=words.count("case", made.rows), path=path))
    return 0


def _strike(site: Site, options: argparse.Namespace, words: Words) -> int:
    entry = site.strike(options.entry, options.reason)
    terminal.say(words.text("cli.log.struck", struck=options.entry, entry=entry.seq))
    return 0


def _backup(site: Site, options: argparse.Namespace, words: Words) -> int:
    made = back_up(site, options.output)
    path = terminal.shown(str(options.output))
    key = "cli.log.backed_up_people" if has_people(options.output) else "cli.log.backed_up"
    terminal.say(words.text(key, entries=words.count("entry", made.length), path=path))
    return 0


def _restore(options: argparse.Namespace, words: Words) -> int:
    """Go on from a backup; what was given out after it was made, nobody but the site knows."""
    folder = data_of(options)
    who = {}
    if has_people(options.backup):
        if options.user is None:
            raise UsageError(words.text("cli.people.which_user"))
        who = {"name": options.user, "password": password_of(words)}
    with restoring(options.backup, folder, options.key, **who) as found:
        refuse_other_study(found.site, options.protocol)
        if not who:
            put_to_work(found.site, options)
        head = found.site.head()
        found.finish(_last_number(found, options, words))
    shown = terminal.shown(str(folder))
    terminal.say(words.text("cli.log.restored", entries=words.count("entry", head.length), folder=shown))
    return 0


def _last_number(found: Restoring, options: argparse.Namespace, words: Words) -> str | None:
    """Give the last number used, as named or asked for; the backup's own where nothing was given out since."""
    number = options.last_number
    last = found.last or "–"
    if number is None:
        if not sys.stdin.isatty():
            raise UsageError(words.text("cli.log.which_last", last=last))
        terminal.complain([words.text("cli.log.ask_last", last=last)])
        number = sys.stdin.readline()
    return number.strip() or None
