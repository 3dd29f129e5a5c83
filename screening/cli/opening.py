"""Opening a site's book for a command: which folder, who is at work, and their password where there are accounts."""

import argparse
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from screening.cli.passwords import password_of
from screening.errors import UsageError
from screening.service import Actor, Server, Site, enter, has_accounts, join
from screening.settings import data_folder
from screening.wording import Words


def data_of(options: argparse.Namespace) -> Path:
    """Give the site's folder: the one named, or the one that the window opens too.

    With a server's address it is a folder that names that server, made now where it is not there yet.
    """
    server = server_asked(options)
    if server is None:
        return Path(options.data) if options.data is not None else data_folder()
    folder = folder_of(options, server)
    join(folder, server)
    return folder


def server_asked(options: argparse.Namespace) -> Server | None:
    """Give the server that is named; None where none is."""
    given = getattr(options, "store", None)
    return Server.read(given) if given is not None else None


def folder_of(options: argparse.Namespace, server: Server) -> Path:
    """Give this computer's folder for a book on a server: the one named, or one of its own."""
    if options.data is not None:
        return Path(options.data)
    return data_folder() / "servers" / sha256(str(server).encode()).hexdigest()[:16]


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
