"""Protocols that are being written: files in the site's folder, beside the book; they hold no patient's data.

A draft is the very file that people will be screened by once it is whole. Each save replaces it whole, so that a crash
loses nothing; what is thrown away is kept beside it until the next one of its name is.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screening.errors import EligoError, InputError
from screening.formats.registry import Skeleton, skeleton_of
from screening.protocol import Protocol
from screening.protocol.catalogue import PROTOCOLS, find
from screening.protocol.draft import Draft, new_part, put_together, read_draft
from screening.protocol.loading import read_text
from screening.service.leaving import put, unwritable
from screening.wording import refused

FOLDER = "drafts"
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_GONE = ".thrown-away"


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
    faulty: str = ""
    """Why it can't be opened; blank where it can."""


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


class ProtocolDrafts:
    """The drafts of one site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PROTOCOLS / FOLDER

    def list(self) -> list[Kept]:
        """List the drafts, the one saved last first; one that can't be read says why."""
        with suppress(OSError):
            return sorted(self._each(), key=lambda one: one.saved, reverse=True)
        return []

    def _each(self) -> Iterator[Kept]:
        for path in self.folder.glob("*.toml"):
            saved = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            try:
                yield _kept(path.stem, read_draft(read_text(path)), saved)
            except InputError as error:
                yield Kept(path.stem, "", "", {}, saved, faulty=str(error))

    def open(self, name: str) -> Draft:
        """Read a draft; InputError where somebody made it something that is no TOML any more."""
        path = self.path(name)
        return read_draft(read_text(path), str(path))

    def begin(self, draft: Draft) -> str:
        """Keep a new draft; gives its name, which no other has."""
        stem = _stem(draft)
        names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
        name = next(one for one in names if not self.path(one).exists())
        self.save(name, draft)
        return name

    def save(self, name: str, draft: Draft) -> None:
        """Keep what a draft says now, whole or not at all."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from None
        put(self.path(name), draft.text.encode())

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
        from screening.review import check

        protocol = check(self.path(name))
        path = self.folder.parent / f"{protocol.id}-{protocol.version}.toml"
        text = self.open(name).text.encode()
        if _taken(path, text, protocol):
            raise refused("version_taken", "protocol.version", version=f"{protocol.id}@{protocol.version}")
        put(path, text)
        return path

    def path(self, name: str) -> Path:
        """Say where a draft lies."""
        return self.folder / f"{name}.toml"


def _taken(path: Path, text: bytes, protocol: Protocol) -> bool:
    """Say whether another file has this id and version, which may be signed already: the site's, or one shipped."""
    if path.exists() and path.read_bytes() != text:
        return True
    try:
        return find(f"{protocol.id}@{protocol.version}").load().fingerprint != protocol.fingerprint
    except EligoError:
        return False


def _stem(draft: Draft) -> str:
    said = "-".join(str(draft.header[key]) for key in ("id", "version") if draft.header.get(key))
    return _PLAIN.sub("-", said)[:80].strip("-.") or "protocol"


def _kept(name: str, draft: Draft, saved: datetime) -> Kept:
    header = draft.header
    criteria = sum(part.kind == "criterion" for part in draft.parts)
    waiting = sum(part.waits for part in draft.parts)
    title = header.get("title")
    told = {key: one for key, one in title.items() if isinstance(one, str)} if isinstance(title, dict) else {}
    study, version = (str(header.get(key) or "") for key in ("id", "version"))
    return Kept(name, study, version, told, saved, criteria, waiting)
