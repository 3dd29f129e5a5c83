"""Coming in: a person's password opens the book; who came, went and failed to is recorded in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_bytes
from typing import Literal

from screening import access, protocol
from screening.access import Failure, Keyring, Unlocked, folded, refuse_weak
from screening.errors import AccessError, InputError, Problem
from screening.ledger import Server, Signer
from screening.log import (
    Account,
    AccountOpened,
    Delegated,
    Event,
    PasswordSet,
    SignedIn,
    SignerKnown,
    SiteOpened,
    account,
    account_named,
)
from screening.protocol import Protocol
from screening.service.attendance import failed
from screening.service.beginning import KEY, KEYS, SIGN, begin, exists, folder_for, refuse_beginning
from screening.service.book import must_change, no_people
from screening.service.drafts import Actor, activation, draft
from screening.service.sealing import InstallationKey
from screening.service.site import Site
from screening.service.where import keys_at, server_of
from screening.settings import opened_by_passwords, today
from screening.wording import refused, unusable

_FIRST = "A1"
FIRST_ROLES: dict[str, tuple[str, ...]] = {
    "coordinator": ("coordinator", "administrator"),
    "investigator": ("investigator", "administrator"),
    "administrator": ("administrator",),
}
"""What the first person may do: somebody has to administer the accounts until there are others."""


def has_accounts(folder: Path) -> bool:
    """Say whether a book is opened by people's passwords."""
    return exists(folder) and opened_by_passwords(folder)


def begin_with_accounts(
    folder: Path,
    *,
    code: str,
    name: str,
    role: str,
    password: str,
    protocol: Protocol,
    server: Server | None = None,
) -> tuple[Site, str]:
    """Begin a site's book whose first person has a password; gives it open, with the recovery key, shown once."""
    actor = Actor(name, role, _FIRST)
    refuse_beginning(code, actor, protocol)
    _refuse_first(role)
    refuse_weak(password, (name, code, protocol.id))
    with folder_for(folder, server):
        if (folder / KEYS).exists():
            raise unusable("keys_alone", path=folder / KEYS)
        key, keys = token_bytes(32), keys_at(folder)
        try:
            keyring, recovery = Keyring.create(keys, key)
            seed = keyring.add(_FIRST, name, password, key)
            assert seed is not None
            study = f"{code}/{protocol.id}"
            first = [SiteOpened(code=code), InstallationKey(folder, key).known(), *opening(name, role, Signer(seed))]
            active = draft(activation(protocol), actor, study)
            begin(folder, key, [*(draft(one, actor, study) for one in first), active])
        except BaseException:
            Keyring.discard(keys)
            (folder / SIGN).unlink(missing_ok=True)
            raise
    return _come_in(folder, keyring, keyring.unlock(name, password)), recovery


def opening(name: str, role: str, signer: Signer) -> list[Event]:
    """Say that the first person of a book has an account, chose a password, and signs with a key."""
    roles = FIRST_ROLES[role]
    opened = AccountOpened(account=_FIRST, name=name, roles=roles, alone=role == "investigator", verified="set-up")
    events = [opened, PasswordSet(account=_FIRST, how="chosen"), SignerKnown(account=_FIRST, public=signer.public)]
    if role == "investigator":
        events.append(Delegated(account=_FIRST, principal=True, since=today().isoformat()))
    return events


def prepare() -> None:
    """Get ready for somebody who is still typing a password; without it they would wait a little longer."""
    access.prepare()
    protocol.prepare()


def enter(folder: Path, name: str, password: str, *, restoring: bool = False) -> Site:
    """Open a book for somebody; AccessError where they may not come in, or must choose a password first.

    A backup opens with the password of then, which may have grown old meanwhile.
    """
    keyring = _keyring(folder)
    unlocked = keyring.unlock(name, password)
    if unlocked.must_change:
        raise must_change(unlocked.name)
    site = _come_in(folder, keyring, unlocked)
    if not restoring and site.rules.password_is_old(unlocked.account):
        site.close()
        raise must_change(unlocked.name)
    return site


def choose_password(folder: Path, name: str, old: str, new: str) -> Site:
    """Take a password of one's own in place of an old one or one given once, and come in with it."""
    keyring = _keyring(folder)
    unlocked = keyring.unlock(name, old)
    with _glance(folder, unlocked.book_key) as site:
        refuse_weak(new, site.known_to_all(unlocked.name))
    return _come_in(folder, keyring, keyring.change_password(name, old, new), "chosen")


def recover(folder: Path, recovery: str, name: str, new: str) -> Site:
    """Give the administrator a new password with the recovery key, and let them in."""
    keyring = _keyring(folder)
    key = keyring.unlock_with_recovery(recovery)
    with _glance(folder, key) as site:
        found = account_named(site.reader, name)
        if found is None or not found.active or "administrator" not in found.roles:
            raise AccessError("no_administrator", "{name} is no administrator of this site.", name=name)
        refuse_weak(new, site.known_to_all(found.name))
    keyring.remove(found.id)
    keyring.add(found.id, found.name, new, key)
    return _come_in(folder, keyring, keyring.unlock(found.name, new), "recovered")


def begin_accounts(site: Site, *, name: str, role: str, password: str) -> str:
    """Give a book that knew no passwords its first person; gives the recovery key, shown once. The book is closed."""
    if site.practice:
        raise refused("practice_passwords")
    if server_of(site.folder) is not None:
        raise refused("shared_passwords")
    _refuse_first(role)
    if not name.strip() or not name.isprintable():
        raise InputError([Problem("name", "must be a name that can be written", code="staff.name")])
    refuse_weak(password, site.known_to_all(name))
    begun = account(site.reader, _FIRST)  # where a program died before the file of keys was in its place
    if begun is not None and folded(begun.name) != folded(name):
        raise refused("first_account", "name", name=begun.name)
    folder, key = site.folder, site.key
    fresh = folder / f"{KEYS}.new"
    Keyring.discard(fresh)
    try:
        keyring, recovery = Keyring.create(fresh, key)
        seed = keyring.add(_FIRST, name, password, key)
        assert seed is not None
        if begun is None:
            site.note(*opening(name, role, Signer(seed)))
        site.close()
        fresh.replace(folder / KEYS)
    finally:
        Keyring.discard(fresh)
    (folder / KEY).unlink()
    return recovery


def _keyring(folder: Path) -> Keyring:
    if not has_accounts(folder):
        raise no_people(folder)
    return Keyring.read(keys_at(folder))


@contextmanager
def _glance(folder: Path, key: bytes) -> Iterator[Site]:
    """Look into a book before anybody has come in; nothing is written."""
    site = Site.opened(folder, key, Actor(""))
    try:
        yield site
    finally:
        site.abandon()


def _come_in(
    folder: Path, keyring: Keyring, unlocked: Unlocked, how: Literal["chosen", "recovered"] | None = None
) -> Site:
    """Open the book, see that the account is in force, and record who came in and who had failed to."""
    _drop_open_key(folder, unlocked.book_key)
    site = Site.opened(folder, unlocked.book_key, Actor(unlocked.name, "", unlocked.account))
    try:
        found = account(site.reader, unlocked.account)
        if found is None or not found.active:
            raise AccessError("disabled", "The account of {name} is closed; ask the administrator.", name=unlocked.name)
        site.admit(found, keyring)
        failures = keyring.failures()
        site.note(*_arrival(found, unlocked, failures, how))
        keyring.told(failures)
    except BaseException:
        site.abandon()
        raise
    return site


def _drop_open_key(folder: Path, book_key: bytes) -> None:
    """Remove the book's open key, left where a program died while accounts were begun; another book's stays."""
    left = folder / KEY
    with suppress(OSError, ValueError):
        if left.read_text("ascii").strip() == book_key.hex():
            left.unlink()


def _arrival(
    found: Account, unlocked: Unlocked, failures: Sequence[Failure], how: Literal["chosen", "recovered"] | None
) -> list[Event]:
    """Say who came in, who had failed to since the last time, and what is new of their password and key."""
    events = failed(failures)
    if how is not None:
        events.append(PasswordSet(account=found.id, how=how))
    if unlocked.signing_seed is not None:
        public = Signer(unlocked.signing_seed).public
        if public != found.signs_with:
            events.append(SignerKnown(account=found.id, public=public))
    mine = sum(one.times for one in failures if one.account == found.id)
    return [*events, SignedIn(account=found.id, how="recovery" if how == "recovered" else "password", failed=mine)]


def _refuse_first(role: str) -> None:
    if role not in FIRST_ROLES:
        raise refused("first_role", "role", known=", ".join(FIRST_ROLES))
