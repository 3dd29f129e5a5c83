"""What every use case stands on: the open ledger, the study at hand, who is at work, and what that one may do."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from screening.access import Keyring, Permission, role_for
from screening.errors import AccessError
from screening.ledger import Draft, Entry, Ledger, Reader, Signer, reading_aside
from screening.log import Account, Event, ProtocolActivated, SiteOpened, account
from screening.protocol import Protocol as StudyProtocol
from screening.service.drafts import Actor, draft
from screening.service.protocols import Protocols
from screening.service.writing import forget, write
from screening.wording import unusable

_P = ParamSpec("_P")
_T = TypeVar("_T")

_acting_as: ContextVar[str] = ContextVar("acting_as")
"""The role in which the act under way is permitted; each thread has its own."""


_NO_ACCOUNTS = "Only somebody with an account and a password can sign. Begin accounts with: eligo people add"

_MUST_CHANGE = "{name} must choose a new password first (eligo people password --user NAME)."


class Book:
    """An open book of record. Whoever signed in has an account; a book without accounts knows a name alone."""

    def __init__(self, folder: Path, ledger: Ledger, key: bytes, actor: Actor) -> None:
        self.folder, self.ledger, self.key = folder, ledger, key
        opened = next(iter(ledger.entries(kinds=(SiteOpened.kind,), limit=1)), None)
        if opened is None:
            raise unusable("never_set_up", path=folder)
        said = SiteOpened.model_validate(dict(opened.payload))
        self.code, self.practice = said.code, said.practice
        self.actor = actor if actor.name else Actor(opened.actor, opened.role)
        self.protocols = Protocols(ledger)
        self.protocol = self.protocols.latest()
        self.study = f"{self.code}/{self.protocol.id}"
        self.signer: Callable[[str], Signer] = _no_signer
        """Gives the key with which whoever is at work signs, for their password; AccessError where it is wrong."""
        self._keyring: Keyring | None = None
        self._in_use = 0, ""  # up to which entry it was looked for, and what was found
        self.away = False
        """Whether whoever is at work was shut out, which is recorded already."""

    def use(self, protocol: StudyProtocol) -> None:
        """Screen by a version from now on, which was just activated."""
        self.protocols.know(protocol)
        self.protocol = protocol

    def in_use(self, reader: Reader) -> str:
        """Give the fingerprint of the version by which the study screens now; only new entries are looked at."""
        known, fingerprint = self._in_use
        for entry in reader.entries(known, (ProtocolActivated.kind,), self.study):
            fingerprint = str(entry.payload["fingerprint"])
        self._in_use = reader.head().length, fingerprint
        return fingerprint

    def known_to_all(self, name: str) -> tuple[str, ...]:
        """Give what everybody at the site knows, of which nobody's password is made."""
        return name, self.code, self.protocol.id

    @property
    def keyring(self) -> Keyring:
        """Give the keys of the people at work; AccessError where there are no accounts."""
        if self._keyring is None:
            raise AccessError("no_accounts", _NO_ACCOUNTS)
        return self._keyring

    def admit(self, known: Account, keyring: Keyring) -> None:
        """Let somebody with an account work with the book."""
        self.actor = Actor(known.name, known.roles[0], known.id)
        self._keyring = keyring
        self.signer = lambda password: Signer(keyring.seed(known.name, password))

    def role_for(self, permission: Permission) -> str | None:
        """Give the role in which whoever is at work may do something now, None where they may not."""
        if self.actor.account is None:
            return self.actor.role if permission is not Permission.SIGN else None
        known = account(self.ledger, self.actor.account)
        return role_for(known.roles, permission) if known is not None and known.active else None

    def reading_aside(self) -> AbstractContextManager[Reader]:
        """Give what reads the views through a connection of its own: nobody at work waits for a long reading."""
        return reading_aside(self.ledger.where, self.key)

    def permits(self, permission: Permission) -> bool:
        """Answer whether whoever is at work may do something now."""
        return self.role_for(permission) is not None

    @contextmanager
    def acting(self, permission: Permission) -> Iterator[None]:
        """Let a block act in the role that permits it; AccessError where none does."""
        role = self.role_for(permission)
        if role is None:
            raise self._refusal(permission)
        before = _acting_as.set(role)
        try:
            yield
        finally:
            _acting_as.reset(before)

    def draft(
        self,
        event: Event,
        person: str | None = None,
        attempt: int | None = None,
        private: Mapping[str, Any] | None = None,
    ) -> Draft:
        """Make the draft of an entry, by whoever is at work, in the role in which they act."""
        actor = Actor(self.actor.name, _acting_as.get(self.actor.role), self.actor.account)
        return draft(event, actor, self.study, person, attempt, private)

    def write(self, make: Callable[[Reader], Iterable[Draft]]) -> tuple[Entry, ...]:
        """Write what `make` gives in one transaction; nobody else writes between what it reads and what is written."""
        return write(self.ledger, self.draft, make)

    def forget(self, person: str, why: Event, unsaved: Collection[str] = ()) -> Entry:
        """Destroy what identifies a person, and the unsaved forms about them, and say why."""
        return forget(self.ledger, self.draft, person, self.draft(why, person), unsaved)

    def note(self, *events: Event) -> Entry:
        """Record what was done; gives the last entry."""
        return self.write(lambda reader: [self.draft(event) for event in events])[-1]

    def private_of(self, entry: Entry) -> Mapping[str, object] | None:
        """Open what identifies a person, for whoever may see it."""
        return self.ledger.private_of(entry) if self.permits(Permission.READ_IDENTIFIED) else None

    def words_of(self, entry: Entry, key: str) -> str:
        """Give words kept with an entry's private values; blank where they were forgotten, or may not be seen."""
        return str((self.private_of(entry) or {}).get(key, ""))

    def _refusal(self, permission: Permission) -> AccessError:
        name = self.actor.name
        if self.actor.account is None:
            return AccessError(
                "no_accounts", "Only somebody with an account and a password can sign; add people first."
            )
        known = account(self.ledger, self.actor.account)
        if known is None or not known.active:
            return AccessError("disabled", "The account of {name} is closed; ask the administrator.", name=name)
        return AccessError(
            f"not_permitted.{permission.value}",
            "{name} may not do this here ({permission}); see who may with: eligo people list",
            name=name,
            permission=permission.value,
        )


def _no_signer(password: str) -> Signer:
    del password
    raise AccessError("no_accounts", _NO_ACCOUNTS)


def must_change(name: str) -> AccessError:
    """Say that somebody has to choose a password of their own first."""
    return AccessError("must_change", _MUST_CHANGE, name=name)


def no_people(folder: Path) -> AccessError:
    """Say that a book knows no people with passwords."""
    return AccessError("no_people", "The book in {folder} has no people with passwords yet.", folder=folder)


class _OfBook(Protocol):
    @property
    def _book(self) -> Book: ...


_Owner = TypeVar("_Owner", bound=_OfBook)


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[_Owner, _P], _T]], Callable[Concatenate[_Owner, _P], _T]]:
    """Let a use case run only where whoever is at work may do this; it is recorded in the role that permits it."""

    def guard(method: Callable[Concatenate[_Owner, _P], _T]) -> Callable[Concatenate[_Owner, _P], _T]:
        @wraps(method)
        def guarded(owner: _Owner, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
            with owner._book.acting(permission):
                return method(owner, *args, **kwargs)

        guarded.__dict__["permission"] = permission
        return guarded

    return guard
