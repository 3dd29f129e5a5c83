"""The people at work: their accounts and roles, their passwords, who acts in the study from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from screening.access import ROLES, Permission, conflict, one_time_password, refuse_weak
from screening.errors import AccessError, InputError, Problem, nearest
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    Account,
    AccountClosed,
    AccountOpened,
    AccountReopened,
    AccountsReviewed,
    Delegated,
    Delegation,
    DelegationEnded,
    Event,
    PasswordSet,
    RecoveryKeyMade,
    RolesGiven,
    SignedIn,
    SignedOut,
    account_named,
    accounts,
    delegations,
    principal_on,
)
from screening.service.attendance import Attendance, FailedAttempts, attendance, failed, failed_meanwhile
from screening.service.book import Book, must_change, needs
from screening.settings import today


@dataclass(frozen=True, slots=True)
class Grant:
    """Which roles an account had from an entry on; none after it was closed."""

    account: str
    name: str
    roles: tuple[str, ...]
    at: str
    by: str


class Staff:
    """What is done with accounts. Every change is one transaction of the book, then of the file of keys."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def all(self) -> list[Account]:
        """List every account, closed ones too, in the order in which they were opened."""
        return accounts(self._book.ledger)

    def named(self, name: str) -> Account:
        """Give the account of a name; InputError where there is none."""
        return _named(self._book.ledger, name)

    @needs(Permission.ADMINISTER)
    def add(self, name: str, roles: Sequence[str], *, verified: str) -> str:
        """Open an account; gives the password for the first time, which the person must change.

        `verified` says how it was made sure who they are. At a site of one person, who both signs and administers
        accounts, the first other member of staff takes the administration over.
        """
        name = " ".join(name.split())
        password = one_time_password()

        def opening(reader: Reader) -> Sequence[Draft]:
            given = _checked(roles, alone=False)
            problems = [] if verified.strip() else [_problem("verified")]
            if not name or not name.isprintable():
                problems.append(_problem("name"))
            if account_named(reader, name) is not None:
                problems.append(_problem("taken"))
            if problems:
                raise InputError(problems)
            given, handed = _handed_over(reader, given)
            opened = AccountOpened(account=_next_id(reader), name=name, roles=given, verified=verified.strip())
            events = [opened, PasswordSet(account=opened.account, how="given"), *handed]
            events += self._first_investigator(reader, opened.account, given)
            return [self._book.draft(one) for one in events]

        entries = self._book.write(opening)
        opened = next(one for one in entries if one.kind == AccountOpened.kind)
        self._book.keyring.add(str(opened.payload["account"]), name, password, self._book.key, one_time=True)
        return password

    @needs(Permission.ADMINISTER)
    def give_roles(self, name: str, roles: Sequence[str]) -> None:
        """Give an account other roles; somebody must be left who administers accounts."""

        def giving(reader: Reader) -> Sequence[Draft]:
            found = _named(reader, name)
            given = _checked(roles, alone=found.alone and _is_alone(reader, found))
            given, handed = _handed_over(reader, given, found.id)
            _refuse_without_administrator(reader, found, given)
            events: list[Event] = [RolesGiven(account=found.id, roles=given, alone=_both(given)), *handed]
            events += self._first_investigator(reader, found.id, given)
            return [self._book.draft(one) for one in events]

        self._book.write(giving)

    @needs(Permission.ADMINISTER)
    def close(self, name: str, why: str) -> None:
        """Close an account: nobody signs in with it any more, and whoever is in is out."""
        if not why.strip():
            raise InputError([_problem("why")])

        def closing(reader: Reader) -> Sequence[Draft]:
            found = _named(reader, name)
            if not found.active:
                raise InputError([_problem("closed", name=found.name)])
            _refuse_without_administrator(reader, found, ())
            return [self._book.draft(AccountClosed(account=found.id, why=why.strip()))]

        self._book.write(closing)
        self._book.keyring.remove(self.named(name).id)

    @needs(Permission.ADMINISTER)
    def reopen(self, name: str) -> str:
        """Open a closed account again; gives a password for the first time."""
        found = self.named(name)
        if found.active:
            raise InputError([_problem("open", name=found.name)])
        self._book.note(AccountReopened(account=found.id), PasswordSet(account=found.id, how="given"))
        return self._let_in_once(found)

    @needs(Permission.ADMINISTER)
    def reset(self, name: str) -> str:
        """Give somebody who forgot theirs a password for once; their signing key is gone, and they get a new one."""
        found = self.named(name)
        if not found.active:
            raise InputError([_problem("closed", name=found.name)])
        self._book.note(PasswordSet(account=found.id, how="given"))
        return self._let_in_once(found)

    @needs(Permission.ADMINISTER)
    def review(self) -> Entry:
        """Record that all accounts and their roles were gone through."""
        return self._book.note(AccountsReviewed(accounts=len(self.all())))

    @needs(Permission.ADMINISTER)
    def new_recovery_key(self) -> str:
        """Make a new recovery key; the one before opens nothing any more."""
        self._book.note(RecoveryKeyMade())
        return self._book.keyring.new_recovery(self._book.key)

    def change_password(self, old: str, new: str) -> None:
        """Take another password of one's own."""
        refuse_weak(new, self._book.known_to_all(self._book.actor.name))
        self._book.keyring.change_password(self._book.actor.name, old, new)
        self._book.note(PasswordSet(account=self._me(), how="chosen"))

    def lock(self, why: Literal["idle", "limit"]) -> None:
        """Record that whoever is at work was shut out, until they unlock or for good."""
        self._book.note(SignedOut(account=self._me(), why=why))
        self._book.away = True

    def unlock(self, password: str) -> None:
        """Let whoever is at work go on, with their password."""
        keyring, me = self._book.keyring, self._me()
        if keyring.unlock(self._book.actor.name, password).must_change:
            raise must_change(self._book.actor.name)
        failures = keyring.failures()
        mine = sum(one.times for one in failures if one.account == me)
        self._book.note(*failed(failures), SignedIn(account=me, how="unlocked", failed=mine))
        keyring.told(failures)
        self._book.away = False

    def confirm(self, password: str) -> None:
        """See that whoever is at work is still the one who signed in, before a change of accounts (ASVS 7.5.3)."""
        self._book.keyring.unlock(self._book.actor.name, password)

    def attendance(self) -> dict[str | None, Attendance]:
        """Say of each account when it was last used, and how often in vain; None stands for names that nobody has."""
        return attendance(self._book.ledger, self._book.ledger.now())

    def failed_meanwhile(self) -> list[FailedAttempts]:
        """List the attempts that failed since whoever is at work came in before: all to an administrator."""
        everybody = self._book.permits(Permission.ADMINISTER)
        return failed_meanwhile(self._book.ledger, self._me(), everybody)

    def last_review(self) -> str | None:
        """Say when all accounts were gone through last (UTC), None for never."""
        entries = self._book.ledger.entries(kinds=(AccountsReviewed.kind,), limit=1, newest_first=True)
        return next((entry.at for entry in entries), None)

    def delegations(self) -> list[Delegation]:
        """List who acts in the study from when to when, also those that ended."""
        return delegations(self._book.ledger, self._book.study)

    # The study

    def delegate(
        self, name: str, *, principal: bool = False, since: date | None = None, until: date | None = None
    ) -> None:
        """Let somebody act as investigator in the study, from one day to another.

        The principal investigator delegates; where the study has none in force, the administrator names one.
        """
        found = self.named(name)
        day = since or today()
        if "investigator" not in found.roles or not found.active:
            raise InputError([_problem("no_investigator", name=found.name)])
        if until is not None and until < day:
            raise InputError([_problem("until")])
        ends = until.isoformat() if until else None
        given = Delegated(account=found.id, principal=principal, since=day.isoformat(), until=ends)
        answered = self._has_principal(self._book.ledger)
        with self._book.acting(Permission.DELEGATE if answered else self._delegating()):
            self._book.note(given)

    def end_delegation(self, name: str, on: date | None = None) -> None:
        """End a delegation; the last day is the one named."""
        found, day = self.named(name), on or today()
        given = delegations(self._book.ledger, self._book.study)
        if not any(one.account == found.id and (one.until is None or one.until > day) for one in given):
            raise InputError([_problem("no_delegation", name=found.name, day=day.isoformat())])
        with self._book.acting(self._delegating()):
            self._book.note(DelegationEnded(account=found.id, on=day.isoformat()))

    # Who was what

    def history(self) -> list[Grant]:
        """List every change of every account's roles, in order: who had which role when."""
        kinds = (AccountOpened.kind, RolesGiven.kind, AccountClosed.kind, AccountReopened.kind)
        grants: list[Grant] = []
        names: dict[str, str] = {}
        last: dict[str, tuple[str, ...]] = {}
        for entry in self._book.ledger.entries(kinds=kinds):
            said: Mapping[str, object] = entry.payload
            id = str(said["account"])
            names.setdefault(id, str(said.get("name")))
            given = said.get("roles")
            if isinstance(given, list):
                last[id] = tuple(given)
            roles = () if entry.kind == AccountClosed.kind else last[id]
            grants.append(Grant(id, names[id], roles, entry.at, entry.actor))
        return grants

    def roles_on(self, day: date) -> dict[str, tuple[str, ...]]:
        """Say which roles each person had at the end of a day (UTC)."""
        end = f"{day.isoformat()}T24"
        then = {one.name: one.roles for one in self.history() if one.at < end}
        return {name: roles for name, roles in then.items() if roles}

    # Within

    def _me(self) -> str:
        account = self._book.actor.account
        if account is None:
            raise AccessError(
                "no_people", "The book in {folder} has no people with passwords yet.", folder=self._book.folder
            )
        return account

    def _delegating(self) -> Permission:
        return Permission.DELEGATE if self._book.permits(Permission.DELEGATE) else Permission.ADMINISTER

    def _first_investigator(self, reader: Reader, account: str, roles: Sequence[str]) -> list[Event]:
        """Let the first investigator of a study that has none answer for it."""
        if "investigator" not in roles or self._has_principal(reader):
            return []
        return [Delegated(account=account, principal=True, since=today().isoformat())]

    def _has_principal(self, reader: Reader) -> bool:
        """Say whether somebody at work answers for the study today."""
        here = {one.id for one in accounts(reader) if one.active and "investigator" in one.roles}
        return principal_on(reader, self._book.study, today()) in here

    def _let_in_once(self, found: Account) -> str:
        """Give somebody a password for once, whether or not they have one: the keys may lack what the book says."""
        password, keyring = one_time_password(), self._book.keyring
        if found.id in keyring.accounts():
            keyring.reset(found.id, password, self._book.key)
        else:
            keyring.add(found.id, found.name, password, self._book.key, one_time=True)
        return password


def _named(reader: Reader, name: str) -> Account:
    found = account_named(reader, name)
    if found is None:
        raise InputError([_problem("unknown", name=name, nearest=nearest(name, _names(reader)))])
    return found


def _names(reader: Reader) -> list[str]:
    return [one.name for one in accounts(reader)]


def _next_id(reader: Reader) -> str:
    return f"A{len(accounts(reader)) + 1}"


def _both(roles: Sequence[str]) -> bool:
    return {"investigator", "administrator"} <= set(roles)


def _handed_over(reader: Reader, roles: tuple[str, ...], account: str = "") -> tuple[tuple[str, ...], list[Event]]:
    """Take the administration from a person who was alone, where another member of staff comes, and give it to them."""
    alone = [one for one in accounts(reader) if one.active and _both(one.roles) and one.id != account]
    if "monitor" in roles or not alone:
        return roles, []
    if "investigator" in roles:
        raise InputError([_problem("hand_over_first")])
    taken = [
        RolesGiven(account=one.id, roles=tuple(role for role in one.roles if role != "administrator")) for one in alone
    ]
    return _checked((*roles, "administrator"), alone=False), list(taken)


def _is_alone(reader: Reader, one: Account) -> bool:
    return all(other.id == one.id or not other.active or other.roles == ("monitor",) for other in accounts(reader))


_PROBLEMS = {
    "verified": ("verified", "must say how it was made sure who this is"),
    "name": ("name", "must be a name that can be written"),
    "taken": ("name", "is, or was, somebody's here already; a name is never given twice"),
    "unknown": ("name", 'there is no account of "{name}"{nearest}'),
    "closed": ("name", "the account of {name} is closed"),
    "open": ("name", "the account of {name} is open"),
    "why": ("why", "must say why the account is closed"),
    "role": ("roles", '"{name}" is no role{nearest}'),
    "no_role": ("roles", f"must name one role at least: {', '.join(ROLES)}"),
    "monitor": ("roles", "a monitor has no other role"),
    "segregation": ("roles", "nobody both signs and administers accounts, but for a site of one person"),
    "hand_over_first": ("roles", "add a coordinator or an administrator first, who takes the accounts over"),
    "last_administrator": ("roles", "somebody else must administer accounts first"),
    "no_investigator": ("name", "{name} has no open account as an investigator"),
    "no_delegation": ("name", "{name} has no delegation that goes on after {day}"),
    "until": ("until", "must not be before the first day"),
}
"""By code: where it is, and what is wrong."""


def _problem(code: str, **values: str) -> Problem:
    place, text = _PROBLEMS[code]
    return Problem(place, text.format(**values), code=f"staff.{code}")


def _checked(roles: Sequence[str], *, alone: bool) -> tuple[str, ...]:
    """Give roles in their order; InputError where they can't go together."""
    unknown = [_problem("role", name=one, nearest=nearest(one, ROLES)) for one in roles if one not in ROLES]
    if unknown:
        raise InputError(unknown)
    broken = conflict(roles, alone=alone)
    if broken:
        raise InputError([_problem("no_role" if broken == "none" else broken)])
    return tuple(role for role in ROLES if role in roles)


def _refuse_without_administrator(reader: Reader, one: Account, roles: Sequence[str]) -> None:
    """Refuse to leave a site without anybody who could open an account."""
    others = (other for other in accounts(reader) if other.active and other.id != one.id)
    if "administrator" not in roles and not any("administrator" in other.roles for other in others):
        raise InputError([_problem("last_administrator")])
