"""Protocols that are being written: files in the site's folder, beside the book; they hold no patient's data.

A draft is the very file that people will be screened by once it is whole. Each save replaces it whole, so that a crash
loses nothing, and never what another window wrote; what is thrown away is kept beside it until the next one of its
name is.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from screening.errors import EligoError, InputError
from screening.formats.registry import Skeleton, skeleton_of
from screening.locks import waited_for
from screening.protocol import Protocol
from screening.protocol.catalogue import PROTOCOLS, find
from screening.protocol.draft import Draft, put_together, read_draft
from screening.protocol.loading import read_raw, read_text, text_of
from screening.protocol.parts import new_part
from screening.service.leaving import put, unwritable
from screening.wording import refused, unusable

FOLDER = "drafts"
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_GONE = ".thrown-away"
_PATIENCE = 5.0
_SOMETIME = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """One draft in the folder: its name, what it is of, and when it was last saved; `criteria` wait with `waiting`."""

    name: str
    protocol: str
    version: str
    title: dict[str, str]
    saved: datetime
    criteria: int = 0
    waiting: int = 0
    faulty: InputError | None = None
    """Why it can't be opened; None where it can."""


def write_skeleton(record: Path, path: Path) -> Skeleton:
    """Make a draft of a registry's record, in a new file."""
    if path.exists():
        raise refused("registry.there", path=path)
    made = skeleton_of(record)
    put(path, made.draft.text.encode())
    return made


def save_draft_as(draft: Draft, path: Path) -> None:
    """Write a draft to a file of its own, whole or not at all."""
    put(path, draft.text.encode())


def blank_draft() -> Draft:
    """Give a file in which nothing is said yet but that nobody has verified it."""
    return put_together("", [new_part("protocol", {"status": "unverified"})])


def begin_from_file(path: Path) -> Draft:
    """Read what a draft begins with: a registry's record, or a protocol file, whatever is missing in it."""
    if path.suffix.lower() != ".toml":
        return skeleton_of(path).draft
    draft = read_draft(read_text(path), str(path))
    return _unverified(draft) if draft.header.get("status") == "verified" else draft


def next_version(protocol: Protocol, text: str = "") -> Draft:
    """Give a version that begins as a copy of another; it is unverified, and needs a name and a day of its own."""
    draft = read_draft(text or protocol.to_toml())
    return _unverified(draft, "dated", "unusable", version=f"{protocol.version[:33]}-draft")


def _unverified(draft: Draft, *dropped: str, **said: str) -> Draft:
    """Say that nobody has held it against the protocol: it will be changed."""
    header = {key: one for key, one in draft.header.items() if key not in ("verified_by", *dropped)}
    return draft.with_header(header | said | {"status": "unverified"})


class OpenDraft:
    """A draft that somebody has open; what they save goes on from what they read, or wrote last.

    Several threads may save it, one after the other.
    """

    def __init__(self, path: Path, draft: Draft, content: bytes) -> None:
        self._path, self._lock, self._content = path, Lock(), content
        self.draft = draft
        """What it says on the disk, as far as is known here."""

    @classmethod
    def read(cls, path: Path) -> "OpenDraft":
        """Open a file; InputError where it can't be read, or is no TOML."""
        content = read_raw(path)
        return cls(path, read_draft(text_of(content, str(path)), str(path)), content)

    @property
    def name(self) -> str:
        """Give its name, which no other has."""
        return self._path.stem

    def save(self, draft: Draft) -> None:
        """Keep what a draft says now, whole or not at all; RefusedError where somebody else wrote there since."""
        content = draft.text.encode()
        with self._lock, _alone(self._path.parent):
            if self._there() not in (None, self._content, content):
                raise refused("draft_changed")
            put(self._path, content)
            self.draft, self._content = draft, content

    def _there(self) -> bytes | None:
        """Give what lies on the disk; None where somebody took it away, over whom nothing is written then."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unwritable(self._path, error) from None


class ProtocolDrafts:
    """The drafts of one site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PROTOCOLS / FOLDER

    def list(self) -> list[Kept]:
        """List the drafts, the one saved last first; one that can't be read says why. InputError where none can be."""
        try:
            paths = [one for one in self.folder.iterdir() if one.suffix == ".toml"]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise refused("drafts_unread", path=self.folder, detail=error.strerror or error) from None
        return sorted(map(_kept, paths), key=lambda one: one.saved, reverse=True)

    def open(self, name: str) -> OpenDraft:
        """Open a draft; InputError where somebody made it something that is no TOML any more."""
        return OpenDraft.read(self.path(name))

    def begin(self, draft: Draft) -> OpenDraft:
        """Keep a new draft, under a name that no other has."""
        stem = _stem(draft)
        with _alone(self.folder):
            names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
            path = next(path for path in map(self.path, names) if not path.exists())
            put(path, content := draft.text.encode())
        return OpenDraft(path, draft, content)

    def throw_away(self, name: str) -> None:
        """Take a draft off the list; its file stays under another name."""
        path = self.path(name)
        try:
            path.replace(path.with_name(f"{path.name}{_GONE}"))
        except OSError as error:
            raise unwritable(path, error) from None

    def finish(self, name: str) -> Path:
        """Put a draft beside the site's other protocol files, under its own id and version, and say where it lies.

        InputError names all that is still wrong with it.
        """
        from screening.review import check_text

        content = read_raw(self.path(name))
        protocol = check_text(text_of(content), str(self.path(name)))
        path = self.folder.parent / f"{protocol.id}-{protocol.version}.toml"
        if _taken(path, content, protocol):
            raise refused("version_taken", "protocol.version", version=f"{protocol.id}@{protocol.version}")
        put(path, content)
        return path

    def path(self, name: str) -> Path:
        """Say where a draft lies."""
        return self.folder / f"{name}.toml"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other windows from writing a draft meanwhile, in a folder that is made where there is none yet."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        if not waited_for(handle, _PATIENCE):
            raise unusable("drafts_busy", path=folder)
        yield
    finally:
        os.close(handle)  # gives the lock back


def _taken(path: Path, content: bytes, protocol: Protocol) -> bool:
    """Say whether another file has this id and version, which may be signed already: the site's, or one shipped."""
    if path.exists() and path.read_bytes() != content:
        return True
    try:
        return find(f"{protocol.id}@{protocol.version}").load().fingerprint != protocol.fingerprint
    except EligoError:
        return False


def _stem(draft: Draft) -> str:
    said = "-".join(str(draft.header[key]) for key in ("id", "version") if draft.header.get(key))
    return _PLAIN.sub("-", said)[:80].strip("-.") or "protocol"


def _kept(path: Path) -> Kept:
    """Tell of one draft; the day of one that can't be reached is unknown, so that it comes last."""
    saved = _SOMETIME
    with suppress(OSError):
        saved = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    try:
        draft = read_draft(read_text(path), str(path))
    except InputError as error:
        return Kept(path.stem, "", "", {}, saved, faulty=error)
    header = draft.header
    title = header.get("title")
    told = {key: one for key, one in title.items() if isinstance(one, str)} if isinstance(title, dict) else {}
    study, version = (str(header.get(key) or "") for key in ("id", "version"))
    criteria, waiting = sum(part.kind == "criterion" for part in draft.parts), sum(part.waits for part in draft.parts)
    return Kept(path.stem, study, version, told, saved, criteria, waiting)
