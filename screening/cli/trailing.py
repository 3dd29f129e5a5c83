"""`eligo log trail`, `history` and `archive`: the audit trail, every value that a field ever had, and all to keep."""

import argparse
import json
from collections.abc import Iterator
from itertools import islice

from screening.cli import terminal
from screening.errors import InputError, UsageError
from screening.service import Line, Site, Wanted, export_trail
from screening.service import archive as write_archive
from screening.wording import Words, trail_text
from screening.wording.importing import told_file


def trail(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Show the trail, or write it to a file."""
    if options.identified and options.output is None:
        raise UsageError(words.text("cli.trail.identified_where"))
    wanted = Wanted(
        number=options.case or "",
        who=options.by or "",
        kinds=tuple(options.kind or ()),
        path=options.field or "",
        first=options.first.isoformat() if options.first else "",
        last=options.until.isoformat() if options.until else "",
    )
    if options.output is not None:
        made = export_trail(
            site, options.output, words, format=options.format, wanted=wanted, identified=options.identified
        )
        terminal.say(words.text("cli.trail.exported", rows=made.rows, path=terminal.shown(str(options.output))))
        return 0
    names = site.trail.names()
    for line in islice(site.trail.lines(wanted, newest_first=not options.oldest_first), options.most):
        for told in told_lines(line, names, words, as_json=options.json):
            terminal.say(told)
    return 0


def told_lines(line: Line, names: dict[str, str], words: Words, *, as_json: bool) -> Iterator[str]:
    """Tell a line of the trail, for people or for programs."""
    act = trail_text(line.kind, line.payload, names, words)
    if as_json:
        said = {"entry": line.seq, "at": line.at, "zone": line.zone, "who": line.who, "role": line.role}
        said |= {"site": line.site, "study": line.study, "number": line.number, "kind": line.kind, "act": act}
        said |= {"field": line.path, "old": line.old, "new": line.new, "why": line.why}
        yield json.dumps(said, ensure_ascii=False)
        return
    head = f"{line.seq:>6}  {line.at[:19]}Z  {terminal.shown(line.who)}, {line.role}: "
    yield from terminal.wrapped(act, indent=8, first=head)
    if line.path is not None:
        old, new = (words.text("trail.nothing") if one is None else str(one) for one in (line.old, line.new))
        yield from terminal.wrapped(f"{line.path}: {old} → {new}", indent=10)
    if line.why:
        yield from terminal.wrapped(words.text("signature.because", reason=line.why), indent=10)


def history(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Show every value that a field of a case ever had."""
    rows = site.numbered(options.number)
    if not rows:
        raise InputError(f'there is no case "{options.number}" in this study')
    for one in site.trail.history_of(rows[-1].seq, options.path):
        value = words.text("trail.nothing") if one.value is None else str(one.value)
        head = f"{one.seq:>6}  {one.at[:19]}Z  {terminal.shown(one.who)}, {one.role}: "
        why = f" ({one.why})" if one.why else ""
        for line in terminal.wrapped(f"{value}{why}", indent=8, first=head):
            terminal.say(line)
        for file in one.files:
            for line in terminal.wrapped(told_file(file.name, file.format, file.sha256, file.by, words), indent=10):
                terminal.say(line)
    return 0


def archive(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Write everything into one file that can be read and checked without this program."""
    made = write_archive(site, options.output, words, identified=options.identified)
    path = terminal.shown(str(options.output))
    terminal.say(words.text("archive.made", entries=words.count("entry", made.length), path=path))
    terminal.say(words.text("archive.identified" if made.identified else "archive.coded"))
    return 0
