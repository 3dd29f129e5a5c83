"""`eligo log figure`: one figure of a study, of everybody, of the last months or of one version."""

import argparse

from screening.cli import terminal
from screening.errors import UsageError
from screening.service import Site
from screening.wording import Words


def figure(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Draw a figure into a file; the end of its name says in which format."""
    from screening.formats.figure import FORMATS
    from screening.log import Scope, months_back
    from screening.service import export_figure
    from screening.settings import today

    format = options.output.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        raise UsageError(words.text("figure.cli.format", formats=", ".join(f".{one}" for one in FORMATS)))
    since = months_back(today(), options.months) if options.months and options.months > 0 else None
    scope = Scope(since, options.only_version)
    made = export_figure(site, options.output, words, kind=options.kind, format=format, scope=scope)
    title = words.text(f"figure.{options.kind}.title")
    terminal.say(words.text("figure.cli.made", title=title, n=made.rows, path=terminal.shown(str(options.output))))
    return 0
