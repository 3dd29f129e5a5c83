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
        elif options.action == "list":
            _list(site, site.queries.all(*(options.state or ()), number=options.case), words)
    return 0


def _list(site: Site, queries: list[Query], words: Words) -> None:
    for query in queries:
        for line in _told(site, query, words):
            terminal.say(line)


def _told(site: Site, query: Query, words: Words) -> list[str]:
    """Tell a query: where it stands, what was said, and what was corrected since."""
    state = words.text(f"query.{query.state}")
    lines = [f"{query.id:>6}  {query.number or '–'} {query.path}: {state}"]
    for turn in site.queries.turns(query.id):
        head = f"          {turn.at[:19]}Z  {terminal.shown(turn.who)}: "
        lines += terminal.wrapped(turn.text or words.text(f"query.said.{turn.kind}"), indent=12, first=head)
    for change in site.queries.corrections(query.id):
        old, new = (words.text("trail.nothing") if one is None else str(one) for one in (change.old, change.new))
        said = words.text("cli.visit.corrected", path=change.path, old=old, new=new, entry=change.seq)
        lines += terminal.wrapped(said, indent=10)
    return lines


def run_visit(options: argparse.Namespace, words: Words) -> int:
    """Show what changed since the last visit, with the queries not settled yet, or end this one."""
    with opened(options, words) as site:
        if options.action == "hold":
            upto = site.visits.hold(options.upto).payload["upto"]
            terminal.say(words.text("cli.visit.held", upto=upto))
            return 0
        names = site.trail.names()
        read = 0
        for line in site.visits.since_last():
            read = line.seq
            for told in told_lines(line, names, words, as_json=options.json):
                terminal.say(told)
        if not options.json:
            _list(site, site.queries.all("open", "answered"), words)
            terminal.say(words.text("cli.visit.hold" if read else "cli.visit.nothing", upto=read))
    return 0
