"""Is there a newer version of Eligo? Nobody is asked unless a person said where a notice of their site lies.

A notice is a small JSON file, `{"version": "0.2.0"}`, on a web server (`https://`) or a shared drive. It is only read;
nothing is sent, downloaded or installed.
"""

import json
import re
from pathlib import Path

from screening import __version__
from screening.wording import refused

_MOST = 64 * 1024
_PATIENCE = 5.0
_VERSION = re.compile(r"\d+(\.\d+)*")


def newer_version(address: str, mine: str = __version__) -> str | None:
    """Read the notice at an address or path: the version it names, where that is newer than this program.

    RefusedError `updates_unreachable` or `updates_no_notice`, so that a person who asked is told.
    """
    try:
        content = _from_web(address) if "://" in address else _from_file(Path(address))
    except (OSError, ValueError):
        raise refused("updates_unreachable", address=address) from None
    try:
        named = json.loads(content)["version"]
        newer = _numbers(named) > _numbers(mine)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise refused("updates_no_notice", address=address) from None
    return str(named) if newer else None


def _from_web(address: str) -> bytes:
    from urllib.request import Request, urlopen

    if not address.startswith("https://"):
        raise ValueError("only https")
    with urlopen(Request(address, headers={"User-Agent": "Eligo"}), timeout=_PATIENCE) as answer:
        return bytes(answer.read(_MOST))


def _from_file(path: Path) -> bytes:
    with path.open("rb") as notice:
        return notice.read(_MOST)


def _numbers(version: str) -> tuple[int, ...]:
    if _VERSION.fullmatch(version) is None:
        raise ValueError("no version")
    return tuple(int(part) for part in version.split("."))
