"""Opening a site's book for a command: which folder, who is at work, and their password where there are accounts."""

import argparse
from collections.abc import Callable
from pathlib import Path

from screening.cli.passwords import password_of
from screening.errors import UsageError
from screening.service import Actor, Site, enter, has_accounts
from screening.settings import data_folder
from screening.wording import Words


def data_of(options: argparse.Namespace) -> Path:
    """Give the site's folder: the one named, or the one that the window opens too."""
    return Path(options.data) if options.data is not None else data_folder()


def opened(options: argparse.Namespace, words: Words, password: Callable[[], str] | None = None) -> Site:
    """Open the book for whoever is named; the study must be the one that is asked for.

    `password` gives theirs where there are accounts; without it, it is asked for.
    """
    folder = data_of(options)
    if has_accounts(folder):
        if options.user is None:
            raise UsageError(words.text("cli.people.which_user"))
        site = enter(folder, options.user, password() if password else password_of(words))
    else:
        site = Site.open(folder)
        put_to_work(site, options)
    try:
        refuse_other_study(site, getattr(options, "protocol", None))
    except UsageError:
        site.close()
        raise
    return site


def put_to_work(site: Site, options: argparse.Namespace) -> None:
    """Let somebody work with a book that has no accounts."""
    role = getattr(options, "role", None)
    if options.user is not None or isinstance(role, str):
        first = site.actor
        name = first.name if options.user is None else options.user
        usual = first.role if name == first.name else Actor(name).role
        site.actor = Actor(name, role if isinstance(role, str) else usual)


def refuse_other_study(site: Site, wanted: str | None) -> None:
    """Refuse where the study asked for is another one."""
    if wanted is None:
        return
    there = f"{site.protocol.id}@{site.protocol.version}"
    if wanted not in (site.protocol.id, there):
        raise UsageError(f'the study in {site.folder} is {there}, not "{wanted}"')
