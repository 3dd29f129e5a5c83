"""Packages of several files as one ZIP file, and what the manifest says of each file in them."""

import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any

INSIDE = "manifest.json"
"""The manifest within a package, with which it can be checked once it was unpacked."""


class Packing:
    """A ZIP file being filled; `files` says of each file in it name, size and SHA-256."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._at = time.localtime()[:6]
        self.files: list[dict[str, object]] = []

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file piece by piece."""
        digest, size = sha256(), 0
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._packed.open(info, "w", force_zip64=True) as out:
            for part in parts:
                digest.update(part)
                size += len(part)
                out.write(part)
        self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})


def altered(package: Path, files: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the files of a package, packed or unpacked, that are not as its manifest lists them, or that it doesn't."""
    listed = {str(one["name"]): one["sha256"] for one in files}
    if package.is_dir():
        there = {path.relative_to(package).as_posix(): path for path in package.rglob("*") if path.is_file()}
        found = {name: _digest(path.open("rb")) for name, path in there.items()}
    else:
        try:
            with zipfile.ZipFile(package) as packed:
                found = dict(_members(packed))
        except (zipfile.BadZipFile, OSError):
            return [package.name]
    return sorted(name for name in listed.keys() | found.keys() - {INSIDE} if listed.get(name) != found.get(name))


def _members(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for member in packed.infolist():
        try:
            yield member.filename, _digest(packed.open(member))
        except (zipfile.BadZipFile, zlib.error, OSError):
            yield member.filename, ""


def _digest(file: IO[bytes]) -> str:
    with file:
        return file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
