"""The keyring: who can open the book, with a password, and the recovery key for when nobody can any more.

Every attempt counts as failed before it is tried, and no longer once it succeeded: killing the program, a full disk
and a second program give nobody a free one. A whole attempt holds the file, so that no two changes meet. Whether an
account is in force, and which public key is a person's, the book says: a file of keys can be put back from a copy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Self

from screening.access.clock import Clock, system_clock
from screening.access.keyfile import KeyFile, KeyStore, parsed, written
from screening.access.lockout import MOMENTS, Tries
from screening.access.passwords import normalised
from screening.access.recovery import recovery_bytes, recovery_text
from screening.access.refusals import refusal
from screening.access.slots import Keys, Slot, decoy, mark_of, stranger
from screening.access.wrapping import COST, KEY_BYTES, Cost, WrongKeyError, unwrap, wrap
from screening.ledger.address import Server, Where

_RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Failure:
    """Failed attempts that the book was not told of yet: how many `times`, the `last` (UTC), and when the newest were.

    `account` is None for names that nobody has; `until` is set while no password is tried.
    """

    account: str | None
    name: str
    times: int
    last: str
    moments: tuple[datetime, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a password opened; `signing_seed` is None until the person chose a password of their own."""

    account: str
    name: str
    book_key: bytes = field(repr=False)
    signing_seed: bytes | None = field(repr=False)
    must_change: bool


def _store(where: Where) -> KeyStore:
    if isinstance(where, Server):
        from screening.access.keyserver import ServerKeys

        return ServerKeys(where)
    return KeyFile(where)


def keys_in(where: Where) -> bytes:
    """Give the keys of a book's people as a file of them is written; without a password they open nothing."""
    return written(_store(where).read())


def put_keys(content: bytes, where: Where) -> None:
    """Write such a file where a book has moved to; never over others."""
    _store(where).create(parsed(content, where))


class Keyring:
    """The key file of one book; any number of programs and threads may use it at once."""

    def __init__(self, file: KeyStore, clock: Clock, cost: Cost | None) -> None:
        self._file, self._clock, self._cost = file, clock, cost or COST
        self.path = file.path

    @classmethod
    def create(
        cls, where: Where, book_key: bytes, *, clock: Clock = system_clock, cost: Cost | None = None
    ) -> tuple[Self, str]:
        """Make the key file of a new book; gives it with its recovery key, which nothing shows again."""
        recovery = token_bytes(KEY_BYTES)
        file = _store(where)
        file.create(Keys(book=mark_of(book_key), recovery=wrap(book_key, recovery, _RECOVERY)))
        return cls(file, clock, cost), recovery_text(recovery)

    @classmethod
    def read(cls, where: Where, *, clock: Clock = system_clock, cost: Cost | None = None) -> Self:
        """Read the key file of a book; AccessError where it is missing or damaged."""
        file = _store(where)
        file.read()
        return cls(file, clock, cost)

    @staticmethod
    def discard(where: Where) -> None:
        """Remove the key file of a book that did not come to be, where there is one."""
        _store(where).discard()

    def names(self) -> list[str]:
        """List who can sign in, the first one first."""
        return [slot.name for slot in self._file.read().slots]

    def accounts(self) -> dict[str, str]:
        """Give the name of each account that can sign in."""
        return {slot.account: slot.name for slot in self._file.read().slots}

    # Coming in

    def unlock(self, name: str, password: str) -> Unlocked:
        """Open the book; AccessError `wrong`, or `locked` while no password is tried."""
        with self._file.alone():
            return self._unlocked(name, password)

    def seed(self, name: str, password: str) -> bytes:
        """Give the seed of a person's signing key, for one signature; AccessError as with `unlock`."""
        known = self.unlock(name, password)
        if known.signing_seed is None:
            raise refusal("must_change", name=known.name)
        return known.signing_seed

    def change_password(self, name: str, old: str, new: str) -> Unlocked:
        """Change a person's password; the first one of the person's own draws the signing key, later ones keep it."""
        if normalised(old) == normalised(new):
            raise refusal("same")
        with self._file.alone():
            known = self._unlocked(name, old)
            seed = known.signing_seed or token_bytes(KEY_BYTES)
            slot = Slot.made(known.account, known.name, new, (known.book_key, seed), self._cost)
            self._file.write(self._file.read().with_slot(slot))
        return Unlocked(known.account, known.name, known.book_key, seed, must_change=False)

    def unlock_with_recovery(self, text: str) -> bytes:
        """Give the book's key; AccessError `recovery_typo` with the `group` that is mistyped, or `recovery_wrong`."""
        recovery = recovery_bytes(text)
        try:
            return unwrap(self._file.read().recovery, recovery, _RECOVERY)
        except WrongKeyError:
            raise refusal("recovery_wrong") from None

    # Keeping the accounts

    def add(self, account: str, name: str, password: str, book_key: bytes, *, one_time: bool = False) -> bytes | None:
        """Give an account a way in, and the seed of its signing key, None with a password that must be changed first.

        AccessError `taken` where the name or the account has one.
        """
        seed = None if one_time else token_bytes(KEY_BYTES)
        with self._file.alone():
            keys = self._keys_of(book_key)
            if keys.named(name) or keys.of(account):
                raise refusal("taken", name=name)
            self._file.write(keys.with_slot(Slot.made(account, name, password, (book_key, seed), self._cost)))
        return seed

    def reset(self, account: str, password: str, book_key: bytes) -> None:
        """Give an account a password to be changed at once; its old one and its signing key are gone for good."""
        with self._file.alone():
            keys = self._keys_of(book_key)
            old = keys.of(account)
            if old is None:
                raise refusal("no_account", account=account)
            slot = Slot.made(account, old.name, password, (book_key, None), self._cost)
            self._file.write(keys.with_slot(slot).with_tries(account, keys.tried(account).succeeded()))

    def remove(self, account: str) -> None:
        """Take an account's way in away; nothing happens where it has none."""
        with self._file.alone():
            self._file.write(self._file.read().without(account))

    def new_recovery(self, book_key: bytes) -> str:
        """Draw a new recovery key; the old one opens nothing from now on."""
        recovery = token_bytes(KEY_BYTES)
        with self._file.alone():
            keys = self._keys_of(book_key)
            self._file.write(keys.model_copy(update={"recovery": wrap(book_key, recovery, _RECOVERY)}))
        return recovery_text(recovery)

    # Failed attempts

    def failures(self) -> list[Failure]:
        """List the failed attempts that the book was not told of yet, one item for each account."""
        keys, now = self._file.read(), self._clock()
        strangers = keys.strangers()
        known = [_failure(keys, one, now) for one in sorted({*keys.tries} - {*strangers}) if keys.tried(one).untold]
        return [*_of_strangers([keys.tried(one) for one in strangers]), *known]

    def told(self, failures: Iterable[Failure]) -> None:
        """Keep no longer what the book was told of; who is locked out stays so."""
        with self._file.alone():
            keys = self._file.read()
            for one in failures:
                left = one.times
                for who in keys.strangers() if one.account is None else [one.account]:
                    tries = keys.tried(who)
                    keys = keys.with_tries(who, tries.told(left))
                    left -= min(left, tries.untold)
            self._file.write(keys)

    def forget_failures(self, who: str) -> None:
        """Forget all failed attempts on an account, by its id or name; it is open again at once."""
        with self._file.alone():
            keys = self._file.read()
            slot = keys.of(who) or keys.named(who)
            self._file.write(keys.with_tries(slot.account if slot else stranger(who), Tries()))

    # Within

    def _keys_of(self, book_key: bytes) -> Keys:
        """Read the file; ValueError where the key is another book's, which would shut a person out of this one."""
        keys = self._file.read()
        if mark_of(book_key) != keys.book:
            raise ValueError("the key of another book")
        return keys

    def _unlocked(self, name: str, password: str) -> Unlocked:
        keys = self._file.read()
        slot = keys.named(name)
        account = slot.account if slot else stranger(name)
        tries = self._counted(keys, account)
        secrets = (slot or self._decoy(keys)).opened(password)
        if slot is None or secrets is None:
            raise refusal("wrong")
        dearer = slot.cost.raised_to(self._cost)
        if dearer != slot.cost:
            slot = Slot.made(slot.account, slot.name, password, secrets, dearer)
        # Whoever is here at last may have been the one who mistyped a name.
        for who in keys.strangers():
            keys = keys.with_tries(who, keys.tried(who).succeeded())
        self._file.write(keys.with_tries(account, tries.succeeded()).with_slot(slot))
        return Unlocked(slot.account, slot.name, *secrets, slot.must_change)

    def _counted(self, keys: Keys, account: str) -> Tries:
        """Count an attempt on the disk before it is tried, and give what there was; AccessError while none is tried."""
        now = self._clock()
        before = keys.tried(account)
        tries = before.seen_at(now)
        until = tries.until()
        if until is not None and now < until:
            if tries != before:
                self._file.write(keys.with_tries(account, tries))
            raise refusal("locked", until=_shown(until), moment=until)
        self._file.write(keys.with_tries(account, tries.failed(now)))
        return tries

    def _decoy(self, keys: Keys) -> Slot:
        return decoy(keys.slots[0].cost if keys.slots else self._cost)


def _shown(until: datetime) -> str:
    """Write a time of day as this computer's clock shows it, never too early."""
    return f"{(until + timedelta(microseconds=999_999)).astimezone():%H:%M:%S}"


def _failure(keys: Keys, account: str, now: datetime) -> Failure:
    tries, slot = keys.tried(account), keys.of(account)
    until = tries.seen_at(now).until()
    shut = until if until is not None and now < until else None
    last = tries.moments[-1].isoformat()
    return Failure(account, slot.name if slot else "", tries.untold, last, tries.moments, shut)


def _of_strangers(tries: Sequence[Tries]) -> list[Failure]:
    """Put together what was tried under names that nobody has; each of them waits by itself."""
    moments = sorted(moment for one in tries for moment in one.moments)
    times = sum(one.untold for one in tries)
    return [Failure(None, "", times, moments[-1].isoformat(), tuple(moments[-MOMENTS:]), None)] if times else []
