"""`eligo people`: who works with a site's book, as what."""

import argparse
import json
from dataclasses import asdict

from screening.cli import terminal
from screening.cli.opening import data_of, opened
from screening.cli.passwords import new_password, password_of, recovery_key
from screening.errors import UsageError
from screening.log import Account
from screening.service import Site, begin_accounts, choose_password, has_accounts, recover
from screening.wording import Words


def run(options: argparse.Namespace, words: Words) -> int:
    """Do what `eligo people ACTION` asks."""
    if options.action == "password":
        return _password(options, words)
    if options.action == "recover":
        return _recover(options, words)
    if options.action == "add" and not has_accounts(data_of(options)):
        return _begin(options, words)
    actions = {
        "add": _add,
        "list": _list,
        "roles": _roles,
        "disable": _disable,
        "enable": _enable,
        "reset": _reset,
        "delegate": _delegate,
        "review": _review,
        "recovery-key": _recovery_key,
    }
    with opened(options, words) as site:
        return actions[options.action](site, options, words)


def _begin(options: argparse.Namespace, words: Words) -> int:
    """Give a book without accounts its first person, whose password opens it from now on."""
    if len(options.role) != 1:
        raise UsageError(words.text("cli.people.first_role"))
    with Site.open(data_of(options)) as site:
        recovery = begin_accounts(site, name=options.name, role=options.role[0], password=new_password(words))
    terminal.say(words.text("cli.people.begun", name=options.name))
    say_recovery(recovery, words)
    return 0


def _add(site: Site, options: argparse.Namespace, words: Words) -> int:
    """Open an account; the password for the first time alone goes to standard output."""
    before = {one.id: one.roles for one in site.staff.all()}
    password = site.staff.add(options.name, options.role, verified=options.verified or "")
    for one in site.staff.all():
        if one.id in before and one.roles != before[one.id]:
            terminal.complain([words.text("cli.people.handed_over", name=one.name, other=options.name)])
    return _say_once(password, options.name, words)


def say_recovery(recovery: str, words: Words) -> None:
    """Show the recovery key, which is not kept anywhere."""
    terminal.complain([words.text("cli.people.recovery")])
    terminal.say(recovery)


def _say_once(password: str, name: str, words: Words) -> int:
    terminal.complain([words.text("cli.people.once", name=name)])
    terminal.say(password)
    return 0


def _list(site: Site, options: argparse.Namespace, words: Words) -> int:
    found = site.staff.all()
    if options.json:
        for one in found:
            terminal.say(json.dumps(asdict(one), ensure_ascii=False))
        return 0
    header = [words.text(f"cli.people.column.{name}") for name in ("name", "roles", "state", "since")]
    for line in terminal.table(header, [_cells(site, one, words) for one in found]):
        terminal.say(line)
    return 0


def _cells(site: Site, one: Account, words: Words) -> list[str]:
    roles = words.listed([words.text(f"role.{role}") for role in one.roles])
    state = words.text("cli.people.open" if one.active else "cli.people.closed")
    return [one.name, roles, state, site.reader.entry(one.since).at[:10]]


def _roles(site: Site, options: argparse.Namespace, words: Words) -> int:
    site.staff.give_roles(options.name, options.role)
    return _done(words)


def _disable(site: Site, options: argparse.Namespace, words: Words) -> int:
    site.staff.close(options.name, options.reason)
    return _done(words)


def _enable(site: Site, options: argparse.Namespace, words: Words) -> int:
    return _say_once(site.staff.reopen(options.name), options.name, words)


def _reset(site: Site, options: argparse.Namespace, words: Words) -> int:
    return _say_once(site.staff.reset(options.name), options.name, words)


def _delegate(site: Site, options: argparse.Namespace, words: Words) -> int:
    if options.end:
        site.staff.end_delegation(options.name, options.until)
    else:
        dates = {"since": options.since, "until": options.until}
        site.staff.delegate(options.name, principal=options.principal, **dates)
    return _done(words)


def _review(site: Site, options: argparse.Namespace, words: Words) -> int:
    site.staff.review()
    return _list(site, options, words)


def _recovery_key(site: Site, _options: argparse.Namespace, words: Words) -> int:
    say_recovery(site.staff.new_recovery_key(), words)
    return 0


def _password(options: argparse.Namespace, words: Words) -> int:
    """Take a new password in place of one's own, or of one given once."""
    if options.user is None:
        raise UsageError(words.text("cli.people.which_user"))
    old = password_of(words)
    choose_password(data_of(options), options.user, old, new_password(words)).close()
    return _done(words)


def _recover(options: argparse.Namespace, words: Words) -> int:
    if options.user is None:
        raise UsageError(words.text("cli.people.which_user"))
    recover(data_of(options), recovery_key(words), options.user, new_password(words)).close()
    return _done(words)


def _done(words: Words) -> int:
    terminal.complain([words.text("cli.people.done")])
    return 0
