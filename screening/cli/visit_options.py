"""What `eligo query` and `eligo visit` understand, beside who is at work."""

import argparse

from screening.wording import Words

QUERIES = ("open", "answered", "closed")


def _add_query(made: argparse.ArgumentParser, name: str, words: Words) -> None:
    """Add the options of one action of `eligo query`."""
    if name == "list":
        made.add_argument("--state", action="append", choices=QUERIES, help=words.text("cli.help.visits.state"))
        made.add_argument("--case", default="", metavar="NUMBER", help=words.text("cli.help.visits.case"))
        return
    if name == "raise":
        made.add_argument("number", metavar="NUMBER", help=words.text("cli.help.number"))
        made.add_argument("--field", metavar="FIELD", help=words.text("cli.help.field"))
    else:
        made.add_argument("query", type=int, metavar="QUERY", help=words.text("cli.help.which_query"))
    if name != "close":
        made.add_argument("--text", required=True, metavar="TEXT", help=words.text("cli.help.query_text"))


def _add_visit(made: argparse.ArgumentParser, name: str, words: Words) -> None:
    """Add the options of one action of `eligo visit`."""
    if name == "changes":
        made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    else:
        made.add_argument("--upto", type=int, metavar="ENTRY", help=words.text("cli.help.visits.upto"))


GROUPS = {
    "query": (("raise", "answer", "again", "close", "list"), _add_query),
    "visit": (("changes", "hold"), _add_visit),
}
"""The actions of each command, and what adds their options."""
