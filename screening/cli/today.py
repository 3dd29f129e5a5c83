"""`eligo today`: who needs what by when, without a screen."""

import argparse
import json
from collections.abc import Sequence
from itertools import groupby

from screening.cli import terminal
from screening.cli.opening import opened
from screening.engine import Need
from screening.protocol import Protocol
from screening.service import Site, Waiting, today
from screening.wording import Words, need_text

_AT_A_TIME = 500


def run(options: argparse.Namespace, words: Words) -> int:
    """Tell what waits, the most urgent first."""
    with opened(options, words) as site:
        found, on = _waiting(site), today()
        rows = sorted(((one, need) for one in found for need in one.needs), key=lambda row: row[1].rank(on))
        if options.json:
            for case, need in rows:
                terminal.say(json.dumps(_said(case, need, site.protocol, words), ensure_ascii=False))
        elif not rows:
            terminal.say(words.text("today.nothing"))
        else:
            _tell(rows, site.protocol, words)
    return 0


def _waiting(site: Site) -> list[Waiting]:
    on, entries = today(), site.today.entries()
    found = [*site.today.drafts(on)]
    for first in range(0, len(entries), _AT_A_TIME):
        found += site.today.cases(entries[first : first + _AT_A_TIME], on)
    found += [*site.today.amended(on), *site.today.asked()]
    backup = site.today.backup(on)
    return [*found, backup] if backup is not None else found


def _tell(rows: Sequence[tuple[Waiting, Need]], protocol: Protocol, words: Words) -> None:
    on = today()
    for urgency, some in groupby(rows, key=lambda row: row[1].urgency(on)):
        terminal.say(words.text(f"today.group.{urgency}"))
        for case, need in some:
            told = need_text(need, protocol, words, on)
            line = words.joined([f"{told.what} ({told.when})", told.why])
            for one in terminal.wrapped(line, indent=4, first=f"  {terminal.shown(_who(case, words))}: "):
                terminal.say(one)


def _who(case: Waiting, words: Words) -> str:
    if case.seq is None and case.draft is None:
        return words.text("today.book")
    marks = [case.number or words.text("today.no_number"), case.person.name]
    return " · ".join(filter(None, [*marks, words.text("today.unsaved") if case.draft else ""]))


def _said(case: Waiting, need: Need, protocol: Protocol, words: Words) -> dict[str, object]:
    on = today()
    told = need_text(need, protocol, words, on)
    return {
        "urgency": need.urgency(on),
        "kind": need.kind,
        "by": _iso(need.by),
        "number": case.number,
        "entry": case.seq,
        "unsaved": case.draft,
        "name": case.person.name or None,
        "fields": list(need.fields),
        "from": _iso(need.start),
        "until": _iso(need.until),
        "runs_out": list(need.runs_out),
        **told._asdict(),
    }


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
