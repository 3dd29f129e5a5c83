"""`eligo sign`, `eligo log outcome` and its like, `eligo study`: what people decide, without a screen."""

import argparse

from screening.cli import terminal
from screening.cli.opening import opened
from screening.cli.passwords import password_of
from screening.errors import InputError, UsageError
from screening.log import CaseRow
from screening.service import Site, Standing
from screening.wording import Words


def run_sign(options: argparse.Namespace, words: Words) -> int:
    """Sign a case; the password is asked for again, since it is the signature."""
    with opened(options, words) as site:
        row = latest(site, options.number)
        entry = site.signatures.sign(row.seq, options.meaning, password_of(words), options.reason or "")
        terminal.say(words.text("cli.act.signed", number=options.number, entry=entry.seq))
    return 0


def latest(site: Site, number: str) -> CaseRow:
    """Give the entry that speaks for a screening number, or for an entry's own number."""
    if number.isdecimal():
        return site.record(int(number)).row
    rows = site.numbered(number)
    if not rows:
        raise InputError(f'there is no case "{number}" in this study')
    return rows[-1]


def outcome(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Record what became of a case, or take that back."""
    row = latest(site, options.number)
    if options.take_back:
        site.outcomes.take_back(row.seq, options.reason or "")
    elif options.outcome is None:
        raise UsageError(words.text("cli.act.which_outcome"))
    else:
        site.outcomes.record(
            row.seq,
            options.outcome,
            primary=options.primary or "",
            on=options.on or "",
            subject_number=options.subject_number or "",
            remark=options.reason or "",
            final=options.final,
        )
    state = latest(site, options.number).outcome
    terminal.say(words.text("cli.act.became", number=options.number, outcome=words.text(f"ending.{state}")))
    return 0


def deviation(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Record a deviation that was found later."""
    row = latest(site, options.number)
    entry = site.outcomes.deviation(row.seq, options.criterion, options.found_on, options.text)
    return _entered(entry.seq, words)


def forget(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Destroy what identifies a person."""
    entry = site.outcomes.forget(latest(site, options.number).seq, options.reason)
    return _entered(entry.seq, words)


def _entered(entry: int, words: Words) -> int:
    terminal.say(words.text("cli.act.entered", entry=entry))
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
