"""Which protocols there are: those that ship, and those in a site's own folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from screening.errors import InputError, UsageError, nearest
from screening.protocol.document import Header, Protocol
from screening.protocol.loading import loads, parsed
from screening.protocol.text import Text

PROTOCOLS = "protocols"
"""The folder of a site's own protocol files, in the folder of its log."""

_OTHER_TABLE = re.compile(r"^[ \t]*\[(?!protocol[].])", re.MULTILINE)


@dataclass(frozen=True)
class Listed:
    """One protocol file, known by its header; `load` reads the rest."""

    header: Header
    file: Traversable
    ships: bool

    @property
    def id(self) -> str:
        """Give the registry number."""
        return self.header.id

    @property
    def version(self) -> str:
        """Name this version of it."""
        return self.header.version

    @property
    def reference(self) -> str:
        """Name it as `find` does."""
        return f"{self.id}@{self.version}"

    @property
    def dated(self) -> date | None:
        """Give the day of this version; None where the file has none."""
        return self.header.dated

    @property
    def status(self) -> Literal["unverified", "verified"]:
        """Say whether a named person has held it against the protocol document."""
        return self.header.status

    @property
    def title(self) -> Text:
        """Give the protocol's title."""
        return self.header.title

    @property
    def unusable(self) -> Text | None:
        """Say why nobody may be screened with it; None where people may."""
        return self.header.unusable

    def load(self) -> Protocol:
        """Read the whole file; InputError names everything that is wrong with it."""
        return loads(_text(self.file), source=str(self.file))


@dataclass(frozen=True)
class Catalogue:
    """The protocols that can be read, by id and age, the newest first; and why others can't."""

    listed: tuple[Listed, ...]
    faulty: tuple[InputError, ...] = ()

    def find(self, reference: str) -> Listed:
        """Find `ID` (its newest usable version) or `ID@VERSION`; UsageError names the nearest there is."""
        name, _, version = reference.strip().partition("@")
        versions = [one for one in self.listed if one.id == name]
        if not versions:
            raise UsageError(f'there is no protocol "{name}"{nearest(name, {one.id for one in self.listed})}')
        if version:
            return self._version(versions, name, version)
        usable = next((one for one in versions if one.unusable is None), None)
        if usable is None:
            names = ", ".join(one.reference for one in versions)
            raise UsageError(f"no version of {name} can be used for screening; to read one, name it: {names}")
        return usable

    def _version(self, versions: list[Listed], name: str, version: str) -> Listed:
        found = next((one for one in versions if one.version == version), None)
        if found is None:
            close = nearest(version, [one.version for one in versions])
            raise UsageError(f'{name} has no version "{version}"{close}')
        return found


def catalogue(folder: Path | None = None) -> Catalogue:
    """List the protocols that ship, and those in a site's folder; a faulty file there hides no other."""
    listed = list(_shipped())
    faulty: list[InputError] = []
    for file in sorted(folder.glob("*.toml")) if folder else ():
        try:
            one = Listed(_header(_text(file), str(file)), file, ships=False)
        except InputError as error:
            faulty.append(error)
            continue
        twin = next((known for known in listed if known.reference == one.reference), None)
        if twin is None:
            listed.append(one)
        else:
            words = f"{one.reference} is there already: {twin.file.name}; a new file needs a new version"
            faulty.append(InputError(words, source=str(file)))
    return Catalogue(_sorted(listed), tuple(faulty))


def find(reference: str, folder: Path | None = None) -> Listed:
    """Find a protocol by `ID` or `ID@VERSION` among those that ship and those in a site's folder."""
    return catalogue(folder).find(reference)


@cache
def _shipped() -> tuple[Listed, ...]:
    folder = files("resources").joinpath("protocols")
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    return tuple(Listed(_header(_text(one), one.name), one, ships=True) for one in found)


def _sorted(listed: list[Listed]) -> tuple[Listed, ...]:
    newest_first = sorted(listed, key=lambda one: (one.dated or date.min, one.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda one: one.id))


def _text(file: Traversable) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror or error}", source=str(file)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 text (byte {error.start + 1})", source=str(file)) from None


def _header(text: str, source: str) -> Header:
    """Read the header alone: what stands before the next table, since the rest takes ten times as long."""
    for part in _heads(text):
        raw = parsed(part, source).get("protocol")
        if raw is not None:
            try:
                return _adapter().validate_python(raw)
            except ValidationError:
                break
    loads(text, source)  # says what is wrong
    raise InputError("has no header", source=source)


def _heads(text: str) -> Iterator[str]:
    after = _OTHER_TABLE.search(text)
    if after:
        yield text[: after.start()]
    yield text


@cache
def _adapter() -> TypeAdapter[Header]:
    return TypeAdapter(Header)
