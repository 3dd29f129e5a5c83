"""`eligo sign`, and what `eligo log` does of acts on a case: outcome, deviation, forget."""

import argparse
from collections.abc import Callable
from functools import cache, partial

from screening.cli import terminal
from screening.cli.opening import opened
from screening.cli.passwords import password_of
from screening.errors import InputError, UsageError
from screening.log import OUTCOMES, CaseRow
from screening.service import Site, Standing, export_checklist
from screening.wording import Words, outcome_text, primary_text


def run_sign(options: argparse.Namespace, words: Words) -> int:
    """Sign a case."""
    # Typed once: whoever signs in with it and whoever signs are one person, in one command.
    password = cache(partial(password_of, words))
    with opened(options, words, password) as site:
        return sign(site, options, words, password)


def sign(site: Site, options: argparse.Namespace, words: Words, password: Callable[[], str]) -> int:
    """Take the password once nothing else is in the way, and sign with it."""
    seq = entry_meant(site, options.case, words)
    in_the_way = site.signatures.in_the_way(seq, options.meaning)
    if in_the_way is not None:
        raise in_the_way
    made = site.signatures.sign(seq, options.meaning, password(), name=options.user, why=options.reason or "")
    at = f"{made.at[:19]}Z"
    key = f"acts.cli.signed.{made.meaning}"
    terminal.say(words.text(key, name=terminal.shown(made.name), at=at, named=options.case, entry=made.seq))
    return 0


def outcome(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Record how a screening ended, or take that back."""
    if (options.outcome is None) != options.take_back:
        raise UsageError(words.text("acts.cli.which", known=", ".join(OUTCOMES)))
    seq = entry_meant(site, options.case, words)
    if options.take_back:
        if options.reason is None:
            raise UsageError(words.text("acts.cli.why"))
        entry = site.outcomes.take_back(seq, options.reason)
        terminal.say(words.text("acts.cli.taken_back", named=options.case, entry=entry.seq))
        return 0
    entry = site.outcomes.record(
        seq,
        options.outcome,
        on=options.on,
        primary=options.primary,
        subject_number=options.subject_number,
        remark=options.reason or "",
        definitely=options.definitely,
    )
    told = outcome_text(options.outcome, words)
    on = entry.payload["on"]
    terminal.say(words.text("acts.cli.recorded", named=options.case, outcome=told, on=on, entry=entry.seq))
    return 0


def deviation(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Record a deviation that was found after enrolment."""
    seq = entry_meant(site, options.case, words)
    entry = site.outcomes.deviation(seq, options.criterion, options.found_on, options.text)
    text = words.text("acts.cli.deviation", named=options.case, criterion=options.criterion, entry=entry.seq)
    terminal.say(text)
    return 0


def forget(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Destroy what identifies a person."""
    row = site.record(entry_meant(site, options.case, words)).row
    entry = site.forgetting.forget(row.person, options.reason)
    entries = entry.payload["entries"]
    terminal.say(words.text("acts.cli.forgotten", named=options.case, entries=entries, entry=entry.seq))
    return 0


def checklist(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Write the eligibility checklist of a case."""
    if options.reason is not None and not options.identified:
        raise UsageError(words.text("checklist.cli.reason"))
    seq = entry_meant(site, options.case, words)
    export_checklist(site, options.output, words, seq, identified=options.identified, reason=options.reason)
    path = terminal.shown(str(options.output))
    terminal.say(words.text("checklist.cli.written", named=options.case, path=path))
    return 0


def run_study(options: argparse.Namespace, words: Words) -> int:
    """Say how the study stands at the site, or change that."""
    with opened(options, words) as site:
        if options.action == "pause":
            site.conduct.pause(options.reason)
        elif options.action != "state":
            {"resume": site.conduct.resume, "close": site.conduct.close}[options.action]()
        terminal.say(_standing(site.conduct.standing(), words))
    return 0


def _standing(now: Standing, words: Words) -> str:
    state = words.text(f"cli.study.{now.state}")
    reason = f" ({words.text(f'trail.reason.{now.reason}')})" if now.reason else ""
    since = f", {now.since[:19]}Z" if now.since else ""
    return f"{state}{reason}{since}"


ACTIONS = {"outcome": outcome, "deviation": deviation, "forget": forget, "checklist": checklist}


def cells(row: CaseRow, words: Words) -> list[str]:
    """Tell the outcome with its reason, and the signature, as the list shows them."""
    ended = [outcome_text(row.outcome, words), primary_text(row.outcome, row.primary_reason, words)]
    return [words.listed([one for one in ended if one]), words.text(f"acts.signed.{row.signed}")]


def states(row: CaseRow, words: Words) -> list[str]:
    """Tell what is left to be done with a case, and whether its person was forgotten."""
    due = [words.text(f"acts.due.{row.due}")] if row.due else []
    return due + ([words.text("acts.forgotten")] if row.forgotten_by else [])


def entry_meant(site: Site, named: str, words: Words) -> int:
    """Find the entry that is meant by its number, or by a screening number."""
    if named.isascii() and named.isdigit() and len(named) < 16:
        return int(named)
    row = site.outcomes.numbered(named)
    if row is None:
        raise InputError(words.text("acts.cli.no_case", named=named))
    return row.seq
