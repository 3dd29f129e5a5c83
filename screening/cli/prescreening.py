"""`eligo prescreen`: a whole population against one protocol on one day, without a screen."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from screening.cli import naming, terminal
from screening.cli.opening import opened
from screening.cohort.run import Run, form_of
from screening.errors import UsageError
from screening.service import Site, today
from screening.wording import Words

ENGINES = ("duckdb", "spark", "sql", "python")


def run(options: argparse.Namespace, words: Words) -> int:
    """Judge a population and write the result; or print the SQL that would."""
    if options.engine == "sql":
        return _print_sql(options, words)
    if options.cohort is None or options.output is None:
        raise UsageError(words.text("prescreen.cli.needs"))
    if options.dialect is not None:
        raise UsageError(words.text("prescreen.cli.dialect"))
    if options.master is not None and options.engine != "spark":
        raise UsageError(words.text("prescreen.cli.master"))
    with _site(options, words) as site:
        made = _made(site, options, words)
    if options.json:
        told = Words(options.language or "en")
        terminal.say(json.dumps(as_json(made, told), ensure_ascii=False))
    else:
        for line in _report(made, words):
            terminal.say(line)
    return 0


@contextmanager
def _site(options: argparse.Namespace, words: Words) -> Iterator[Site | None]:
    """Open the site's book where one is named; without one nothing is recorded."""
    if options.data is None:
        yield None
        return
    with opened(options, words) as site:
        yield site


def _made(site: Site | None, options: argparse.Namespace, words: Words) -> Run:
    from screening.service.prescreening import prescreen

    protocol = site.protocol if site is not None else naming.chosen(options.protocol)
    with _progress(words) as progress:
        return prescreen(
            site,
            protocol,
            options.cohort,
            options.on or today(),
            options.output,
            labs=options.labs,
            ignore=options.ignore or (),
            progress=progress.tell,
            words=words,
            engine=options.engine,
            master=options.master,
        )


def _print_sql(options: argparse.Namespace, words: Words) -> int:
    """Print the SQL for a warehouse: what it judges is what the staging relation is to hold."""
    from screening.cohort.sql import DIALECTS, sql_text, staging_text

    if options.output is not None:
        raise UsageError(words.text("prescreen.cli.sql_prints"))
    dialect = options.dialect or "duckdb"
    if dialect not in DIALECTS:
        raise UsageError(words.text("prescreen.cli.no_dialect", dialect=dialect, known=", ".join(DIALECTS)))
    protocol, form = naming.chosen(options.protocol), form_of(options.cohort, options.labs)
    text = f"{staging_text(protocol, dialect, form)}\n{sql_text(protocol, options.on or today(), dialect, form)}"
    for line in text.splitlines():
        terminal.say(line)
    return 0


class _Bar:
    """How far it is, on one line of a terminal."""

    def __init__(self, words: Words) -> None:
        self._words, self._last = words, ""
        self._shown = sys.stderr.isatty()

    def tell(self, done: int, of: int) -> None:
        """Write it where it has changed."""
        told = self._words.text("prescreen.cli.progress", percent=100 * done // of)
        if self._shown and told != self._last:
            self._last = told
            sys.stderr.write(f"\r{told}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave nothing of it."""
        if self._last:
            sys.stderr.write(f"\r{' ' * terminal.columns(self._last)}\r")
            sys.stderr.flush()


@contextmanager
def _progress(words: Words) -> Iterator[_Bar]:
    bar = _Bar(words)
    try:
        yield bar
    finally:
        bar.clear()


# What it tells


def _report(run: Run, words: Words) -> Iterator[str]:
    text = words.text
    about = text("prescreen.cli.about", protocol=run.protocol.id, version=run.protocol.version, on=words.day(run.on))
    yield terminal.painted(about, "bold")
    yield text("prescreen.cli.counts", **{name: f"{getattr(run, name):,}" for name in ("rows", "judged", "refused")})
    for verdict, count in run.verdicts.items():
        yield f"  {count:>12,}  {text(f'verdict.{verdict}')}"
    if run.not_yet:
        yield f"  {'':>12}  {text('prescreen.cli.not_yet', n=f'{run.not_yet:,}')}"
    yield ""
    yield from _funnel(run, words)
    yield from _left_out(run, words)
    yield ""
    yield text("prescreen.cli.written", path=terminal.shown(str(run.result)), sha256=run.sha256)
    yield text("prescreen.cli.recorded", entry=run.entry) if run.entry else text("prescreen.cli.unrecorded")


def _funnel(run: Run, words: Words) -> list[str]:
    names = ("id", "good", "bad", "unknown", "left")
    header = [words.text(f"prescreen.cli.column.{name}") for name in names]
    rows = [[one.id, *(f"{n:,}" for n in (*one.outcomes.values(), one.left))] for one in run.criteria]
    return terminal.table(header, rows)


def _left_out(run: Run, words: Words) -> Iterator[str]:
    if run.report is None:
        return
    yield ""
    yield words.text("prescreen.cli.left_out", path=terminal.shown(str(run.report)))
    for one in run.bad_counts:
        place = terminal.shown(" ".join(filter(None, (one.file, one.column))))
        yield f"  {one.rows:>12,}  {place}: {words.text(f'cohort.bad.{one.code}', **one.values)}"


def as_json(run: Run, words: Words) -> dict[str, Any]:
    """Give a run as plain values."""
    return {
        "protocol": naming.as_json(run.protocol),
        "on": run.on.isoformat(),
        "engine": run.engine,
        "rows": run.rows,
        "judged": run.judged,
        "refused": run.refused,
        "results_refused": run.results_refused,
        "verdicts": dict(run.verdicts),
        "not_yet": run.not_yet,
        "criteria": [
            {
                "id": one.id,
                "kind": one.kind,
                "outcomes": dict(one.outcomes),
                "fell": one.fell,
                "left": one.left,
                "open": one.open,
            }
            for one in run.criteria
        ],
        "faults": [
            {
                "file": one.file,
                "column": one.column,
                "code": one.code,
                "rows": one.rows,
                "reason": words.text(f"cohort.bad.{one.code}", **one.values),
            }
            for one in run.bad_counts
        ],
        "report": str(run.report) if run.report else None,
        "result": str(run.result),
        "sha256": run.sha256,
        "inputs": dict(run.input_sha256),
        "seconds": round(run.seconds, 3),
        "entry": run.entry,
    }
