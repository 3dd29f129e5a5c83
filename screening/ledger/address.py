"""Where a store lies: a file of this computer, or a room in a PostgreSQL server that computers share."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from screening.errors import InputError, Problem

SCHEMES = ("postgresql", "postgres")
ROOM = "eligo"
"""The schema of a database in which a book lies, unless the address names another: `?schema=sh04`."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_WITH_TLS = ("require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class Server:
    """A book on a server: `url` is libpq's own, without a password and never without TLS to another computer."""

    url: str
    room: str = ROOM
    password: str = field(default="", repr=False, compare=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read an address such as `postgresql://db.example/eligo?schema=sh04`; InputError where it is none."""
        try:
            parts = urlsplit(text)
            given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError:
            raise _no_address() from None
        if parts.scheme not in SCHEMES or parts.fragment:
            raise _no_address()
        who, at, hosts = parts.netloc.rpartition("@")
        user, _, password = who.partition(":")
        asked = dict(given)
        room, also = asked.pop("schema", ROOM), asked.pop("password", "")
        if not room or not room.isprintable():
            raise _no_address()
        _secure(asked, hosts)
        netloc = f"{user}{at}{hosts}" if user else hosts
        query = urlencode(asked, quote_via=quote, safe="/,")
        url = f"postgresql://{netloc}{parts.path}{f'?{query}' if query else ''}"
        return cls(url, room, unquote(password) or also)

    def __str__(self) -> str:
        """Give the address as people may see it."""
        if self.room == ROOM:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}schema={quote(self.room)}"


Where = Path | Server
"""Where a store lies."""


def is_address(text: str) -> bool:
    """Say whether a text looks like a server's address rather than a folder."""
    return text.partition("://")[0] in SCHEMES and "://" in text


def is_local(host: str) -> bool:
    """Say whether a host is this computer: the name of a socket's folder, or one of its own names."""
    return not host or host.startswith(("/", "@")) or host in _LOCAL


def _secure(asked: dict[str, str], netloc: str) -> None:
    """Ask for TLS wherever the server may be another computer; InputError where the address forbids it.

    On a socket of this computer libpq passes the wish over.
    """
    hosts = [_host(one) for one in netloc.split(",") if one]
    hosts += [one for key in ("host", "hostaddr") for one in asked.get(key, "").split(",") if one]
    if hosts and all(is_local(host) for host in hosts):
        return
    mode = asked.get("sslmode")
    if mode is None and "service" not in asked:  # a service's own file may ask for more
        named = os.environ.get("PGSSLMODE", "")
        asked["sslmode"] = named if named in _WITH_TLS else "require"
    elif mode is not None and mode not in _WITH_TLS:
        told = "a server on another computer is only reached with TLS; leave sslmode out, or ask for more"
        raise InputError([Problem("store", told, code="store.tls")])


def _host(netloc: str) -> str:
    """Give the host of `host:port`, without the brackets of IPv6."""
    if netloc.startswith("["):
        return netloc[1:].partition("]")[0]
    return unquote(netloc.partition(":")[0])


def _no_address() -> InputError:
    told = "not the address of a server, such as postgresql://db.example/eligo"
    return InputError([Problem("store", told, code="store.address")])
