"""`eligo query` and `eligo visit`: the monitor's part, without a screen."""

import argparse

from screening.cli import terminal
from screening.cli.acts import entry_meant
from screening.cli.opening import opened
from screening.cli.trailing import told_lines
from screening.log import Query
from screening.service import Site
from screening.wording import Words


def run_query(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo query ACTION` asks."""
    with opened(options, words) as site:
        if options.action == "raise":
            seq = entry_meant(site, options.number, words)
            terminal.say(str(site.queries.ask(seq, options.text, options.field or "").seq))
        elif options.action == "answer":
            site.queries.answer(options.query, options.text)
        elif options.action == "again":
            site.queries.ask_again(options.query, options.text)
        elif options.action == "close":
            site.queries.close(options.query)
        for query in site.queries.all() if options.action == "list" else ():
            for line in _told(site, query, words):
                terminal.say(line)
    return 0


def _told(site: Site, query: Query, words: Words) -> list[str]:
    state = words.text(f"query.{query.state}")
    lines = [f"{query.id:>6}  {query.number or '–'} {query.path}: {state}"]
    for turn in site.queries.turns(query.id):
        head = f"          {turn.at[:19]}Z  {terminal.shown(turn.who)}: "
        lines += terminal.wrapped(turn.text or words.text(f"query.said.{turn.kind}"), indent=12, first=head)
    return lines


def run_visit(options: argparse.Namespace, words: Words) -> int:
    """Show what changed since the last visit, or end this one."""
    with opened(options, words) as site:
        if options.action == "hold":
            site.visits.hold()
            return 0
        names = site.trail.names()
        for line in site.visits.since_last():
            for told in told_lines(line, names, words, as_json=options.json):
                terminal.say(told)
    return 0
