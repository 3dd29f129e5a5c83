"""The file of keys beside a book: its key, wrapped once for each person under their password.

Several people open one book; a changed password encrypts nothing anew but one slot. A person's slot holds their signing
key too, so that nobody, the administrator least of all, can sign as another.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any, Self

from screening.access.lockout import Failure
from screening.access.names import folded
from screening.access.recovery import new_recovery_key, typed
from screening.access.wrapping import KEY_BYTES, Cost, Salted, WrongKeyError, seal, unseal, unwrap, wrap
from screening.errors import AccessError

Clock = Callable[[], datetime]
_VERSION = 1
_RECOVERY = "recovery"
# Costs what a real one does: an unknown name takes as long as a wrong password.
_NOBODY = Salted(b"nobody of this name", Cost())


def system_clock() -> datetime:
    """Give the computer's time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right password opens; `signing_seed` is None until the person chose a password of their own."""

    account: str
    name: str
    book_key: bytes = field(repr=False)
    signing_seed: bytes | None = field(repr=False)
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class _Slot:
    account: str
    name: str
    salted: Salted = field(repr=False)
    sealed: bytes = field(repr=False)
    must_change: bool

    @classmethod
    def of(cls, account: str, name: str, password: str, secrets: bytes, *, must_change: bool, cost: Cost) -> Self:
        """Wrap a person's secrets under their password."""
        salted = Salted.fresh(cost)
        sealed = seal(secrets, salted.key(password), _about(account))
        return cls(account, name, salted, sealed, must_change)

    def open(self, password: str) -> Unlocked:
        """Unwrap them; WrongKeyError where the password is another."""
        secrets = unseal(self.sealed, self.salted.key(password), _about(self.account))
        seed = secrets[KEY_BYTES:] or None
        return Unlocked(self.account, self.name, secrets[:KEY_BYTES], seed, self.must_change)


class Keyring:
    """The keys of one book. Every change is read, made and written under a lock, whole or not at all."""

    def __init__(self, path: Path, clock: Clock = system_clock, cost: Cost | None = None) -> None:
        self._path, self._clock, self._cost = path, clock, cost or Cost()

    @classmethod
    def create(cls, path: Path, book_key: bytes, clock: Clock = system_clock) -> tuple[Self, str]:
        """Make the file for a book's key; gives the recovery key too, which is kept nowhere."""
        made = cls(path, clock)
        key, paper = new_recovery_key()
        state = _State([], wrap(book_key, key, _RECOVERY), [])
        _write(path, state)
        return made, paper

    @classmethod
    def read(cls, path: Path, clock: Clock = system_clock) -> Self:
        """Open the file; AccessError where it is missing or damaged."""
        _read(path)
        return cls(path, clock)

    def names(self) -> list[str]:
        """Name everybody who has a slot."""
        return [one.name for one in _read(self._path).slots]

    def add(self, account: str, name: str, password: str, book_key: bytes, *, one_time: bool = False) -> bytes | None:
        """Let somebody in from now on; gives their new signing key, None where they must choose a password first."""
        seed = None if one_time else token_bytes(KEY_BYTES)
        slot = _Slot.of(account, name, password, book_key + (seed or b""), must_change=one_time, cost=self._cost)
        with self._changing() as state:
            state.slots = [*(one for one in state.slots if one.account != account), slot]
        return seed

    def remove(self, account: str) -> None:
        """Let somebody in no more."""
        with self._changing() as state:
            state.slots = [one for one in state.slots if one.account != account]

    def reset(self, account: str, password: str, book_key: bytes) -> None:
        """Give somebody a password for once; their signing key is gone for good."""
        name = next(one.name for one in _read(self._path).slots if one.account == account)
        self.add(account, name, password, book_key, one_time=True)

    def unlock(self, name: str, password: str) -> Unlocked:
        """Open the book's key; AccessError `wrong` for a wrong password and an unknown name alike, or `locked`."""
        state = _read(self._path)
        slot = state.slot_of(name)
        account = slot.account if slot else None
        self._refuse_locked(state, account)
        try:
            found = _opened(slot, password)
        except WrongKeyError:
            self._count(account)
            raise AccessError("wrong", "The name or the password is not right.") from None
        self._right(found, password, slot)
        return found

    def seed(self, name: str, password: str) -> bytes:
        """Give the key with which somebody signs, for their password; AccessError as in `unlock`."""
        found = self.unlock(name, password)
        if found.signing_seed is None:
            raise AccessError("must_change", "{name} must choose a new password first.", name=found.name)
        return found.signing_seed

    def change_password(self, name: str, old: str, new: str) -> Unlocked:
        """Take a new password in place of the old one; who had one for once gets a signing key now."""
        found = self.unlock(name, old)
        seed = found.signing_seed or token_bytes(KEY_BYTES)
        changed = replace(found, signing_seed=seed, must_change=False)
        self._keep(changed, new)
        return changed

    def unlock_with_recovery(self, text: str) -> bytes:
        """Open the book's key with the recovery key; AccessError `recovery_typo` or `recovery_wrong`."""
        key = typed(text)
        if key is None:
            raise AccessError("recovery_typo", "A letter of the recovery key is missing or mistyped; compare it again.")
        try:
            return unwrap(_read(self._path).recovery, key, _RECOVERY)
        except WrongKeyError:
            raise AccessError("recovery_wrong", "This recovery key is not this book's, or was replaced.") from None

    def new_recovery(self, book_key: bytes) -> str:
        """Replace the recovery key."""
        key, paper = new_recovery_key()
        with self._changing() as state:
            state.recovery = wrap(book_key, key, _RECOVERY)
        return paper

    def failures(self) -> list[Failure]:
        """List the wrong passwords that the book was not told of yet."""
        return [one for one in _read(self._path).failures if one.times]

    def forget_failures(self) -> None:
        """Remember no longer those that the book was told of; who is locked out stays so."""
        with self._changing() as state:
            state.failures = [replace(one, times=0) for one in state.failures if one.streak]

    # Within

    def _refuse_locked(self, state: "_State", account: str | None) -> None:
        failure, now = state.failure_of(account), self._clock()
        if failure is None:
            return
        if now.isoformat() < failure.last:
            # The clock was set back: the wait begins anew, or it would last until the clock is where it was.
            with self._changing() as changed:
                failure = replace(failure, last=now.isoformat())
                changed.failures = [failure if one.account == account else one for one in changed.failures]
        until = failure.locked_until(now)
        if until is not None:
            sentence = "Too many wrong passwords. Try again at {until}."
            raise AccessError("locked", sentence, until=until.astimezone().strftime("%H:%M:%S"))

    def _count(self, account: str | None) -> None:
        with self._changing() as state:
            now = self._clock()
            before = state.failure_of(account) or Failure(account, 0, 0, now.isoformat())
            others = [one for one in state.failures if one.account != account]
            state.failures = [*others, before.one_more(now)]

    def _right(self, found: Unlocked, password: str, slot: _Slot | None) -> None:
        """End the row of wrong passwords; wrap anew where a try has become too cheap."""
        if slot is not None and slot.salted.cost.is_below(self._cost):
            self._keep(found, password)
        failure = _read(self._path).failure_of(found.account)
        if failure is not None and failure.streak:
            with self._changing() as state:
                state.failures = [
                    replace(one, streak=0) if one.account == found.account else one for one in state.failures
                ]

    def _keep(self, found: Unlocked, password: str) -> None:
        secrets = found.book_key + (found.signing_seed or b"")
        slot = _Slot.of(found.account, found.name, password, secrets, must_change=found.must_change, cost=self._cost)
        with self._changing() as state:
            state.slots = [slot if one.account == found.account else one for one in state.slots]

    @contextmanager
    def _changing(self) -> Iterator["_State"]:
        """Give what the file says now, and write what becomes of it; other programs wait."""
        with _alone(self._path):
            state = _read(self._path)
            yield state
            _write(self._path, state)


@dataclass(slots=True)
class _State:
    """What the file says."""

    slots: list[_Slot]
    recovery: bytes = field(repr=False)
    failures: list[Failure] = field(default_factory=list)

    def slot_of(self, name: str) -> _Slot | None:
        wanted = folded(name)
        return next((one for one in self.slots if folded(one.name) == wanted), None)

    def failure_of(self, account: str | None) -> Failure | None:
        return next((one for one in self.failures if one.account == account), None)

    def plain(self) -> dict[str, Any]:
        """Give it as JSON."""
        slots = [
            {
                "account": one.account,
                "name": one.name,
                "kdf": {"name": "argon2id", "salt": one.salted.salt.hex(), **asdict(one.salted.cost)},
                "sealed": one.sealed.hex(),
                "must_change": one.must_change,
            }
            for one in self.slots
        ]
        failures = [asdict(one) for one in self.failures]
        return {
            "eligo": "keys",
            "version": _VERSION,
            "slots": slots,
            "recovery": self.recovery.hex(),
            "failures": failures,
        }

    @classmethod
    def of(cls, said: Any) -> Self:
        """Read it; raises ValueError, KeyError or TypeError where it is none."""
        if said["eligo"] != "keys" or said["version"] != _VERSION:
            raise ValueError(said["version"])
        slots = [_slot(one) for one in said["slots"]]
        return cls(slots, bytes.fromhex(said["recovery"]), [Failure(**one) for one in said["failures"]])


def _slot(said: Any) -> _Slot:
    cost = Cost(*(int(said["kdf"][key]) for key in ("memory", "passes", "lanes")))
    salted = Salted(bytes.fromhex(said["kdf"]["salt"]), cost)
    sealed = bytes.fromhex(said["sealed"])
    return _Slot(str(said["account"]), str(said["name"]), salted, sealed, bool(said["must_change"]))


def _opened(slot: _Slot | None, password: str) -> Unlocked:
    if slot is None:
        _NOBODY.key(password)
        raise WrongKeyError("nobody")
    return slot.open(password)


def _about(account: str) -> str:
    return f"eligo keys {_VERSION} {account}"


def _read(path: Path) -> _State:
    try:
        return _State.of(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise AccessError(
            "keys_missing", "The file of keys {path} is missing; look for a copy of it.", path=path
        ) from None
    except OSError as error:
        sentence = "The file of keys {path} can't be read ({detail})."
        raise AccessError("keys_unreachable", sentence, path=path, detail=error.strerror or "") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise AccessError("keys_bad", "The file of keys {path} is damaged; look for a copy of it.", path=path) from None


def _write(path: Path, state: _State) -> None:
    """Put the file in its place, whole or not at all; it is on the disk when this returns."""
    fresh = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump(state.plain(), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        sentence = "The file of keys {path} can't be written ({detail}). Nothing was changed."
        raise AccessError("keys_unwritable", sentence, path=path, detail=error.strerror or "") from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the file; it is let go with the process."""
    with path.with_name(f"{path.name}.lock").open("a+b") as handle:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        else:
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        yield
