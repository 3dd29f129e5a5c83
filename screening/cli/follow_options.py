"""What `eligo follow` and `eligo endpoint` understand, beside the case and who is at work."""

import argparse
from pathlib import Path

from screening.service.locking import WHY_LOCKED, WHY_UNLOCKED
from screening.wording import Words


def _add_follow(made: argparse.ArgumentParser, name: str, words: Words) -> None:
    """Add the options of one action of `eligo follow`."""
    if name != "export":
        made.add_argument("case", metavar="NUMBER|ENTRY", help=words.text("acts.help.case"))
    if name == "add":
        made.add_argument("file", type=Path, metavar="FOLLOW-UP.json", help=words.text("acts.help.follow_file"))
        made.add_argument("--on", metavar="DATE", help=words.text("acts.help.follow_on"))
        made.add_argument("--correct", action="store_true", help=words.text("acts.help.follow_correct"))
        made.add_argument("--reason", metavar="TEXT", help=words.text("acts.help.follow_reason"))
    elif name == "show":
        made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    else:
        made.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE.csv")


def _add_endpoint(made: argparse.ArgumentParser, name: str, words: Words) -> None:
    """Add the options of one action of `eligo endpoint`."""
    reasons = {"lock": WHY_LOCKED, "unlock": WHY_UNLOCKED}.get(name)
    if reasons is not None:
        made.add_argument("--reason", required=True, choices=reasons)
    elif name == "summary":
        told = words.text("acts.help.allocation")
        made.add_argument("--allocation", required=True, type=Path, metavar="FILE.csv", help=told)
        made.add_argument("--reference", metavar="ARM", help=words.text("acts.help.reference"))
        made.add_argument("-o", dest="output", type=Path, metavar="FILE.csv")
        made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))


GROUPS = {
    "follow": (("add", "show", "export"), _add_follow),
    "endpoint": (("lock", "unlock", "state", "summary"), _add_endpoint),
}
"""The actions of each command, and what adds their options."""
