"""Opening a site's book for a command: which folder, which study, and who is at work."""

import argparse
from pathlib import Path

from screening.errors import UsageError
from screening.service import Actor, Site
from screening.settings import data_folder
from screening.wording import Words


def data_of(options: argparse.Namespace) -> Path:
    """Give the site's folder: the one named, or the one that the window opens too."""
    return Path(options.data) if options.data is not None else data_folder()


def opened(options: argparse.Namespace, words: Words) -> Site:
    """Open the book for whoever is named; the study must be the one that is asked for."""
    del words
    site = Site.open(data_of(options))
    try:
        refuse_other_study(site, options.protocol)
    except UsageError:
        site.close()
        raise
    put_to_work(site, options)
    return site


def put_to_work(site: Site, options: argparse.Namespace) -> None:
    """Let whoever is named work with the book."""
    if options.user is not None or options.role is not None:
        first = site.actor
        name = first.name if options.user is None else options.user
        role = first.role if name == first.name else Actor(name).role
        site.actor = Actor(name, role if options.role is None else options.role)


def refuse_other_study(site: Site, wanted: str | None) -> None:
    """Refuse where the study asked for is another one."""
    if wanted is None:
        return
    there = f"{site.protocol.id}@{site.protocol.version}"
    if wanted not in (site.protocol.id, there):
        raise UsageError(f'the study in {site.folder} is {there}, not "{wanted}"')
