"""`eligo log layouts`: how lists of some headings are read from now on, as was said; and forgetting it."""

import argparse
from collections.abc import Iterator

from screening.cli import terminal
from screening.errors import UsageError
from screening.service import Site
from screening.service.layouts import Layout
from screening.wording import Words
from screening.wording.importing import question
from screening.wording.verdicts import pretty_unit

_SHOWN = 12
"""Signs of a fingerprint, enough to tell the layouts of one site apart."""


def layouts(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Show the layouts that are remembered, or forget one."""
    known = site.layouts.known()
    if options.forget is not None:
        site.layouts.forget(_meant(options.forget, known, words).fingerprint)
        terminal.say(words.text("importing.cli.layout_forgotten"))
        return 0
    if not known:
        terminal.say(words.text("importing.cli.no_layouts"))
    for one in known:
        for line in _told(one, site, words):
            terminal.say(line)
    return 0


def _meant(name: str, known: tuple[Layout, ...], words: Words) -> Layout:
    """Give the one layout whose fingerprint begins so."""
    found = [one for one in known if name and one.fingerprint.startswith(name.lower())]
    if len(found) != 1:
        there = words.listed([one.fingerprint[:_SHOWN] for one in known]) or words.text("trail.nothing")
        raise UsageError(words.text("importing.cli.no_layout", name=name, known=there))
    return found[0]


def _told(layout: Layout, site: Site, words: Words) -> Iterator[str]:
    """Tell a layout: who said so and when, what each column holds in turn, and which tests were named."""
    by = words.text("importing.cli.layout", by=layout.by, day=words.day(layout.at))
    yield from terminal.wrapped(by, 4, f"{layout.fingerprint[:_SHOWN]}  ")
    columns = words.listed([_held(*one, site, words) for one in layout.said.columns])
    yield from terminal.wrapped(words.text("importing.cli.layout_columns", columns=columns), 4)
    for test, field in layout.said.tests.items():
        yield from terminal.wrapped(
            words.text("importing.cli.layout_test", test=test, field=_asked(field, site, words)), 4
        )


def _held(means: str, unit: str, field: str, site: Site, words: Words) -> str:
    """Say what a column holds, with its unit."""
    if means == "result" and field:
        told = words.text("importing.columns.holds.field", field=_asked(field, site, words))
    else:
        told = words.text(f"importing.columns.holds.{means or 'nothing'}")
    return f"{told} ({pretty_unit(unit)})" if unit else told


def _asked(field: str, site: Site, words: Words) -> str:
    """Call a question by its name, also where it is one that this version of the protocol does not ask."""
    if field in site.protocol.field:
        return question(field, site.protocol, words)
    return words.text("importing.columns.holds.nothing") if field in ("", "-") else field
