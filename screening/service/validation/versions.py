"""What is installed here: the program, Python, the system, and every package with its version. No path, no name."""

import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

import screening

SHIPPED = ("screening", "gui", "resources")
_SEPARATORS = re.compile(r"[-_.]+")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of an installation. `fingerprint` is the same wherever the program's files are the same."""

    eligo: str
    fingerprint: str
    python: str
    system: str
    database: str
    cryptography: str
    packages: tuple[tuple[str, str], ...]


def versions() -> Versions:
    """Look at this installation."""
    root = Path(screening.__file__).absolute().parents[1]
    return Versions(
        eligo=screening.__version__,
        fingerprint=fingerprint(root / name for name in SHIPPED),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=platform.platform(),
        database=_database(),
        cryptography=_cryptography(),
        packages=tuple(sorted(packages().items())),
    )


def packages() -> dict[str, str]:
    """Give the version of every package that is installed, by its name in small letters."""
    found = ((one.metadata["Name"], one.version) for one in distributions())
    return {normal(name): version for name, version in found if name}


def normal(name: str) -> str:
    """Write a package's name as packages are compared by."""
    return _SEPARATORS.sub("-", name).lower()


def fingerprint(folders: Iterable[Path]) -> str:
    """Give the SHA-256 over the names and contents of all files, but for what Python makes of them by itself."""
    said = sha256()
    for folder in folders:
        found = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        for name, path in sorted((path.relative_to(folder.parent).as_posix(), path) for path in found):
            said.update(f"{name}\0".encode())
            said.update(sha256(path.read_bytes()).digest())
    return said.hexdigest()


def _database() -> str:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    try:
        ((cipher,),) = connection.execute("PRAGMA cipher_version").fetchall() or (("?",),)
    finally:
        connection.close()
    return f"SQLCipher {cipher}, SQLite {dbapi2.sqlite_version}"


def _cryptography() -> str:
    from cryptography.hazmat.backends.openssl.backend import backend

    return str(backend.openssl_version_text())
