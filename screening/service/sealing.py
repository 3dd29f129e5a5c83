"""The installation's signature: checkpoints of the book, and manifests of the copies that leave it.

The private key lies in a file beside the book's key; the public half is recorded in the book. The newest checkpoint is
kept beside the book as well, so that an older book put in its place is noticed; a manifest carries it further away.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from secrets import token_bytes

from screening.access import unwrap, wrap
from screening.errors import StoreError
from screening.ledger import (
    Checkpoint,
    Draft,
    Ledger,
    Reader,
    Signer,
    Verification,
    is_genuine,
    new_key_file,
    read_key_file,
)
from screening.log import Event, SigningKeyMade
from screening.service.files import write_whole
from screening.service.headcode import HeadCode
from screening.service.packing import INSIDE, altered
from screening.settings import SIGN, opened_by_passwords
from screening.wording import refused, unusable

NEWEST, MANIFEST = "eligo.head", ".eligo.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """A manifest as it was read: `copy` is the file it speaks of, None where that is not beside it.

    Of a package that was unpacked, `copy` is the folder, in which the manifest stands.
    """

    path: Path
    said: Mapping[str, object]
    checkpoint: Checkpoint
    copy: Path | None

    def is_genuine(self) -> bool:
        """Answer whether the manifest is as it was signed, with the key of its checkpoint."""
        said = dict(self.said)
        signature = said.pop("signature", None)
        return isinstance(signature, str) and is_genuine(said, self.checkpoint.key, signature)

    def altered(self) -> list[str]:
        """Name the files of the copy, where it is there, that don't hold the bytes that were written."""
        files = self.said.get("files")
        listed = files if isinstance(files, list) else []
        try:
            if self.copy is None:
                return []
            if self.copy.is_dir():
                return altered(self.copy, listed)
            if digest_of(self.copy) == self.said.get("sha256"):
                return []
            return (altered(self.copy, listed) if listed else []) or [self.copy.name]
        except OSError as error:
            raise refused("proof.unreadable", path=self.copy, detail=error.strerror) from None


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, however large."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def manifest_of(path: Path) -> Path:
    """Name the manifest of a copy."""
    return path.with_name(f"{path.name}{MANIFEST}")


def read_proof(path: Path) -> Proof:
    """Read the manifest of a copy, by either's name; InputError where there is none."""
    unpacked = path.is_dir()
    beside = path / INSIDE if unpacked else path if path.name.endswith(MANIFEST) else manifest_of(path)
    try:
        said = json.loads(beside.read_bytes())
        checkpoint = Checkpoint.read(said["checkpoint"])
    except OSError as error:
        raise refused("proof.unreadable", path=beside, detail=error.strerror) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise refused("proof.none", path=beside) from None
    if unpacked:
        return Proof(beside, said, checkpoint, path)
    copy = beside.with_name(beside.name.removesuffix(MANIFEST))
    if copy != path and not copy.exists():
        return Proof(beside, said, checkpoint, None)
    return Proof(beside, said, checkpoint, copy)


class InstallationKey:
    """The key that signs for an installation, in a file beside the book.

    Where people's passwords open the book, it lies wrapped under the book's key.
    """

    def __init__(self, folder: Path, book_key: bytes) -> None:
        self._path = folder / SIGN
        self._book_key = book_key
        self._wrapped = opened_by_passwords(folder)

    def exists(self) -> bool:
        """Say whether there is one yet."""
        return self._path.exists()

    def signer(self) -> Signer:
        """Give it, drawn now where there is none yet; one that lies open where it need not is wrapped."""
        if not self._wrapped:
            return Signer(read_key_file(self._path) if self.exists() else new_key_file(self._path))
        if not self.exists():
            return Signer(self._keep(token_bytes(32)))
        said = self._path.read_text("ascii").strip()
        if len(said) == 64:
            return Signer(self._keep(read_key_file(self._path)))
        return Signer(unwrap(bytes.fromhex(said), self._book_key, _PURPOSE))

    def known(self) -> SigningKeyMade:
        """Give the event that makes it known."""
        return SigningKeyMade(public=self.signer().public)

    def _keep(self, seed: bytes) -> bytes:
        write_whole(self._path, f"{wrap(seed, self._book_key, _PURPOSE).hex()}\n")
        return seed


_PURPOSE = "signing key of the installation"


def _not_of(code: HeadCode, found: Verification) -> Verification:
    """Say of a sound book that it is not the one of which a code tells, or no longer the whole of it."""
    if code.length > found.length:
        return replace(found, ok=False, first_bad=found.length + 1, why="cut", checkpoint=None)
    return replace(found, ok=False, why="other_code", checkpoint=None)


class Seals:
    """What signs for one open book, and what holds it against what was signed."""

    def __init__(self, folder: Path, ledger: Ledger, key: InstallationKey, draft: Callable[[Event], Draft]) -> None:
        self._folder, self._ledger, self._key, self._draft = folder, ledger, key, draft

    def close(self) -> None:
        """Sign the book at the end of a session; a book that can't be signed now is closed all the same."""
        with suppress(StoreError):
            self.checkpoint()

    def checkpoint(self) -> Checkpoint | None:
        """Sign the book as it is; None where it doesn't go on from what was signed before."""
        noted = self._noted()
        if noted is not None and not self._ledger.fits(noted):
            return None
        made = self._ledger.checkpoint(self._known_signer())
        if made is not None and made != noted:
            self._keep(made)
        return made

    def seal(self) -> Checkpoint:
        """Sign the book as it is; StoreError where it doesn't go on from what was signed before."""
        made = self.checkpoint()
        if made is None:
            raise unusable("not_going_on")
        return made

    def manifest(self, said: Mapping[str, object], made: Checkpoint | None = None) -> bytes:
        """Sign what a copy is, together with a checkpoint, made now where none is given."""
        made = made or self.seal()
        table = {"eligo": "copy", "version": 1, **said, "checkpoint": made.plain()}
        signed = {**table, "signature": self._known_signer().sign(table)}
        return f"{json.dumps(signed, ensure_ascii=False, indent=1)}\n".encode()

    def verify(self, progress: Callable[[int, int], None] | None, against: Proof | HeadCode | None) -> Verification:
        """Check the book against itself, its checkpoints, and a copy, or a code on paper, made earlier."""
        noted, proof = self._noted(), against if isinstance(against, Proof) else None
        outside = ([noted] if noted else []) + ([proof.checkpoint] if proof else [])
        # A program that signs meanwhile is beyond what was noted, never behind it.
        found = self._ledger.verify(progress, keys=self._keys(self._ledger), outside=outside)
        if not found.ok or against is None:
            return found
        if isinstance(against, HeadCode):
            return found if against.fits(self._ledger) else _not_of(against, found)
        if not against.is_genuine():
            return Verification(False, found.length, found.head, None, "copy_forged", against.checkpoint)
        if against.altered():
            return Verification(False, found.length, found.head, None, "copy_altered", against.checkpoint)
        return found

    def _keys(self, reader: Reader) -> set[str]:
        """Give the public keys that the book names."""
        entries = reader.entries(kinds=(SigningKeyMade.kind,))
        return {SigningKeyMade.model_validate(dict(entry.payload)).public for entry in entries}

    def _known_signer(self) -> Signer:
        """Give the installation's key, made known in the book: a restored or older book meets a new one."""
        if not self._key.exists():
            self._ledger.append_with(self._making_known)
        signer = self._key.signer()
        if signer.public not in self._keys(self._ledger):
            self._ledger.append_with(self._making_known)
        return signer

    def _making_known(self, reader: Reader) -> Sequence[Draft]:
        event = self._key.known()  # two programs at once draw one key: only one is here at a time
        return [] if event.public in self._keys(reader) else [self._draft(event)]

    def _noted(self) -> Checkpoint | None:
        """Give the newest checkpoint kept beside the book, None where there is none that can be read."""
        try:
            return Checkpoint.read(json.loads((self._folder / NEWEST).read_bytes()))
        except (OSError, ValueError, RecursionError):
            return None

    def _keep(self, made: Checkpoint) -> None:
        """Keep the newest checkpoint beside the book, whole or not at all."""
        write_whole(self._folder / NEWEST, f"{json.dumps(made.plain())}\n")
