"""`eligo follow` and `eligo endpoint`: what becomes of those enrolled, and the table by arm, without a screen."""

import argparse
import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from screening.cli import terminal
from screening.cli.acts import entry_meant
from screening.cli.opening import opened
from screening.cli.passwords import password_of
from screening.engine import FollowedUp
from screening.errors import InputError
from screening.patient import read_file
from screening.service import Site, today
from screening.wording import Words
from screening.wording.endpoints import endpoint_text, graded_text, known_text, measure_text, outcome_name


def run_follow(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo follow ACTION` asks."""
    with opened(options, words) as site:
        if options.action == "add":
            _add(site, options, words)
        elif options.action == "show":
            _show(site, options, words)
        else:
            from screening.service.exporting.follow_ups import export_follow_ups

            noted = export_follow_ups(site, options.output, words)
            terminal.say(words.text("follow.cli.written", rows=noted.rows, path=terminal.shown(str(options.output))))
    return 0


def _add(site: Site, options: argparse.Namespace, words: Words) -> None:
    seq = entry_meant(site, options.case, words)
    history = read_file(options.file)
    if not isinstance(history, dict) or set(history) - {"answers"}:
        raise InputError(words.text("follow.cli.answers"), source=str(options.file))
    reason = options.reason or ""
    entry = site.following.add(seq, history, options.on, corrects=options.correct, reason=reason)
    terminal.say(words.text("follow.cli.added", named=options.case, entry=entry.seq))
    for line in _told(site.following.of(seq)[-1].judged(today()), words):
        terminal.say(line)


def _show(site: Site, options: argparse.Namespace, words: Words) -> None:
    seq = entry_meant(site, options.case, words)
    found = site.following.of(seq)
    if not found:
        terminal.say(words.text("follow.cli.nothing", named=options.case))
        return
    judged = found[-1].judged(today())
    if options.json:
        terminal.say(json.dumps(_said(judged), ensure_ascii=False))
        return
    for one in found:
        why = words.text(f"follow.why.{one.said.why}")
        on = words.day(one.said.on)
        terminal.say(words.text("follow.cli.entry", entry=one.seq, why=why, on=on, who=terminal.shown(one.who)))
    for line in _told(judged, words):
        terminal.say(line)


def _told(judged: FollowedUp, words: Words) -> list[str]:
    """Lay a follow-up out as lines."""
    lines = [""]
    for one in judged.endpoints:
        head = f"  {one.id}  {outcome_name(one, words)}  "
        lines += terminal.wrapped(endpoint_text(judged.protocol, one.id, words), indent=6, first=head)
        lines += terminal.wrapped(known_text(one, judged.protocol, words), indent=6)
    for measured in judged.measures:
        lines += terminal.wrapped(measure_text(judged.protocol, measured, words), indent=6, first=f"  {measured.id}  ")
    for graded in judged.graded:
        lines += terminal.wrapped(graded_text(graded, words), indent=6, first="  ")
    return lines


def _said(judged: FollowedUp) -> dict[str, Any]:
    """Say a follow-up for programs."""
    return {
        "protocol": {"id": judged.protocol.id, "version": judged.protocol.version},
        "on": judged.on.isoformat(),
        "endpoints": [
            {
                "id": one.id,
                "kind": one.kind,
                "outcome": one.outcome,
                "known_from": one.known_from.isoformat() if one.known_from else None,
                "open_questions": list(one.open_questions),
                "calendar": [
                    {
                        "from": stretch.start.isoformat(),
                        "until": stretch.until and stretch.until.isoformat(),
                        "outcome": stretch.outcome,
                    }
                    for stretch in one.calendar
                ],
            }
            for one in judged.endpoints
        ],
        "assumptions": judged.protocol.chart.assumptions("en") if judged.protocol.chart is not None else [],
        "measures": [{"id": one.id, "days": one.days, "censored": one.censored} for one in judged.measures],
    }


def run_endpoint(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo endpoint ACTION` asks."""
    password = cache(partial(password_of, words))
    with opened(options, words, password) as site:
        {"lock": _lock, "unlock": _unlock, "state": _state, "summary": _summary}[options.action](
            site, options, words, password
        )
    return 0


_Password = Callable[[], str]


def _lock(site: Site, options: argparse.Namespace, words: Words, password: _Password) -> None:
    in_the_way = site.database.in_the_way()
    if in_the_way is not None:
        raise in_the_way
    entry = site.database.lock(options.reason, password(), name=options.user)
    terminal.say(words.text("follow.cli.locked", entry=entry.seq, open=entry.payload["open"]))


def _unlock(site: Site, options: argparse.Namespace, words: Words, password: _Password) -> None:
    del password
    entry = site.database.unlock(options.reason)
    terminal.say(words.text("follow.cli.unlocked", entry=entry.seq))


def _state(site: Site, options: argparse.Namespace, words: Words, password: _Password) -> None:
    del options, password
    lock = site.database.state()
    if lock is None:
        terminal.say(words.text("follow.open"))
        return
    key = "follow.locked_by" if lock.genuine else "follow.lock_false"
    terminal.say(words.text(key, who=lock.said.name, day=lock.on.isoformat(), entry=lock.seq))


def _summary(site: Site, options: argparse.Namespace, words: Words, password: _Password) -> None:
    del password
    from screening.service.endpoints import export_summary, summarise, summary_json
    from screening.service.endpoints.writing import COLUMNS, summary_rows

    summary = summarise(site, options.allocation, reference=options.reference)
    if options.output is not None:
        export_summary(site, summary, options.output, words)
    if options.json:
        terminal.say(json.dumps(summary_json(summary), ensure_ascii=False))
        return
    if options.output is None:
        for row in summary_rows(summary, words):
            cells = [
                f"{words.text(f'follow.column.{name}')} {cell}"
                for name, cell in zip(COLUMNS, row, strict=True)
                if cell is not None
            ]
            terminal.say(terminal.shown(" · ".join(cells)))
    else:
        terminal.say(words.text("follow.cli.summary", path=terminal.shown(str(options.output))))
    if summary.missing:
        terminal.say(words.text("follow.missing", n=len(summary.missing), numbers=words.listed(list(summary.missing))))
    terminal.say(words.text("follow.published"))
